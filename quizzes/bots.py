"""Bots that never read a question, and how often each would pass: exactly, over all draws. Pure.

Questions that can be answered without reading teach nothing and prove nothing. Decision D9 says how far a bot may get: hardly
further than somebody who guesses. Nothing here is simulated: chances are fractions, and every draw is counted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial, log
from typing import NamedTuple
from unicodedata import category

from quizzes import scoring
from quizzes.chances import judged_of, right_of
from quizzes.scoring import Bars, Mark

HALF = Fraction(1, 2)
MORE = Fraction(5, 100)  # a bot may pass so much more often than a guesser
MOST_RIGHT, MOST_RIGHT_NGRAMS = Fraction(60, 100), Fraction(65, 100)
ENOUGH = 40  # questions; of fewer a share says little: of 24 messages a coin is right about 16 and more in one try of thirteen
LEVEL = Fraction(5, 100)  # of the one-sided test of what an author does by habit

Key = Callable[["Written"], Sequence[int]]


class Choice(NamedTuple):
    """One answer of a written question."""

    text: str
    right: bool = False


class Written(NamedTuple):
    """A written question: its answers in the order shown, and how it is answered."""

    choices: tuple[Choice, ...]
    kind: str = "single"


class Pair(NamedTuple):
    """A fake message and its real twin, with all that only one of them shows."""

    scam: str
    genuine: str


@dataclass(frozen=True)
class Set:
    """What is drawn and passed together: a lesson's check, or `drawn` fakes and as many real messages of different pairs of a bank."""

    name: str
    group: str  # what its questions are counted with: a course, or a bank
    written: tuple[Written, ...] = ()
    pairs: tuple[Pair, ...] = ()
    drawn: int = 0
    passes: Callable[[Iterable[Mark]], bool] = scoring.passes_check
    bank: bool = False


# --- written questions ---------------------------------------------------------------------------------------------------
def guess(question: Written) -> Fraction:
    """Return the chance of a guesser: any answer, any set of answers but the empty one, any order.

    >>> guess(Written((Choice("a", True), Choice("b"), Choice("c")))), guess(Written((Choice("a", True),) * 4, "multiple"))
    (Fraction(1, 3), Fraction(1, 15))
    """
    most = len(question.choices)
    ways = {"multiple": 2**most - 1, "order": factorial(most)}.get(question.kind, most)
    return Fraction(1, ways)


def width(text: str) -> int:
    """Return how long a text looks: Khmer stacks signs above and below a letter, and they take no room.

    >>> width("ខ្ញុំ"), width("កាត")
    (1, 3)
    """
    return sum(category(sign) != "Mn" for sign in text) - text.count("\u17d2")  # after a coeng stands a letter that hangs below


def _best(keys: Sequence[int], taken: int) -> tuple[set[int], set[int]]:
    """Return which places have the greatest keys for sure, and which share the last of the places taken."""
    last = sorted(keys, reverse=True)[taken - 1]
    return {place for place, key in enumerate(keys) if key > last}, {place for place, key in enumerate(keys) if key == last}


def _chooser(key: Key) -> Callable[[Written], Fraction]:
    """Return a habit: choose the answer with the greatest key, of several answers the half of them; among equal ones draw."""

    def choose(question: Written) -> Fraction:
        if question.kind == "order":
            return guess(question)
        taken = (len(question.choices) + 1) // 2 if question.kind == "multiple" else 1
        sure, tied = _best(key(question), taken)
        right = {place for place, choice in enumerate(question.choices) if choice.right}
        return Fraction(sure <= right <= sure | tied and len(right) == taken, comb(len(tied), taken - len(sure)))

    return choose


def _all_but(left_out: int) -> Callable[[Written], Fraction]:
    """Return a habit for questions with several answers: choose all, but not the last so many. Elsewhere it guesses."""

    def choose(question: Written) -> Fraction:
        if question.kind != "multiple":
            return guess(question)
        taken = len(question.choices) - left_out
        return Fraction(all(choice.right == (place < taken) for place, choice in enumerate(question.choices)))

    return choose


