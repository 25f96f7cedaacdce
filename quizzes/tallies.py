"""All answers counted, person by person: per question by what its figures need, per test by what was called a scam. No answer is kept.

A first answer is one to a question not met before, drawn by chance, given alone and unprompted. Only these say something about a question.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from learning import population
from learning.discernment import Counts, belief
from quizzes.models import TESTS, Role
from quizzes.surprise import Result

# A kind of quiz that chose questions by ability would make easy ones look hard, and is not to be added here.
_BY_CHANCE = frozenset({Role.CHECK, Role.PRACTICE, Role.INBOX, Role.REVIEW, *TESTS})
_OTHER_SIDE = {"scam": "genuine", "genuine": "scam"}
_BANDS = 10  # of results: people are compared with others of the same band
_SEXES = frozenset({"female", "male"})


class Row(NamedTuple):
    """One answer as it is read."""

    learner: UUID
    version: int
    chosen: list[str]
    right: bool
    confidence: float | None
    first_attempt: bool
    seen_before: bool
    mode: str
    role: str
    skill: str


@dataclass
class Tally:
    """The answers to one version of a question; all but the first field count first answers only."""

    answers: int = 0
    right: int = 0
    # What was chosen, whether that was right, and the share that person got right of other questions, where there are any.
    chosen: Counter[tuple[tuple[str, ...], bool, float | None]] = field(default_factory=Counter)
    same_side: Counter[tuple[bool, Result]] = field(default_factory=Counter)  # right, and the others of this side
    groups: Counter[tuple[int, bool, bool]] = field(default_factory=Counter)  # band of results, is a woman, right
    confidence: Counter[float] = field(default_factory=Counter)

    @property
    def first(self) -> int:
        """How many first answers there are."""
        return self.chosen.total()


@dataclass
class SkillTally:
    """One test of one skill: how many people had which counts, and what they believed of scams (True) and of real messages."""

    patterns: Counter[Counts] = field(default_factory=Counter)
    beliefs: Counter[tuple[float, bool]] = field(default_factory=Counter)


class Tallies:
    """Everything counted so far. `sides` says of each version that counts whether it is a "scam", "genuine", or "" for a written question."""

    def __init__(self, sides: Mapping[int, str]) -> None:
        self.sides = sides
        self.items: defaultdict[int, Tally] = defaultdict(Tally)
        self.results: defaultdict[str, Counter[Result]] = defaultdict(Counter)  # per side: how many people had which
        self.tests: defaultdict[tuple[str, str], SkillTally] = defaultdict(SkillTally)  # per skill and role

    def add(self, rows: Iterable[Row], sex: str) -> None:
        """Count everything one person answered, who said to be of this sex."""
        known = [row for row in rows if row.version in self.sides]
        for row in known:
            self.items[row.version].answers += 1
        first = [row for row in known if self._is_first(row)]
        self._add_first(first, sex)
        self._add_tests(first)

    def _is_first(self, row: Row) -> bool:
        is_new = row.first_attempt and not (row.seen_before and self.sides[row.version])
        return is_new and row.role in _BY_CHANCE and row.mode == "self"

    def _add_first(self, first: Iterable[Row], sex: str) -> None:
        right, shown = Counter[str](), Counter[str]()
        for row in first:
            right[self.sides[row.version]] += row.right
            shown[self.sides[row.version]] += 1
        for side, m in shown.items():
            self.results[side][Result(right[side], m)] += 1
        for row in first:
            side = self.sides[row.version]
            rest = Result(right[side] - row.right, shown[side] - 1)
            other = _OTHER_SIDE.get(side)
            self._add_one(row, rest, rest if other is None else Result(right[other], shown[other]))
            if sex in _SEXES:
                self.items[row.version].groups[_BANDS * right[side] // shown[side], sex == "female", row.right] += 1

    def _add_one(self, row: Row, rest: Result, beside: Result) -> None:
        tally = self.items[row.version]
        tally.right += row.right
        tally.chosen[tuple(row.chosen), row.right, share(rest, beside)] += 1
        tally.same_side[row.right, rest] += 1
        if row.confidence is not None:
            tally.confidence[row.confidence] += 1

    def _add_tests(self, first: Iterable[Row]) -> None:
        judged: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in first:
            if row.role in TESTS and row.skill and self.sides[row.version]:
                judged[row.skill, row.role].append(row)
        for test, rows in judged.items():
            counts = self._counts(rows)
            if population.eligible({counts: 1}):
                self.tests[test].patterns[counts] += 1
                self.tests[test].beliefs.update(
                    (belief(row.confidence, said_scam="scam" in row.chosen), self.sides[row.version] == "scam")
                    for row in rows
                    if row.confidence is not None
                )

    def _counts(self, rows: Iterable[Row]) -> Counts:
        said = Counter((self.sides[row.version], "scam" in row.chosen) for row in rows)
        hits, alarms = said["scam", True], said["genuine", True]
        return Counts(hits, hits + said["scam", False], alarms, alarms + said["genuine", False])


def share(rest: Result, beside: Result) -> float | None:
    """Return the share somebody got right of other questions, to a hundredth: the mean of both sides, None where one of them is unknown.

    Who suspects everything catches every scam and takes every real message for one. That must come out as a half, whatever was drawn:

    >>> share(Result(1, 1), Result(0, 8)), share(Result(3, 4), Result(3, 4)), share(Result(0, 0), Result(2, 2))
    (0.5, 0.75, None)
    """
    return round((rest.k / rest.m + beside.k / beside.m) / 2, 2) if rest.m and beside.m else None
