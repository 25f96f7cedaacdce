"""Answering: each answer is kept once, however often its form arrives, and only new ones count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from learning import learners, progress
from learning.models import Learner
from learning.outcomes import Outcome, Run
from quizzes import drawing, keys, scoring, versions
from quizzes.forms import Sent
from quizzes.models import Attempt, Kind, Question, QuestionVersion, QuizPage, Response


class NotYours(Exception):
    """The form belongs to somebody else's run."""


class BadChoice(ValueError):
    """Nothing was chosen, or something this question does not have."""


@dataclass(frozen=True)
class Answered:
    """The kept answer, and whether this very request brought another one that was not taken."""

    response: Response
    is_other: bool


def draw(quiz: QuizPage, learner: Learner | None, rng: Random) -> keys.FormKey:
    """Return the key of a new run: its questions are drawn now, and written down at the first answer."""
    used = Question.objects.filter(used_in__page__in=QuizPage.objects.taught().filter(pk=quiz.pk), live=True)
    questions = list(used.order_by("used_in__sort_order").select_related("locale"))
    language = next((question.locale.language_code for question in questions), "")
    newest = versions.newest([question.translation_key for question in questions], language)
    ids = {question.pk: newest[question.translation_key].pk for question in questions if question.translation_key in newest}
    written = [ids[one.pk] for one in questions if one.pk in ids and one.kind != Kind.JUDGE]
    pairs = [(ids[one.pk], ids[one.twin_id]) for one in questions if one.truth == "scam" and one.pk in ids and one.twin_id in ids]
    before = learner.attempts.filter(quiz_key=quiz.translation_key).values_list("drawn", flat=True) if learner else ()
    met = {version for drawn in before for version in drawn}
    return keys.new(quiz, drawing.draw(written, pairs, pairs_drawn=quiz.pairs_drawn, seen=met, repeat=bool(met), rng=rng))


@transaction.atomic
def answer(*, sent: Sent, quiz: QuizPage, learner: Learner | None) -> Answered:
    """Keep one answer; the first one stands. Raises NotYours or BadChoice, and then nothing is kept."""
    now = timezone.now()
    question = QuestionVersion.objects.get(pk=sent.version)
    _refuse_foreign_choices(question, sent.chosen)
    attempt = _opened(sent.key, quiz, learner, now)
    # The run is locked: whatever stands in it now was there before this form.
    given = {response.version_id: response for response in attempt.responses.select_related("version")}
    response = given.get(question.pk)
    if response is None:
        response = _keep(attempt, question, sent.chosen, now)
        _pass_on([*given.values(), response], response, now)
    return Answered(response, is_other=response.chosen != sorted(sent.chosen))


def _keep(attempt: Attempt, question: QuestionVersion, chosen: Sequence[str], now: datetime) -> Response:
    right = scoring.is_right(question.content, chosen)
    return Response.objects.create(attempt=attempt, version=question, chosen=sorted(chosen), correct=right, answered_at=now)


def _pass_on(given: Sequence[Response], new: Response, now: datetime) -> None:
    """Tell learning what the new answer shows; with the last one the run is finished."""
    attempt = new.attempt
    if len(given) == len(attempt.drawn):
        attempt.sent_at, attempt.passed = now, scoring.passes_check(mark(response) for response in given)
        attempt.save(update_fields=["sent_at", "passed"])
    run = Run(attempt_key=attempt.pk, lesson_key=attempt.lesson_key, course_key=attempt.course_key, role=attempt.role)
    progress.record(learner=attempt.learner, run=run, outcomes=[_outcome(attempt, new)], now=now, passed=attempt.passed)


def _refuse_foreign_choices(question: QuestionVersion, chosen: Sequence[str]) -> None:
    known = {choice["id"] for choice in question.content["choices"]}
    is_single = question.content["kind"] != Kind.MULTIPLE
    if not chosen or not set(chosen) <= known or (is_single and len(chosen) != 1):
        raise BadChoice


def _opened(key: keys.FormKey, quiz: QuizPage, learner: Learner | None, now: datetime) -> Attempt:
    """Return the run of this form, locked, so that the last two answers sent at once still finish it."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("learner").filter(nonce=key.nonce).first()
    if attempt is None:
        attempt = _open(key, quiz, learner or learners.arrive(key.nonce, now), now)
    is_theirs = learners.joins(attempt.learner, key.nonce, now) if learner is None else attempt.learner_id == learner.pk
    if not is_theirs:
        raise NotYours
    return attempt


def _open(key: keys.FormKey, quiz: QuizPage, learner: Learner, now: datetime) -> Attempt:
    lesson, course = quiz.get_ancestors().order_by("-depth")[:2]
    attempt = Attempt(
        learner=learner, nonce=key.nonce, quiz_key=quiz.translation_key, lesson_key=lesson.translation_key, course_key=course.translation_key,
        locale=quiz.locale.language_code, role=quiz.role, drawn=list(key.versions), opened_at=now,
    )  # fmt: skip
    Attempt.objects.bulk_create([attempt], ignore_conflicts=True)
    return Attempt.objects.select_for_update(of=("self",)).select_related("learner").get(nonce=key.nonce)


def mark(response: Response) -> scoring.Mark:
    """Return an answer as scoring sees it."""
    return scoring.Mark(response.correct, response.version.content.get("truth", ""))


def _outcome(attempt: Attempt, response: Response) -> Outcome:
    version = response.version
    earlier = Response.objects.filter(attempt__learner=attempt.learner, version__question_key=version.question_key).exclude(pk=response.pk)
    is_first = not earlier.exists()
    truth = version.content.get("truth", "")
    return Outcome(
        skill=version.content["code"],
        item_key=version.question_key,
        item_version=version.pk,
        truth=truth,
        correct=response.correct,
        said_scam="scam" in response.chosen if truth else None,
        first_attempt=is_first,
        unseen=is_first,
        source_key=f"web:{attempt.pk}:{version.pk}",
    )
