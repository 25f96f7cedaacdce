"""A trainer types as keyboards do: the signs are put in order for them, and what nobody can see is refused where it stands."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from courses.curriculum import course_page, lesson_page
from courses.models import AboutPage, Competence, HomePage, LessonPage, OfficialService
from quizzes.models import Question
from tests import factories
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db
TYPED, AGREED = "ស្រ្តី", "ស្ត្រី"  # the same word for the eye
HIDDEN = "ទៅ\u200bផ្សារ"
REFUSED = khmer("Near “%(near)s” stands an invisible or misplaced sign (%(name)s). Delete this place and type it again.")


@pytest.fixture
def lesson(tmp_path) -> LessonPage:
    return factories.one_lesson(tmp_path)


def refusals(object_) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        object_.full_clean()
    return error.value.message_dict


def test_the_signs_of_a_lesson_are_put_in_order_down_to_its_steps(lesson):
    lesson.title = lesson.objective = TYPED
    for step in lesson.steps:
        step.value["title"], step.value["body"].source = TYPED, f"<p><b>{TYPED}</b></p>"
    lesson.steps[2].value["message"]["text"] = TYPED
    lesson.save_revision().publish()
    kept = lesson_page("L2.1")
    draft = kept.get_latest_revision_as_object()
    for one in (kept, draft):
        assert (one.title, one.objective, [step.value["title"] for step in one.steps]) == (AGREED, AGREED, [AGREED] * 3)
        assert {step.value["body"].source for step in one.steps} == {f"<p><b>{AGREED}</b></p>"}
        assert one.steps[2].value["message"]["text"] == AGREED


def test_the_signs_of_a_question_are_put_in_order_down_to_its_choices(lesson):
    question = Question.objects.get(stable_id="L2.1-q1")
    question.text = TYPED
    question.choices[0].value["feedback"] = TYPED
    question.save()
    question.refresh_from_db()
    assert (question.text, question.choices[0].value["feedback"]) == (AGREED, AGREED)


def test_so_are_those_of_every_other_thing_that_files_hold(lesson):
    for one, name in (
        (course_page("C2"), "summary"), (HomePage.objects.get(), "intro"), (AboutPage.objects.get(), "body"), (Competence.objects.first(), "title"),
        (OfficialService.objects.get(), "owner"), (Question.objects.get(stable_id="L2.1-p1-scam"), "safe_action"),
    ):  # fmt: skip
        setattr(one, name, TYPED)
        one.full_clean()
        assert getattr(one, name) == AGREED


def test_an_invisible_sign_is_refused_and_the_place_is_named(lesson):
    lesson.key_message = f"កុំ{HIDDEN}"
    lesson.steps[1].value["body"].source = f"<p>{HIDDEN}</p>"
    near = {"near": "កុំទៅផ្សារ", "name": "ZERO WIDTH SPACE"}
    assert refusals(lesson) == {"key_message": [refusal(near)], "steps": [refusal(near | {"near": "ទៅផ្សារ"})]}


def test_an_invisible_sign_in_an_answer_or_a_plain_page_is_refused(lesson):
    question, about = Question.objects.get(stable_id="L2.1-q1"), AboutPage.objects.get()
    question.choices[0].value["text"] = HIDDEN
    about.body = "<p>មួយ&nbsp;ពីរ</p>"
    assert refusals(question) == {"choices": [refusal({"near": "ទៅផ្សារ", "name": "ZERO WIDTH SPACE"})]}
    assert refusals(about) == {"body": [refusal({"near": "មួយពីរ", "name": "NO-BREAK SPACE"})]}


def refusal(said: dict[str, str]) -> str:
    return REFUSED % said


def test_a_trainer_is_told_in_the_editor(lesson, trainer):
    question = Question.objects.get(stable_id="L2.1-p1-scam")
    form = {"kind": "judge", "code": "9.9", "truth": "scam", "channel": "sms", "message": HIDDEN, "pool": "practice", "twin": question.twin_id}
    form |= {"choices-count": 0, "clues-count": 0, "action-publish": "1"}
    refused = trainer.post(reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk]), form)
    assert refused.context["form"].errors == {
        "message": [refusal({"near": "ទៅផ្សារ", "name": "ZERO WIDTH SPACE"})],
        "code": [khmer("Unknown competence “%s”.") % "9.9"],
    }


def test_a_question_may_count_for_no_competence(lesson):
    question = Question.objects.get(stable_id="L2.1-q1")
    question.code = ""
    question.full_clean()
    assert question.code == ""


@pytest.mark.parametrize("sms", ["ក" * 71, "មើល verify.gov.kh"])
def test_a_lesson_as_two_text_messages_or_with_a_link_is_refused(lesson, sms):
    lesson.sms = sms
    assert list(refusals(lesson)) == ["sms"]


def test_a_page_may_be_listed_without_its_steps(lesson):
    listed = LessonPage.objects.defer("steps").get()
    listed.save(update_fields=["title"])
    assert Page.objects.filter(title=lesson.title).count() == 2  # the lesson and its check
