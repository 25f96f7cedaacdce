"""Which questions one run of a quiz shows, and in which order. Pure."""

from collections.abc import Collection, Sequence
from itertools import zip_longest
from random import Random


def draw(
    written: Sequence[int], pairs: Sequence[tuple[int, int]], *, pairs_drawn: int, seen: Collection[int], repeat: bool, rng: Random
) -> list[int]:
    """Return ids in the order to show them: every written question, and some pairs of a fake message and its real twin.

    `written` and `pairs` hold version ids; `seen` those this person met before (unseen pairs come first);
    `repeat`: a later run shows the written questions in another order. The halves of a pair never stand side by side
    while a written question can stand between them, and which half comes first is a coin toss.

    >>> draw([1, 2], [(10, 11), (20, 21)], pairs_drawn=1, seen={10, 11}, repeat=False, rng=Random(1))
    [1, 21, 2, 20]
    """
    order = list(written)
    if repeat:
        rng.shuffle(order)
    pool = list(pairs)
    rng.shuffle(pool)
    pool.sort(key=lambda pair: sum(half in seen for half in pair))
    firsts, seconds = [], []
    for pair in pool[:pairs_drawn]:
        one, other = pair if rng.random() < 0.5 else pair[::-1]  # noqa: PLR2004 -- a coin
        firsts.append(one)
        seconds.append(other)
    judged = firsts + seconds
    ahead, behind = (judged, order) if len(order) == 1 else (order, judged)  # a single written question parts the halves
    return [one for both in zip_longest(ahead, behind) for one in both if one is not None]
