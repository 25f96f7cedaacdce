"""The trainer's bank: listed, edited, archived, and never so that somebody's answers are lost (decisions B5)."""

import pytest
from django.urls import reverse

from courses.curriculum import lesson_page
from courses.models import LessonPage
from quizzes.models import Attempt, Question, QuestionVersion, QuizPage, QuizQuestion, Response
from tests import cast, factories
from tests.cast import Person
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db

CHECK = "/c2/l2-1/check/"
KEEP_QUESTION = khmer("This question stands in a check, or people have answered it. Unpublish it instead: it is then archived and no longer drawn.")
KEEP_PAGE = khmer("People have answered here. Unpublish this page instead: it is then archived, and what they learned stays.")
FIELDS = ("kind", "code", "text", "truth", "context", "channel", "sender", "message", "safe_action", "technique", "difficulty", "explanation", "pool")


@pytest.fixture
def lesson(tmp_path):
    return factories.one_lesson(tmp_path)


@pytest.fixture
def question(lesson) -> Question:
    return Question.objects.get(stable_id="L2.1-q1")


@pytest.fixture
def answered(citizen, question) -> Attempt:
    """The citizen chose "a" (wrong) for the first question, and stopped."""
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[0])
    return Attempt.objects.get()


def door(question: Question, verb: str) -> str:
    return reverse(question.snippet_viewset.get_url_name(verb), args=[question.pk])


def form(question: Question, **changes: str) -> dict[str, str]:
    """The editor's form as it stands; the stream's choices are numbered."""
    values = {name: getattr(question, name) for name in FIELDS} | {"twin": question.twin_id or "", "action-publish": "1"}
    values |= {"choices-count": len(question.choices), "clues-count": len(question.clues)}
    for place, choice in enumerate(question.choices):
        start = f"choices-{place}"
        values |= {f"{start}-id": choice.id, f"{start}-type": "choice", f"{start}-order": place, f"{start}-deleted": ""}
        values |= {f"{start}-value-text": choice.value["text"], f"{start}-value-feedback": choice.value["feedback"]}
        values |= {f"{start}-value-right": "on"} if choice.value["right"] else {}
    return values | changes


def take_out(question: Question) -> None:
    """Take a question out of its check, as an author does."""
    check = QuizPage.objects.get()
    check.quiz_questions = [row for row in check.quiz_questions.all() if row.question_id != question.pk]
    check.save_revision().publish()


def said(page: object) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def edit(trainer: Person, question: Question, **changes: str) -> None:
    question.refresh_from_db()
    done = trainer.post(door(question, "edit"), form(question, **changes))
    assert done.status_code == 302, done.context["form"].errors


# --- editing what was answered ----------------------------------------------------------------------------------------


def test_a_trainer_changes_a_question_and_the_next_citizen_is_asked_the_new_words(trainer, citizen, question):
    edit(trainer, question, text="តើអ្នកធ្វើអ្វី?")
    assert "តើអ្នកធ្វើអ្វី?" in cast.text(citizen.open(CHECK))
    assert QuestionVersion.objects.filter(question_key=question.translation_key).count() == 2


def test_a_trainer_may_remove_a_choice_that_somebody_chose_and_their_answer_stays(trainer, citizen, stranger, question, answered):
    edit(trainer, question, **{"choices-0-deleted": "1"})
    feedback = citizen.open(f"/quizzes/attempts/{answered.pk}/1/")
    assert (feedback.status_code, "ចម្លើយ a" in cast.text(feedback), "មតិ a" in cast.text(feedback)) == (200, True, True)
    assert "ចម្លើយ a" not in cast.text(stranger.open(CHECK))
    assert citizen.finish(citizen.open(CHECK), cast.knowing).context["right"] == 3


def test_who_has_the_old_form_open_may_still_send_the_choice_that_was_removed(trainer, citizen, question):
    page = citizen.open(CHECK)
    edit(trainer, question, **{"choices-0-deleted": "1"})
    assert citizen.answer(page, cast.choices(page)[0]).status_code == 200
    assert Response.objects.get().version.number == 1


