"""A citizen's first lesson, from the home page to my learning, as a phone without JavaScript sees it."""

from pathlib import Path

import pytest
from django.utils.translation import gettext

from courses import ids
from learning.models import Enrolment, Evidence, Learner, LearnerSkill, LessonProgress
from quizzes.models import Attempt, Response
from tests import cast, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(tmp_path: Path):
    return factories.one_lesson(tmp_path)


def test_a_citizen_reaches_the_first_question_in_three_taps(citizen, lesson):
    home = citizen.open("/")
    assert 'href="/c2/"' in cast.text(home)
    assert 'href="/c2/l2-1/"' in cast.text(citizen.open("/c2/"))
    assert 'href="/c2/l2-1/check/"' in cast.text(citizen.open("/c2/l2-1/"))
    assert cast.choices(citizen.open("/c2/l2-1/check/")) == [str(one) for one in _letters("L2.1-q1")]


def test_all_steps_of_a_lesson_come_in_one_page(citizen, lesson):
    page = cast.text(citizen.open("/c2/l2-1/"))
    assert [f'id="step-{n}"' in page for n in (1, 2, 3, 4)] == [True, True, True, False]


def test_looking_makes_no_learner(citizen, lesson):
    for address in ("/", "/c2/", "/c2/l2-1/", "/c2/l2-1/check/", "/my/", "/stop/"):
        citizen.open(address)
    assert (Learner.objects.count(), Attempt.objects.count()) == (0, 0)


def test_answers_become_evidence_progress_and_skills(citizen, lesson):
    result = citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    learner = Learner.objects.get()
    progress = LessonProgress.objects.get()
    assert (result.context["attempt"].passed, result.context["bars"]) == (True, (1, 1, 1, 1))
    assert (progress.learner, progress.completed_at is not None, progress.passed_at is not None) == (learner, True, True)
    assert sorted(Evidence.objects.values_list("kind", "skill", "correct")) == [
        ("answer", "1.2", True), ("answer", "1.2", True), ("answer", "4.2", True), ("answer", "4.2", True), ("finish", "", True),
    ]  # fmt: skip
    assert sorted(LearnerSkill.objects.values_list("skill", "right", "answered", "caught", "recognised")) == [
        ("1.2", 2, 2, 1, 1),
        ("4.2", 2, 2, 0, 0),
    ]
    assert Enrolment.objects.get().course_key == lesson.get_parent().translation_key


@pytest.mark.parametrize("door", ["scam", "genuine"])
def test_calling_every_message_the_same_never_passes(citizen, lesson, door):
    def choose(choices: list[str]) -> str:
        return door if door in choices else cast.knowing(choices)

    result = citizen.finish(citizen.open("/c2/l2-1/check/"), choose)
    assert (result.context["right"], result.context["total"], result.context["attempt"].passed) == (3, 4, False)
    assert LessonProgress.objects.get().completed_at is not None


def test_a_form_sent_twenty_times_is_one_answer(citizen, lesson):
    page = citizen.open("/c2/l2-1/check/")
    for _ in range(20):
        citizen.answer(page, cast.knowing(cast.choices(page)))
    assert [model.objects.count() for model in (Learner, Attempt, Response, Evidence)] == [1, 1, 1, 1]


def test_a_double_tap_without_a_cookie_is_one_person(citizen, lesson):
    page = citizen.open("/c2/l2-1/check/")
    for _ in range(2):
        citizen.cookies.clear()
        citizen.answer(page, cast.knowing(cast.choices(page)))
    assert [model.objects.count() for model in (Learner, Attempt, Response)] == [1, 1, 1]


def test_another_answer_to_the_same_question_does_not_count_and_is_told(citizen, lesson):
    page = citizen.open("/c2/l2-1/check/")
    first, other = cast.choices(page)[:2]
    citizen.answer(page, first)
    again = citizen.answer(page, other)
    assert Response.objects.get().chosen == [first]
    assert [str(message) for message in again.context["messages"]] == [
        gettext("Your first answer to this question stands. You can try again afterwards.")
    ]


def test_not_me_then_the_old_form_joins_nobody(citizen, lesson):
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, cast.knowing(cast.choices(page)))
    citizen.post("/my/not-me/")
    again = citizen.answer(page, cast.knowing(cast.choices(page)))
    assert (again.status_code, Learner.objects.count(), Response.objects.count()) == (404, 1, 1)
    assert "learner" not in citizen.cookies or not citizen.cookies["learner"].value


def test_somebody_elses_form_is_not_found(citizen, stranger, lesson):
    page = citizen.open("/c2/l2-1/check/")
    feedback = citizen.answer(page, cast.knowing(cast.choices(page)))
    own = stranger.open("/c2/l2-1/check/")
    stranger.answer(own, cast.knowing(cast.choices(own)))
    attempt = feedback.context["attempt"].pk
    assert [stranger.get(f"/quizzes/attempts/{attempt}/{end}").status_code for end in ("", "1/", "result/")] == [404, 404, 404]
    assert stranger.answer(page, cast.knowing(cast.choices(page))).status_code == 404


def test_who_stopped_in_the_middle_goes_on_there(citizen, lesson):
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, cast.knowing(cast.choices(page)))
    back = citizen.open("/c2/l2-1/check/")
    assert back.context["shown"].position == 2
    mine = cast.text(citizen.open("/my/"))
    assert 'href="/c2/l2-1/check/"' in mine


def test_a_second_run_counts_as_practice_and_keeps_the_first_pass(citizen, lesson):
    citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    passed_at = LessonProgress.objects.get().passed_at
    citizen.finish(citizen.open("/c2/l2-1/check/?again=1"), lambda choices: choices[0])
    assert LessonProgress.objects.get().passed_at == passed_at
    assert Evidence.objects.filter(kind="answer", first_attempt=True).count() == 4
    assert Evidence.objects.filter(kind="answer").count() == 8


def _letters(question: str) -> list[object]:
    return [ids.part(question, one) for one in "abc"]
