"""Counting tries in the database, in one statement each: of any number of guesses sent at once no more than allowed are looked at.

A count kept in a session or a cache is read, then written: 300 guesses in parallel had up to 116 of them looked at (measured with the
sign-in library's own counter).
"""

from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, F, PositiveSmallIntegerField, Q, Value, When

from learning.models import Gate

IN_A_ROW = 5  # wrong tries before the gate shuts (decisions G4)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(days=1)
_STEPS = 8  # pauses: 15 minutes, doubling, a day


class Shut(Exception):
    """Too many tries; how long until the next one."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries")
        self.wait = wait


def try_once(key: str, now: datetime) -> None:
    """Count one guess before it is looked at. Raises `Shut` after five in a row: for 15 minutes, then twice as long each time."""
    _make(key, now)
    last = IN_A_ROW * _STEPS - 1
    tries = Case(When(tries__lt=last, then=F("tries") + 1), default=F("tries"), output_field=PositiveSmallIntegerField())
    shuts = [When(tries=IN_A_ROW * step - 1, then=Value(now + pause(step))) for step in range(1, _STEPS)]
    until = Case(*shuts, When(tries__gte=last, then=Value(now + LONGEST_PAUSE)), default=F("shut_until"), output_field=DateTimeField())
    is_open = Q(shut_until=None) | Q(shut_until__lte=now)
    if not Gate.objects.filter(is_open, key=key).update(tries=tries, shut_until=until, touched_at=now):
        raise Shut(_wait(key, now))


def opened(key: str) -> None:
    """Forget the wrong tries: the right one came."""
    Gate.objects.filter(key=key).delete()


def count(key: str, *, most: int, per: timedelta, now: datetime) -> None:
    """Count one use, so many per stretch of time. Raises `Shut` for the rest of the stretch."""
    start = int(now.timestamp() // per.total_seconds())
    of_now = f"{key}:{start}"
    _make(of_now, now)
    if not Gate.objects.filter(key=of_now, tries__lt=most).update(tries=F("tries") + 1, touched_at=now):
        raise Shut(timedelta(seconds=(start + 1) * per.total_seconds() - now.timestamp()))


def pause(step: int) -> timedelta:
    """Return how long the gate stays shut after five wrong tries for the n-th time.

    >>> pause(1), pause(2), pause(20)
    (datetime.timedelta(seconds=900), datetime.timedelta(seconds=1800), datetime.timedelta(days=1))
    """
    return min(FIRST_PAUSE * 2 ** (step - 1), LONGEST_PAUSE)


def _make(key: str, now: datetime) -> None:
    Gate.objects.bulk_create([Gate(key=key, touched_at=now)], ignore_conflicts=True)


def _wait(key: str, now: datetime) -> timedelta:
    until = Gate.objects.filter(key=key).values_list("shut_until", flat=True).first()
    return max(until - now, timedelta(seconds=1)) if until else timedelta(seconds=1)