def test_a_trainer_may_go_back_to_the_words_of_before(trainer, citizen, stranger, question, answered):
    first = question.latest_revision
    edit(trainer, question, text="ពាក្យថ្មី")
    question.refresh_from_db()
    opened = trainer.get(reverse(question.snippet_viewset.get_url_name("revisions_revert"), args=[question.pk, first.pk]))
    old = opened.context["form"].instance
    assert (opened.status_code, old.text) == (200, "សំណួរ L2.1-q1")
    assert trainer.post(door(question, "edit"), form(old) | {"revision": first.pk}).status_code == 302
    assert "សំណួរ L2.1-q1" in cast.text(stranger.open(CHECK))
    found = QuestionVersion.objects.filter(question_key=question.translation_key).order_by("number")
    assert [one.content["text"] for one in found] == ["សំណួរ L2.1-q1", "ពាក្យថ្មី", "សំណួរ L2.1-q1"]
    assert citizen.finish(citizen.open(CHECK), cast.knowing).status_code == 200
    assert Response.objects.order_by("pk").first().version.number == 1


def test_a_question_that_nobody_could_answer_is_not_published(trainer, question):
    refused = trainer.post(door(question, "edit"), form(question) | {"choices-1-value-right": "", "choices-0-deleted": "1"})
    assert refused.status_code == 200
    assert refused.context["form"].errors == {
        "choices": [khmer("Mark the right answer: exactly one, or several where several are right.")]
    }  # fmt: skip
    assert QuestionVersion.objects.filter(question_key=question.translation_key).count() == 1


def test_two_right_answers_are_not_published_where_one_is_asked_for(trainer, question):
    refused = trainer.post(door(question, "edit"), form(question) | {f"choices-{place}-value-right": "on" for place in (0, 1)})
    assert refused.context["form"].errors == {
        "choices": [khmer("Several answers are marked as right. Mark one, or let the kind be “several answers”.")]
    }  # fmt: skip


def test_a_copy_of_a_message_begins_without_the_twin(trainer, lesson):
    scam = Question.objects.get(stable_id="L2.1-p1-scam")
    copy = trainer.get(door(scam, "copy")).context["form"]
    assert (copy["message"].value(), copy["twin"].value(), Question.objects.get(pk=scam.pk).twin_id) == (scam.message, None, scam.twin_id)


def test_the_safe_action_stands_in_the_version_as_before(lesson):
    assert {one.content["action"] for one in QuestionVersion.objects.filter(content__kind="judge")} == {"សួរធនាគារ។"}


def test_a_trainer_previews_a_question_of_each_kind(trainer, lesson):
    for one in Question.objects.filter(stable_id__in=["L2.1-q1", "L2.1-p1-scam"]):
        page = one.make_preview_request()
        assert (page.status_code, (one.text or one.sender) in cast.text(page)) == (200, True)


# --- deleting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["get", "post"])
def test_an_answered_question_is_not_deleted_but_may_be_archived(trainer, citizen, question, answered, verb):
    take_out(question)
    refused = getattr(trainer, verb)(door(question, "delete"), follow=True)
    assert (refused.redirect_chain, said(refused)) == ([(door(question, "unpublish"), 302)], [KEEP_QUESTION])
    assert trainer.post(door(question, "unpublish")).status_code == 302
    question.refresh_from_db()
    assert (question.live, citizen.open(f"/quizzes/attempts/{answered.pk}/1/").status_code) == (False, 200)


def test_a_question_that_stands_in_a_check_is_not_deleted(trainer, question):
    refused = trainer.post(door(question, "delete"), follow=True)
    assert (said(refused), Question.objects.filter(pk=question.pk).exists()) == ([KEEP_QUESTION], True)


def test_an_archived_question_that_was_answered_is_still_not_deleted(trainer, question, answered):
    question.unpublish()
    refused = trainer.post(door(question, "delete"), follow=True)
    assert (refused.status_code, said(refused)[0], Question.objects.filter(pk=question.pk).exists()) == (200, KEEP_QUESTION, True)


