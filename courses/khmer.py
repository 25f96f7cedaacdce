"""Khmer text: marks in one order, nothing invisible, no line that ends inside a word, digits and money as Cambodians print them."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

import khmercut
import pheasa

Code = Literal["invisible", "direction", "obsolete_vowel", "control", "repeated_mark", "dangling_coeng", "mark_without_base"]
Currency = Literal["KHR", "USD"]

COENG = "\u17d2"
_BASE = "\u1780-\u17b3"  # consonants and independent vowels
_MARK = "\u17b4-\u17d1\u17d3\u17dd"  # everything that is written around a base
_JOINERS = "\u200c\u200d"
_CLUSTER = rf"[{_BASE}](?:{COENG}[{_BASE}]|[{_MARK}{COENG}{_JOINERS}])*+"  # what the eye takes for one letter


# --- one spelling ---------------------------------------------------------------------------------------------------

# pheasa needs 2.7 s for a cluster of 6,000 signs (measured). Nobody writes such a thing but to hurt us, so it is left as it came.
_ENDLESS_CLUSTER = re.compile(rf"[{_BASE}](?:{COENG}[{_BASE}]|[{_MARK}{COENG}{_JOINERS}]){{48}}")


@lru_cache(maxsize=1024)
def normalise(text: str) -> str:
    """Write the marks of every syllable in the one agreed order, so that what looks equal is equal.

    >>> normalise("ស្រ្តី") == "ស្ត្រី"
    True
    >>> normalise("ខ្មែរ") == "ខ្មែរ"
    True
    """
    composed = unicodedata.normalize("NFC", text)
    return composed if _ENDLESS_CLUSTER.search(composed) else pheasa.normalize(composed)


# --- what must not be stored ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """One character that does not belong where it stands; position, line and column count from 0."""

    code: Code
    name: str
    position: int
    line: int
    column: int


_BASES = frozenset(chr(point) for point in range(0x1780, 0x17B4)) | {"\u25cc"}  # the dotted circle may carry a mark in a lesson on writing
_MARKS = frozenset(chr(point) for point in (*range(0x17B6, 0x17D2), 0x17D3, 0x17DD))
_OBSOLETE_VOWELS = frozenset("\u17b4\u17b5")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters without ink, used to fake an empty name
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def problems(text: str) -> list[Problem]:
    r"""Everything an author cannot see or did not mean to type; clean text gives an empty list.

    >>> [(problem.code, problem.name, problem.column) for problem in problems("ទៅ\u200bផ្សារ")]
    [('invisible', 'ZERO WIDTH SPACE', 2)]
    >>> problems("ខ្ញុំទៅផ្សារ។")
    []
    """
    found = []
    line = line_start = 0
    for position, code in _misplaced(text):
        line += text.count("\n", line_start, position)
        line_start = text.rfind("\n", 0, position) + 1
        name = unicodedata.name(text[position], f"U+{ord(text[position]):04X}")
        found.append(Problem(code, name, position, line, position - line_start))
    return found


def _misplaced(text: str) -> Iterator[tuple[int, Code]]:
    has_base = False
    seen: set[str] = set()  # marks of the cluster being read
    for position, char in enumerate(text):
        if char in _MARKS:
            if not has_base or char in seen:
                yield position, "repeated_mark" if has_base else "mark_without_base"
            seen.add(char)
        elif char == COENG:
            if not has_base:
                yield position, "mark_without_base"
            elif text[position + 1 : position + 2] not in _BASES:
                yield position, "dangling_coeng"
        elif code := _forbidden(text, position):
            yield position, code  # and is looked through: a mark behind it is not reported as well
        else:
            has_base = char in _BASES
            if text[position - 1 : position] != COENG:
                seen = set()


def _forbidden(text: str, position: int) -> Code | None:
    char = text[position]
    category = unicodedata.category(char)
    if char in _OBSOLETE_VOWELS:
        return "obsolete_vowel"
    if char in _DIRECTION_MARKS:
        return "direction"
    if category == "Cf" or char in _BLANK_LETTERS or (category == "Zs" and char != " "):
        return "invisible"
    # Browsers send every line end of a form as \r\n, so that pair is nobody's mistake.
    if category in {"Cc", "Cs", "Zl", "Zp"} and char not in "\n\t" and text[position : position + 2] != "\r\n":
        return "control"
    return None


# --- words ----------------------------------------------------------------------------------------------------------

# Words the model cuts in two, as our readers know them: terms of the lessons, and names.
_HOUSE_WORDS = """
    តំណភ្ជាប់ លេខកូដ លេខសម្ងាត់ ពាក្យសម្ងាត់ ឯកជនភាព មតិយោបល់ ខ្លួនឯង គេហទំព័រ អ៊ីនធឺណិត ហ្វេសប៊ុក តេឡេក្រាម ម៉ូប៊ែល អនឡាញ ឌីជីថល
    អត្តសញ្ញាណប័ណ្ណ ផ្កាឈូក មេគង្គ ភ្នំពេញ កោះកុង បន្ទាយមានជ័យ បាត់ដំបង កំពង់ចាម កំពង់ឆ្នាំង កំពង់ស្ពឺ កំពង់ធំ កំពត កណ្តាល
    ក្រចេះ មណ្ឌលគិរី ព្រះវិហារ ព្រៃវែង ពោធិ៍សាត់ រតនគិរី សៀមរាប ព្រះសីហនុ ស្ទឹងត្រែង ស្វាយរៀង តាកែវ ឧត្តរមានជ័យ កែប ប៉ៃលិន ត្បូងឃ្មុំ ប្រាកដបង្គួរ លើស
