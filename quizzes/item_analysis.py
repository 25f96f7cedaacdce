"""What the answers say about a question: how hard it is, whether it tells those who know from those who do not, whether it is fair. Pure.

Only first attempts at questions drawn at random belong in here. Work out shares and correlations for scams and real messages apart,
too: a total over both hides who suspects everything. Formulas and checked values: measurement.md 3, tests/vectors.json.

`p` is the share who were right, `c` the share that guessing gets right (1 of the options), `b` difficulty and `theta` ability in logits.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, log, sqrt, tanh
from statistics import NormalDist, correlation, fmean, pvariance
from typing import NamedTuple

from quizzes.phish_scale import Difficulty

_NORMAL = NormalDist()
_SIGNIFICANT, _CLEARLY = 1.96, 1.645  # two-sided and one-sided 5 %
_SOME_DIF, _LARGE_DIF = 1.0, 1.5  # on ETS's delta scale
_FOCAL, _REFERENCE = 100, 200  # people; ETS asks for more, Zwick (2012, ETS RR-12-08) says it can be relaxed
_PAIR = 2  # options of "real or fake?"
# How many answers each kind of remark needs, and what is remarkable:
_EARLY, _CORRELATED, _FITTED = 50, 100, 200
_EASY, _HARD, _HARD_PAIR = 0.95, 0.20, 0.55
_WEAK, _DEAD, _FIT_LOW, _FIT_HIGH = 0.10, 0.02, 0.7, 1.3
_KNOWN, _CLASSES_APART = (0.25, 0.5, 0.75), 2  # our own limits: the Phish Scale gives none for the share who knew


# --- classical: shares and correlations -------------------------------------------------------------------------------
class Item(NamedTuple):
    """One question among others. A figure is None where the answers do not vary enough to give it.

    r_pb correlates it with the whole result (and so with itself), r_corrected with the rest: the one to judge by. r_bis is r_corrected
    as if being right were a matter of degree; a and b are values to start a two-parameter model from.
    """

    n: int
    p: float
    r_pb: float | None
    r_corrected: float | None
    r_bis: float | None
    a: float | None
    b: float | None


class Classical(NamedTuple):
    """The questions in the order given, and Kuder-Richardson 20: how much of the result a second such test would repeat, at most 1."""

    items: list[Item]
    kr20: float | None


def classical(rows: Sequence[Sequence[int | None]]) -> Classical:
    """Return the classical analysis of rows, one per learner: 1 right, 0 wrong, None not shown (everybody draws other questions).

    A learner's result is the share right of what was shown. Somebody has seen each question; KR20 needs everybody to have seen all.

    >>> result = classical([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]])
    >>> result.kr20, result.items[1].p, round(result.items[1].r_corrected, 4)
    (0.75, 0.5, 0.7071)
    """
    shown = [[(place, answer) for place, answer in enumerate(row) if answer is not None] for row in rows]
    seen: defaultdict[int, list[tuple[int, float, float | None]]] = defaultdict(list)  # right, whole result, result of the rest
    for row in shown:
        right, others = sum(answer for _, answer in row), len(row) - 1
        for place, answer in row:
            seen[place].append((answer, right / len(row), (right - answer) / others if others else None))
    columns = len(rows[0]) if rows else 0
    is_complete = columns > 1 and all(len(row) == columns for row in shown)
    return Classical([_item(seen[place]) for place in range(columns)], _kr20(shown, columns) if is_complete else None)


def _item(answers: Sequence[tuple[int, float, float | None]]) -> Item:
    p = fmean(right for right, _, _ in answers)
    r_pb = point_biserial([(right, whole) for right, whole, _ in answers])
    r_corrected = point_biserial([(right, rest) for right, _, rest in answers if rest is not None])
    if r_corrected is None:
        return Item(len(answers), p, r_pb, None, None, None, None)
    z = _NORMAL.inv_cdf(p)
    r_bis = r_corrected * sqrt(p * (1 - p)) / _NORMAL.pdf(z)
    a = r_bis / sqrt(1 - r_bis**2) if abs(r_bis) < 1 else None
    return Item(len(answers), p, r_pb, r_corrected, r_bis, a, -z / r_bis if r_bis else None)


def point_biserial(answers: Sequence[tuple[int, float]]) -> float | None:
    """Return the correlation of a yes or no (right; or one wrong choice taken) with a result, None where one of them is the same for all.

    >>> round(point_biserial([(1, 0.9), (1, 0.7), (0, 0.7), (0, 0.1)]), 4)
    0.6667
    """
    chosen, results = [one for one, _ in answers], [result for _, result in answers]
    return correlation(chosen, results) if len({*chosen}) > 1 and len({*results}) > 1 else None


def _kr20(rows: Sequence[Sequence[tuple[int, int]]], columns: int) -> float | None:
    whole = pvariance([sum(answer for _, answer in row) for row in rows])
    shares = [fmean(row[place][1] for row in rows) for place in range(columns)]
    return columns / (columns - 1) * (1 - sum(p * (1 - p) for p in shares) / whole) if whole else None


# --- Rasch, with guessing ---------------------------------------------------------------------------------------------
def difficulty(p: float, c: float = 0.0) -> float:
    """Return difficulty in logits from the share right, guessing taken out; infinite where all are right, or no more than guess.

    With questions drawn at random this orders them as well as Elo ratings do.

    >>> round(difficulty(0.75), 4), round(difficulty(0.75, c=0.5), 4) + 0, difficulty(0.4, c=0.5)
    (-1.0986, 0.0, inf)
    """
    knowing = known(p, c)
    if knowing <= 0:
        return inf
    return -inf if knowing >= 1 else -log(knowing / (1 - knowing))


def known(p: float, c: float = 0.0) -> float:
    """Return the share who knew rather than guessed; below 0 where fewer are right than would be by guessing."""
    return (p - c) / (1 - c)


def expected(theta: float, b: float, c: float = 0.0) -> float:
    """Return the probability of a right answer.

    >>> expected(0, 0), expected(0, 0, c=0.5)
    (0.5, 0.75)
    """
    return c + (1 - c) * (1 + tanh((theta - b) / 2)) / 2


def information(theta: float, b: float, c: float = 0.0) -> float:
    """Return what one answer tells about b: 1 / the sum over learners is the square of its standard error. A guess of 0.5 costs two thirds.

    >>> information(0, 0), round(information(0, 0, c=0.5), 6)
    (0.25, 0.083333)
    """
    p = expected(theta, b, c)
    return known(p, c) ** 2 * (1 - p) / p if p > c else 0.0


def difficulty_error(thetas: Iterable[float], b: float, c: float = 0.0) -> float:
    """Return the standard error in logits of a difficulty that learners of these abilities were asked for."""
    told = sum(information(theta, b, c) for theta in thetas)
    return 1 / sqrt(told) if told else inf


class Misfit(NamedTuple):
    """Mean squared surprise: 1 is as the model says, below is too orderly, above is noise. Outfit minds far-off answers, infit near ones."""

    outfit: float
    infit: float


def misfit(answers: Sequence[tuple[int, float]]) -> Misfit:
    """Return how answers (1 right, 0 wrong) fit the probabilities expected of them, which lie between 0 and 1, both excluded."""
    outfit = fmean((x - p) ** 2 / (p * (1 - p)) for x, p in answers)
    return Misfit(outfit, sum((x - p) ** 2 for x, p in answers) / sum(p * (1 - p) for _, p in answers))


# --- fairness ---------------------------------------------------------------------------------------------------------
class Stratum(NamedTuple):
    """Learners with the same result: reference group right and wrong, focal group (the one to protect) right and wrong."""

    reference_right: int
    reference_wrong: int
    focal_right: int
    focal_wrong: int


class Dif(NamedTuple):
    """How much harder a question is for the focal group than for equally able others: delta below 0 is harder for them (ETS's scale)."""

    alpha: float
    delta: float
    se: float
    size: str  # ETS: "A" none or too little to tell, "B" some, "C" large
    is_sure: bool  # enough people for a C to keep a question away from learners

    @property
    def blocks(self) -> bool:
        """Whether the question must not be shown until somebody has looked at it."""
        return self.size == "C" and self.is_sure


def strata(answers: Iterable[tuple[int, bool, bool]]) -> list[Stratum]:
    """Count answers (whole result, is of the focal group, right) per result.

    >>> [tuple(one) for one in strata([(3, False, True), (3, True, False), (2, True, True)])]
    [(0, 0, 1, 0), (1, 0, 0, 1)]
    """
    counted: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for result, is_focal, right in answers:
        counted[result][2 * is_focal + (not right)] += 1
    return [Stratum(*counted[result]) for result in sorted(counted)]


def dif(tables: Iterable[Stratum]) -> Dif | None:
    """Return the Mantel-Haenszel comparison over the strata with the error of Robins, Breslow & Greenland (1986), None where it has no value.

    >>> found = dif([Stratum(20, 10, 15, 15), Stratum(30, 10, 25, 15), Stratum(40, 5, 30, 10)])
    >>> round(found.alpha, 6), round(found.delta, 6), round(found.se, 4), found.size
    (2.074627, -1.714986, 0.724, 'B')
    """
    people = [table for table in tables if sum(table)]
    ahead = [a * d / (a + b + c + d) for a, b, c, d in people]
    behind = [b * c / (a + b + c + d) for a, b, c, d in people]
    r, s = sum(ahead), sum(behind)
    if not r or not s:
        return None
    alike = [(a + d) / (a + b + c + d) for a, b, c, d in people]
    spread = sum(one * own / (2 * r * r) + ((1 - one) * own + one * other) / (2 * r * s) + (1 - one) * other / (2 * s * s)
                 for one, own, other in zip(alike, ahead, behind, strict=True))  # fmt: skip
    delta, se = -2.35 * log(r / s), 2.35 * sqrt(spread)
    reference, focal = sum(a + b for a, b, _, _ in people), sum(c + d for _, _, c, d in people)
    return Dif(r / s, delta, se, _size(abs(delta), se), focal >= _FOCAL and reference >= _REFERENCE)


def _size(delta: float, se: float) -> str:
    if delta < _SOME_DIF or delta < _SIGNIFICANT * se:
        return "A"
    return "C" if delta >= _LARGE_DIF and delta - _SOME_DIF > _CLEARLY * se else "B"


# --- what a trainer is told -------------------------------------------------------------------------------------------
class Flag(StrEnum):
    """Remarks about a question, in the order of their urgency."""

    TOO_EARLY = "too_early"  # fewer than 50 answers: nothing else is said about them
    HOLD = "hold"  # those who know more get it wrong: not to be shown until looked at
    UNFAIR = "unfair"  # DIF C: much harder for one of two groups of equally able people
    LOOKS_LIKE_A_SCAM = "looks_like_a_scam"  # most take a real message for a scam: tell the agency that sends it
    EXPIRED = "expired"  # where it was taken from is out of date
    CHECK_KEY = "check_key"  # hardly tells those who know from those who do not: is the key right, the wording clear?
    SECOND_RIGHT = "second_right"  # those who know more take a wrong choice: is it right, too?
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    DEAD_CHOICE = "dead_choice"  # next to nobody takes a wrong choice
    MISFIT = "misfit"  # answers more random, or more orderly, than ability explains
    UNEXPECTED = "unexpected"  # two classes harder or easier than its author or the Phish Scale said


class Distractor(NamedTuple):
    """A wrong choice of a written question: the share who took it, and how taking it goes with the rest of the result (point_biserial)."""

    share: float
    r: float | None


@dataclass(frozen=True, kw_only=True)
class Observed:
    """What is known of one question; what is not known is left out."""

    n: int
    p: float
    options: int
    r_corrected: float | None = None
    distractors: Sequence[Distractor] = ()
    misfit: Misfit | None = None
    truth: str = ""  # "scam", "genuine", or "" for a written question
    predicted: Sequence[Difficulty] = ()  # of a scam: phish_scale.difficulty, or phish_scale.meant_by the author's word
    dif: Sequence[Dif] = ()
    is_expired: bool = False


def flags(item: Observed) -> list[Flag]:
    """Return what a trainer should look at, most urgent first.

    >>> [str(flag) for flag in flags(Observed(n=120, p=0.41, options=2, r_corrected=0.3, truth="genuine"))]
    ['looks_like_a_scam', 'too_hard']
    """
    found = {Flag.EXPIRED: item.is_expired, Flag.TOO_EARLY: item.n < _EARLY, Flag.UNFAIR: any(one.blocks for one in item.dif)}
    if item.n >= _EARLY:
        found |= {
            Flag.TOO_EASY: item.p > _EASY,
            Flag.TOO_HARD: item.p < (_HARD_PAIR if item.options == _PAIR else _HARD),
            Flag.SECOND_RIGHT: any(one.r is not None and one.r > 0 for one in item.distractors),
            Flag.DEAD_CHOICE: any(one.share < _DEAD for one in item.distractors),
            Flag.LOOKS_LIKE_A_SCAM: item.truth == "genuine" and item.p < 1 / _PAIR,
        }
    if item.n >= _CORRELATED and item.r_corrected is not None:  # below, chance alone would hold back too many good questions
        found |= {Flag.CHECK_KEY: item.r_corrected < _WEAK, Flag.HOLD: item.r_corrected < 0}
    if item.n >= _CORRELATED and item.predicted:
        measured = measured_class(item.p, 1 / item.options)
        found[Flag.UNEXPECTED] = min(abs(measured - one) for one in item.predicted) >= _CLASSES_APART
    if item.n >= _FITTED and item.misfit:
        found[Flag.MISFIT] = any(not _FIT_LOW <= one <= _FIT_HIGH for one in item.misfit)
    return [flag for flag in Flag if found.get(flag)]


def measured_class(p: float, c: float) -> Difficulty:
    """Return the class a scam turned out to have: least difficult if three quarters knew, very difficult if not even one did.

    >>> [measured_class(p, 0.5).name for p in (0.95, 0.8, 0.7, 0.55)]
    ['LEAST', 'MODERATE_TO_LEAST', 'MODERATE', 'VERY']
    """
    return Difficulty(sum(known(p, c) < limit for limit in _KNOWN))
