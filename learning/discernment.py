"""How well people tell scams from real messages, and apart from that, how readily they suspect. Pure.

Throughout: of `ns` scams shown, `h` were called scams (hits); of `nn` real messages shown, `f` were called scams (false alarms).
d' (here `d`) is discernment: 0 is guessing, 1 is fair, 2 is good. `c` is bias: below 0 suspects too much, above 0 trusts too much.
Both are in standard deviations of the impression a message makes (signal detection with equal variances).

"Scams caught" alone would praise whoever calls everything a scam. Nothing here is shown to a learner: they see two bars (quizzes/scoring.py).
Formulas and checked values: measurement.md 1.2-1.4, tests/vectors.json.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import erfc, exp, hypot, log, sqrt
from operator import mul
from statistics import NormalDist, fmean, variance
from typing import NamedTuple

from learning.intervals import Interval, normal

SURE = {"not_sure": 0.5, "fairly": 0.75, "sure": 0.95}  # what the three taps mean
SKILLED = 1.0  # from this d' on somebody counts as able, for adapting and for mastery
_HALF = 0.5
_NORMAL = NormalDist()
_STEPS = [place / 4 for place in range(-20, 21)]  # 41 places from -5 to 5 standard deviations of the prior
_LEAST = 1e-300  # so that a probability too small for the machine still has a logarithm


class Counts(NamedTuple):
    """What one person, or a group together, called a scam: hits of the scams shown, false alarms of the real messages shown."""

    h: int
    ns: int
    f: int
    nn: int


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Discernment and bias with their standard errors, all in standard deviations."""

    d: float
    se_d: float
    c: float
    se_c: float

    @property
    def d_interval(self) -> Interval:
        """The 95 % range of d."""
        return normal(self.d, self.se_d)

    @property
    def c_interval(self) -> Interval:
        """The 95 % range of c."""
        return normal(self.c, self.se_c)


@dataclass(frozen=True, kw_only=True)
class Discernment(Estimate):
    """What one set of counts shows; its rates are the corrected ones, between 0 and 1."""

    hit_rate: float
    alarm_rate: float

    @property
    def beta(self) -> float:
        """The likelihood ratio from which on a message is called a scam: below 1 suspects too much."""
        return exp(self.d * self.c)


def measure(h: int, ns: int, f: int, nn: int) -> Discernment:
    """Return discernment and bias with the log-linear correction (Hautus 1995) and their errors (Gourevitch & Galanter 1967).

    The correction is made always, not only for 0 and 1: made sometimes, a better score could come out lower. It pulls short
    forms towards 0 (true 1.5 reads 1.27 after 4 + 4), so never compare forms of different length.

    >>> one = measure(4, 5, 1, 5)
    >>> round(one.d, 4), round(one.c, 4) + 0, round(one.se_d, 4)
    (1.349, 0.0, 0.7867)
    """
    _check(h, ns, f, nn)
    if not ns or not nn:
        raise ValueError("Discernment needs scams and real messages.")
    hit_rate, alarm_rate = (h + _HALF) / (ns + 1), (f + _HALF) / (nn + 1)
    z_hit, z_alarm = _NORMAL.inv_cdf(hit_rate), _NORMAL.inv_cdf(alarm_rate)
    d, c = z_hit - z_alarm, -(z_hit + z_alarm) / 2
    spread = hit_rate * (1 - hit_rate) / ((ns + 1) * _NORMAL.pdf(z_hit) ** 2)
    spread += alarm_rate * (1 - alarm_rate) / ((nn + 1) * _NORMAL.pdf(z_alarm) ** 2)
    return Discernment(d=d, se_d=sqrt(spread), c=c, se_c=sqrt(spread) / 2, hit_rate=hit_rate, alarm_rate=alarm_rate)


# --- before and after -------------------------------------------------------------------------------------------------
class Verdict(StrEnum):
    """What a change in a group's answers means. A proven loss of discernment is NO_CHANGE, too: see Change.d_interval."""

    IMPROVED = "improved"
    MORE_SUSPICIOUS = "more_suspicious"  # and not more skilled
    TRUST_RESTORED = "trust_restored"
    NO_CHANGE = "no_change"


