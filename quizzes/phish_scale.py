"""How hard a scam should be to recognise, before anybody has answered: the author's guess by rule. Pure.

The NIST Phish Scale (Dawkins & Jacobs, TN 2276, 2023; numbers as in measurement.md 1.4): the fewer cues a message gives and the better its
story fits the reader's life, the harder it is. An SMS is short and nearly always has few cues, so this is only the first word:
from 100 answers on the measured difficulty takes its place (quizzes/item_analysis.py).
"""

from enum import IntEnum

_SOME_FROM, _MANY_FROM = 9, 15  # cues
_MEDIUM_FROM, _STRONG_FROM = 11, 18  # points of alignment
_POINTS = frozenset({0, 2, 4, 6, 8})  # per element


class Cues(IntEnum):
    """How much in a message gives it away."""

    FEW = 0
    SOME = 1
    MANY = 2


class Alignment(IntEnum):
    """How well the story fits what the reader really does and expects."""

    WEAK = 0
    MEDIUM = 1
    STRONG = 2


class Difficulty(IntEnum):
    """How hard a scam is to recognise, in the scale's four classes; their numbers are ranks."""

    LEAST = 0
    MODERATE_TO_LEAST = 1
    MODERATE = 2
    VERY = 3

    @property
    def prior(self) -> str:
        """The word that authors choose among (quizzes.models.Difficulty)."""
        return _PRIORS[self]


_PRIORS = {Difficulty.LEAST: "easy", Difficulty.MODERATE_TO_LEAST: "medium", Difficulty.MODERATE: "medium", Difficulty.VERY: "hard"}
_TABLE = {
    (Cues.FEW, Alignment.STRONG): Difficulty.VERY,
    (Cues.FEW, Alignment.MEDIUM): Difficulty.VERY,
    (Cues.FEW, Alignment.WEAK): Difficulty.MODERATE,
    (Cues.SOME, Alignment.STRONG): Difficulty.VERY,
    (Cues.SOME, Alignment.MEDIUM): Difficulty.MODERATE,
    (Cues.SOME, Alignment.WEAK): Difficulty.MODERATE_TO_LEAST,
    (Cues.MANY, Alignment.STRONG): Difficulty.MODERATE,
    (Cues.MANY, Alignment.MEDIUM): Difficulty.MODERATE,
    (Cues.MANY, Alignment.WEAK): Difficulty.LEAST,
}


def cues(count: int) -> Cues:
    """Return the class of so many cues. None at all is "few": the scale starts at one, but a message without any is no easier.

    >>> [cues(count).name for count in (0, 8, 9, 14, 15)]
    ['FEW', 'FEW', 'SOME', 'SOME', 'MANY']
    """
    if count < 0:
        raise ValueError(f"{count} cues cannot be counted")
    return Cues((count >= _SOME_FROM) + (count >= _MANY_FROM))


def alignment_score(*, routine: int, relevance: int, events: int, consequence: int, warned: int) -> int:
    """Return the points of alignment E1 + E2 + E3 + E4 - E5, from -8 to 32; each element has 0, 2, 4, 6 or 8.

    Our "workplace" is the reader's daily services: whether the message copies a `routine` of theirs, has `relevance` for them,
    fits current `events`, makes them fear a `consequence` of not acting; minus how much they were `warned` of this very trick.

    >>> alignment_score(routine=6, relevance=6, events=4, consequence=4, warned=2)
    18
    """
    elements = (routine, relevance, events, consequence, warned)
    if not _POINTS.issuperset(elements):
        raise ValueError(f"{elements} are not all 0, 2, 4, 6 or 8")
    return routine + relevance + events + consequence - warned


def alignment(score: int) -> Alignment:
    """Return the class of so many points of alignment.

    >>> [alignment(score).name for score in (-8, 10, 11, 17, 18)]
    ['WEAK', 'WEAK', 'MEDIUM', 'MEDIUM', 'STRONG']
    """
    return Alignment((score >= _MEDIUM_FROM) + (score >= _STRONG_FROM))


def difficulty(count: int, score: int) -> Difficulty:
    """Return how hard a scam with so many cues and points of alignment should be.

    >>> difficulty(5, 18).name, difficulty(5, 18).prior
    ('VERY', 'hard')
    """
    return _TABLE[cues(count), alignment(score)]


def meant_by(prior: str) -> tuple[Difficulty, ...]:
    """Return the classes an author's word may stand for, none for no word.

    >>> [one.name for one in meant_by("medium")], meant_by("")
    (['MODERATE_TO_LEAST', 'MODERATE'], ())
    """
    return tuple(one for one in Difficulty if one.prior == prior)
