"""Skill and suspicion are told apart: whoever calls everything a scam catches every scam and shows no skill."""

import json
from itertools import product
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import mannwhitneyu

from learning import discernment
from learning.discernment import SURE, Ability, Counts, Estimate, Prior, Verdict

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text())
USUAL = Prior(mu_d=1.2, sd_d=0.6, mu_c=-0.3, sd_c=0.4)
CDF = NormalDist().cdf


def sides(most: int, fewest: int = 1) -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(fewest, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


COUNTS = st.tuples(sides(500), sides(500)).map(lambda two: Counts(*two[0], *two[1]))
FEW = st.tuples(sides(12, fewest=0), sides(12, fewest=0)).map(lambda two: Counts(*two[0], *two[1]))
RATES = st.integers(0, 1000).map(lambda rate: rate / 1000)
PRIORS = st.builds(Prior, st.floats(-1, 3), st.floats(0.1, 1.5), st.floats(-1, 1), st.floats(0.1, 1.5))
RATINGS = st.lists(st.integers(1, 6), min_size=2, max_size=40)


# --- what the counts show ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vector", VECTORS["sdt"])
def test_counts_show_what_was_worked_out_beforehand(vector):
    one = discernment.measure(*vector["inp"])
    found = {"H": one.hit_rate, "F": one.alarm_rate, "d": one.d, "c": one.c, "beta": one.beta, "se_d": one.se_d, "se_c": one.se_c}
    assert found == pytest.approx(vector["out"], abs=6e-7)


@pytest.mark.parametrize("row", VECTORS["sdt_table"])
def test_counts_show_what_the_table_says(row):
    h, ns, f, nn, *figures = row
    one = discernment.measure(h, ns, f, nn)
    found = [one.hit_rate, one.alarm_rate, one.d, one.c, one.se_d, discernment.nonparametric_a(h / ns, f / nn)]
    assert found == pytest.approx(figures, abs=6e-5)


@pytest.mark.parametrize(("counts", "c"), [(Counts(5, 5, 5, 5), -1.382994), (Counts(0, 5, 0, 5), 1.382994)])
def test_whoever_gives_one_answer_to_everything_shows_bias_and_no_skill(counts, c):
    one = discernment.measure(*counts)
    assert (one.d, one.c) == pytest.approx((0, c), abs=6e-7)


@given(COUNTS)
def test_taking_scams_for_real_and_real_for_scams_turns_skill_round_and_leaves_bias(counts):
    one, swapped = discernment.measure(*counts), discernment.measure(counts.f, counts.nn, counts.h, counts.ns)
    assert (swapped.d, swapped.c, swapped.se_d) == pytest.approx((-one.d, one.c, one.se_d))


@given(COUNTS)
def test_saying_the_opposite_each_time_turns_skill_and_bias_round(counts):
    one, opposite = discernment.measure(*counts), discernment.measure(counts.ns - counts.h, counts.ns, counts.nn - counts.f, counts.nn)
    assert (opposite.d, opposite.c) == pytest.approx((-one.d, -one.c))


@given(COUNTS)
def test_one_scam_more_caught_is_more_skill_and_more_suspicion(counts):
    assume(counts.h < counts.ns)
    fewer, more = discernment.measure(*counts), discernment.measure(*counts._replace(h=counts.h + 1))
    assert more.d > fewer.d
    assert more.c < fewer.c


@given(COUNTS)
def test_every_range_holds_its_figure_and_that_of_bias_is_half_as_wide(counts):
    one = discernment.measure(*counts)
    assert one.d in one.d_interval
    assert one.c in one.c_interval
    assert one.d_interval.high - one.d_interval.low == pytest.approx(2 * (one.c_interval.high - one.c_interval.low))


@given(st.integers(1, 9), st.integers(1, 9))
def test_with_very_many_messages_the_correction_vanishes(hits, alarms):
    one, z = discernment.measure(hits * 10**6, 10**7, alarms * 10**6, 10**7), NormalDist().inv_cdf
    assert one.d == pytest.approx(z(hits / 10) - z(alarms / 10), abs=1e-5)
    assert one.c == pytest.approx(-(z(hits / 10) + z(alarms / 10)) / 2, abs=1e-5)


def test_two_equally_able_people_with_opposite_habits_look_less_able_when_their_answers_are_pooled():
    """Why groups are fitted (learning/population.py) and not pooled: both have d' = 2, their pool 1.28."""
    many = 10**8
    hits, alarms = (round(many * sum(CDF(sign - c) for c in (-1, 1)) / 2) for sign in (1, -1))
    assert discernment.measure(hits, many, alarms, many).d == pytest.approx(1.2782, abs=5e-5)


@pytest.mark.parametrize("counts", [Counts(5, 4, 0, 4), Counts(0, 4, -1, 4), Counts(-1, 4, 0, 4), Counts(0, 4, 5, 4)])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(ValueError, match="cannot be counted"):
        discernment.measure(*counts)
    with pytest.raises(ValueError, match="cannot be counted"):
        discernment.eap(*counts, USUAL)


@pytest.mark.parametrize("counts", [Counts(0, 0, 1, 4), Counts(3, 4, 0, 0)])
def test_one_side_alone_shows_no_discernment(counts):
    with pytest.raises(ValueError, match="scams and real messages"):
        discernment.measure(*counts)


# --- before and after -------------------------------------------------------------------------------------------------
def estimate(d: float, c: float, se: float = 0.1) -> Estimate:
    return Estimate(d=d, se_d=se, c=c, se_c=se / 2)


def test_suspicion_is_not_learning():
    vector = VECTORS["suspicion"]
    before, after = Counts(*vector["before"]), Counts(*vector["after"])
    measured = [discernment.measure(*before), discernment.measure(*after)]
    change = discernment.change(*measured)
    assert [round(one.d, 3) for one in measured] == vector["d"]
    assert [round(one.c, 3) for one in measured] == vector["c"]
    assert (round(change.d, 3), round(change.se_d, 3)) == (vector["change_d"], vector["se_d"])
    assert (round(change.c, 3), round(change.se_c, 3)) == (vector["change_c"], vector["se_c"])
    assert after.h / after.ns - before.h / before.ns == pytest.approx(0.174)  # 17 of 100 scams more are caught, and still:
    assert discernment.verdict(before, after) is Verdict.MORE_SUSPICIOUS


def test_the_way_back_from_suspicion_is_trust_restored_unless_it_costs_skill():
    before, after = (Counts(*VECTORS["suspicion"][when]) for when in ("after", "before"))
    assert discernment.verdict(before, after) is Verdict.TRUST_RESTORED
    assert discernment.verdict(before, after._replace(h=590)) is Verdict.NO_CHANGE


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (Counts(600, 1000, 350, 1000), Verdict.NO_CHANGE),
        (Counts(700, 1000, 250, 1000), Verdict.IMPROVED),
        (Counts(800, 1000, 350, 1000), Verdict.IMPROVED),  # more suspicious, too, but skill comes first
        (Counts(600, 1000, 150, 1000), Verdict.IMPROVED),  # trusts more, too
        (Counts(610, 1000, 345, 1000), Verdict.NO_CHANGE),
        (Counts(1000, 1000, 1000, 1000), Verdict.MORE_SUSPICIOUS),  # "everything is a scam"
        (Counts(900, 1000, 900, 1000), Verdict.NO_CHANGE),  # suspicion with a proven loss of skill is not suspicion only
        (Counts(400, 1000, 350, 1000), Verdict.NO_CHANGE),  # a loss
        (Counts(6, 10, 9, 10), Verdict.NO_CHANGE),  # too few to say
    ],
)
def test_a_group_is_judged_by_its_answers_before_and_after(after, verdict):
    assert discernment.verdict(Counts(600, 1000, 350, 1000), after) is verdict


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (estimate(1.28, 0), Verdict.IMPROVED),
        (estimate(1.27, 0), Verdict.NO_CHANGE),
        (estimate(1.27, -0.139), Verdict.MORE_SUSPICIOUS),
        (estimate(0.73, -0.139), Verdict.MORE_SUSPICIOUS),
        (estimate(0.72, -0.139), Verdict.NO_CHANGE),  # a proven loss of skill is not "only more suspicious"
        (estimate(1, -0.138), Verdict.NO_CHANGE),
        (estimate(1, 0.139), Verdict.TRUST_RESTORED),
        (estimate(1, 0.138), Verdict.NO_CHANGE),
        (estimate(0.999, 0.139), Verdict.NO_CHANGE),
        (estimate(9, -9, se=float("inf")), Verdict.NO_CHANGE),  # what could not be measured proves nothing
    ],
)
def test_a_change_counts_only_beyond_chance(after, verdict):
    assert discernment.change(estimate(1, 0), after).verdict is verdict


