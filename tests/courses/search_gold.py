"""What the search is measured by: thirty sentences of our own, and what people would type to find them (tests and bench/search.py)."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.conf import settings
from modelsearch.backends import get_search_backend

from courses import khmer
from courses.models import GlossaryTerm, Spelling

FILE = Path(__file__).with_suffix(".yaml")
_MARKS = "\u17b6-\u17d3"  # what belongs to the letter before it


class Score(NamedTuple):
    """How much of what was found was wanted, and how much of what was wanted was found, over all queries together."""

    precision: float
    recall: float


def sentences() -> list[str]:
    """Return the sentences, which the gold counts from 1."""
    return yaml.safe_load(FILE.read_text())["sentences"]


def gold() -> dict[str, set[int]]:
    """Return for each query the sentences that hold it."""
    return {one["query"]: set(one["finds"]) for one in yaml.safe_load(FILE.read_text())["queries"]}


@cache
def families() -> list[list[str]]:
    """Return our words with what people really type for them, from the file that is reviewed."""
    return [[one["word"], *one["typed"]] for one in yaml.safe_load((settings.CURRICULUM / "spellings.yaml").read_text())]


def index() -> None:
    """Put the sentences and the spellings into the database and the sentences into the search index."""
    terms = [GlossaryTerm(slug=f"s{n}", term="-", term_en="-", plain=text) for n, text in enumerate(sentences(), 1)]
    get_search_backend().add_bulk(GlossaryTerm, GlossaryTerm.objects.bulk_create(terms))
    Spelling.objects.bulk_create(Spelling(word=word, typed=", ".join(typed)) for word, *typed in families())


def found(query: str) -> set[int]:
    """Return the sentences that the search finds."""
    return {int(term.slug[1:]) for term in get_search_backend().search(query, GlossaryTerm)}


def score(found: Mapping[str, set[int]]) -> Score:
    """Return precision and recall of what was found."""
    wanted = gold()
    right = sum(len(found[query] & wanted[query]) for query in wanted)
    return Score(right / sum(map(len, found.values())), right / sum(map(len, wanted.values())))


def literal(query: str) -> set[int]:
    """Return the sentences that hold the query letter by letter, in any of its spellings: the gold, made without the encoder."""
    whole = set(_spellings(query.replace(" ", "")))
    parts = [whole] if len(whole) > 1 else [set(_spellings(part)) for part in query.split()]
    return {n for n, text in enumerate(sentences(), 1) if all(any(_holds(text, one) for one in part) for part in parts)}


def _spellings(word: str) -> Iterator[str]:
    yield word
    for family in families():
        if _plain(word) in map(_plain, family):
            yield from family


def _holds(text: str, word: str) -> bool:
    return re.search(f"{re.escape(_plain(word))}(?![{_MARKS}])", _plain(text)) is not None


@cache
def _plain(text: str) -> str:
    seen = khmer.digits(khmer.normalise(re.sub("[\u200b ]", "", text)).casefold()).replace("្ដ", "្ត")
    return re.sub(r"(?<=\d)[.,](?=\d{3})", "", seen)
