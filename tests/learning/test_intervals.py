"""A range holds the figure it belongs to, agrees with statsmodels, and grows where fewer people answered."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from learning import intervals

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text())
SHARES = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SURE = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize("vector", VECTORS["wilson"])
def test_shares_have_the_ranges_worked_out_beforehand(vector):
    assert intervals.wilson(vector["x"], vector["n"]) == pytest.approx(vector["out"], abs=6e-7)


def test_a_difference_has_the_range_worked_out_beforehand():
    vector = VECTORS["newcombe"]
    assert intervals.newcombe(*vector["inp"]) == pytest.approx(vector["out"], abs=6e-7)


@given(SHARES, SURE)
def test_statsmodels_finds_the_same_range_of_a_share(share, confidence):
    oracle = proportion_confint(*share, alpha=1 - confidence, method="wilson")
    assert intervals.wilson(*share, confidence) == pytest.approx(oracle, abs=1e-9)


@given(SHARES, SHARES, SURE)
def test_statsmodels_finds_the_same_range_of_a_difference(one, other, confidence):
    oracle = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff", alpha=1 - confidence)
    assert intervals.newcombe(*one, *other, confidence)[1:] == pytest.approx(oracle, abs=1e-9)


@given(SHARES)
def test_a_range_holds_its_share_and_stays_between_nobody_and_everybody(share):
    low, high = intervals.wilson(*share)
    assert 0 <= low <= share[0] / share[1] <= high <= 1
    assert (low == 0) == (share[0] == 0)
    assert (high == 1) == (share[0] == share[1])


@given(SHARES, SHARES)
def test_a_range_holds_its_difference_and_stays_between_minus_one_and_one(one, other):
    found = intervals.newcombe(*one, *other)
    assert -1 <= found.low <= found.difference <= found.high <= 1


@given(SHARES)
def test_those_who_did_and_those_who_did_not_mirror_each_other(share):
    did, did_not = intervals.wilson(*share), intervals.wilson(share[1] - share[0], share[1])
    assert did == pytest.approx((1 - did_not.high, 1 - did_not.low))


@given(SHARES, SHARES)
def test_the_difference_the_other_way_round_is_the_same_with_its_sign_turned(one, other):
    there, back = intervals.newcombe(*one, *other), intervals.newcombe(*other, *one)
    assert there == pytest.approx((-back.difference, -back.high, -back.low))


@given(SHARES, st.integers(2, 50))
def test_more_people_with_the_same_share_are_more_certain(share, times):
    few, many = intervals.wilson(*share), intervals.wilson(share[0] * times, share[1] * times)
    assert few.low <= many.low
    assert many.high <= few.high


@given(SHARES)
def test_a_group_does_not_differ_from_itself(share):
    assert 0 in intervals.Interval(*intervals.newcombe(*share, *share)[1:])


def test_a_weighted_sample_is_as_certain_as_its_effective_size():
    """1,000 people worth 268 give the range of 268 people, not of 1,000."""
    effective = intervals.wilson(0.533622 * 268.157, 268.157)
    assert effective == pytest.approx((0.473859, 0.592435), abs=1e-6)


@pytest.mark.parametrize(("x", "n"), [(0, 0), (-1, 10), (11, 10), (float("nan"), 10)])
def test_what_is_no_share_has_no_range(x, n):
    with pytest.raises(ValueError, match="no share"):
        intervals.wilson(x, n)
    with pytest.raises(ValueError, match="no share"):
        intervals.newcombe(1, 2, x, n)


def test_ninety_five_of_a_hundred_is_two_standard_errors():
    assert intervals.z() == pytest.approx(1.959964, abs=1e-6)
    assert intervals.normal(10, 2) == pytest.approx((6.080072, 13.919928), abs=1e-6)


@pytest.mark.parametrize(("value", "holds"), [(0.9, False), (1, True), (1.5, True), (2, True), (2.1, False), ("1", False)])
def test_a_range_holds_what_lies_between_its_ends(value, holds):
    assert (value in intervals.Interval(1, 2)) is holds