def test_a_loss_of_skill_can_be_read_off_the_change():
    change = discernment.change(estimate(1, 0), estimate(0.5, 0))
    assert change.verdict is Verdict.NO_CHANGE
    assert change.d_interval.high < 0


@given(COUNTS)
def test_who_answers_the_same_again_has_not_changed(counts):
    assert discernment.verdict(counts, counts) is Verdict.NO_CHANGE


@given(COUNTS, COUNTS)
def test_nobody_improves_there_and_back(one, other):
    assert {discernment.verdict(one, other), discernment.verdict(other, one)} != {Verdict.IMPROVED}


# --- without assuming a shape -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("vector", VECTORS["A"])
def test_one_point_has_the_area_worked_out_beforehand(vector):
    assert discernment.nonparametric_a(vector["H"], vector["F"]) == pytest.approx(vector["A"], abs=6e-7)


@given(RATES, RATES)
def test_the_area_lies_between_always_wrong_and_always_right_with_guessing_in_the_middle(hit_rate, alarm_rate):
    area = discernment.nonparametric_a(hit_rate, alarm_rate)
    assert 0 <= area <= 1
    assert (area >= 0.5) if hit_rate > alarm_rate else (area <= 0.5)
    assert discernment.nonparametric_a(alarm_rate, hit_rate) == pytest.approx(1 - area)
    assert discernment.nonparametric_a(1 - alarm_rate, 1 - hit_rate) == pytest.approx(area)  # suspecting and trusting weigh the same


