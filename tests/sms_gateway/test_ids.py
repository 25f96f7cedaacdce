from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sms_gateway.ids import uuid7


def test_messages_queued_one_after_the_other_sort_that_way():
    made = []
    for _ in range(1000):
        made.append(uuid7())
        datetime.now(UTC)  # a few hundred nanoseconds, the fineness of the id
    assert sum(earlier > later for earlier, later in pairwise(made)) == 0


def test_an_id_tells_when_it_was_made_and_looks_like_version_7():
    made = uuid7()
    age = datetime.now(UTC) - datetime.fromtimestamp((made.int >> 80) / 1000, UTC)
    assert timedelta(0) <= age < timedelta(seconds=5)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
