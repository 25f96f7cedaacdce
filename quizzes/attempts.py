"""Answering: each answer is kept once, however often its form arrives, and only new ones count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from courses.models import LessonPage
from learning import learners, progress
from learning.models import Learner
from learning.outcomes import Outcome, Run
from quizzes import keys, scoring, showing
from quizzes.forms import Sent
from quizzes.models import TESTS, Attempt, Kind, QuestionVersion, QuizPage, Response


class NotYours(Exception):
    """The form belongs to somebody else's run."""


class BadChoice(ValueError):
    """Nothing was chosen, or something this question does not have."""


@dataclass(frozen=True)
class Answered:
    """The kept answer, and whether this very request brought another one that was not taken."""

    response: Response
    is_other: bool


@transaction.atomic
def answer(*, sent: Sent, quiz: QuizPage, learner: Learner | None) -> Answered:
    """Keep one answer; the first one stands. Raises NotYours or BadChoice, and then nothing is kept."""
    now = timezone.now()
    question = QuestionVersion.objects.get(pk=sent.version)
    _refuse_foreign_choices(question, sent)
    attempt = _opened(sent.key, quiz, learner, now)
    # The run is locked: whatever stands in it now was there before this form.
    given = {response.version_id: response for response in attempt.responses.select_related("version")}
    response = given.get(question.pk)
    if response is None:
        response = make(attempt, question, sent.chosen, now, seen=was_met(attempt.learner, question))
        response.milliseconds, response.clue = sent.key.milliseconds, sent.clue
        response.clue_correct = _tells(question, sent.clue) if sent.clue else None
        response.save()
        pass_on([*given.values(), response], [response], now)
    return Answered(response, is_other=response.chosen != _in_order(question, sent.chosen))


def make(attempt: Attempt, question: QuestionVersion, chosen: Sequence[str], now: datetime, *, seen: bool) -> Response:
    """Return an answer, marked and not yet saved."""
    return Response(
        attempt=attempt, version=question, chosen=_in_order(question, chosen), correct=scoring.is_right(question.content, chosen),
        first_attempt=not seen, seen_before=seen, answered_at=now,
    )  # fmt: skip


def was_met(learner: Learner, question: QuestionVersion) -> bool:
    """Whether this person answered this question before, in any version and any run."""
    return Response.objects.filter(attempt__learner=learner, version__question_key=question.question_key).exists()


def pass_on(given: Sequence[Response], new: Sequence[Response], now: datetime) -> None:
    """Tell learning what the new answers show; with the last one the run is finished."""
    attempt = new[0].attempt
    if len(given) == len(attempt.drawn):
        passes = scoring.passes_test if attempt.role in TESTS else scoring.passes_check
        attempt.sent_at, attempt.passed = now, passes(mark(response) for response in given)
        attempt.save(update_fields=["sent_at", "passed"])
    judging = attempt.skill or next((one.version.content["skill"] for one in given if one.version.content.get("skill")), "")
    run = Run(attempt_key=attempt.pk, lesson_key=attempt.lesson_key, course_key=attempt.course_key, role=attempt.role, judging=judging)
    progress.record(learner=attempt.learner, run=run, outcomes=[_outcome(one) for one in new], now=now, passed=attempt.passed)


def _refuse_foreign_choices(question: QuestionVersion, sent: Sent) -> None:
    known, kind = {choice["id"] for choice in question.content["choices"]}, question.content["kind"]
    too_many = kind != Kind.MULTIPLE and len(sent.chosen) != 1
    if kind == Kind.ORDER:
        too_many = sorted(sent.chosen) != sorted(known)
    asked = showing.parts(question.content)
    if not sent.chosen or not set(sent.chosen) <= known or too_many or (asked and sent.clue not in asked) or (sent.clue and not asked):
        raise BadChoice


def _in_order(question: QuestionVersion, chosen: Sequence[str]) -> list[str]:
    """Return what was chosen: steps as they were put, everything else in one order, so that two forms compare."""
    return list(chosen) if question.content["kind"] == Kind.ORDER else sorted(chosen)


def _tells(question: QuestionVersion, part: str) -> bool:
    return part in {clue["span"] for clue in question.content["clues"]}


def _opened(key: keys.FormKey, quiz: QuizPage, learner: Learner | None, now: datetime) -> Attempt:
    """Return the run of this form, locked, so that the last two answers sent at once still finish it."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("learner").filter(nonce=key.nonce).first()
    if attempt is None:
        attempt = begin(key, quiz, learner or learners.arrive(key.nonce, now), now)
    is_theirs = learners.joins(attempt.learner, key.nonce, now) if learner is None else attempt.learner_id == learner.pk
    if not is_theirs:
        raise NotYours
    return attempt


def begin(key: keys.FormKey, quiz: QuizPage, learner: Learner, now: datetime) -> Attempt:
    """Write the run down and return it, locked; the same form twice is one run, and of a test there is only ever one.

    Raises NotYours if the person became somebody else in this very moment (learning/merging.py, which waits for this lock).
    """
    if Learner.objects.select_for_update(no_key=True).filter(pk=learner.pk).values_list("pk").first() is None:
        raise NotYours
    *_, course, parent = quiz.get_ancestors().order_by("depth")
    in_lesson = parent.specific_class is LessonPage
    attempt = Attempt(
        learner=learner, nonce=key.nonce, quiz_key=quiz.translation_key, lesson_key=parent.translation_key if in_lesson else None,
        course_key=(course if in_lesson else parent).translation_key, locale=quiz.locale.language_code, role=quiz.role, skill=quiz.skill,
        drawn=list(key.versions), opened_at=now,
    )  # fmt: skip
    Attempt.objects.bulk_create([attempt], ignore_conflicts=True)
    mine = {"learner": learner, "quiz_key": quiz.translation_key} if quiz.is_test else {"nonce": key.nonce}
    return Attempt.objects.select_for_update(of=("self",)).select_related("learner").get(**mine)


def mark(response: Response) -> scoring.Mark:
    """Return an answer as scoring sees it."""
    return scoring.Mark(response.correct, response.version.content.get("truth", ""))


def _outcome(response: Response) -> Outcome:
    version, is_void = response.version, response.version.voided_at is not None
    truth = version.content.get("truth", "")
    return Outcome(
        skill="" if is_void else version.content["code"],
        judging="" if is_void else version.content.get("skill", ""),
        item_key=version.question_key,
        item_version=version.pk,
        truth=truth,
        correct=response.correct,
        said_scam="scam" in response.chosen if truth else None,
        first_attempt=response.first_attempt,
        unseen=not response.seen_before,
        source_key=f"web:{response.attempt_id}:{version.pk}",
        confidence=response.confidence,
    )