@given(RATES, RATES)
def test_the_area_is_the_middle_between_the_smallest_and_the_largest_of_a_concave_curve(one, other):
    """The smallest curve bends at the point only; the largest is a straight line through it, at the slope that cuts off least."""
    alarm_rate, hit_rate = sorted((one, other))
    assume(0 < alarm_rate < hit_rate < 1)
    slopes = np.geomspace((1 - hit_rate) / (1 - alarm_rate), hit_rate / alarm_rate, 4001)
    smallest, largest = (1 + hit_rate - alarm_rate) / 2, 1 - ((1 - hit_rate + slopes * alarm_rate) ** 2 / (2 * slopes)).min()
    assert discernment.nonparametric_a(hit_rate, alarm_rate) == pytest.approx((smallest + largest) / 2, abs=1e-5)


@given(RATES, RATES, RATES)
def test_catching_more_never_makes_the_area_smaller(one, other, alarm_rate):
    less, more = sorted((one, other))
    assert discernment.nonparametric_a(less, alarm_rate) <= discernment.nonparametric_a(more, alarm_rate) + 1e-12


@pytest.mark.parametrize("rate", [0, 0.3, 0.5, 0.8, 1])
def test_the_same_rate_on_both_sides_is_guessing(rate):
    assert discernment.nonparametric_a(rate, rate) == 0.5


