"""When somebody can tell the scams of one skill from the real thing, and what is still missing. Pure.

The balanced rule: of the last five scams and of the last five real messages four right each, from two runs on two days. Who calls
everything a scam never gets there; who guesses does in one cycle of fourteen, or of eleven where scams are exactly half of it.
"Eight of ten right" would pass guessing nearly twice as often, and suspicion always where most of the ten are scams. Simulated in
tests/learning/test_mastery.py.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Side = Literal["scam", "genuine"]

WINDOW, ENOUGH = 5, 4  # of the last five of a side, four right
RUNS, DAYS = 2, 2  # a lucky evening is not mastery
CYCLE = 16  # items, then the lesson again: trying on gives luck more chances (in forty items guessing passes 29 times in 100)


class Shown(NamedTuple):
    """One message somebody judged, on the first attempt and never seen before; `run` is the attempt's key, `day` the learning day."""

    truth: Side
    correct: bool
    run: Hashable
    day: date


@dataclass(frozen=True, kw_only=True)
class Mastery:
    """How far somebody is with one skill.

    `caught` of `scams` and `recognised` of `genuine` are right of shown in the windows, at most five each. `left_scam` and
    `left_genuine` are how many right answers in a row would do for that side, if the cycle lasts: 0 where it is done.
    `another_day` is true where both sides are done and only a second run on a second day is missing.

    `reached_at` is the index of the answer that reached mastery. It stays reached, whatever follows: forgetting is for reviews.

    `teach_again` is true from the answer that uses up a cycle (16 items, both sides not done) to the next answer, which opens a new
    cycle with empty windows. Until then the counts still show the cycle that ended, so that advice can name its weaker side, while
    `left_...` already start anew. A cycle in which only another day is missing stays open: nobody is taught again for being right.
    """

    reached_at: int | None
    caught: int
    scams: int
    recognised: int
    genuine: int
    left_scam: int
    left_genuine: int
    another_day: bool
    teach_again: bool

    @property
    def reached(self) -> bool:
        """Whether the skill was ever mastered."""
        return self.reached_at is not None


def assess(history: Iterable[Shown]) -> Mastery:
    """Return how far the answers of one skill, in order of time, have brought somebody.

    >>> day = date(2027, 1, 5)
    >>> now = assess([Shown("scam", True, "run 1", day), Shown("genuine", False, "run 1", day)])
    >>> now.reached, now.caught, now.scams, now.left_scam, now.recognised, now.genuine, now.left_genuine
    (False, 1, 1, 4, 0, 1, 4)
    """
    scams: deque[Shown] = deque(maxlen=WINDOW)
    genuine: deque[Shown] = deque(maxlen=WINDOW)
    reached_at, asked, done, used_up = None, 0, False, False
    for index, item in enumerate(history):
        if used_up:
            scams.clear()
            genuine.clear()
            asked = 0
        asked += 1
        (scams if item.truth == "scam" else genuine).append(item)
        done = _done(scams) and _done(genuine)
        if reached_at is None and done and _spread([*scams, *genuine]):
            reached_at = index
        used_up = reached_at is None and asked >= CYCLE and not done
    return Mastery(
        reached_at=reached_at,
        caught=_right(scams), scams=len(scams), recognised=_right(genuine), genuine=len(genuine),
        left_scam=0 if reached_at is not None else _left([] if used_up else scams),
        left_genuine=0 if reached_at is not None else _left([] if used_up else genuine),
        another_day=done and reached_at is None, teach_again=used_up,
    )  # fmt: skip


def weaker(caught: int, scams: int, recognised: int, genuine: int) -> Side | None:
    """Return the side to practise: the one with the smaller share right, None where all was right on both or nothing was shown.

    A side never shown counts as not known. Where both are equally weak it is the real messages: people suspect too much already
    (of real SMS 44 in 100 were recognised, of fake ones 67: Timko et al. 2023).

    >>> weaker(4, 4, 2, 4), weaker(1, 4, 2, 4), weaker(2, 4, 2, 4), weaker(3, 3, 0, 0), weaker(4, 4, 4, 4)
    ('genuine', 'scam', 'genuine', 'genuine', None)
    """
    if not scams + genuine or (caught == scams > 0 and recognised == genuine > 0):
        return None
    return "scam" if caught * genuine < recognised * max(scams, 1) else "genuine"


def _right(window: Iterable[Shown]) -> int:
    return sum(item.correct for item in window)


def _done(window: Sequence[Shown]) -> bool:
    return len(window) == WINDOW and _right(window) >= ENOUGH


def _spread(items: Sequence[Shown]) -> bool:
    return len({item.run for item in items}) >= RUNS and len({item.day for item in items}) >= DAYS


def _left(window: Sequence[Shown]) -> int:
    """Return how many right answers in a row would do: each fills the window or pushes the oldest answer out of it.

    >>> day = date(2027, 1, 5)
    >>> [_left([Shown("scam", mark == "+", 1, day) for mark in marks]) for marks in ("", "++++", "++++-", "+--++", "-----")]
    [5, 1, 0, 2, 4]
    """
    marks = [item.correct for item in window]
    for more in range(WINDOW):
        last = [*marks, *[True] * more][-WINDOW:]
        if len(last) == WINDOW and sum(last) >= ENOUGH:
            return more
    return WINDOW
