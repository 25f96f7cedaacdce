"""Figures of a whole curriculum: how long lessons take, and of what the bank for judging is made."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from statistics import median_high
from typing import NamedTuple

from courses.prose import claims, text
from courses.prose.house import House
from courses.prose.passages import GENUINE, SCAM, Data, Remark, of_lesson

WORDS_A_MINUTE = 90
SECONDS_A_QUESTION = 15
ITEMS_A_SKILL = 24
_MONEY = re.compile(r"៛|\$|ដុល្លារ|រៀល|\b(?:USD|KHR)\b")
_DATE = re.compile(r"[\d០-៩]{1,2}/[\d០-៩]{1,2}")
_E_SERVICES = "eservices"


def words_of(lesson: Data) -> int:
    """How many words of a lesson's steps somebody reads, messages included."""
    return sum(text.count(passage.text) for passage in of_lesson(lesson) if passage.place.startswith("steps.") and passage.role != "sender")


def minutes_of(lesson: Data) -> float:
    """How many minutes a lesson takes: steps and questions with their answers at 90 words a minute, and 15 seconds to decide each time."""
    asked = (passage for passage in of_lesson(lesson) if passage.place.startswith("questions.") and passage.role in {"question", "answer"})
    read = words_of(lesson) + sum(text.count(passage.text) for passage in asked)
    decisions = len(lesson["questions"]) + 2 * lesson["draws"] + 2 * sum("twins" in step for step in lesson["steps"])
    return read / WORDS_A_MINUTE + decisions * SECONDS_A_QUESTION / 60


def of_minutes(lesson: Data) -> Iterator[Remark]:
    """Yield a promise of fewer minutes than a lesson takes; one less is no lie."""
    if (takes := minutes_of(lesson)) > lesson["minutes"] + 1:
        yield Remark("minutes", "minutes", {"minutes": lesson["minutes"], "takes": ceil(takes)})


class Lengths(NamedTuple):
    """Words and minutes of lessons: the median and the most."""

    lessons: int
    steps: int
    words: tuple[int, int]
    minutes: tuple[int, int]

    def __str__(self) -> str:
        words, minutes = (f"{middle}, at most {most}" for middle, most in (self.words, self.minutes))
        return f"{self.lessons} lessons, {self.steps} steps; words of a lesson's steps {words}; minutes {minutes}"


def lengths(lessons: Sequence[Data]) -> Lengths:
    """Return how long lessons are."""
    words, minutes = [words_of(one) for one in lessons] or [0], [ceil(minutes_of(one)) for one in lessons] or [0]
    return Lengths(
        len(lessons), sum(len(one["steps"]) for one in lessons), (median_high(words), max(words)), (median_high(minutes), max(minutes)),
    )  # fmt: skip


# --- the bank -------------------------------------------------------------------------------------------------------------


class Half(NamedTuple):
    """One message to judge, with everything it says of itself."""

    skill: str
    truth: str
    channel: str
    service: str
    text: str  # context, sender and message: what the learner sees before the answer


def halves(pairs: Iterable[Data]) -> list[Half]:
    """Return the messages of pairs; what both halves share is each one's own."""
    found = []
    for pair in pairs:
        for truth in (SCAM, GENUINE):
            one = {name: value for name, value in pair.items() if name not in {SCAM, GENUINE}} | pair[truth]
            shown = "\n".join(one.get(name, "") for name in ("context", "sender", "text"))
            found.append(Half(one.get("skill", ""), truth, one["channel"], one.get("service", ""), shown))
    return found


class Shares(NamedTuple):
    """Of what the genuine messages are."""

    genuine: int
    public: int
    telling: int  # public ones with an address, a deadline or an amount
    linked: int  # all genuine ones with an address

    def __str__(self) -> str:
        return (
            f"{self.genuine} genuine, {self.linked} with an address; {self.public} of public e-services{_percent(self.public, self.genuine)}, "
            f"{self.telling} of these{_percent(self.telling, self.public)} with an address, a deadline or an amount"
        )


def _percent(part: int, whole: int) -> str:
    return f" ({round(100 * part / whole)} %)" if whole else ""


def shares(bank: Iterable[Half], house: House) -> Shares:
    """Count the genuine messages. With these a learner finds out whether links, deadlines and fees make him shy away from what is real."""
    genuine = [half for half in bank if half.truth == GENUINE]
    public = [half for half in genuine if is_public(half, house)]
    telling = [half for half in public if _has_address(half) or _MONEY.search(half.text) or _has_deadline(half, house)]
    return Shares(len(genuine), len(public), len(telling), sum(map(_has_address, genuine)))


def is_public(half: Half, house: House) -> bool:
    """Whether a message is of a public e-service: of that skill, with an official source, or a public office speaks or is spoken of in it."""
    return half.skill == _E_SERVICES or bool(half.service) or ".gov.kh" in half.text or bool(text.has(house.list("public"), half.text))


def _has_address(half: Half) -> bool:
    return any(claims.hosts(half.text)) or ".gov.kh" in half.text


def _has_deadline(half: Half, house: House) -> bool:
    return bool(_DATE.search(half.text) or text.has(house.list("deadline"), half.text))


def of_bank(bank: Sequence[Half], house: House) -> Iterator[Remark]:
    """Yield where a bank teaches suspicion instead of judgement: too few of a side, or too little of what is real. The place is the skill."""
    counts = Counter((half.skill, half.truth) for half in bank)
    skills = sorted({half.skill for half in bank} - {""})
    for skill in skills:
        for truth in (SCAM, GENUINE):
            if (found := counts[skill, truth]) < ITEMS_A_SKILL:
                yield Remark(skill, "few", {"skill": skill, "truth": truth, "items": found, "least": ITEMS_A_SKILL})
    found_shares = shares(bank, house)
    if skills and 3 * found_shares.public < found_shares.genuine:
        yield Remark(skills[0], "public", {"public": found_shares.public, "genuine": found_shares.genuine})
    if skills and 2 * found_shares.telling < found_shares.public:
        yield Remark(skills[0], "telling", {"telling": found_shares.telling, "public": found_shares.public})


def tally(bank: Iterable[Half]) -> str:
    """Say how many messages of each side there are, and over which channels they come.

    >>> tally([Half("messages", "scam", "sms", "", ""), Half("messages", "genuine", "sms", "", "")])
    '1 scam + 1 genuine (sms 2)'
    """
    halves = list(bank)
    sides, channels = Counter(half.truth for half in halves), Counter(half.channel for half in halves)
    return f"{sides[SCAM]} {SCAM} + {sides[GENUINE]} {GENUINE} ({', '.join(f'{name} {count}' for name, count in channels.most_common())})"