@pytest.mark.parametrize(("hit_rate", "alarm_rate"), [(0.5, 0.2), (0.8, 0.5)])
def test_the_area_has_no_step_where_one_formula_follows_another(hit_rate, alarm_rate):
    here = discernment.nonparametric_a(hit_rate, alarm_rate)
    assert discernment.nonparametric_a(hit_rate - 1e-9, alarm_rate + 1e-9) == pytest.approx(here, abs=1e-7)


def test_ratings_have_the_area_and_error_worked_out_beforehand():
    vector = VECTORS["auc"]
    assert discernment.auc(vector["signal"], vector["noise"]) == pytest.approx(vector["out"], abs=6e-7)


@given(RATINGS, RATINGS)
def test_mann_and_whitney_find_the_same_area(scams, genuine):
    found = discernment.auc(scams, genuine)
    assert found.auc == pytest.approx(mannwhitneyu(scams, genuine).statistic / (len(scams) * len(genuine)))
    assert found.se >= 0
    assert discernment.auc(genuine, scams) == pytest.approx((1 - found.auc, found.se))


@given(RATINGS, RATINGS)
def test_delong_worked_out_pair_by_pair_gives_the_same_error(scams, genuine):
    wins = np.array([[(one > other) + (one == other) / 2 for other in genuine] for one in scams])
    error = np.sqrt(wins.mean(axis=1).var(ddof=1) / len(scams) + wins.mean(axis=0).var(ddof=1) / len(genuine))
    assert discernment.auc(scams, genuine).se == pytest.approx(error)


# --- confidence -------------------------------------------------------------------------------------------------------
def test_beliefs_have_the_parts_worked_out_beforehand():
    vector = VECTORS["brier"]
    assert discernment.brier(vector["p"], vector["y"])._asdict() == pytest.approx(vector["out"], abs=6e-7)


@given(st.lists(st.tuples(st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.95]), st.booleans()), min_size=1, max_size=60))
def test_the_parts_of_an_error_make_the_whole(answers):
    found = discernment.brier(*zip(*answers, strict=True))
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert min(found[:4]) >= 0
    assert (found.skill is None) == (len({scam for _, scam in answers}) == 1)


def test_whoever_is_certain_and_right_has_all_the_skill_there_is():
    assert discernment.brier([1, 0, 1, 0], [True, False, True, False]) == (0, 0, 0.25, 0.25, 1)


@pytest.mark.parametrize(
    ("tap", "said_scam", "belief"), [("sure", True, 0.95), ("sure", False, 0.05), ("not_sure", True, 0.5), ("fairly", False, 0.25)]
)
def test_a_verdict_and_a_tap_make_a_belief(tap, said_scam, belief):
    assert discernment.belief(SURE[tap], said_scam=said_scam) == pytest.approx(belief)


@pytest.mark.parametrize(("correct", "over"), [([True] * 4, -0.1), ([True, True, True, False], 0.15), ([False] * 4, 0.9)])
def test_whoever_is_surer_than_right_is_overconfident(correct, over):
    assert discernment.overconfidence([0.95, 0.95, 0.95, 0.75], correct) == pytest.approx(over)


# --- one person, in the light of all ----------------------------------------------------------------------------------
@pytest.mark.parametrize("vector", VECTORS["eap"])
def test_a_person_is_believed_to_be_what_was_worked_out_beforehand(vector):
    found = discernment.eap(*vector["inp"], Prior(*vector["prior"]))
    assert found == pytest.approx(tuple(vector["out"].values()), abs=6e-7)


@pytest.mark.parametrize("row", VECTORS["eap_table"])
def test_a_person_is_believed_to_be_what_the_table_says(row):
    found = discernment.eap(*row[:4], USUAL)
    assert (found.d, found.sd_d, found.c, found.p_skilled) == pytest.approx(row[4:], abs=6e-4)


