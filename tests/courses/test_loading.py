"""Files and the CMS hold the same lessons: what a trainer did there is never lost, and nothing comes back behind anybody's back."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Revision

from cms import curriculum
from cms.celery import app
from courses import files, forms
from courses.curriculum import lesson_page
from courses.loading import Decision, decide
from courses.models import AboutPage, Competence, CoursePage, HomePage, LessonPage, OfficialService
from courses.tasks import publish_scheduled
from quizzes.models import Question, QuestionVersion, QuizPage
from tests import cast, factories

OBJECTS = ["C2", "L2.1", "L2.1 check", "L2.1-q1", "about", "competence 1.2", "competence 4.2", "home", "service verify"]


@pytest.mark.parametrize(
    ("file", "cms", "loaded", "decision"),
    [
        ("new", "", "", Decision.LOAD),
        ("old", "old", "", Decision.SAME),  # made by hand alike in both
        ("old", "mine", "", Decision.CONFLICT),  # made by hand otherwise
        ("old", "old", "old", Decision.SAME),
        ("new", "old", "old", Decision.LOAD),
        ("old", "mine", "old", Decision.KEEP),
        ("new", "mine", "old", Decision.CONFLICT),
        ("mine", "mine", "old", Decision.SAME),  # the reviewer took the trainer's words over
        ("old", "", "old", Decision.KEEP),  # deleted in the CMS
        ("new", "", "old", Decision.CONFLICT),  # deleted in the CMS, changed in the file
    ],
)
def test_who_wins_when_file_and_cms_differ(file, cms, loaded, decision):
    assert decide(file, cms, loaded) is decision


@pytest.fixture
def folder(tmp_path, db):
    """Loaded once: one lesson with one question."""
    factories.one_lesson(tmp_path, written=1, pairs=0)
    return tmp_path


def changed(folder, **values) -> None:
    """Change the lesson's file."""
    (folder / "C2/L2.1.yaml").write_text(files.dump(factories.lesson("L2.1", written=1, pairs=0) | values, forms.LESSON))


def edit(page, **values) -> None:
    """What a trainer does: change and publish."""
    page = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def decisions(folder, *theirs: str) -> dict[str, Decision]:
    """Load again and say what was not the same."""
    loading = curriculum.load(folder, theirs)
    assert sorted(loading.done) == OBJECTS
    return {name: decision for name, decision in loading.done.items() if decision is not Decision.SAME}


def test_a_second_load_changes_nothing(folder):
    before = [model.objects.count() for model in (Revision, QuestionVersion, LessonPage, Question)]
    assert decisions(folder) == {}
    assert [model.objects.count() for model in (Revision, QuestionVersion, LessonPage, Question)] == before


def test_a_changed_file_is_loaded_and_seen_at_once(folder, citizen):
    citizen.get("/c2/l2-1/")
    changed(folder, title="មេរៀនថ្មី")
    assert decisions(folder) == {"L2.1": Decision.LOAD}
    assert "មេរៀនថ្មី" in cast.text(citizen.get("/c2/l2-1/"))
    assert lesson_page("L2.1").get_latest_revision_as_object().title == "មេរៀនថ្មី"


def test_what_a_trainer_published_is_kept_and_named(folder):
    edit(lesson_page("L2.1"), title="ពាក្យគ្រូ")
    with translation.override("en"):
        call_command("load_curriculum", folder, stdout=(said := StringIO()))
    assert said.getvalue() == "curriculum: 1 kept as edited in the CMS, 8 same\n  L2.1: kept as edited in the CMS\n"
    assert lesson_page("L2.1").title == "ពាក្យគ្រូ"


def test_what_a_trainer_has_not_published_yet_is_not_written_over(folder):
    page = lesson_page("L2.1")
    page.title = "ពាក្យគ្រូ"
    page.save_revision()
    changed(folder, title="ពាក្យឯកសារ")
    assert decisions(folder) == {"L2.1": Decision.CONFLICT}
    page = lesson_page("L2.1")
    assert (page.title, page.get_latest_revision_as_object().title) == ("មេរៀន L2.1", "ពាក្យគ្រូ")


def test_a_conflict_loads_nothing_until_somebody_decides(folder):
    edit(lesson_page("L2.1"), title="ពាក្យគ្រូ")
    changed(folder, title="ពាក្យឯកសារ")
    call_command("load_curriculum", folder, stdout=(said := StringIO()))
    assert said.getvalue().splitlines()[1] == "  L2.1: changed in the file and in the CMS (nothing loaded; --theirs 'L2.1' takes the file)"
    assert lesson_page("L2.1").title == "ពាក្យគ្រូ"
    call_command("load_curriculum", folder, "--theirs", "L2.1", stdout=(said := StringIO()))
    assert said.getvalue() == "curriculum: 1 loaded, 8 same\n"
    assert (lesson_page("L2.1").title, decisions(folder)) == ("ពាក្យឯកសារ", {})