"""
HOUSE_WORDS = frozenset(_HOUSE_WORDS.split())
_MOST_PARTS = 4
# The longest word of our courses has 9 clusters. More than 16 is a key held down, and would push a small screen sideways.
_LONGEST_WORD = 16

# Order matters: what may not start a line takes the spaces before it along; «» and brackets cling to what they enclose.
_KHMER = "\u1780-\u17d3\u17dc\u17dd"
_PIECE = re.compile(
    rf"""(?P<close>[ \t]*[។-៛?!»”)\]}}…,;]+|\.+(?![A-Za-z0-9០-៩]))
    |(?P<hyphen>[/:_@#%+-]+(?![A-Za-z0-9០-៩./:_@#%+-]))
    |(?P<glue>[\u00a0\u202f\u2060\ufeff]|&nbsp;)
    |(?P<khmer>[{_KHMER}][{_KHMER}{_JOINERS}]*)
    |(?P<open>[«“(\[{{]|(?:US)?\$[ ]?(?=\d))
    |(?P<quote>["'‘’]|&(?:quot|\#39|\#x27);)
    |(?P<space>(?:[^\S\u00a0\u202f]|\u200b)+)
    |(?P<kept>(?:0\d\d|\+855[ ]?\d\d)(?:[ ]\d{{3,4}}){{2}}|&\#?\w+;|(?:[A-Za-z0-9០-៩./:_@#%+-]|(?<=\d),(?=\d))+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_TRAILING = frozenset({"close", "hyphen", "quote", "glue"})
_CLUSTERS = re.compile(rf"{_CLUSTER}|.", re.DOTALL)
# khmercut opens its model on the first call and its tagger keeps the sentence in between: two threads would mix them up.
_one_at_a_time = threading.Lock()


def words(text: str) -> list[str]:
    """Cut text where a line may end; joined again the pieces are the text, spaces included.

    >>> words("ចុចតំណភ្ជាប់តូចៗ ក្នុង «verify.gov.kh»។")
    ['ចុច', 'តំណភ្ជាប់', 'តូចៗ', ' ', 'ក្នុង', ' ', '«verify.gov.kh»។']
    """
    return list(_words(text))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    found: list[str] = []
    before, clings, spaced = "", False, True  # spaced: the last piece was a space, or there is none yet
    for piece in _PIECE.finditer(text):
        kind, value = piece.lastgroup or "", piece.group()
        parts = _cut(value) if kind == "khmer" else (value,)
        follows = not spaced and (kind in _TRAILING or kind == before == "other")
        joins = follows or (clings and (kind != "space" or before == "open"))
        if joins and found:
            found[-1] += parts[0]
            parts = parts[1:]
        found += parts
        opens = kind == "open" or (kind in {"quote", "hyphen"} and spaced)
        clings = kind == "glue" or opens or (joins and kind == "space")
        spaced = kind == "space"
        before = kind
    return tuple(found)


@lru_cache(maxsize=8192)
def _cut(run: str) -> tuple[str, ...]:
    with _one_at_a_time:
        cuts: list[str] = khmercut.tokenize(run)
    parts = cuts[:1]
    for part in cuts[1:]:
        if part[0] in _BASES:
            parts.append(part)
        else:
            parts[-1] += part  # the model may cut a joiner or a stray mark off its letter; no line begins with one
    found: list[str] = []
    start = 0
    while start < len(parts):
        ends = range(min(start + _MOST_PARTS, len(parts)), start + 1, -1)
        end = next((end for end in ends if "".join(parts[start:end]) in HOUSE_WORDS), start + 1)
        found += _at_most_one_screen("".join(parts[start:end]))
        start = end
    return tuple(found)


def _at_most_one_screen(word: str) -> list[str]:
    clusters = _CLUSTERS.findall(word)
    return ["".join(clusters[start : start + _LONGEST_WORD]) for start in range(0, len(clusters), _LONGEST_WORD)]


# --- lines ----------------------------------------------------------------------------------------------------------

_ATTRIBUTES = r"""(?:[^>"']++|"[^"]*"|'[^']*')*+>"""
_UNTOUCHED = ("script", "style", "textarea", "title", "select", "option", "svg")
# Everything that is not text for readers, and words wrapped before.
_MARKUP = re.compile(
    "(<!--.*?-->|"
    + "|".join(rf"<{name}(?=[\s/>]){_ATTRIBUTES}.*?</{name}\s*>" for name in _UNTOUCHED)
    + rf"|<pre(?=\s[^>]*\bdata-raw){_ATTRIBUTES}.*?</pre\s*>"
    + rf'|<span class="[wu]">.*?</span>|<[/!a-zA-Z]{_ATTRIBUTES})',
    re.DOTALL | re.IGNORECASE,
)
_HAS_KHMER = re.compile("[\u1780-\u17dd]")
# One cluster cannot be broken, nor can letters and digits alone: they need no span
# (of 454 spans in a lesson of 2,000 characters 311 remain, and a slow phone lays it out a fifth faster; measured).
_UNBREAKABLE = re.compile(rf"[«“(\[]*{_CLUSTER}[។៕៖?!»”)\],]*|[A-Za-z0-9០-៩]+|&#?\w+;|[^\u1780-\u17ddA-Za-z0-9]+")
# What may be longer than a phone is wide: `.u` keeps it on one line where it fits and folds it where it does not.
_KHMER_CLUSTERS = re.compile(_CLUSTER)
_WIDE = 6  # clusters of a word that may be wider than the smallest phone, in a list with doubled text (measured: 42 px each of 234)
_ADDRESS = re.compile("[^\u1780-\u17d3\u17d7-\u17dd]{12,}")


def wrap_html(html: str) -> str:
    """Keep every Khmer word and every address of a page on one line; the style sheet says what `.w` and `.u` (long ones) do.

    >>> wrap_html('<p title="ខ្មែរ">ភាសាខ្មែរ</p>')
    '<p title="ខ្មែរ"><span class="w">ភាសា</span><wbr><span class="w">ខ្មែរ</span></p>'
    """
    parts = _MARKUP.split(html)
    parts[::2] = [_wrapped(text) if _HAS_KHMER.search(text) else text for text in parts[::2]]
    return "".join(parts)


@lru_cache(maxsize=4096)
def _wrapped(text: str) -> str:
    out: list[str] = []
    before = " "
    for word in _words(text):
        if not (before.isspace() or word.isspace() or before.endswith("\u200b") or word[0] == "\u200b"):
            out.append("<wbr>")
        out.append(f'<span class="{"u" if _may_be_too_wide(word) else "w"}">{word}</span>' if _may_break(word) else word)
        before = word
    return "".join(out)


def _may_be_too_wide(word: str) -> bool:
    return _ADDRESS.fullmatch(word) is not None or len(_KHMER_CLUSTERS.findall(word)) >= _WIDE


def _may_break(word: str) -> bool:
    return not (word.isspace() or _UNBREAKABLE.fullmatch(word))


# --- digits and money -----------------------------------------------------------------------------------------------

_TO_ASCII = {start + digit: str(digit) for start in (0x17E0, 0xFF10) for digit in range(10)}
_TO_KHMER = {ord(str(digit)): chr(0x17E0 + digit) for digit in range(10)}


def digits(text: str) -> str:
    """Read digits as people type them: Khmer and full-width ones become 0-9.

    >>> digits("០១២ ３４៥")
    '012 345'
    """
    return text.translate(_TO_ASCII)


def khmer_digits(value: int | str, language: str | None = "km") -> str:
    """Print digits as in running Khmer text and lists; codes, telephones, money and texts in another language stay Latin.

    >>> khmer_digits(2026)
    '២០២៦'
    """
    return str(value).translate(_TO_KHMER) if language == "km" else str(value)


def money(amount: Decimal | int, currency: Currency) -> str:
    """Print money as Cambodian apps and KHQR do (Django's Khmer format would print 7.200, which reads as seven).

    >>> money(7200, "KHR"), money(Decimal("7.2"), "USD")
    ('7,200 ៛', 'US$ 7.20')
    """
    if currency == "KHR":
        return f"{Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP):,} ៛"
    return f"US$ {Decimal(amount).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def utf16_units(text: str) -> int:
    """Count as the telephone network does: Khmer messages travel in UTF-16, an emoji takes two units.

    >>> utf16_units("ខ្ញុំ"), utf16_units("😀")
    (5, 2)
    """
    return len(text.encode("utf-16-be", "surrogatepass")) // 2
