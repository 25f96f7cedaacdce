"""Khmer for a search index: one word of ASCII letters per orthographic cluster, so that any database finds any run of Khmer inside any other.

Khmer has no spaces between words, and those who cut it into words cut a query and a text differently. Clusters are always cut
alike: what the eye takes for one letter is one token, and a word is a phrase of tokens.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, product

from courses import khmer

Tokens = tuple[str, ...]
Spellings = Mapping[Tokens, tuple[Tokens, ...]]  # each spelling with all that mean the same, itself among them

MOST_TOKENS = 60  # of a query: what is longer is nobody's question
_MOST_WAYS = 32  # in which one part of a query may be spelled

_BASE, _OTHER = "\u1780-\u17b3", "\u17b6-\u17d1\u17d3\u17dd"
_CLUSTER = rf"[{_BASE}](?:{khmer.COENG}[{_BASE}]|[{_OTHER}])*"
_TOKEN = re.compile(rf"(?P<khmer>{_CLUSTER})|\d+|[^\W\d_\u1780-\u17ff]+")
# What stands between the parts of a query; a dot or a stroke inside an address parts nothing.
_BETWEEN = re.compile(r"[\s,;!?()«»“”\"៖។៕ៗ]+")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_UNSEEN = re.compile("[\u17b4\u17b5]")  # vowels without ink, which Unicode calls letters


def encode(text: str) -> str:
    """Return the text as tokens, for the index and for queries; encoding them again changes nothing.

    >>> encode("ខ្មែរ verify.gov.kh")
    'qabfcbiec qbk verify gov kh'
    >>> encode("៧.២០០ ៛") == encode("7,200") == encode("7200") == "7200"
    True
    >>> encode("ស្ដាប់\u200b") == encode("ស្តាប់")
    True
    """
    return " ".join(_tokens(_clean(text)))


def parts(text: str) -> list[Tokens]:
    """Return the tokens of each part of a query: what its writer parted by spaces.

    >>> [len(part) for part in parts("លេខ OTP, សម្ងាត់!")]
    [2, 1, 3]
    """
    found = [_tokens(part) for part in _BETWEEN.split(_clean(text))]
    return [part for part in found if part]


def _clean(text: str) -> str:
    """One spelling: no sign that nobody sees, marks in one order, one kind of digits, no thousands signs."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(char) != "Cf")
    ordered = khmer.normalise(_UNSEEN.sub("", seen))
    # Both are printed alike below another letter, and people type either.
    one_da = ordered.replace(f"{khmer.COENG}ដ", f"{khmer.COENG}ត")
    return _THOUSANDS.sub("", khmer.digits(one_da))


def _tokens(clean: str) -> Tokens:
    return tuple(_token(found.group()) if found["khmer"] else found.group() for found in _TOKEN.finditer(clean))


def _token(cluster: str) -> str:
    """Two letters from a to p for each sign. No English word begins like that, and no parser of a database cuts it."""
    return "q" + "".join(chr(97 + (ord(sign) - 0x1780 >> 4)) + chr(97 + (ord(sign) & 15)) for sign in cluster)


# --- spellings --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def spellings(families: tuple[tuple[str, ...], ...]) -> Spellings:
    """Return every spelling with the others of its families.

    >>> known = spellings((("តំណភ្ជាប់", "លីង", "link"),))
    >>> len(known[parts("លីង")[0]])
    3
    """
    known: dict[Tokens, tuple[Tokens, ...]] = {}
    for family in families:
        written = tuple(dict.fromkeys(tokens for text in family if (tokens := _tokens(_clean(text)))))
        for one in written:
            known[one] = tuple(dict.fromkeys((*known.get(one, (one,)), *written)))
    return known


def readings(query: Iterable[Tokens], known: Spellings) -> list[list[Tokens]]:
    """Return for each part of a query all the ways to spell it; a spelling that lies across a space joins its parts.

    >>> known = spellings((("block", "ប្លុក"),))
    >>> [len(ways) for ways in readings(parts("ប្លុកគេ ចោល"), known)]
    [2, 1]
    >>> readings(parts("ប្លុក"), spellings((("ប្លុក", "ប្លុកគេ"),))) == [parts("ប្លុក")]
    True
    """
    flat = [(token, number) for number, part in enumerate(query) for token in part][:MOST_TOKENS]
    longest = max(map(len, known), default=0)
    found: list[list[tuple[Tokens, ...]]] = []
    at, number = 0, -1
    while at < len(flat):
        ahead = tuple(token for token, _number in flat[at : at + longest])
        spelled = next((ahead[:length] for length in range(len(ahead), 0, -1) if ahead[:length] in known), None)
        if flat[at][1] > number:
            found.append([])
        found[-1].append(known[spelled] if spelled else ((flat[at][0],),))
        at += len(spelled) if spelled else 1
        number = flat[at - 1][1]
    return [_needed(tuple(token for piece in way for token in piece) for way in islice(product(*pieces), _MOST_WAYS)) for pieces in found]


def _needed(ways: Iterable[Tokens]) -> list[Tokens]:
    """Leave out each way that holds another one: what holds it is found by the other, and every way costs the database time."""
    kept: list[tuple[str, Tokens]] = []
    for text, way in sorted(((f" {' '.join(way)} ", way) for way in ways), key=lambda one: len(one[0])):
        if not any(shorter in text for shorter, _way in kept):
            kept.append((text, way))
    return [way for _text, way in kept]
