"""Guessing: five tries, then a pause that doubles, however many try at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from learning import gates
from learning.models import Gate
from tests.cast import MONDAY_10AM as NOW

MINUTE = timedelta(minutes=1)


def tries(key: str, now, most: int = 100) -> int:
    """How many guesses are looked at before the gate shuts."""
    for number in range(most):
        try:
            gates.try_once(key, now)
        except gates.Shut:
            return number
    return most


@pytest.mark.django_db
def test_after_five_wrong_tries_one_waits_a_quarter_of_an_hour_then_twice_as_long_up_to_a_day():
    now, waits = NOW, []
    for _ in range(7):
        assert tries("pin:a", now) == 5
        with pytest.raises(gates.Shut) as shut:
            gates.try_once("pin:a", now)
        waits.append(int(shut.value.wait / MINUTE))
        now += shut.value.wait
    assert waits == [15, 30, 60, 120, 240, 480, 960]
    for _ in range(2):  # from then on one try a day
        tries("pin:a", now)
        with pytest.raises(gates.Shut) as shut:
            gates.try_once("pin:a", now)
        assert shut.value.wait == 1440 * MINUTE
        now += shut.value.wait


@pytest.mark.django_db
def test_the_right_one_forgets_the_wrong_ones():
    assert tries("pin:a", NOW, most=4) == 4
    gates.opened("pin:a")
    assert (tries("pin:a", NOW), Gate.objects.count()) == (5, 1)


@pytest.mark.django_db
def test_one_persons_wrong_tries_shut_nobody_else_out():
    tries("pin:a", NOW)
    gates.try_once("pin:b", NOW)


@pytest.mark.django_db
def test_so_many_an_hour_and_then_none_until_the_hour_is_over():
    for _ in range(3):
        gates.count("words:1", most=3, per=timedelta(hours=1), now=NOW + MINUTE)
    with pytest.raises(gates.Shut) as shut:
        gates.count("words:1", most=3, per=timedelta(hours=1), now=NOW + MINUTE)
    assert shut.value.wait == 59 * MINUTE
    gates.count("words:1", most=3, per=timedelta(hours=1), now=NOW + MINUTE + shut.value.wait)


@pytest.mark.django_db(transaction=True)
def test_of_sixty_guesses_sent_at_once_five_are_looked_at():
    def guess(_: int) -> bool:
        try:
            gates.try_once("pin:a", NOW)
        except gates.Shut:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(guess, range(60))) == 5