@dataclass(frozen=True, kw_only=True)
class Change(Estimate):
    """After minus before."""

    @property
    def verdict(self) -> Verdict:
        """What the change means (measurement.md 1.3). Discernment is asked first: who learned and suspects more has learned."""
        if self.d_interval.low > 0:
            return Verdict.IMPROVED
        if self.c_interval.high < 0 and 0 in self.d_interval:
            return Verdict.MORE_SUSPICIOUS
        if self.c_interval.low > 0 and self.d >= 0:
            return Verdict.TRUST_RESTORED
        return Verdict.NO_CHANGE


def change(before: Estimate, after: Estimate) -> Change:
    """Return after minus before. Errors add up as of separate people: for the same people asked twice that errs on the careful side."""
    return Change(d=after.d - before.d, se_d=hypot(before.se_d, after.se_d), c=after.c - before.c, se_c=hypot(before.se_c, after.se_c))


def verdict(before: Counts, after: Counts) -> Verdict:
    """Return what happened between a group's pooled counts before and after. What is published compares two Fits of learning/population.py.

    The group catches 17 of 100 scams more and trusts 20 of 100 real messages less. That is no skill:

    >>> str(verdict(Counts(600, 1000, 350, 1000), Counts(774, 1000, 546, 1000)))
    'more_suspicious'
    """
    return change(measure(*before), measure(*after)).verdict


# --- without assuming a shape -----------------------------------------------------------------------------------------
def nonparametric_a(hit_rate: float, alarm_rate: float) -> float:
    """Return A of one pair of raw rates: the middle between the smallest and the largest area that a concave curve through it can have.

    From 0 to 1; 0.5 is guessing (Zhang & Mueller 2005).

    >>> round(nonparametric_a(0.9, 0.2), 6), round(nonparametric_a(0.2, 0.9), 6), nonparametric_a(1, 1)
    (0.905, 0.095, 0.5)
    """
    if hit_rate == alarm_rate:
        return _HALF
    if hit_rate < alarm_rate:
        return 1 - nonparametric_a(alarm_rate, hit_rate)
    area = 0.75 + (hit_rate - alarm_rate) / 4
    if hit_rate < _HALF:
        return area - alarm_rate / (4 * hit_rate)
    if alarm_rate > _HALF:
        return area - (1 - hit_rate) / (4 * (1 - alarm_rate))
    return area - alarm_rate * (1 - hit_rate)


class Auc(NamedTuple):
    """The chance that a scam is rated more suspicious than a real message, with its standard error (0 where nothing overlaps)."""

    auc: float
    se: float


def auc(scams: Sequence[float], genuine: Sequence[float]) -> Auc:
    """Return the area under the curve of suspicion ratings, ties counting a half, with DeLong's error (DeLong et al. 1988).

    Each side needs two ratings.

    >>> one = auc([6, 5, 5, 4, 2], [1, 2, 2, 3, 5])
    >>> round(one.auc, 6), round(one.se, 6)
    (0.8, 0.148324)
    """
    of_scams = _shares_below(scams, genuine)
    of_genuine = _shares_below(genuine, scams)
    return Auc(fmean(of_scams), sqrt(variance(of_scams) / len(scams) + variance(of_genuine) / len(genuine)))


def _shares_below(ratings: Sequence[float], others: Sequence[float]) -> list[float]:
    """Return for each rating the share of the others below it, ties a half. Six different ratings at most: each is worked out once."""
    counted = Counter(others)
    below = {one: sum(people * ((other < one) + (other == one) / 2) for other, people in counted.items()) / len(others) for one in {*ratings}}
    return [below[one] for one in ratings]


# --- confidence -------------------------------------------------------------------------------------------------------
class Brier(NamedTuple):
    """The mean squared error of what people believed and what it is made of: reliability - resolution + uncertainty.

    Skill is 1 for certainty that is always right and 0 for always saying the share of scams; None where all were of one side.
    """

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    skill: float | None


def belief(sure: float, *, said_scam: bool) -> float:
    """Return the probability of a scam that somebody spoke out by a verdict and how sure they were of it.

    >>> belief(SURE["fairly"], said_scam=False)
    0.25
    """
    return sure if said_scam else 1 - sure


