"""When to remind somebody who stopped, and when not to. Pure: the clock is an argument.

Two reminders at day 3 and day 10 after the last answer, then silence until the person answers again: later ones did not
help elsewhere. Evidence: docs/adr/0003-outbox.md and the sources named there.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
DAYS = (3, 10)  # after the last answer, per step
WAKING = (time(8), time(20))  # nobody's phone rings at night
LATE = timedelta(hours=24)  # a reminder that missed its day is worse than none
CAPS = ((timedelta(hours=48), 1), (timedelta(days=7), 2), (timedelta(days=30), 6))  # per number
HELD_OUT = 10  # of 100 buckets, for good: only so can we say whether reminders help


def waking(moment: datetime) -> datetime:
    """Return the moment itself, or eight o'clock in Cambodia on the next morning if it falls into the quiet hours.

    >>> from datetime import UTC
    >>> waking(datetime(2027, 1, 5, 14, 0, tzinfo=UTC)).isoformat()
    '2027-01-06T08:00:00+07:00'
    >>> waking(datetime(2027, 1, 5, 12, 59, tzinfo=UTC)).isoformat()
    '2027-01-05T19:59:00+07:00'
    """
    here = moment.astimezone(PHNOM_PENH)
    opens, closes = WAKING
    if here.time() < opens:
        return here.replace(hour=opens.hour, minute=0, second=0, microsecond=0)
    if here.time() >= closes:
        return (here + timedelta(days=1)).replace(hour=opens.hour, minute=0, second=0, microsecond=0)
    return here


def next_nudge_at(active_at: datetime, step: int) -> datetime | None:
    """Return when reminder number `step` (from 0) of an absence that began at `active_at` falls due; None when there is none left.

    >>> from datetime import UTC
    >>> next_nudge_at(datetime(2027, 1, 5, 3, 0, tzinfo=UTC), 0).isoformat()
    '2027-01-08T10:00:00+07:00'
    >>> next_nudge_at(datetime(2027, 1, 5, 3, 0, tzinfo=UTC), 2) is None
    True
    """
    return waking(active_at + timedelta(days=DAYS[step])) if step < len(DAYS) else None


def capped(sent: Sequence[datetime], now: datetime) -> bool:
    """Whether a number that got messages at `sent` has had enough for now.

    >>> from datetime import UTC
    >>> now = datetime(2027, 1, 30, tzinfo=UTC)
    >>> capped([now - timedelta(hours=47)], now), capped([now - timedelta(hours=49)], now)
    (True, False)
    """
    return any(sum(now - moment < span for moment in sent) >= most for span, most in CAPS)


def held_out(bucket: int) -> bool:
    """Whether the number belongs to the group that is never reminded."""
    return bucket < HELD_OUT


def expires_at(moment: datetime) -> datetime:
    """Return until when a message due at `moment` may still leave: the end of the waking hours of its day."""
    here = moment.astimezone(PHNOM_PENH)
    return here.replace(hour=WAKING[1].hour, minute=0, second=0, microsecond=0)
