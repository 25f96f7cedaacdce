"""Every text of a curriculum that a citizen reads, with its place, who speaks, and what it is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

OURS, SCAM, GENUINE = "ours", "scam", "genuine"  # who speaks: we, somebody who cheats, or somebody honest
_HALVES = (SCAM, GENUINE)
Data = Mapping[str, Any]


class Passage(NamedTuple):
    """One text. The place is a path into the data: steps.0.body."""

    place: str
    text: str
    role: str
    voice: str = OURS


class Remark(NamedTuple):
    """What a rule has to say about a place: a fault, or only advice."""

    place: str
    rule: str
    values: Mapping[str, object] = {}
    advice: bool = False


def of_lesson(lesson: Data) -> Iterator[Passage]:
    """Yield the texts of a lesson, in reading order."""
    yield from _fields(lesson, "", ("title", "objective", "key_message", "sms"))
    for place, step in enumerate(lesson["steps"]):
        yield from of_step(step, f"steps.{place}")
    for place, question in enumerate(lesson.get("questions", ())):
        yield from _of_question(question, f"questions.{place}")
    yield from of_pairs(lesson.get("pairs", ()), "pairs.")


def of_step(step: Data, at: str) -> Iterator[Passage]:
    """Yield the texts of one step."""
    yield from _fields(step, f"{at}.", ("title", "body"))
    if message := step.get("message"):
        yield from _of_message(message, f"{at}.message", message["truth"])
    for half in _HALVES if "twins" in step else ():
        yield from _of_message(step["twins"][half], f"{at}.twins.{half}", half)


def _of_question(question: Data, at: str) -> Iterator[Passage]:
    yield Passage(f"{at}.text", question["text"], "question")
    for place, choice in enumerate(question["choices"]):
        yield Passage(f"{at}.choices.{place}.text", choice["text"], "answer")
        yield Passage(f"{at}.choices.{place}.feedback", choice["feedback"], "feedback")
    yield Passage(f"{at}.explanation", question["explanation"], "explanation")


def of_pairs(pairs: Iterable[Data], at: str = "") -> Iterator[Passage]:
    """Yield the texts of pairs in a lesson or a bank; what both halves share stands once."""
    for place, pair in enumerate(pairs):
        yield from _fields(pair, f"{at}{place}.", ("context", "action"))
        yield Passage(f"{at}{place}.sender", pair.get("sender", ""), "sender", SCAM)  # whatever a cheat may not say, nobody may here
        for half in _HALVES:
            yield from _fields(pair[half], f"{at}{place}.{half}.", ("context", "action"))
            yield from _of_message(pair[half], f"{at}{place}.{half}", half)


def _of_message(message: Data, at: str, voice: str) -> Iterator[Passage]:
    for name in ("sender", "text"):
        if name in message:
            yield Passage(f"{at}.{name}", message[name], name, voice)
    if "feedback" in message:
        yield Passage(f"{at}.feedback", message["feedback"], "feedback")
    for place, clue in enumerate(message.get("clues", ())):
        yield Passage(f"{at}.clues.{place}.why", clue["why"], "why")


def of_course(course: Data) -> Iterator[Passage]:
    """Yield the texts of a course's own page."""
    yield from _fields(course, "", ("title", "summary"))


def of_site(site: Data) -> Iterator[Passage]:
    """Yield the texts of the door and of the page about us."""
    yield from _fields(site.get("home", {}), "home.", ("title", "intro"))
    yield from _fields(site.get("about", {}), "about.", ("title", "body"))


def of_terms(terms: Iterable[Data]) -> Iterator[Passage]:
    """Yield the words of the glossary and what they mean."""
    for place, term in enumerate(terms):
        yield from _fields(term, f"{place}.", ("term", "plain"))


def of_services(services: Iterable[Data]) -> Iterator[Passage]:
    """Yield what citizens see of official services; of those we are not sure of they see nothing."""
    for place, one in enumerate(services):
        if one["certainty"] != "unverified":
            yield from _fields(one, f"{place}.", ("never_asks",))


def _fields(data: Data, at: str, names: Iterable[str]) -> Iterator[Passage]:
    for name in names:
        if data.get(name):
            yield Passage(f"{at}{name}", data[name], name)
