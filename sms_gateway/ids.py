"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562)."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a new UUIDv7; two made in the same millisecond still sort by time.

    >>> first, second = uuid7(), uuid7()
    >>> first.version, first != second
    (7, True)
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    return UUID(int=milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62))
