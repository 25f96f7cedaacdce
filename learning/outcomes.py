"""What an activity tells `learning`: plain values; it never asks what kind of activity it was. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from learning.policy import PHNOM_PENH

_DAY_ROLLS = timedelta(hours=4)  # who answers at one in the morning is still in yesterday's learning


@dataclass(frozen=True, kw_only=True)
class Run:
    """Which run of which activity, in which course and, if it has one, in which lesson."""

    attempt_key: UUID
    lesson_key: UUID | None
    course_key: UUID
    role: str
    judging: str = ""
    channel: str = "web"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one answer shows. `truth` is "scam", "genuine" or "" where nothing was judged; `source_key` makes a repeat harmless.

    `skill` is a competence code, `judging` a skill of judging messages; both may be empty.
    """

    skill: str
    judging: str = ""
    item_key: UUID
    item_version: int
    truth: str
    correct: bool
    said_scam: bool | None
    first_attempt: bool
    unseen: bool
    source_key: str
    confidence: float | None = None


def learning_day(moment: datetime) -> date:
    """Return Cambodia's day of learning, which rolls at four in the morning.

    >>> from datetime import UTC
    >>> learning_day(datetime(2027, 1, 5, 20, 59, tzinfo=UTC)), learning_day(datetime(2027, 1, 5, 21, 1, tzinfo=UTC))
    (datetime.date(2027, 1, 5), datetime.date(2027, 1, 6))
    """
    return (moment.astimezone(PHNOM_PENH) - _DAY_ROLLS).date()