KEYS: Mapping[str, Key] = {
    "longest": lambda question: [len(choice.text) for choice in question.choices],
    "shortest": lambda question: [-len(choice.text) for choice in question.choices],
    "widest": lambda question: [width(choice.text) for choice in question.choices],
    "narrowest": lambda question: [-width(choice.text) for choice in question.choices],
    "first": lambda question: [-place for place, _ in enumerate(question.choices)],
    "last": lambda question: [place for place, _ in enumerate(question.choices)],
}
# Authors have habits, too. These are held over a course only: of two questions one place or the other is right more often than never.
PLACES: Mapping[str, Key] = {
    "second": lambda question: [place == 1 for place, _ in enumerate(question.choices)],
    "third": lambda question: [place == 2 for place, _ in enumerate(question.choices)],  # noqa: PLR2004
}


# --- messages ------------------------------------------------------------------------------------------------------------
_LINK = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_COINS = r"(?:USD|US\$|\$|KHR|៛|រៀល|ដុល្លារ)"
_AMOUNT = re.compile(rf"{_COINS}\s*[0-9០-៩]|[0-9០-៩][0-9០-៩,.]*\s*{_COINS}")


def has_link_or_amount(text: str) -> bool:
    """Whether a message holds an address or a sum of money: what many people take for the sign of a fake.

    >>> [has_link_or_amount(text) for text in ("តាម job.seva.gov.kh/forum", "បង់ 10,000 ៛", "US$ 5", "ថ្ងៃទី 30/11 ម៉ោង 8.30")]
    [True, True, True, False]
    """
    return bool(_LINK.search(text) or _AMOUNT.search(text))


@dataclass(frozen=True)
class Bot:
    """Somebody who never reads: the chance of being right on a written question, and of calling a message fake."""

    name: str
    choose: Callable[[Written], Fraction] = guess
    suspects: Callable[[str], Fraction] = lambda _text: HALF
    one_sided: bool = False

    def right(self, pair: Pair) -> tuple[Fraction, Fraction]:
        """Return the chances that the fake is caught and that the real message is recognised."""
        return self.suspects(pair.scam), 1 - self.suspects(pair.genuine)


GUESSER = Bot("guesser")
BOTS = (
    *(Bot(name, choose=_chooser(key)) for name, key in KEYS.items()),
    Bot("all but the last", choose=_all_but(1)),
    Bot("all", choose=_all_but(0)),
    Bot("always fake", suspects=lambda _text: Fraction(1), one_sided=True),
    Bot("always real", suspects=lambda _text: Fraction(0), one_sided=True),
    Bot("link or amount: fake", suspects=lambda text: Fraction(has_link_or_amount(text))),
    Bot("no link or amount: fake", suspects=lambda text: Fraction(not has_link_or_amount(text))),
)


def ngrams_right(pairs: Sequence[Pair]) -> Fraction:
    """Return the share of messages that naive Bayes on runs of one to four signs judges rightly, each pair learned from all others.

    The textbook's: one is added to every count, runs never met say nothing. Nothing is drawn, so it needs no seed. A tie counts half.
    """
    grams = [tuple(Counter(text[at : at + size] for size in range(1, 5) for at in range(len(text) - size + 1)) for text in pair) for pair in pairs]
    fakes, real, right = Counter[str](), Counter[str](), Fraction(0)
    for scam, genuine in grams:
        fakes.update(scam)
        real.update(genuine)
    every = fakes + real
    for scam, genuine in grams:
        fakes.subtract(scam)
        real.subtract(genuine)
        new = {gram for gram, count in (scam + genuine).items() if count == every[gram]}
        met = max(len(every) - len(new), 1)
        whole = log(real.total() + met) - log(fakes.total() + met)
        for text, side in ((scam, 1), (genuine, -1)):
            known = ((gram, count) for gram, count in text.items() if gram not in new)
            score = side * sum(count * (log(fakes[gram] + 1) - log(real[gram] + 1) + whole) for gram, count in known)
            right += Fraction((score > 0) + (score >= 0), 2)
        fakes.update(scam)
        real.update(genuine)
    return right / (2 * len(pairs))