def brier(beliefs: Sequence[float], is_scam: Sequence[bool]) -> Brier:
    """Return how good beliefs of "it is a scam" were (Murphy 1973); the same belief makes one group.

    >>> brier([0.75, 0.75, 0.25, 0.25], [True, True, True, False])
    Brier(brier=0.1875, reliability=0.0625, resolution=0.0625, uncertainty=0.1875, skill=0.0)
    """
    groups: defaultdict[float, list[bool]] = defaultdict(list)
    for one, scam in zip(beliefs, is_scam, strict=True):
        groups[one].append(scam)
    total, base = len(beliefs), fmean(is_scam)
    reliability = sum(len(truths) * (one - fmean(truths)) ** 2 for one, truths in groups.items()) / total
    resolution = sum(len(truths) * (fmean(truths) - base) ** 2 for truths in groups.values()) / total
    uncertainty = base * (1 - base)
    score = fmean((one - scam) ** 2 for one, scam in zip(beliefs, is_scam, strict=True))
    return Brier(score, reliability, resolution, uncertainty, 1 - score / uncertainty if uncertainty else None)


def overconfidence(sure: Sequence[float], correct: Sequence[bool]) -> float:
    """Return mean confidence minus the share right: above 0 is too sure of oneself.

    >>> overconfidence([0.75, 0.75], [True, False])
    0.25
    """
    return fmean(sure) - fmean(correct)


# --- one person, in the light of all ----------------------------------------------------------------------------------
class Prior(NamedTuple):
    """How discernment and bias are spread among all learners: what is believed of somebody before the first answer."""

    mu_d: float
    sd_d: float
    mu_c: float
    sd_c: float


class Ability(NamedTuple):
    """What is believed of somebody after their answers: means, standard deviations, and the probability that d is at least SKILLED."""

    d: float
    sd_d: float
    c: float
    sd_c: float
    p_skilled: float


@lru_cache(maxsize=4096)
def eap(h: int, ns: int, f: int, nn: int, prior: Prior) -> Ability:
    """Return the expected discernment and bias of somebody with these counts, given everybody's (expected a posteriori).

    Few answers move little from the prior, none move nothing. There are only so many patterns of counts: each is worked out once.

    >>> prior = Prior(mu_d=1.2, sd_d=0.6, mu_c=-0.3, sd_c=0.4)
    >>> [round(figure, 3) for figure in eap(4, 4, 0, 4, prior)]
    [1.733, 0.529, -0.198, 0.325, 0.926]
    """
    _check(h, ns, f, nn)
    ds, cs, priors, hits, misses, alarms, passes = _grid(prior)
    logs = [
        start + h * hit + (ns - h) * miss + f * alarm + (nn - f) * passed
        for start, hit, miss, alarm, passed in zip(priors, hits, misses, alarms, passes, strict=True)
    ]
    most = max(logs)
    weights = [exp(one - most) for one in logs]
    total = sum(weights)
    d, c = sum(map(mul, weights, ds)) / total, sum(map(mul, weights, cs)) / total
    sd_d = sqrt(sum(weight * (one - d) ** 2 for weight, one in zip(weights, ds, strict=True)) / total)
    sd_c = sqrt(sum(weight * (one - c) ** 2 for weight, one in zip(weights, cs, strict=True)) / total)
    return Ability(d, sd_d, c, sd_c, sum(weight for weight, one in zip(weights, ds, strict=True) if one >= SKILLED) / total)


@lru_cache(maxsize=8)
def _grid(prior: Prior) -> list[tuple[float, ...]]:
    """Return seven columns over 41 x 41 places: d, c, and the logarithms of prior, hit, miss, false alarm and acceptance."""
    rows = []
    for a in _STEPS:
        for b in _STEPS:
            d, c = prior.mu_d + prior.sd_d * a, prior.mu_c + prior.sd_c * b
            hit, alarm = d / 2 - c, -d / 2 - c
            rows.append((d, c, -(a * a + b * b) / 2, _log_cdf(hit), _log_cdf(-hit), _log_cdf(alarm), _log_cdf(-alarm)))
    return list(zip(*rows, strict=True))


def _log_cdf(x: float) -> float:
    return log(max(erfc(-x / sqrt(2)) / 2, _LEAST))


def _check(h: int, ns: int, f: int, nn: int) -> None:
    if not (0 <= h <= ns and 0 <= f <= nn):
        raise ValueError(f"{h} of {ns} and {f} of {nn} cannot be counted")
