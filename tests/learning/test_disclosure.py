"""No report tells of fewer than ten people, whatever is computed from what it shows."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import disclosure
from learning.disclosure import Share

PEOPLE = st.integers(min_value=0, max_value=100_000)
GROUPS = PEOPLE.flatmap(lambda whole: st.tuples(st.integers(min_value=0, max_value=whole), st.just(whole)))
FEWEST_WORLDS = 3


@given(PEOPLE)
def test_a_group_below_ten_is_never_shown_and_any_other_is_within_two_people(people):
    number = disclosure.shown(people)
    assert (number is None) == (people < 10)
    assert number is None or (number % 5 == 0 and number >= 10 and abs(number - people) <= 2)


@given(PEOPLE, PEOPLE)
def test_a_larger_group_never_looks_smaller(one, other):
    smaller, larger = sorted((disclosure.shown(one) or 0, disclosure.shown(other) or 0))
    assert (smaller, larger) == tuple(disclosure.shown(people) or 0 for people in sorted((one, other)))


@given(GROUPS)
def test_a_group_below_ten_has_no_share(group):
    part, whole = group
    assert (disclosure.share(part, whole) is None) == (whole < 10)


@given(GROUPS)
def test_a_share_is_true(group):
    part, whole = group
    share = disclosure.share(part, whole)
    assert share is None or share.low == share.high or share.low * whole <= 100 * part <= share.high * whole
    assert share is None or share.low != share.high or abs(share.low * whole - 100 * part) * 2 <= whole * (1 if disclosure.shown(whole) > 100 else 5)


@given(GROUPS)
def test_a_share_with_fewer_than_ten_people_on_one_side_is_only_a_limit(group):
    part, whole = group
    share = disclosure.share(part, whole)
    assert share is None or min(part, whole - part) >= 10 or share.low == 0 or share.high == 100


@given(GROUPS, st.integers(min_value=0, max_value=1000))
def test_more_of_the_same_group_never_looks_like_less(group, more):
    """A limit may hold a figure ("≤5 %" beside "3 %" of a large group), but never contradicts it."""
    part, whole = group
    before, after = disclosure.share(part, whole), disclosure.share(min(part + more, whole), whole)
    assert before is None or before.low <= after.high


@given(GROUPS)
def test_those_who_did_and_those_who_did_not_are_equally_protected(group):
    part, whole = group
    did, did_not = disclosure.share(part, whole), disclosure.share(whole - part, whole)
    assert did is None or (did.low == did.high) == (did_not.low == did_not.high)


@pytest.mark.parametrize(("part", "whole"), [(0, 4000), (9, 4000), (12, 4000)])
def test_nobody_and_next_to_nobody_look_alike(part, whole):
    assert disclosure.share(part, whole) == Share(0, 5)
    assert disclosure.share(whole - part, whole) == Share(95, 100)


def test_whoever_combines_everything_shown_of_a_group_finds_no_count_below_ten():
    """All groups up to 130 people: started, completed, passed. What one row shows fits at least three counts wherever one is below ten."""
    worlds: dict[tuple[object, ...], tuple[set[int], ...]] = defaultdict(lambda: (set(), set(), set(), set(), set()))
    share = {(part, whole): disclosure.share(part, whole) for whole in range(131) for part in range(whole + 1)}
    for (completed, started), seen in share.items():
        for passed in range(completed + 1):
            counts = (completed, started - completed, passed, completed - passed, started - passed)
            for possible, count in zip(worlds[disclosure.shown(started), seen, share[passed, completed]], counts, strict=True):
                possible.add(count)
    # The last rounded number is left out: some of the groups that look like it are larger than 130.
    told = [possible for (number, *_), row in worlds.items() if number and number < 130 for possible in row if min(possible) < 10]
    assert min(map(len, told)) == FEWEST_WORLDS