def test_before_the_first_answer_a_person_is_like_everybody():
    assert discernment.eap(0, 0, 0, 0, USUAL)[:4] == pytest.approx(USUAL, abs=1e-4)


@pytest.mark.parametrize("counts", [Counts(4, 4, 0, 4), Counts(1, 6, 5, 7), Counts(18, 20, 6, 20)])
def test_a_ten_times_finer_grid_believes_the_same(counts):
    a, b = np.meshgrid(*[np.linspace(-6, 6, 481)] * 2, indexing="ij")
    d, c = USUAL.mu_d + USUAL.sd_d * a, USUAL.mu_c + USUAL.sd_c * b
    hit, alarm = ndtr(d / 2 - c), ndtr(-d / 2 - c)
    judged = ((hit, counts.h), (1 - hit, counts.ns - counts.h), (alarm, counts.f), (1 - alarm, counts.nn - counts.f))
    weight = np.exp(-(a**2 + b**2) / 2) * np.prod([rate**times for rate, times in judged], axis=0)
    mean = [np.average(one, weights=weight) for one in (d, c)]
    found = discernment.eap(*counts, USUAL)
    assert (found.d, found.c) == pytest.approx(mean, abs=1e-3)
    assert found.sd_d == pytest.approx(np.sqrt(np.average((d - mean[0]) ** 2, weights=weight)), abs=1e-3)


@settings(max_examples=25, deadline=None)  # each works out a grid of its own
@given(FEW, PRIORS)
def test_scams_and_real_messages_weigh_the_same(counts, prior):
    one = discernment.eap(*counts, prior)
    mirrored = discernment.eap(counts.nn - counts.f, counts.nn, counts.ns - counts.h, counts.ns, prior._replace(mu_c=-prior.mu_c))
    assert mirrored == pytest.approx(one._replace(c=-one.c), abs=1e-9)


@settings(max_examples=25, deadline=None)  # each works out a grid of its own
@given(FEW, PRIORS)
def test_answers_make_nobody_a_stranger_to_everybody_else(counts, prior):
    found = discernment.eap(*counts, prior)
    assert abs(found.d - prior.mu_d) <= 5 * prior.sd_d
    assert 0 < found.sd_d <= prior.sd_d * 1.01
    assert 0 <= found.p_skilled <= 1 + 1e-9


@settings(max_examples=25, deadline=None)  # each works out a grid of its own
@given(FEW, PRIORS)
def test_one_more_scam_caught_never_looks_less_skilled(counts, prior):
    assume(counts.h < counts.ns)
    fewer, more = discernment.eap(*counts, prior), discernment.eap(*counts._replace(h=counts.h + 1), prior)
    assert more.d >= fewer.d - 1e-9
    assert more.c <= fewer.c + 1e-9


def test_whoever_suspects_everything_is_never_held_to_be_skilled():
    found = [discernment.eap(n, n, n, n, USUAL) for n in (4, 8, 16, 64)]
    assert [one.p_skilled < 0.5 for one in found] == [True] * 4
    assert [one.c for one in found] == sorted((one.c for one in found), reverse=True)


def test_very_many_answers_outweigh_everybody_else_and_no_number_is_too_small_for_the_machine():
    found = discernment.eap(4000, 5000, 500, 5000, Prior(0, 1, 0, 1))
    assert found.d == pytest.approx(discernment.measure(4000, 5000, 500, 5000).d, abs=0.15)
    assert 85 <= discernment.eap(0, 5000, 5000, 5000, Prior(90, 1, 0, 1)).d <= 95


def test_each_pattern_is_worked_out_once():
    discernment.eap.cache_clear()
    for counts in product(range(5), [4], range(5), [4], [USUAL]):
        assert isinstance(discernment.eap(*counts), Ability)
        assert discernment.eap(*counts) is discernment.eap(*counts)
    assert discernment.eap.cache_info().misses == 25
