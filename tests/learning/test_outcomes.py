"""A day of learning is Cambodia's, and rolls at four in the morning."""

from datetime import date, datetime

import pytest

from learning.outcomes import learning_day
from learning.policy import PHNOM_PENH


@pytest.mark.parametrize(("hour", "minute", "day"), [(0, 0, 4), (3, 59, 4), (4, 0, 5), (12, 0, 5), (23, 59, 5)])
def test_who_answers_after_midnight_is_still_in_yesterdays_learning(hour, minute, day):
    assert learning_day(datetime(2027, 1, 5, hour, minute, tzinfo=PHNOM_PENH)) == date(2027, 1, day)