def test_several_questions_at_once_are_not_deleted_either(trainer, question, answered):
    address = reverse("wagtail_bulk_action", args=["quizzes", "question", "delete"])
    questions = [("id", one.pk) for one in Question.objects.all()]
    query = "&".join(f"{name}={value}" for name, value in questions)
    refused = trainer.post(f"{address}?{query}", follow=True)
    assert (said(refused), Question.objects.count()) == ([KEEP_QUESTION], 4)


def test_a_question_nobody_met_may_be_deleted(trainer, question):
    take_out(question)
    trainer.post(door(question, "delete"))
    assert not Question.objects.filter(pk=question.pk).exists()


@pytest.mark.parametrize("what", ["check", "lesson", "course"])
def test_a_page_where_somebody_answered_is_not_deleted_but_may_be_archived(trainer, citizen, lesson, answered, what):
    page = {"check": factories.check(lesson), "lesson": lesson, "course": lesson.get_parent()}[what]
    refused = trainer.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert refused.redirect_chain == [(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), 302)]
    assert (said(refused), QuizPage.objects.count()) == ([KEEP_PAGE], 1)
    trainer.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert citizen.open(CHECK).status_code == 404
    assert citizen.open(f"/quizzes/attempts/{answered.pk}/1/").status_code == 200


def test_pages_where_somebody_answered_are_not_deleted_several_at_once_either(trainer, lesson, answered):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    refused = trainer.post(f"{address}?id={lesson.pk}", follow=True)
    assert (said(refused), LessonPage.objects.count(), QuizPage.objects.count()) == ([KEEP_PAGE], 1, 1)


def test_a_lesson_where_nobody_answered_may_be_deleted(trainer, lesson):
    trainer.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert (LessonPage.objects.count(), QuizPage.objects.count(), Question.objects.count()) == (0, 0, 4)


def test_lessons_where_nobody_answered_may_be_deleted_several_at_once(trainer, lesson):
    trainer.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={lesson.pk}")
    assert LessonPage.objects.count() == 0


# --- the listing ------------------------------------------------------------------------------------------------------


def listing() -> str:
    return reverse(Question.snippet_viewset.get_url_name("list"))


def test_the_bank_shows_where_a_question_is_used(trainer, tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1", written=1, pairs=0), factories.lesson("L2.2", written=1, pairs=0)]})
    first, second = (factories.check(lesson_page(one)) for one in ("L2.1", "L2.2"))
    QuizQuestion.objects.create(page=second, question=Question.objects.get(stable_id="L2.1-q1"))
    page = cast.text(trainer.get(listing() + "?q="))
    links = [page.count(f'<a href="{reverse("wagtailadmin_pages:edit", args=[check.pk])}">{check.title}</a>') for check in (first, second)]
    assert links == [1, 2]


def test_the_bank_can_be_filtered_by_kind_truth_and_competence(trainer, tmp_path):
    factories.one_lesson(tmp_path, written=2, pairs=1)

    def shown(query: str) -> list[str]:
        return [one.stable_id for one in trainer.get(f"{listing()}?{query}").context["object_list"]]

    assert shown("kind=judge") == ["L2.1-p1-genuine", "L2.1-p1-scam"]
    assert shown("truth=scam") == ["L2.1-p1-scam"]
    assert shown("code=4.2") == ["L2.1-q1", "L2.1-q2"]
    assert shown("live=false") == []
    assert shown("q=L2.1-q2") == ["L2.1-q2"]


def test_the_bank_shows_what_is_published(trainer, question):
    live, archived = (trainer.get(listing()).content.decode().count("w-status--primary") for _ in (question.unpublish(), None))
    assert (live, archived) == (3, 3)


@pytest.mark.parametrize("questions", [1, 3])
def test_the_bank_costs_the_same_queries_however_many_questions(questions, trainer, tmp_path, django_assert_num_queries):
    factories.one_lesson(tmp_path, written=questions, pairs=0)
    trainer.get(listing())
    with django_assert_num_queries(16):
        trainer.get(listing())


def test_only_people_who_work_here_see_the_bank(citizen, officer, lesson):
    assert [citizen.get(listing()).status_code, officer.get(listing()).status_code] == [302, 302]
