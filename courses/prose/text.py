"""Counting and finding in Khmer text: words, sentences, and a phrase where it stands for itself."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from courses import khmer

# What clings to a word and is none. ៗ repeats a word and leaves it the same.
_AROUND = "«»“”‘’()[]{}។៕៖៘?!,.;:…\"'/ \n\r\t\u17d7"
_RUN = re.compile(r"[^\s«»“”()\[\]។៕៖?!…\"៛$]+")  # a piece may hold more than a word: where a line may not end is not where a word ends
_LETTER = re.compile("[\u1780-\u17b3A-Za-z0-9\u17e0-\u17e9]")
_SENTENCE_END = re.compile(r"[។៕?!\n]+")


class Span(NamedTuple):
    """A part of a text: from the first sign to behind the last."""

    start: int
    end: int


def words(text: str) -> list[str]:
    """Return the words of a text without what stands between and around them.

    >>> words("ចុចតំណភ្ជាប់ តែក្នុង «verify.gov.kh»។")
    ['ចុច', 'តំណភ្ជាប់', 'តែ', 'ក្នុង', 'verify.gov.kh']
    """
    return [word.strip(_AROUND) for word in khmer.words(text) if _LETTER.search(word)]


def count(text: str) -> int:
    """How many words a text has.

    >>> count("ឈប់សិន។ គិតសិន។")
    4
    """
    return len(words(text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line of a list is one.

    >>> sentences("អ្នកណាផ្ញើ? ឈប់សិន។ ១. សួរ")
    ['អ្នកណាផ្ញើ', 'ឈប់សិន', '១. សួរ']
    """
    return [found.strip() for found in _SENTENCE_END.split(text) if _LETTER.search(found)]


@lru_cache(maxsize=4096)
def _edges(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return where words of a text begin and where they end."""
    starts, ends, at = set[int](), set[int](), 0
    for piece in khmer.words(text):
        for run in _RUN.finditer(piece):
            starts.add(at + run.end() - len(run.group().lstrip(_AROUND)))
            ends.add(at + run.start() + len(run.group().rstrip(_AROUND)))
        at += len(piece)
    return frozenset(starts), frozenset(ends)


def spans(phrase: str, text: str) -> Iterator[Span]:
    """Yield where a phrase stands for itself, not inside other words.

    >>> list(spans("កូដ", "លេខកូដ ឬកូដ QR"))
    [Span(start=8, end=11)]
    >>> [span.start for span in spans("រូបិយប័ណ្ណ", "៣. រូបិយប័ណ្ណ៖ ៛ ឬ $។")]
    [3]
    """
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        starts, ends = _edges(text)
        if at in starts and at + len(phrase) in ends:
            yield Span(at, at + len(phrase))
        at = text.find(phrase, at + 1)


def has(phrases: Iterable[str], text: str) -> str:
    """Return the first of the phrases that stands in a text, or nothing.

    >>> has(["ប៉ូលិស", "លីង"], "កុំចុចលីងនោះ")
    'លីង'
    """
    return next((phrase for phrase in phrases if any(spans(phrase, text))), "")


# A syllable goes on with a mark or a letter below; a misspelling is one only where it does not end in the middle of a syllable.
_GOES_ON = re.compile("[\u17b4-\u17d3\u17dd]")


def spelled(wrong: str, text: str) -> bool:
    """Whether a wrong spelling stands anywhere in a text, also inside words: which the segmenter has never seen, and may cut anyhow.

    >>> spelled("ឲ្យ", "ធ្វើឲ្យភ័យ"), spelled("លីង", "លីង្ក")
    (True, False)
    """
    at = text.find(wrong) if wrong else -1
    while at >= 0:
        if not (_GOES_ON.match(text, at + len(wrong)) or text[at - 1 : at] == khmer.COENG):
            return True
        at = text.find(wrong, at + 1)
    return False
