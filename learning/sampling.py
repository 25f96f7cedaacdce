"""Who is asked more than the lessons need: the tests before and after a course, and the second screen of questions. Pure.

Drawn by a hash instead of dice: the same enrolment is always drawn the same way, nobody can roll again, and the draw can be checked
afterwards. Each question has a salt of its own, so that one draw says nothing about another.
"""

from enum import StrEnum
from hashlib import sha256
from uuid import UUID

POST_ONLY = 0.25  # of those sampled: being tested beforehand teaches, too (d' +.48 without any training: Weaver et al. 2021)
SCREENED = 0.25  # of those sampled: nobody is asked everything, and one in four is enough for national figures

_SAMPLE, _POST, _SCREEN = "chbas-sample-1", "chbas-post-only-1", "chbas-screen-1"  # a new number is a new draw


class Arm(StrEnum):
    """Which tests of a course an enrolment is asked to take."""

    BOTH = "both"
    POST = "post"
    NONE = "none"


def bucket(salt: str, key: UUID | str) -> float:
    """Return where a key falls between 0 and 1 (never 1): the same for the same salt, evenly spread over many keys.

    The first 53 bits of SHA-256 over "salt:key", which is as much as a float holds.

    >>> round(bucket("nudge-2026-01", "1"), 6)
    0.029382
    """
    digest = sha256(f"{salt}:{key}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def arm(enrolment: UUID | str, enrolled: int, everybody_below: int = 500, one_in: int = 5) -> Arm:
    """Return which tests an enrolment is asked to take, when `enrolled` people took the course before it.

    Everybody while they are few, then one in `one_in`. A quarter of those takes no test beforehand, which shows what the test before
    does by itself. Ask once, at enrolment, and keep the answer: `enrolled` grows.

    >>> arm("7", 0), arm("7", 10_000)
    (<Arm.POST: 'post'>, <Arm.NONE: 'none'>)
    """
    if enrolled >= everybody_below and bucket(_SAMPLE, enrolment) * one_in >= 1:
        return Arm.NONE
    return Arm.POST if bucket(_POST, enrolment) < POST_ONLY else Arm.BOTH


def is_screened(enrolment: UUID | str) -> bool:
    """Whether an enrolment, if it is sampled at all, also gets the second screen of questions: one in four."""
    return bucket(_SCREEN, enrolment) < SCREENED
