"""A group's skill is told from few answers each, without the shrinkage of the usual means, and never from fewer than a hundred learners."""

import json
import subprocess
import sys
from collections import Counter
from functools import cache
from math import inf
from pathlib import Path
from random import Random
from statistics import NormalDist, fmean

import numpy as np
import pytest
from scipy.stats import binom, norm

from learning import discernment, population
from learning.discernment import Counts, Verdict

ROOT = Path(__file__).parents[2]
VECTOR = json.loads((ROOT / "tests/vectors.json").read_text())["population"]
PATTERNS = {Counts(*row[:4]): row[4] for row in VECTOR["patterns"]}
CDF = NormalDist().cdf


def simulated(seed: int, learners: int, *, d: float = 1.2, c: float = -0.3, items: int = 4) -> Counter[Counts]:
    """Learners with spreads of 0.6 and 0.4 who each judged so many scams and as many real messages."""
    rng, patterns = Random(seed), Counter()
    for _ in range(learners):
        own_d, own_c = rng.gauss(d, 0.6), rng.gauss(c, 0.4)
        hits, alarms = (sum(rng.random() < CDF(sign * own_d / 2 - own_c) for _ in range(items)) for sign in (1, -1))
        patterns[Counts(hits, items, alarms, items)] += 1
    return patterns


@cache
def thousand() -> Counter[Counts]:
    return simulated(20_270_105, 1000)


def test_a_group_is_what_was_worked_out_beforehand():
    found, out = population.fit(PATTERNS), VECTOR["out"]
    assert (found.d, found.c, found.sd_d, found.sd_c) == pytest.approx((out["mu_d"], out["mu_c"], out["sd_d"], out["sd_c"]), abs=5e-5)
    assert (found.se_d, found.se_c, found.nll) == pytest.approx((out["se_d"], out["se_c"], out["nll"]), abs=1e-5)
    assert found.learners == 140
    assert found.prior == (found.d, found.sd_d, found.c, found.sd_c)


def test_pooled_answers_and_the_mean_of_single_figures_both_say_too_little():
    pooled = discernment.measure(*(sum(counts[place] * people for counts, people in PATTERNS.items()) for place in range(4)))
    mean = fmean(discernment.measure(*counts).d for counts, people in PATTERNS.items() for _ in range(people))
    assert (pooled.d, mean) == pytest.approx((VECTOR["pooled_d"], VECTOR["mean_d"]), abs=6e-5)
    assert mean < pooled.d < population.fit(PATTERNS).d


def test_a_thousand_learners_with_eight_messages_each_show_their_true_skill():
    found = population.fit(thousand())
    assert found.learners == 1000
    assert found.d == pytest.approx(1.2, abs=0.08)
    assert found.c == pytest.approx(-0.3, abs=0.04)
    assert 1.2 in found.d_interval
    assert -0.3 in found.c_interval
    assert found.se_d == pytest.approx(1.24 / 1000**0.5, abs=0.004)  # the rule of thumb that groups are planned by
    mean = fmean(discernment.measure(*counts).d for counts in thousand().elements())
    assert mean < 1.05  # the usual way is a fifth too low, and no range around it would hold the truth


def test_the_likelihood_is_that_of_a_dense_integral():
    found = population.fit(PATTERNS)
    x = np.linspace(-7, 7, 301)
    d, c = found.d + found.sd_d * x[:, None], found.c + found.sd_c * x[None, :]
    weights = norm.pdf(x[:, None]) * norm.pdf(x[None, :]) * (x[1] - x[0]) ** 2
    likely = {
        counts: (weights * binom.pmf(counts.h, counts.ns, norm.cdf(d / 2 - c)) * binom.pmf(counts.f, counts.nn, norm.cdf(-d / 2 - c))).sum()
        for counts in PATTERNS
    }
    assert found.nll == pytest.approx(-sum(people * np.log(likely[counts]) for counts, people in PATTERNS.items()), abs=1e-4)


def test_no_other_parameters_near_by_are_more_likely():
    nll = population._objective(PATTERNS)
    found = population.fit(PATTERNS)
    best = np.array([found.d, found.c, np.log(found.sd_d), np.log(found.sd_c)])
    assert nll(best) == pytest.approx(found.nll)
    for step in np.vstack([np.eye(4), -np.eye(4)]) * 0.02:
        assert nll(best + step) > found.nll


