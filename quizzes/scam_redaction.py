"""What must not be kept of a message that somebody hands in: numbers, addresses, codes. Pure; the words of the trick and its amounts stay."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from courses import khmer

LONGEST = 2000  # signs of a message as it is handed in
LONGEST_REDACTED = 6000  # what stands in place of a short number is longer than it


class Kind(StrEnum):
    """What was taken out."""

    PHONE = "phone"
    NUMBER = "number"
    CODE = "code"
    EMAIL = "email"
    NAME = "name"
    LINK = "link"


# What stands in its place. No digit in them, so a text that was redacted stays as it is when it is redacted again.
PLACES = {
    Kind.PHONE: "[លេខទូរសព្ទ]", Kind.NUMBER: "[លេខ]", Kind.CODE: "[លេខកូដ]", Kind.EMAIL: "[អ៊ីមែល]", Kind.NAME: "[ឈ្មោះគណនី]", Kind.LINK: "/[...]",
}  # fmt: skip


@dataclass(frozen=True)
class Redacted:
    """A text without what would tell who somebody is, and how often which kind was taken out of it."""

    text: str
    removed: dict[Kind, int]


_LETTER = r"[^\W_\u1780-\u17ff]"  # of a name in the internet; Khmer is written up to an address without a space
_LABEL = rf"(?:{_LETTER}|-){{1,63}}"
_GROUPED = r"\d{1,3}(?:[ ,.]\d{3}){1,2}"
_CENTS = r"(?:[.,]\d{1,2})?"
_UNITS = r"៛|\$(?!\d)|រៀល|ដុល្លារ|ដុល្លា|លាន|ម៉ឺន|សែន|ពាន់|USD\b|KHR\b|riels?\b|dollars?\b"
_TOKEN = re.compile(
    rf"""(?P<email>[^\s@,;:<>()\[\]]{{1,64}}@[^\W_][\w.-]{{0,250}}\.\w{{2,24}})
    |(?P<name>@\w[\w.]{{2,40}})
    |(?P<link>(?:(?P<scheme>[a-z]{{2,10}}://)(?P<any>[^\s/?\#]{{1,250}})|(?<![^\W\u1780-\u17ff])(?<![.-])(?P<host>(?:{_LABEL}\.){{1,8}}(?!\d){_LETTER}{{2,24}}(?:\:\d{{1,5}})?))
        (?P<path>[/?\#](?:\[\.\.\.\]|[^\s\u1780-\u17ff]*))?)
    |(?P<money>(?:(?:US)?\$[ ]?(?!0\d)(?:\d{{1,3}}(?:[,.]\d{{3}}){{1,2}}|\d{{1,7}}){_CENTS}(?!\d|[ .-][1-9]\d{{3}})(?:[ ]?(?:{_UNITS}|k\b))?)
        |(?<!\d)(?!0\d)(?:{_GROUPED}|\d{{1,7}}){_CENTS}[ ]?(?:{_UNITS}))
    |(?P<mixed>(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{{4,40}}(?![A-Za-z0-9]))
    |(?P<digits>\+?\d(?:(?:[ .()/–-]{{1,3}}(?!\d[\d,.]{{0,9}}[ ]?(?:{_UNITS}))|,)?\d){{2,}})""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
_DOT = re.compile(rf"\.(?={_LETTER})(?!\d)")  # in whatever a phone might take for an address
_ABOUT_A_CODE = re.compile(r"otp|pin\b|code|password|passcode|cvv|verif|កូដ|សម្ងាត់|ភីន", re.IGNORECASE)
_BEFORE, _AFTER = 40, 25  # signs around a number in which the word for a code may stand
_DATE = re.compile("20[0-4][0-9]|[0-9]{1,2}/[0-9]{1,2}")
_FEWEST, _LONGEST_CODE = 4, 10  # digits: fewer tell nobody apart; more are no code
_PHONE = re.compile("0[1-9][0-9]{7,8}|8550?[1-9][0-9]{7,8}|00[1-9][0-9]{7,12}")
_ROUNDS = 3  # what is left of two neighbours may be one again
_DROPPED = frozenset({"invisible", "direction", "control", "obsolete_vowel"})


def redact(text: str) -> Redacted:
    """Return the text without numbers, addresses and codes; the name of a web site stays, so written that nobody can tap it.

    >>> redact("ABA: ផ្ញើ $50 ទៅ 012 345 678 ឬចូល https://aba-bank.top/u/8812?id=7").text
    'ABA: ផ្ញើ $50 ទៅ [លេខទូរសព្ទ] ឬចូល aba-bank[.]top/[...]'
    >>> redact("លេខកូដ ៤៤៧១២០ ថ្លៃ 7,200 ៛").text
    'លេខកូដ [លេខកូដ] ថ្លៃ 7,200 ៛'
    """
    removed: Counter[Kind] = Counter()
    kept = clean(text)
    for _round in range(_ROUNDS):
        plain = kept.replace("[.]", ".")
        kept = _DOT.sub("[.]", _TOKEN.sub(lambda found: _instead(found, removed), plain))
    return Redacted(kept, {kind: times for kind, times in removed.items() if times})


def clean(text: str) -> str:
    """Return the text in the one agreed order of signs, without those nobody can see; a phone pastes many that its owner never typed."""
    lines = khmer.normalise(text.replace("\r\n", "\n").replace("\r", "\n"))
    unseen = {one.position for one in khmer.problems(lines) if one.code in _DROPPED}
    return "".join((" " if char.isspace() else "") if at in unseen else char for at, char in enumerate(lines)).strip()


def _instead(found: re.Match[str], removed: Counter[Kind]) -> str:
    whole = found.group()
    if found["money"]:
        return whole
    if found["link"]:
        return _site(found, removed)
    kind = Kind.EMAIL if found["email"] else Kind.NAME if found["name"] else _number(found)
    if kind is None:
        return whole
    removed[kind] += 1
    return PLACES[kind]


def _site(found: re.Match[str], removed: Counter[Kind]) -> str:
    host = (found["any"] or found["host"]).rpartition("@")[2]
    if not any(char.isalpha() for char in host):
        removed[Kind.NUMBER] += 1
        return PLACES[Kind.NUMBER]
    path, kept = found["path"] or "", ""
    if len(path) > 1:
        kept = PLACES[Kind.LINK]
        removed[Kind.LINK] += path != kept
    bare = re.sub(r"\d{4,}", "xxx", host)
    removed[Kind.NUMBER] += bare != host
    return bare + kept


def _number(found: re.Match[str]) -> Kind | None:
    """Return what a number is; None: too short to tell anybody apart, or a date."""
    whole, text = found.group(), found.string
    digits = "".join(char for char in khmer.digits(whole) if char.isdecimal())
    around = text[max(found.start() - _BEFORE, 0) : found.start()], text[found.end() : found.end() + _AFTER]
    if any(_ABOUT_A_CODE.search(part) for part in around) and len(digits) <= _LONGEST_CODE and not _is_phone(whole, digits):
        return Kind.CODE
    if len(digits) < _FEWEST or _DATE.fullmatch(khmer.digits(whole)):
        return None
    return Kind.PHONE if _is_phone(whole, digits) else Kind.NUMBER


def _is_phone(whole: str, digits: str) -> bool:
    return _PHONE.fullmatch(digits) is not None or (whole.startswith("+") and len(digits) > _LONGEST_CODE)
