"""When somebody who stopped is reminded, and when they are left in peace."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import policy
from learning.policy import PHNOM_PENH

NOW = datetime(2027, 3, 1, 5, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone stands beside it


def here(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 2, day, hour, minute, tzinfo=PHNOM_PENH)


@pytest.mark.parametrize(
    ("hour", "sent_at"),
    [(0, "02 08"), (7, "02 08"), (8, "02 08"), (12, "02 12"), (19, "02 19"), (20, "03 08"), (23, "03 08")],
)
def test_nobody_is_woken_at_night(hour, sent_at):
    assert f"{policy.waking(here(2, hour)):%d %H}" == sent_at


@pytest.mark.parametrize(
    ("moment", "sent_at"),
    [
        (here(2, 7, 59), here(2, 8)),
        (here(2, 8), here(2, 8)),
        (here(2, 19, 59), here(2, 19, 59)),
        (here(2, 20), here(3, 8)),
        (here(28, 20), here(28, 8) + timedelta(days=1)),  # the last evening of a month
        (datetime(2027, 2, 2, 0, 59, 59, 999_999, tzinfo=UTC), here(2, 8)),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), datetime(2027, 1, 1, 8, tzinfo=PHNOM_PENH)),  # new year's midnight
    ],
)
def test_waking_hours_begin_at_eight_and_end_at_eight(moment, sent_at):
    assert policy.waking(moment) == sent_at


@given(MOMENTS)
def test_the_waking_moment_is_never_at_night_never_earlier_and_at_most_twelve_hours_later(moment):
    waking = policy.waking(moment)
    assert time(8) <= waking.time() < time(20)
    assert moment <= waking <= moment + timedelta(hours=12)
    assert policy.waking(waking) == waking


@given(MOMENTS, MOMENTS, st.sampled_from([0, 1]))
def test_who_stopped_later_is_never_reminded_earlier(one, other, step):
    first, second = sorted([one, other])
    assert policy.next_nudge_at(first, step) <= policy.next_nudge_at(second, step)


@given(MOMENTS)
def test_reminders_come_by_day_after_three_and_ten_days_and_then_never(active_at):
    due = [policy.next_nudge_at(active_at, step) for step in range(4)]
    assert due[2:] == [None, None]
    for moment, days in zip(due, (3, 10), strict=False):
        assert timedelta(days=days) <= moment - active_at <= timedelta(days=days, hours=12)
        assert time(8) <= moment.time() < time(20)
    assert all(later - earlier >= timedelta(days=6, hours=12) for earlier, later in pairwise(due[:2]))


SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("ago", "capped"),
    [
        ([], False),
        ([timedelta(0)], True),
        ([48 * HOUR - SECOND], True),
        ([48 * HOUR], False),
        ([3 * DAY], False),
        ([3 * DAY, 7 * DAY - SECOND], True),
        ([3 * DAY, 7 * DAY], False),
        ([8 * DAY, 11 * DAY, 15 * DAY, 20 * DAY, 25 * DAY], False),
        ([8 * DAY, 11 * DAY, 15 * DAY, 20 * DAY, 25 * DAY, 30 * DAY - SECOND], True),
        ([8 * DAY, 11 * DAY, 15 * DAY, 20 * DAY, 25 * DAY, 30 * DAY], False),
        ([31 * DAY] * 20, False),
    ],
)
def test_a_number_gets_one_text_in_two_days_two_in_a_week_and_six_in_a_month(ago, capped):
    assert policy.capped([NOW - span for span in ago], NOW) is capped


@given(st.lists(st.integers(0, 60 * 24), max_size=200))
def test_whatever_is_wanted_no_number_ever_gets_more_than_its_caps(gaps):
    now, sent = NOW, []
    for hours in gaps:
        now += timedelta(hours=hours)
        if not policy.capped(sent, now):
            sent.append(now)
    for span, most in policy.CAPS:
        assert all(sum(moment <= other < moment + span for other in sent) <= most for moment in sent)


def test_one_bucket_in_ten_is_never_reminded():
    assert [bucket for bucket in range(100) if policy.held_out(bucket)] == list(range(10))


@given(MOMENTS)
def test_a_reminder_that_has_not_left_by_eight_in_the_evening_never_leaves(moment):
    waking = policy.waking(moment)
    expires = policy.expires_at(waking)
    assert (expires.date(), expires.time()) == (waking.date(), time(20))
    assert waking < expires