def test_when_the_trainers_words_are_taken_into_the_file_both_are_the_same(folder):
    edit(lesson_page("L2.1"), title="ពាក្យគ្រូ")
    call_command("dump_curriculum", folder, stdout=StringIO())
    assert decisions(folder) == {}
    changed(folder, title="ពាក្យបន្ទាប់")
    assert decisions(folder) == {"L2.1": Decision.LOAD}


def test_an_unpublished_lesson_does_not_come_back(folder):
    lesson_page("L2.1").unpublish()
    assert decisions(folder) == {"L2.1": Decision.KEEP}
    changed(folder, title="ពាក្យឯកសារ")
    assert decisions(folder) == {"L2.1": Decision.CONFLICT}
    assert lesson_page("L2.1").live is False


@pytest.mark.parametrize("title", ["មេរៀន L2.1", "ពាក្យឯកសារ"])
def test_a_deleted_lesson_does_not_come_back(folder, title):
    lesson_page("L2.1").delete()
    changed(folder, title=title)
    loading = curriculum.load(folder)
    assert (lesson_page("L2.1"), QuizPage.objects.count()) == (None, 0)
    assert loading.done["L2.1"] is (Decision.KEEP if title == "មេរៀន L2.1" else Decision.CONFLICT)


def test_a_deleted_course_does_not_come_back_with_its_lessons(folder):
    CoursePage.objects.get().delete()
    assert curriculum.load(folder).named(Decision.KEEP) == ["C2"]
    assert (CoursePage.objects.count(), LessonPage.objects.count()) == (0, 0)


def test_an_unpublished_plain_page_does_not_come_back(folder):
    AboutPage.objects.get().unpublish()
    (folder / "site.yaml").write_text(files.dump(factories.SITE | {"about": {"title": "ថ្មី", "body": "ថ្មី"}}, forms.SITE))
    assert decisions(folder) == {"about": Decision.CONFLICT}
    assert AboutPage.objects.get().live is False


def test_every_other_object_follows_its_file_and_keeps_its_edit(folder):
    (folder / "site.yaml").write_text(files.dump(factories.SITE | {"home": {"title": "ថ្មី", "intro": "ថ្មី"}}, forms.SITE))
    (folder / "services.yaml").write_text(files.dump([factories.SERVICE | {"owner": "MoI"}], forms.SERVICE, many=True))
    (folder / "C2/course.yaml").write_text(files.dump(factories.course() | {"icon": "lock"}, forms.COURSE))
    changed(folder, questions=[factories.question("L2.1-q1") | {"explanation": "ថ្មី"}])
    assert decisions(folder) == dict.fromkeys(["C2", "L2.1-q1", "home", "service verify"], Decision.LOAD)
    seen = HomePage.objects.get().title, OfficialService.objects.get().owner, CoursePage.objects.get().icon, Question.objects.get().explanation
    assert seen == ("ថ្មី", "MoI", "lock", "ថ្មី")
    Competence.objects.filter(code="1.2").update(title="គ្រូ")
    edit(Question.objects.get(), explanation="គ្រូ")
    assert decisions(folder) == {"competence 1.2": Decision.KEEP, "L2.1-q1": Decision.KEEP}


def test_an_unpublished_question_is_not_published_again(folder):
    Question.objects.get().unpublish()
    changed(folder, questions=[factories.question("L2.1-q1") | {"explanation": "ថ្មី"}])
    assert decisions(folder) == {"L2.1-q1": Decision.CONFLICT}
    assert Question.objects.get().live is False


def test_line_ends_from_a_browser_are_no_edit(folder):
    changed(folder, questions=[factories.question("L2.1-q1") | {"explanation": "មួយ\nពីរ"}])
    decisions(folder)
    edit(Question.objects.get(), explanation="មួយ\r\nពីរ")
    assert decisions(folder) == {}
    assert curriculum.texts()["C2/L2.1.yaml"] == (folder / "C2/L2.1.yaml").read_text()


def test_a_republished_question_with_the_same_words_is_the_same_version(folder):
    edit(Question.objects.get())
    assert QuestionVersion.objects.count() == 1
    edit(Question.objects.get(), explanation="ថ្មី")
    assert list(QuestionVersion.objects.order_by("number").values_list("number", "content__explanation")) == [(1, "ព្រោះ"), (2, "ថ្មី")]


def test_a_question_more_in_the_file_enters_the_check_in_its_place(folder):
    changed(folder, questions=[factories.question("L2.1-q2"), factories.question("L2.1-q1")])
    done = curriculum.load(folder).done
    assert {name for name, decision in done.items() if decision is Decision.LOAD} == {"L2.1-q2", "L2.1 check"}
    assert [row.question.stable_id for row in QuizPage.objects.get().quiz_questions.all()] == ["L2.1-q2", "L2.1-q1"]


