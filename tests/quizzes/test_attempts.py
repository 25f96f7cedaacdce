"""Drawing a run, and keeping an answer once: what cannot be true is refused and leaves nothing behind."""

from random import Random

import pytest
from django.db import IntegrityError

from courses.curriculum import lesson_page
from learning.models import Enrolment, Evidence, Learner, LessonProgress
from quizzes import attempts, draws, keys
from quizzes.attempts import BadChoice, NotYours
from quizzes.forms import Sent
from quizzes.models import Attempt, Question, QuestionVersion, QuizPage, QuizQuestion, Response
from tests import factories
from tests.learning import people

pytestmark = pytest.mark.django_db

KEPT = (Learner, Attempt, Response, Evidence, LessonProgress, Enrolment)


def kept() -> list[int]:
    return [model.objects.count() for model in KEPT]


def quiz(tmp_path, **asked) -> QuizPage:
    return factories.check(factories.one_lesson(tmp_path, **asked))


def names(key: keys.FormKey) -> list[str]:
    found = QuestionVersion.objects.in_bulk(key.versions)
    return [found[one].content["stable_id"] for one in key.versions]


def draw(check: QuizPage, learner: Learner | None = None, seed: int = 1) -> keys.FormKey:
    return draws.draw(check, learner, Random(seed))


def right(version: int) -> tuple[str, ...]:
    return tuple(choice["id"] for choice in QuestionVersion.objects.get(pk=version).content["choices"] if choice["right"])


def answer(check: QuizPage, key: keys.FormKey, version: int, *chosen: str, learner: Learner | None = None) -> attempts.Answered:
    return attempts.answer(sent=Sent(key, version, chosen or right(version)), quiz=check, learner=learner)


# --- drawing ----------------------------------------------------------------------------------------------------------


def test_drawing_writes_nothing_down(tmp_path):
    check = quiz(tmp_path)
    draw(check)
    assert kept() == [0, 0, 0, 0, 0, 0]


def test_a_pair_whose_twin_was_unpublished_is_not_drawn(tmp_path):
    check = quiz(tmp_path, written=1, pairs=2, draws=2)
    Question.objects.get(stable_id="L2.1-p1-genuine").unpublish()
    assert [sorted(names(draw(check, seed=seed))) for seed in range(5)] == [["L2.1-p2-genuine", "L2.1-p2-scam", "L2.1-q1"]] * 5


def test_a_pair_whose_twin_is_not_in_this_check_is_not_drawn(tmp_path):
    check = quiz(tmp_path, written=1, pairs=1, draws=1)
    QuizQuestion.objects.get(question__stable_id="L2.1-p1-scam").delete()
    assert names(draw(check)) == ["L2.1-q1"]


def test_an_unpublished_question_is_not_drawn(tmp_path):
    check = quiz(tmp_path, written=3, pairs=0)
    Question.objects.get(stable_id="L2.1-q2").unpublish()
    assert names(draw(check)) == ["L2.1-q1", "L2.1-q3"]