# --- how often a set is passed -------------------------------------------------------------------------------------------
def pass_rate(one: Set, bot: Bot) -> Fraction:
    """Return how often a bot passes a set, over all draws. In which order the halves of a pair come makes no difference to the rule."""
    written = right_of([bot.choose(question) for question in one.written])
    drawn = min(one.drawn, len(one.pairs) // (2 if one.bank else 1))
    judged = judged_of(tuple(map(bot.right, one.pairs)), drawn, bank=one.bank)
    whole = len(one.written)
    passed = (p * q for right, p in enumerate(written) for bars, q in judged.items() if p * q and one.passes(_marks(whole, right, bars)))
    return sum(passed, Fraction(0))


def _marks(written: int, right: int, bars: Bars) -> list[Mark]:
    marks = [Mark(place < right) for place in range(written)]
    marks += [Mark(place < bars.caught, "scam") for place in range(bars.scams)]
    return marks + [Mark(place < bars.recognised, "genuine") for place in range(bars.genuine)]


# --- the report ----------------------------------------------------------------------------------------------------------
class Row(NamedTuple):
    """One measured share: of whom, in what, how much a guesser would have, and the most that is allowed (None: too few to hold)."""

    measure: str  # "passes", "right" or "the right one is"
    where: str
    bot: str
    share: Fraction
    guesser: Fraction
    most: Fraction | None

    @property
    def broken(self) -> bool:
        """Whether a limit of decision D9 is broken."""
        return self.most is not None and self.share > self.most

    def __str__(self) -> str:
        return f"{self.where}: {self.bot} {self.measure} {percent(self.share)}; a guesser {percent(self.guesser)}, at most {percent(self.most)}"


def report(sets: Sequence[Set]) -> list[Row]:
    """Return every share that decision D9 limits, and those of groups too small to be held to it."""
    rows = [row for one in sets for row in _passes(one)]
    groups: dict[str, list[Set]] = defaultdict(list)
    for one in sets:
        groups[one.group].append(one)
    for name, group in groups.items():
        rows += [*_right(name, group), *_habits(name, group)]
    banks = {name: [pair for one in group if one.bank for pair in one.pairs] for name, group in groups.items()}
    for name, pairs in {**banks, "all banks": [pair for bank in banks.values() for pair in bank]}.items():
        rows += _ngrams(name, list(dict.fromkeys(pairs)))
    return rows


def _passes(one: Set) -> Iterator[Row]:
    guesser = pass_rate(one, GUESSER)
    for bot in BOTS:
        most = Fraction(0) if bot.one_sided and one.drawn else guesser + MORE
        yield Row("passes", one.name, bot.name, pass_rate(one, bot), guesser, most)


def _right(name: str, group: Sequence[Set]) -> Iterator[Row]:
    written = [question for one in group for question in one.written]
    pairs = list(dict.fromkeys(pair for one in group for pair in one.pairs))
    whole = len(written) + 2 * len(pairs)
    most = MOST_RIGHT if whole >= ENOUGH else None

    def share(bot: Bot) -> Fraction:
        chances = [*map(bot.choose, written), *(chance for pair in pairs for chance in bot.right(pair))]
        return sum(chances, Fraction(0)) / whole

    for bot in BOTS if whole else ():
        yield Row("right", name, bot.name, share(bot), share(GUESSER), most)


def _habits(name: str, group: Sequence[Set]) -> Iterator[Row]:
    """Yield how often the right answer is the longest, the first ..., held to what chance does in 19 of 20 courses."""
    questions = [question for one in group for question in one.written if question.kind not in {"multiple", "order"}]
    for habit, key in {**KEYS, **PLACES}.items() if questions else ():
        best = [_best(key(question), 1)[1] for question in questions]
        hits = sum(question.choices[place].right for question, places in zip(questions, best, strict=True) for place in places)
        chances = [Fraction(len(places), len(question.choices)) for question, places in zip(questions, best, strict=True)]
        counts = right_of(chances)
        most = next(count for count in range(len(counts)) if sum(counts[count + 1 :]) <= LEVEL)
        whole = len(questions)
        yield Row("the right one is", name, habit, Fraction(hits, whole), sum(chances, Fraction(0)) / whole, Fraction(most, whole))


def _ngrams(name: str, pairs: Sequence[Pair]) -> Iterator[Row]:
    if pairs:
        most = MOST_RIGHT_NGRAMS if 2 * len(pairs) >= ENOUGH else None
        yield Row("right", name, "n-grams", ngrams_right(pairs), HALF, most)


def percent(share: Fraction | None) -> str:
    """Return a share for people, "-" where there is none.

    >>> percent(Fraction(7, 27)), percent(None)
    ('25.9%', '-')
    """
    return "-" if share is None else f"{float(share):.1%}"
