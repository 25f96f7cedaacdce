"""Authors read what readers say, and what has grown old."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import LessonPage, OfficialService
from learning.models import LessonVoice, LessonWord
from learning.outcomes import learning_day
from quizzes.models import Question
from tests import cast, factories
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db
READERS, STALE = "/cms/reports/readers/", "/cms/reports/stale/"


@pytest.fixture
def lesson(tmp_path) -> LessonPage:
    return factories.one_lesson(tmp_path, written=1, pairs=0)


def say(lesson: LessonPage, *, yes: int = 0, no: int = 0, version: int | None = None) -> list[LessonVoice]:
    at = lesson.live_revision_id if version is None else version
    said = [True] * yes + [False] * no
    return LessonVoice.objects.bulk_create([LessonVoice(key=uuid4().hex, lesson_key=lesson.translation_key, version=at, helpful=one) for one in said])


def test_the_author_reads_counts_of_the_published_text_and_the_words(lesson, trainer):
    say(lesson, yes=7, no=4)
    say(lesson, yes=23, version=0)
    LessonWord.objects.create(voice=LessonVoice.objects.filter(helpful=False).first(), text="វែងពេក", said_at=timezone.now())
    page = trainer.get(READERS)
    (heard,) = page.context["lessons"]
    assert (heard.yes, heard.no, heard.earlier, heard.is_unhelpful) == (7, 4, 23, False)
    assert ["វែងពេក" in cast.text(page), heard.edit in page.content.decode()] == [True, True]


def test_nothing_said_is_told_and_only_authors_look(lesson, trainer, officer, citizen):
    assert khmer("Nobody has said anything yet.") in cast.text(trainer.get(READERS))
    assert [person.get(address).status_code for person in (officer, citizen) for address in (READERS, STALE)] == [302] * 4
    assert ["/reports/readers/" in page for page in [trainer.get("/cms/").content.decode()]] == [True]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_costs_the_same_queries_however_many_lessons(tmp_path, trainer, rows, django_assert_num_queries):
    factories.teach(tmp_path, {"C2": [factories.lesson(f"L2.{n}", written=1, pairs=0) for n in range(1, rows + 1)]})
    for one in LessonPage.objects.all():
        LessonWord.objects.create(voice=_kept(one), text="ល្អ", said_at=timezone.now())
    trainer.get(READERS)
    with django_assert_num_queries(13):
        trainer.get(READERS)


def _kept(lesson: LessonPage) -> LessonVoice:
    return LessonVoice.objects.create(key=uuid4().hex, lesson_key=lesson.translation_key, version=lesson.live_revision_id, helpful=True)


def test_what_has_grown_old_is_listed_with_the_way_to_mend_it(lesson, trainer):
    today = learning_day(timezone.now())
    say(lesson, yes=4, no=6)
    OfficialService.objects.update(checked_on=today - timedelta(days=400))
    Question.objects.update(valid_until=today + timedelta(days=20))
    page = trainer.get(STALE)
    assert [len(page.context[name]) for name in ("services", "questions", "unhelpful", "unproofread")] == [1, 1, 1, 1]
    service, question = OfficialService.objects.get(), Question.objects.get()
    edits = [f"officialservice/edit/{service.pk}/", f"question/edit/{question.pk}/", f"pages/{lesson.pk}/edit/"]
    assert [one in page.content.decode() for one in edits] == [True] * 3


def test_what_is_fresh_is_not_listed(lesson, trainer):
    say(lesson, no=9)  # nine say nothing yet
    OfficialService.objects.update(checked_on=learning_day(timezone.now()) - timedelta(days=300))
    Question.objects.update(valid_until=learning_day(timezone.now()) + timedelta(days=60))
    LessonPage.objects.update(proofread=True)
    assert cast.text(trainer.get(STALE)).count(khmer("Nothing to do here.")) == 4
