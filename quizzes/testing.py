"""Tests: one page, sent once, without a word in between; begun by a tap and open for a week (decisions D1, D3, D10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from learning import outline, stages
from learning.models import Learner
from learning.stages import Stage
from quizzes import attempts, banks, draws
from quizzes.forms import Judged
from quizzes.models import Attempt, QuestionVersion, QuizPage, Response
from quizzes.versions import JUDGE_CHOICES

OPEN_FOR = timedelta(days=7)  # what was begun before the course and sent after it would measure neither


class NotOpen(Exception):
    """Nobody is asked to take this test now: too early, taken or declined already, or not among those sampled."""


class TooFew(Exception):
    """The bank has not enough messages for this test."""


class TooLate(Exception):
    """The test was left for more than a week."""


@dataclass(frozen=True)
class Missing:
    """What a test lacks: by the number of its message, whether the verdict and whether the confidence."""

    verdict: frozenset[int]
    confidence: frozenset[int]

    def __bool__(self) -> bool:
        """Whether anything is missing."""
        return bool(self.verdict or self.confidence)


def found(quiz: QuizPage, learner: Learner | None) -> Attempt | None:
    """Return this person's one attempt at a test, open or sent."""
    return learner.attempts.filter(quiz_key=quiz.translation_key).first() if learner else None


def is_asked(quiz: QuizPage, learner: Learner | None, now: datetime) -> bool:
    """Whether this person is asked to take this test now."""
    course = _course(quiz)
    return bool(learner and course and stages.due(learner, course, now) == quiz.role)


@transaction.atomic
def start(quiz: QuizPage, learner: Learner, now: datetime, rng: Random) -> Attempt:
    """Draw and begin the test, once: a second tab or tap gets the same. Raises NotOpen or TooFew."""
    if attempt := found(quiz, learner):
        return attempt
    if not is_asked(quiz, learner, now):
        raise NotOpen
    if banks.missing(quiz.skill, quiz.locale.language_code):
        raise TooFew
    attempt = attempts.begin(draws.draw(quiz, learner, rng), quiz, learner, now)
    decline(quiz, learner, now)  # from now on it was asked
    return attempt


def decline(quiz: QuizPage, learner: Learner, now: datetime) -> None:
    """Note that this test was asked; nobody is asked twice."""
    if course := _course(quiz):
        stages.close(learner, course, Stage(quiz.role), now)


def is_too_late(attempt: Attempt, now: datetime) -> bool:
    """Whether an open test was left for more than a week."""
    return attempt.sent_at is None and attempt.opened_at + OPEN_FOR < now


@transaction.atomic
def send(attempt: Attempt, judged: list[Judged], now: datetime) -> Missing:
    """Keep all answers of a test at once, or none and say what is missing; what was sent before stands. Raises TooLate."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("learner").get(pk=attempt.pk)
    if attempt.sent_at:
        return Missing(frozenset(), frozenset())
    if is_too_late(attempt, now):
        raise TooLate
    verdict = frozenset(one.version for one in judged if one.chosen not in JUDGE_CHOICES)
    confidence = frozenset(one.version for one in judged if one.confidence is None)
    if not (verdict | confidence):
        _keep(attempt, judged, now)
    return Missing(verdict, confidence)


def _keep(attempt: Attempt, judged: list[Judged], now: datetime) -> None:
    shown = QuestionVersion.objects.in_bulk(attempt.drawn)
    met = Response.objects.filter(attempt__learner=attempt.learner).values_list("version__question_key", flat=True)
    seen, responses = set(met), []
    for one in judged:
        version = shown[one.version]
        response = attempts.make(attempt, version, [one.chosen], now, seen=version.question_key in seen)
        response.confidence = one.confidence
        responses.append(response)
    Response.objects.bulk_create(responses)
    attempts.pass_on(responses, responses, now)


def _course(quiz: QuizPage) -> outline.Course | None:
    parent = quiz.get_parent()
    return outline.course(parent.translation_key, quiz.locale.language_code)