def test_a_question_in_two_checks_stands_once_in_each_at_its_own_place(tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1", written=2, pairs=0), factories.lesson("L2.2", written=2, pairs=0)]})
    first, second = (factories.check(lesson_page(one)) for one in ("L2.1", "L2.2"))
    shared = Question.objects.get(stable_id="L2.1-q2")
    QuizQuestion.objects.create(page=second, question=shared, sort_order=-1)
    assert (names(draw(first)), names(draw(second))) == (["L2.1-q1", "L2.1-q2"], ["L2.1-q2", "L2.2-q1", "L2.2-q2"])


def test_who_comes_back_meets_new_pairs_first_and_the_written_questions_in_another_order(tmp_path):
    check = quiz(tmp_path, written=6, pairs=2, draws=1)
    learner = people.somebody()
    first = draw(check, learner)
    answer(check, first, first.versions[0], learner=learner)
    second = names(draw(check, learner, seed=2))
    written = [f"L2.1-q{n}" for n in range(1, 7)]
    assert [one for one in names(first) if "-q" in one] == written
    assert sorted(one for one in second if "-q" in one) == written
    assert [one for one in second if "-q" in one] != written
    assert {one for one in second if "-p" in one} & set(names(first)) == set()


def test_what_somebody_else_saw_is_new_to_me(tmp_path):
    check = quiz(tmp_path, written=3, pairs=0)
    key = draw(check)
    answer(check, key, key.versions[0])
    assert names(draw(check, people.somebody(), seed=2)) == ["L2.1-q1", "L2.1-q2", "L2.1-q3"]


@pytest.mark.parametrize("questions", [1, 3])
def test_a_draw_costs_the_same_queries_however_many_questions(questions, tmp_path, django_assert_num_queries):
    check = quiz(tmp_path, written=questions, pairs=questions, draws=questions)
    learner = people.somebody()
    with django_assert_num_queries(3):
        draws.draw(check, learner, Random(1))


# --- answering --------------------------------------------------------------------------------------------------------


def test_the_first_answer_makes_the_learner_the_attempt_and_the_evidence(tmp_path):
    check = quiz(tmp_path)
    key = draw(check)
    done = answer(check, key, key.versions[0])
    attempt = Attempt.objects.get()
    lesson = check.get_parent()
    assert kept() == [1, 1, 1, 1, 1, 1]
    assert (attempt.nonce, tuple(attempt.drawn), attempt.locale, attempt.role) == (key.nonce, key.versions, "km", "check")
    assert (attempt.quiz_key, attempt.lesson_key, attempt.course_key) == (
        check.translation_key, lesson.translation_key, lesson.get_parent().translation_key,
    )  # fmt: skip
    assert (attempt.sent_at, attempt.passed, done.is_other, done.response.correct) == (None, None, False, True)
    evidence = Evidence.objects.get()
    assert (evidence.source_key, evidence.item_version, evidence.truth, evidence.said_scam) == (
        f"web:{attempt.pk}:{key.versions[0]}", key.versions[0], "", None,
    )  # fmt: skip


def test_calling_a_real_message_fake_is_written_down_as_such(tmp_path):
    check = quiz(tmp_path, written=0, pairs=1)
    key = draw(check)
    learner = people.somebody()
    for version in key.versions:
        answer(check, key, version, "scam", learner=learner)
    shown = Evidence.objects.filter(kind="answer").values_list("truth", "correct", "said_scam", "skill")
    assert sorted(shown) == [("genuine", False, True, "1.2"), ("scam", True, True, "1.2")]
    assert Attempt.objects.get().passed is False


def test_a_question_met_before_is_neither_new_nor_first(tmp_path):
    check = quiz(tmp_path, written=1, pairs=0)
    learner = people.somebody()
    for seed in (1, 2):
        key = draw(check, learner, seed)
        answer(check, key, key.versions[0], learner=learner)
    shown = Evidence.objects.filter(kind="answer").order_by("id").values_list("first_attempt", "unseen")
    assert list(shown) == [(True, True), (False, False)]


def test_the_same_answer_again_is_the_same_response_and_another_one_is_not_taken(tmp_path):
    check = quiz(tmp_path)
    key = draw(check)
    learner = people.somebody()
    version = key.versions[0]
    other = QuestionVersion.objects.get(pk=version).content["choices"][0]["id"]
    done = [answer(check, key, version, *chosen, learner=learner) for chosen in [(), (), (other,)]]
    assert [one.is_other for one in done] == [False, False, True]
    assert len({one.response.pk for one in done}) == 1
    assert kept() == [1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("chosen", ["nothing", "unknown", "two of one", "of another question", "one wrong among right"])
def test_a_choice_that_cannot_be_is_refused_and_nothing_is_kept(chosen, tmp_path):
    check = quiz(tmp_path, pairs=0)
    key = draw(check)
    first, second = key.versions
    mine = [choice["id"] for choice in QuestionVersion.objects.get(pk=first).content["choices"]]
    bad = {
        "nothing": (),
        "unknown": ("x",),
        "two of one": tuple(mine[:2]),
        "of another question": right(second),
        "one wrong among right": (mine[1], "x"),
    }[chosen]
    with pytest.raises(BadChoice):
        attempts.answer(sent=Sent(key, first, bad), quiz=check, learner=None)
    assert kept() == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("chosen", "correct"), [("bc", True), ("cb", True), ("b", False), ("abc", False)])
def test_several_answers_are_kept_in_one_order_and_right_only_when_exact(chosen, correct, tmp_path):
    check = factories.check(factories.one_lesson(tmp_path, pairs=0, questions=[factories.question("L2.1-q1", kind="multiple")]))
    key = draw(check)
    letters = dict(zip("abc", (choice["id"] for choice in QuestionVersion.objects.get().content["choices"]), strict=True))
    done = answer(check, key, key.versions[0], *(letters[one] for one in chosen))
    assert (done.response.chosen, done.response.correct) == (sorted(letters[one] for one in chosen), correct)


def test_somebody_elses_form_is_refused_and_nothing_is_kept(tmp_path):
    check = quiz(tmp_path)
    key = draw(check)
    answer(check, key, key.versions[0])
    before = kept()
    with pytest.raises(NotYours):
        answer(check, key, key.versions[1], learner=people.somebody())
    assert kept() == [before[0] + 1, *before[1:]]


def test_the_last_answer_finishes_the_run_whatever_their_order(tmp_path):
    check = quiz(tmp_path)
    key = draw(check)
    learner = people.somebody()
    sent = []
    for version in reversed(key.versions):
        answer(check, key, version, learner=learner)
        sent.append(Attempt.objects.get().sent_at is not None)
    assert sent == [False, False, False, True]
    assert (Attempt.objects.get().passed, Evidence.objects.filter(kind="finish", correct=True).count()) == (True, 1)


def test_an_attempt_is_passed_or_not_exactly_when_it_is_finished(tmp_path):
    check = quiz(tmp_path)
    key = draw(check)
    answer(check, key, key.versions[0])
    with pytest.raises(IntegrityError, match="a_finished_attempt_knows_whether_it_passed"):
        Attempt.objects.update(passed=True)


def test_rows_have_names_for_people(tmp_path):
    check = quiz(tmp_path)
    key = draw(check)
    response = answer(check, key, key.versions[0]).response
    assert (str(response.attempt), str(response)) == (f"check {response.attempt_id}", f"{response.attempt_id} {key.versions[0]}")
