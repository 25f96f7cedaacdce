"""How many answers will be right when each is right with a known chance and messages are drawn: exactly, as fractions. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from quizzes.scoring import Bars

Pairs = tuple[tuple[Fraction, Fraction], ...]  # for each pair the chance that the fake is caught and the real message recognised


def right_of(chances: Sequence[Fraction]) -> list[Fraction]:
    """Return the chances of 0, 1, 2 ... right answers among independent ones.

    >>> [str(one) for one in right_of([Fraction(1, 2), Fraction(1, 3)])]
    ['1/3', '1/2', '1/6']
    """
    found = [Fraction(1)]
    for chance in chances:
        found = [less * chance + same * (1 - chance) for less, same in zip([Fraction(0), *found], [*found, Fraction(0)], strict=True)]
    return found


@lru_cache(maxsize=256)
def judged_of(pairs: Pairs, drawn: int, *, bank: bool) -> dict[Bars, Fraction]:
    """Return the chance of each outcome over all draws: of so many pairs with both halves, or of so many halves of each side."""
    found: Mapping[Bars, Fraction] = {Bars(0, 0, 0, 0): Fraction(1)}
    for pair in pairs:
        following: defaultdict[Bars, Fraction] = defaultdict(Fraction, found)  # as if the pair were not drawn
        for bars, ways in found.items():
            for seen, chance in _outcomes(*pair, bank=bank):
                more = Bars(*(before + now for before, now in zip(bars, seen, strict=True)))
                if chance and max(more.scams, more.genuine) <= drawn:
                    following[more] += ways * chance
        found = following
    whole = {bars: ways for bars, ways in found.items() if bars.scams == bars.genuine == drawn}
    every = sum(whole.values())
    return {bars: ways / every for bars, ways in whole.items()}


def _outcomes(caught: Fraction, recognised: Fraction, *, bank: bool) -> Iterator[tuple[Bars, Fraction]]:
    """Yield what one drawn pair adds, with its chance: both halves, or in a bank one of them, in two ways of drawing."""
    for right in (0, 1):
        if bank:
            yield Bars(right, 1, 0, 0), caught if right else 1 - caught
            yield Bars(0, 0, right, 1), recognised if right else 1 - recognised
            continue
        for known in (0, 1):
            yield Bars(right, 1, known, 1), (caught if right else 1 - caught) * (recognised if known else 1 - recognised)
