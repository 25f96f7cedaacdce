"""Which questions one run of a quiz shows, and in which order. Pure."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from random import Random

_HARDEST_FIRST = ("hard", "medium", "easy")  # within a practice (measurement.md 1.1: the other way round weakened it)


@dataclass(frozen=True)
class Item:
    """A message that may be drawn. `met`: 0 for one never met, else larger the more recently it was."""

    version: int
    pair: Hashable
    truth: str
    difficulty: str = ""
    met: int = 0


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


def draw_bank(items: Sequence[Item], *, scams: int, genuine: int, hardest_first: bool, rng: Random) -> list[int]:
    """Return ids of fake and of real messages in the order to show them; fewer where the bank has no more.

    Never both halves of a pair; unseen ones first, then those met longest ago; of the unseen those whose other half is unseen, too
    (so that twelve pairs are three tests of eight messages nobody met before); spread over difficulty; otherwise by chance.

    >>> pairs = [Item(10 * n + half, n, truth, "hard" if n % 2 else "easy") for n in (1, 2, 3, 4) for half, truth in enumerate(("scam", "genuine"))]
    >>> drawn = draw_bank(pairs, scams=2, genuine=2, hardest_first=True, rng=Random(1))
    >>> sorted(one // 10 for one in drawn), [one // 10 % 2 for one in drawn]
    ([1, 2, 3, 4], [1, 1, 0, 0])
    """
    left = list(items)
    rng.shuffle(left)
    fresh = Counter(item.pair for item in items if not item.met)
    taken: list[Item] = []
    # In turn, so that neither side is left with the pairs the other did not want.
    for truth in [side for pair in zip_longest(["scam"] * scams, ["genuine"] * genuine) for side in pair if side]:
        used = {item.pair for item in taken}
        spread = Counter(item.difficulty for item in taken if item.truth == truth)
        fitting = [item for item in left if item.truth == truth and item.pair not in used]
        if fitting:
            taken.append(min(fitting, key=lambda item: (item.met, -fresh[item.pair], spread[item.difficulty])))
    rng.shuffle(taken)
    if hardest_first:
        taken.sort(key=lambda item: _HARDEST_FIRST.index(item.difficulty) if item.difficulty in _HARDEST_FIRST else len(_HARDEST_FIRST))
    return [item.version for item in taken]
