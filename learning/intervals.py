"""How sure a figure is: the range that holds the true value 95 times in 100. Pure.

Shares and differences are fractions between 0 and 1, not per cents. Formulas and checked values: measurement.md 4.3, tests/vectors.json.
"""

from math import hypot, sqrt
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """The two ends of a range, both included."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        """Whether the value lies in the range (a tuple would look for it among its two ends)."""
        return isinstance(value, int | float) and self.low <= value <= self.high


class Difference(NamedTuple):
    """One share minus another, and the range of that difference."""

    difference: float
    low: float
    high: float


def z(confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors lie on each side: 1.96 for 95 %.

    >>> round(z(), 6)
    1.959964
    """
    return NormalDist().inv_cdf((1 + confidence) / 2)


def normal(value: float, se: float, confidence: float = CONFIDENCE) -> Interval:
    """Return the range around an estimate in its own unit, from its standard error.

    >>> [round(end, 2) for end in normal(1.0, 0.5)]
    [0.02, 1.98]
    """
    half = z(confidence) * se
    return Interval(value - half, value + half)


def wilson(x: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Return the range of the share x/n (Wilson 1927): also true for few people, and for nobody or everybody.

    Neither needs to be whole: of a weighted sample, n is Kish's effective size.

    >>> [round(end, 6) for end in wilson(33, 256)]
    [0.093281, 0.175504]
    >>> [round(end, 6) for end in wilson(0, 10)]
    [0.0, 0.277533]
    """
    share = _share(x, n)
    square = z(confidence) ** 2 / n
    middle, half = share + square / 2, sqrt(square * (share * (1 - share) + square / 4))
    # The ends 0 and 1 are exact by the formula, not by the machine's arithmetic.
    return Interval(0.0 if x == 0 else (middle - half) / (1 + square), 1.0 if x == n else (middle + half) / (1 + square))


def newcombe(x1: float, n1: float, x2: float, n2: float, confidence: float = CONFIDENCE) -> Difference:
    """Return x1/n1 - x2/n2 of two separate groups with its range (Newcombe 1998, method 10).

    >>> [round(figure, 6) for figure in newcombe(56, 70, 48, 80)]
    [0.2, 0.052431, 0.333873]
    """
    one, other = _share(x1, n1), _share(x2, n2)
    of_one, of_other = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    difference = one - other
    low = difference - hypot(one - of_one.low, of_other.high - other)
    high = difference + hypot(of_one.high - one, other - of_other.low)
    return Difference(difference, low, high)


def _share(x: float, n: float) -> float:
    if not 0 <= x <= n or n == 0:
        raise ValueError(f"{x} of {n} is no share")
    return x / n
