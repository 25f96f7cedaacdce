"""Learners as answers make them, without a quiz: somebody, what they answered, and the sentences they read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from uuid import UUID, uuid4

from django.utils.translation import gettext, override

from learning import accounts, contacts, progress
from learning.models import Contact, Learner
from learning.outcomes import Outcome, Run
from sms_gateway import numbers, sealing

MONDAY_10AM = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)  # ten in the morning in Phnom Penh
COURSE, LESSON = UUID(int=2), UUID(int=21)
_sources: Iterator[int] = count(1)


def khmer(sentence: str) -> str:
    """The sentence as it stands on the page."""
    with override("km"):
        return gettext(sentence)


def somebody(now: datetime = MONDAY_10AM) -> Learner:
    """A guest."""
    return Learner.objects.create(made_at=now, joinable_until=now)


def run(lesson: UUID = LESSON, course: UUID = COURSE) -> Run:
    """A run of the lesson's check."""
    return Run(attempt_key=uuid4(), lesson_key=lesson, course_key=course, role="check")


def outcome(*, correct: bool = True, truth: str = "", skill: str = "4.2") -> Outcome:
    """One answer."""
    said_scam = (truth == "scam") == correct if truth else None
    return Outcome(
        skill=skill, item_key=uuid4(), item_version=1, truth=truth, correct=correct, said_scam=said_scam,
        first_attempt=True, unseen=True, source_key=f"test:{next(_sources)}",
    )  # fmt: skip


def answers(learner: Learner, now: datetime = MONDAY_10AM, *, lesson: UUID = LESSON, course: UUID = COURSE, **shown: object) -> None:
    """Answer one question."""
    progress.record(learner=learner, run=run(lesson, course), outcomes=[outcome(**shown)], now=now)


def finishes(learner: Learner, now: datetime = MONDAY_10AM, *, lesson: UUID = LESSON, course: UUID = COURSE, passed: bool = True) -> None:
    """Send a check to its end."""
    progress.record(learner=learner, run=run(lesson, course), outcomes=[], passed=passed, now=now)


def proves(learner: Learner, number: str = "012 345 678", now: datetime = MONDAY_10AM) -> Contact:
    """Type the code back that was sent to a number: from now on it is theirs."""
    account = accounts.of_number(sealing.seal(numbers.parse(number)), now)
    learner.contact = Contact.objects.get(user_id=account.pk)
    learner.save(update_fields=["contact"])
    return learner.contact


def leaves(learner: Learner, number: str = "012 345 678", now: datetime = MONDAY_10AM) -> Contact:
    """Prove a number and say yes to reminders."""
    contact = proves(learner, number, now)
    contacts.remind(learner=learner, now=now)
    return contact


def mobile(number: int) -> str:
    """The n-th of a hundred thousand mobile numbers."""
    return f"012 3{number:05}"
