"""How surprising answers to a question are, given how the same people did on others of its kind. Pure.

The Rasch model with guessing (quizzes/item_analysis.py); abilities are normal among people, with a spread that is found here. Which other
questions somebody was shown is chance where they are drawn at random, so only counts matter: `k` right of `m`. A million people then are
some hundred patterns, and no answer is judged by itself: what the model expects of outfit and infit is 1, also after five questions.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log
from operator import mul
from typing import NamedTuple, Self

from quizzes.item_analysis import Misfit, expected, misfit

_NODES = [place / 2 for place in range(-8, 9)]  # of a normal distribution, in standard deviations
_HEIGHTS = [exp(-place * place / 2) for place in _NODES]
_WEIGHTS = [height / sum(_HEIGHTS) for height in _HEIGHTS]
_SPREADS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # of abilities, in logits
_FARTHEST, _HALVINGS = 12.0, 30  # where difficulties are looked for, and how closely
_LEAST = 1e-12


class Seen(NamedTuple):
    """What is known of a question: n answers, the share p of them right, the share c that guessing gets right."""

    n: int
    p: float
    c: float


class Result(NamedTuple):
    """So many right of so many."""

    k: int
    m: int


@dataclass(frozen=True)
class Model:
    """What to expect of people whose abilities differ by `spread`: of each question, and of the one usually drawn."""

    questions: Mapping[Hashable, Seen]
    spread: float
    _beliefs: dict[Result, list[float]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, questions: Mapping[Hashable, Seen], results: Mapping[Result, int]) -> Self:
        """Return the model with the spread that makes people's results, each with how many had it, most likely."""
        return max((cls(questions, spread) for spread in _SPREADS), key=lambda model: model.likelihood(results))

    @cached_property
    def curves(self) -> dict[Hashable, list[float]]:
        """By question the probability of a right answer at each ability; over all abilities it is as large as the share that was right."""
        return {name: _curve(seen, self.spread) for name, seen in self.questions.items()}

    @cached_property
    def usual(self) -> list[float]:
        """The same of a question drawn at random."""
        shown = [seen.n for seen in self.questions.values()]
        return [sum(map(mul, shown, column)) / sum(shown) for column in zip(*self.curves.values(), strict=True)]

    def likelihood(self, results: Mapping[Result, int]) -> float:
        """Return the logarithm of how likely these results are."""
        return sum(people * log(max(sum(self._weighed(result)), _LEAST)) for result, people in results.items())

    def expected(self, name: Hashable, rest: Result) -> float:
        """Return the probability that somebody with this result on other questions gets this one right."""
        belief = self._beliefs.get(rest)
        if belief is None:
            weighed = self._weighed(rest)
            belief = self._beliefs[rest] = [one / sum(weighed) for one in weighed]
        return sum(map(mul, belief, self.curves[name]))

    def misfit(self, name: Hashable, answers: Sequence[tuple[bool, Result]]) -> Misfit | None:
        """Return how answers (right, with the result on the others) fit; None where all were right, or no more than guess."""
        _n, p, c = self.questions[name]
        return misfit([(right, self.expected(name, rest)) for right, rest in answers]) if c < p < 1 else None

    def _weighed(self, result: Result) -> list[float]:
        k, m = result
        return [weight * p**k * (1 - p) ** (m - k) for weight, p in zip(_WEIGHTS, self.usual, strict=True)]


def _curve(seen: Seen, spread: float) -> list[float]:
    """Halve the range of difficulties until the mean over abilities is the share that was right."""
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        curve = [expected(spread * node, middle, seen.c) for node in _NODES]
        low, high = (middle, high) if sum(map(mul, _WEIGHTS, curve)) > seen.p else (low, middle)
    return curve
