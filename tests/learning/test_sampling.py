"""Who is asked to take the tests before and after a course, and who gets the second screen of questions."""

from collections import Counter
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import sampling
from learning.sampling import Arm

KEYS = [uuid5(UUID(int=0), str(number)) for number in range(10_000)]
MANY = 100_000  # enrolments


def share(keys, chosen):
    return sum(map(chosen, keys)) / len(keys)


def sampled(key):
    return sampling.arm(key, MANY) != Arm.NONE


def test_while_they_are_few_everybody_is_asked():
    arms = Counter(sampling.arm(key, 499) for key in KEYS)
    assert arms[Arm.NONE] == 0
    assert arms[Arm.POST] / len(KEYS) == pytest.approx(0.25, abs=0.02)


def test_from_five_hundred_on_it_is_one_in_five():
    assert share(KEYS, lambda key: sampling.arm(key, 500) != Arm.NONE) == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize(("one_in", "asked"), [(1, 1.0), (2, 0.5), (10, 0.1)])
def test_a_course_may_ask_more_or_fewer(one_in, asked):
    assert share(KEYS, lambda key: sampling.arm(key, 20, everybody_below=20, one_in=one_in) != Arm.NONE) == pytest.approx(asked, abs=0.02)


def test_a_quarter_of_those_asked_takes_no_test_beforehand_and_another_gets_the_second_screen():
    asked = [key for key in KEYS if sampled(key)]
    post = [key for key in asked if sampling.arm(key, MANY) == Arm.POST]
    assert len(post) / len(asked) == pytest.approx(0.25, abs=0.03)
    assert share(asked, sampling.is_screened) == pytest.approx(0.25, abs=0.03)
    assert share(post, sampling.is_screened) == pytest.approx(0.25, abs=0.06)  # neither draw knows of the other


@given(st.uuids(), st.integers(0, 2000), st.integers(0, 2000))
def test_growing_courses_stop_asking_some_but_never_move_anybody_to_the_other_arm(key, one, other):
    earlier, later = sorted([one, other])
    assert sampling.arm(key, later) in {sampling.arm(key, earlier), Arm.NONE}


@given(st.uuids(), st.integers(0, 2000))
def test_nobody_can_roll_again_not_even_by_writing_the_key_as_text(key, enrolled):
    assert sampling.arm(key, enrolled) == sampling.arm(str(key), enrolled)
    assert sampling.is_screened(key) == sampling.is_screened(str(key))


def test_the_draw_of_today_is_the_draw_of_next_year():
    assert "".join(sampling.arm(key, MANY)[0] for key in KEYS[:40]) == "nbpnnnnnnnnnnpnnnnnnnnpnnnbnnnnbbnnnnnnn"
    assert "".join("ny"[sampling.is_screened(key)] for key in KEYS[:20]) == "nnnynnnnnnnynnnnynnn"


@pytest.mark.parametrize(("key", "place"), [("1", 0.029382), ("2", 0.114004), ("42", 0.702141)])
def test_a_key_falls_where_it_was_reckoned_to(key, place):
    assert round(sampling.bucket("nudge-2026-01", key), 6) == place


@given(st.text(), st.text())
def test_a_place_is_never_quite_one(salt, key):
    assert 0 <= sampling.bucket(salt, key) < 1


def test_the_highest_hash_there_can_be_is_still_below_one(monkeypatch):
    class Highest:
        def digest(self):
            return b"\xff" * 32

    monkeypatch.setattr(sampling, "sha256", lambda _: Highest())
    assert sampling.bucket("salt", "key") < 1
    assert sampling.arm("key", MANY) == Arm.NONE