# --- what somebody asks back from the file ------------------------------------------------------------------------------
def test_an_edited_lesson_takes_its_file_back_when_somebody_asks_for_it(folder):
    edit(lesson_page("L2.1"), title="ពាក្យគ្រូ")
    assert decisions(folder, "L2.1") == {"L2.1": Decision.LOAD}
    assert (lesson_page("L2.1").title, decisions(folder)) == ("មេរៀន L2.1", {})


def test_an_unpublished_lesson_comes_back_when_somebody_asks_for_it(folder, citizen):
    lesson_page("L2.1").unpublish()
    assert decisions(folder, "L2.1") == {"L2.1": Decision.LOAD}
    assert (citizen.get("/c2/l2-1/").status_code, decisions(folder)) == (200, {})


def test_a_deleted_lesson_comes_back_with_its_check_when_somebody_asks_for_it(folder, citizen):
    lesson_page("L2.1").delete()
    assert decisions(folder, "L2.1") == dict.fromkeys(["L2.1", "L2.1 check"], Decision.LOAD)
    assert "សំណួរ L2.1-q1" in cast.text(citizen.open("/c2/l2-1/check/"))
    assert decisions(folder) == {}


def test_a_deleted_course_comes_back_with_its_lessons_when_somebody_asks_for_it(folder, citizen):
    CoursePage.objects.get().delete()
    assert decisions(folder, "C2") == dict.fromkeys(["C2", "L2.1", "L2.1 check"], Decision.LOAD)
    assert (citizen.open("/c2/l2-1/check/").status_code, decisions(folder)) == (200, {})


def test_a_lesson_deleted_before_stays_away_when_only_its_course_is_asked_for(folder):
    lesson_page("L2.1").delete()
    edit(CoursePage.objects.get(), title="ពាក្យគ្រូ")
    loading = curriculum.load(folder, ("C2",))
    assert (loading.named(Decision.LOAD), loading.named(Decision.KEEP), lesson_page("L2.1")) == (["C2"], ["L2.1"], None)


def test_a_deleted_question_comes_back_when_somebody_asks_for_it_and_for_its_check(folder, citizen):
    check, question = QuizPage.objects.get(), Question.objects.get()
    check.quiz_questions = []
    check.save_revision().publish()
    question.delete()
    assert decisions(folder) == dict.fromkeys(["L2.1 check", "L2.1-q1"], Decision.KEEP)
    assert decisions(folder, "L2.1-q1", "L2.1 check") == dict.fromkeys(["L2.1 check", "L2.1-q1"], Decision.LOAD)
    assert Question.objects.get().translation_key == question.translation_key
    assert "សំណួរ L2.1-q1" in cast.text(citizen.open("/c2/l2-1/check/"))
    assert (decisions(folder), QuestionVersion.objects.count()) == ({}, 1)


def test_a_trainer_finds_the_text_that_was_loaded_in_the_history(folder, trainer):
    lesson, question = lesson_page("L2.1"), Question.objects.get()
    first, asked = lesson.latest_revision, question.latest_revision
    edit(lesson, title="ពាក្យគ្រូ")
    edit(question, explanation="ពាក្យគ្រូ")
    history = cast.text(trainer.get(reverse("wagtailadmin_pages:history", args=[lesson.pk])))
    assert reverse("wagtailadmin_pages:revisions_revert", args=[lesson.pk, first.pk]) in history
    history = cast.text(trainer.get(reverse(question.snippet_viewset.get_url_name("history"), args=[question.pk])))
    assert reverse(question.snippet_viewset.get_url_name("revisions_revert"), args=[question.pk, asked.pk]) in history


def test_what_an_author_planned_is_published_when_its_time_has_come(folder, citizen):
    page = lesson_page("L2.1")
    page.title, page.go_live_at = "មេរៀនថ្ងៃស្អែក", timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    publish_scheduled()
    assert "មេរៀនថ្ងៃស្អែក" not in cast.text(citizen.get("/c2/l2-1/"))
    planned, past = Revision.objects.get(approved_go_live_at__isnull=False), timezone.now() - timedelta(minutes=1)
    planned.content["go_live_at"], planned.approved_go_live_at = past.isoformat(), past
    planned.save()
    publish_scheduled()
    assert "មេរៀនថ្ងៃស្អែក" in cast.text(citizen.get("/c2/l2-1/"))


def test_the_clock_asks_every_minute_what_was_planned():
    asked = {one["task"]: one["schedule"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert (asked["courses.publish_scheduled"], app.tasks["courses.publish_scheduled"].name) == (60, "courses.publish_scheduled")
