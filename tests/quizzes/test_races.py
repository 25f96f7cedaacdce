"""Everything at once, on both databases: impatient thumbs and two tabs count once."""

import pytest

from learning.models import Enrolment, Evidence, Learner, LessonProgress
from quizzes.models import Attempt, QuestionVersion, Response
from tests import cast, factories
from tests.cast import Person
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db(transaction=True)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Learner, Attempt, Response, Evidence, LessonProgress, Enrolment)}


def test_eight_taps_at_once_on_the_first_form_are_one_person_and_one_answer(citizen, tmp_path):
    factories.one_lesson(tmp_path)
    page = citizen.open("/c2/l2-1/check/")
    form = cast.fields(page) | {"choice": cast.choices(page)[1]}

    answers = together(8, lambda _: Person().post(cast.action(page), form))
    attempt = Attempt.objects.get()
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(302, f"/quizzes/attempts/{attempt.pk}/1/")}
    assert counts() == {"Learner": 1, "Attempt": 1, "Response": 1, "Evidence": 1, "LessonProgress": 1, "Enrolment": 1}


def test_eight_taps_with_two_different_answers_keep_the_first_and_count_once(citizen, tmp_path):
    factories.one_lesson(tmp_path)
    page = citizen.open("/c2/l2-1/check/")
    first, second = cast.choices(page)[:2]

    together(8, lambda number: Person().post(cast.action(page), cast.fields(page) | {"choice": [first, second][number % 2]}))
    assert counts() == {"Learner": 1, "Attempt": 1, "Response": 1, "Evidence": 1, "LessonProgress": 1, "Enrolment": 1}
    assert Evidence.objects.get().correct is Response.objects.get().correct


def test_the_last_two_answers_at_once_finish_the_check_exactly_once(citizen, tmp_path):
    factories.one_lesson(tmp_path, written=6, pairs=0)
    page = citizen.open("/c2/l2-1/check/")
    for _ in range(4):
        citizen.answer(page, cast.choices(page)[1])
        page = citizen.open("/c2/l2-1/check/")
    attempt = Attempt.objects.get()
    last = [QuestionVersion.objects.get(pk=version) for version in attempt.drawn[4:]]

    def send(number: int) -> int:
        tab = Person()
        tab.cookies = citizen.cookies
        version = last[number % 2]
        right = next(choice["id"] for choice in version.content["choices"] if choice["right"])
        return tab.post(cast.action(page), {"key": cast.fields(page)["key"], "question": version.pk, "choice": right}).status_code

    assert together(4, send) == [302] * 4
    attempt.refresh_from_db()
    assert (attempt.passed, attempt.sent_at is not None, attempt.responses.count()) == (True, True, 6)
    assert [Evidence.objects.filter(kind=kind).count() for kind in ("answer", "finish")] == [6, 1]
    assert LessonProgress.objects.get().passed_at is not None


def test_two_tabs_of_one_person_are_two_runs_and_lose_no_answer(citizen, tmp_path):
    factories.one_lesson(tmp_path, written=3, pairs=0)
    first = citizen.open("/c2/l2-1/check/")
    citizen.answer(first, cast.choices(first)[1])
    pages = [citizen.open("/c2/l2-1/check/?again=1") for _ in range(6)]

    def send(number: int) -> int:
        tab = Person()
        tab.cookies = citizen.cookies
        return tab.post(cast.action(pages[number]), cast.fields(pages[number]) | {"choice": cast.choices(pages[number])[1]}).status_code

    assert together(6, send) == [302] * 6
    learner = Learner.objects.get()
    assert (learner.attempts.count(), learner.skills.get().answered, learner.evidence.count()) == (7, 7, 7)