def test_more_suspicion_is_not_taken_for_skill_nor_skill_for_suspicion():
    """300 learners each time: suspicion catches more scams than real learning does, and only learning counts."""
    before, suspicious, learned = simulated(1, 300), simulated(2, 300, c=-0.7), simulated(3, 300, d=1.6)
    caught = [sum(counts.h * people for counts, people in group.items()) for group in (before, suspicious, learned)]
    assert caught[1] > caught[2] > caught[0]
    start = population.fit(before)
    assert discernment.change(start, population.fit(suspicious)).verdict is Verdict.MORE_SUSPICIOUS
    assert discernment.change(start, population.fit(learned)).verdict is Verdict.IMPROVED
    assert discernment.change(start, population.fit(simulated(4, 300))).verdict is Verdict.NO_CHANGE


def test_the_same_answers_from_ten_times_the_people_are_three_times_as_certain():
    few, many = population.fit(PATTERNS), population.fit({counts: 10 * people for counts, people in PATTERNS.items()})
    assert (many.d, many.c) == pytest.approx((few.d, few.c), abs=1e-3)
    assert many.se_d * 10**0.5 == pytest.approx(few.se_d, abs=1e-3)


def test_the_opposite_of_every_verdict_turns_the_bias_round_and_with_the_sides_swapped_leaves_the_skill():
    mirrored = {Counts(nn - f, nn, ns - h, ns): people for (h, ns, f, nn), people in PATTERNS.items()}
    one, other = population.fit(PATTERNS), population.fit(mirrored)
    assert (other.d, other.c) == pytest.approx((one.d, -one.c), abs=1e-3)


def test_learners_with_forms_of_different_length_are_fitted_together():
    shorter = simulated(5, 500)
    found = population.fit(shorter + simulated(7, 500, items=8))
    assert 1.2 in found.d_interval
    assert found.se_d < population.fit(shorter).se_d


def test_a_group_without_a_single_mistake_is_of_unknown_great_skill():
    found = population.fit({Counts(4, 4, 0, 4): 200})
    assert found.d > 3
    assert found.se_d == inf
    assert discernment.change(population.fit(PATTERNS), found).verdict is not Verdict.IMPROVED


def test_a_group_that_calls_everything_a_scam_is_of_unknown_great_suspicion_and_no_proven_skill():
    found = population.fit({Counts(4, 4, 4, 4): 200})
    assert found.se_c == inf
    assert 0 in found.d_interval


def test_answers_that_say_nothing_about_the_means_give_no_range(monkeypatch):
    monkeypatch.setattr(population, "_objective", lambda _: lambda _: 0.0)
    found = population.fit(PATTERNS)
    assert (found.se_d, found.se_c) == (inf, inf)


def test_learners_who_are_all_alike_have_next_to_no_spread_and_still_a_range():
    found = population.fit({Counts(3, 4, 1, 4): 200})
    assert (found.sd_d, found.sd_c) == pytest.approx((0.1, 0.1))
    assert 0.05 < found.se_d < 0.1


@pytest.mark.parametrize("patterns", [{}, {Counts(4, 4, 0, 4): 0}, {Counts(4, 4, 0, 0): 300}, {Counts(0, 0, 1, 4): 300}])
def test_nobody_who_judged_both_sides_is_no_group(patterns):
    with pytest.raises(ValueError, match="Nobody"):
        population.fit(patterns)


def test_learners_who_saw_one_side_only_change_nothing():
    assert population.fit(PATTERNS | {Counts(4, 4, 0, 0): 50, Counts(0, 0, 0, 0): 7}) == population.fit(PATTERNS)


@pytest.mark.parametrize(
    ("patterns", "is_publishable"),
    [
        ({}, False),
        ({Counts(4, 4, 0, 4): 99}, False),
        ({Counts(4, 4, 0, 4): 100}, True),
        ({Counts(4, 4, 0, 4): 60, Counts(2, 6, 3, 8): 40}, True),
        ({Counts(4, 4, 0, 4): 99, Counts(3, 3, 0, 12): 500, Counts(12, 12, 0, 3): 500}, False),  # three of one side are too few
    ],
)
def test_a_group_is_published_from_a_hundred_learners_with_four_messages_of_each_side(patterns, is_publishable):
    assert population.is_publishable(patterns) is is_publishable
    assert sum(population.eligible(patterns).values()) >= 100 or not is_publishable


def test_a_web_worker_never_loads_numpy_nor_do_these_rules_know_a_framework():
    modules = "learning.intervals, learning.discernment, learning.population, quizzes.item_analysis, quizzes.phish_scale"
    program = f"import sys, {modules}; print(sorted({{'numpy', 'scipy', 'django', 'wagtail', 'celery', 'redis'}} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
