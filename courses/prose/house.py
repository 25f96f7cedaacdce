"""What the rules refer to: our lists of words, the glossary, and the official services."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Latin words in a service's name that are its own: CamDigiKey, NSSF, e-Visa; not "Online".
_OWN_NAME = re.compile(r"(?<![\w-])(?:e-\w+|\w*[A-Z]\w*[A-Z]\w*)(?![\w-])", re.ASCII)
_IN_BRACKETS = re.compile(r"\s*\(.*?\)")
_ARROW = "→"


class Term(NamedTuple):
    """A word of the glossary: what we say, and what we do not say instead."""

    id: str
    word: str
    everyday: bool
    avoid: tuple[str, ...]


class Service(NamedTuple):
    """An official service: `shown` if we are sure enough of it to tell citizens."""

    id: str
    shown: bool
    names: tuple[str, ...]
    domains: tuple[str, ...]
    phones: tuple[str, ...]


@dataclass(frozen=True)
class House:
    """Everything that rules look words up in. A list that is missing has no words."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spellings: tuple[tuple[str, str], ...] = ()  # wrong, right
    terms: tuple[Term, ...] = ()
    services: tuple[Service, ...] = ()

    def list(self, name: str) -> tuple[str, ...]:
        """Return the words of one list."""
        return self.lists.get(name, ())


def build(words: Mapping[str, Any], terms: Iterable[Mapping[str, Any]], services: Iterable[Mapping[str, Any]]) -> House:
    """Return the house as the curriculum files have it.

    >>> house = build({"shame": {"words": "ល្ងង់"}, "spelling": {"words": "អោយ → ឱ្យ"}}, [], [])
    >>> house.list("shame"), house.list("fear"), house.spellings
    (('ល្ងង់',), (), (('អោយ', 'ឱ្យ'),))
    """
    lists = {name: tuple(lines(one["words"])) for name, one in words.items()}
    pairs = (line.partition(_ARROW) for line in lists.pop("spelling", ()))
    return House(
        lists=lists,
        spellings=tuple((wrong.strip(), right.strip()) for wrong, _, right in pairs),
        terms=tuple(Term(one["id"], _IN_BRACKETS.sub("", one["term"]), one.get("everyday", False), tuple(one.get("avoid", ()))) for one in terms),
        services=tuple(_service(one) for one in services),
    )


def lines(text: str) -> list[str]:
    r"""Return what stands on each line.

    >>> lines("ក\n\n ខ ")
    ['ក', 'ខ']
    """
    return [line.strip() for line in text.splitlines() if line.strip()]


def _service(one: Mapping[str, Any]) -> Service:
    own = {name for text in (one["name"], one["name_en"]) for name in _OWN_NAME.findall(text)}
    return Service(
        one["id"], one["certainty"] != "unverified", (one["name"], *sorted(own - {one["name"]})), tuple(one["domains"]), tuple(one.get("phones", ())),
    )  # fmt: skip
