"""What a report may show of people it must not single out. Pure.

The rules, from measurement.md 4.4 step 5 and decisions C8:

1. A group of fewer than ten is never shown, neither its number nor its shares. None shown and none there look the same.
2. The number of a group is rounded to 5. A share comes from the unrounded counts, as whole per cents.
3. 0 % and 100 % are shown as "≤5 %" and "≥95 %", for "nobody" and "everybody" tell about each one. This is the rule's own
   wording: 3 % of a thousand people stays "3 %". What else is small needs rule 4, which covers it wherever it matters.

Share times number would give away what rule 1 hides: 8 % of about 40 is three people. So two more rules:

4. Where one side of a share is fewer than ten people, or no further from 0 or 100 % than about ten people are, only a limit is
   shown: ten people as a share of the rounded number, rounded up to 5 %. Below 20 people one side is always fewer than ten:
   there a share says only which half ("≤50 %", "≥50 %"). The limit depends on nothing but the rounded number.
5. Up to 100 people a share is rounded to 5 %: a per cent finer than one person would tell the unrounded number.

Shares of one group inside another (passed, of those who completed) each follow these rules with their own group. Stated as
a share of the outer group, two shares would differ by the few who completed and did not pass. tests/learning/test_disclosure.py
goes through every group up to 130 people and finds no count below ten, however the values of one row are combined, that is
left with fewer than three possible values.

What this does not do: compare one day with the next, or one table with another. A count that moves between two days may still
tell of the few who came; the release gate of step 6 belongs to the reports with monthly snapshots.
"""

from dataclasses import dataclass
from typing import Self

FEWEST = 10
_STEP = 5  # people, for numbers; per cents, for the shares of small groups and for limits
_SMALL = 100  # up to here one person is more than a per cent


@dataclass(frozen=True)
class Share:
    r"""A share in per cent as it may be shown: one figure, or all between two of which one is 0 or 100.

    >>> [str(one) for one in (Share(43, 43), Share(0, 25), Share(75, 100))]
    ['43\xa0%', '≤25\xa0%', '≥75\xa0%']
    """

    low: int
    high: int

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low}\u00a0%"
        return f"≤{self.high}\u00a0%" if self.low == 0 else f"≥{self.low}\u00a0%"

    @property
    def middle(self) -> int:
        """The figure to colour a picture by: known to everybody who reads the text.

        >>> Share(75, 100).middle
        87
        """
        return (self.low + self.high) // 2

    @classmethod
    def at_most(cls, limit: int) -> Self:
        """Something between nothing and the limit."""
        return cls(0, limit)

    @classmethod
    def at_least(cls, limit: int) -> Self:
        """Something between the limit and everything."""
        return cls(limit, 100)


def shown(people: int) -> int | None:
    """Return how many people a report says there are: rounded to 5, None for fewer than ten.

    >>> [shown(people) for people in (0, 9, 10, 12, 13, 4211)]
    [None, None, 10, 10, 15, 4210]
    """
    return None if people < FEWEST else _STEP * ((people + _STEP // 2) // _STEP)


def share(part: int, whole: int) -> Share | None:
    r"""Return the share of a group as a report may show it, None for a group of fewer than ten.

    >>> str(share(150, 400)), str(share(30, 1000)), str(share(21, 50)), str(share(3, 9))
    ('38\xa0%', '3\xa0%', '40\xa0%', 'None')

    Ten people are a quarter of 40, so three of them and ten of them look alike, and so do one and all but one of twelve:

    >>> str(share(3, 40)), str(share(10, 40)), str(share(1, 12)), str(share(12, 12))
    ('≤25\xa0%', '≤25\xa0%', '≤50\xa0%', '≥50\xa0%')
    >>> str(share(0, 1000)), str(share(12, 3000)), str(share(1000, 1000))
    ('≤5\xa0%', '≤5\xa0%', '≥95\xa0%')
    """
    number = shown(whole)
    if number is None:
        return None
    few, limit = min(part, whole - part), _limit(number)
    percent = _percent(part, whole, _STEP if number <= _SMALL else 1)
    is_near = limit > _STEP and 100 * few <= limit * whole
    if few < FEWEST or is_near or percent in {0, 100}:
        return Share.at_most(limit) if 2 * part <= whole else Share.at_least(100 - limit)
    return Share(percent, percent)


def _limit(number: int) -> int:
    """Return ten people as a share of so many, rounded up to 5 %; at least 5 %, and never more than a half.

    >>> [_limit(number) for number in (10, 20, 25, 40, 100, 195, 200, 5000)]
    [50, 50, 40, 25, 10, 10, 5, 5]
    """
    return min(50, _STEP * -(-100 * FEWEST // (_STEP * number)))


def _percent(part: int, whole: int, step: int) -> int:
    """Return the share in per cent, rounded to the step, halves up; in whole numbers, so that no machine rounds otherwise.

    >>> _percent(1, 8, 1), _percent(1, 8, 5), _percent(2, 3, 1)
    (13, 15, 67)
    """
    return step * ((200 * part + step * whole) // (2 * step * whole))
