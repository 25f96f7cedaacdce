"""Is it real? What somebody typed, held against the official services and the known scams. Plain values in and out; asks nobody, keeps nothing.

Who passes here without right would be trusted by citizens: official is only what a browser, too, would take to the official address.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote

from courses import khmer, likeness

GOVERNMENT = "gov.kh"  # only government bodies get an address below it
# Below these, everybody may have an address of their own.
_SHARED = frozenset({
    "kh", "com.kh", "edu.kh", "gov.kh", "mil.kh", "net.kh", "org.kh", "per.kh", "com", "net", "org", "info", "biz", "app", "dev", "online", "site",
    "shop", "xyz", "top", "io", "co", "me", "github.io", "gitlab.io", "blogspot.com", "wordpress.com", "web.app", "firebaseapp.com", "pages.dev",
    "workers.dev", "netlify.app", "vercel.app", "herokuapp.com", "weebly.com", "wixsite.com", "duckdns.org", "ngrok.io", "ngrok-free.app",
})  # fmt: skip
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:[/\\]{2,}|https?:[/\\]*)", re.IGNORECASE)
_ADDRESS = re.compile(r"://|[^\s.@]\.(?:[^\W\d_]{2,}|xn--)|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)", re.IGNORECASE)
_AROUND = "«»“”‘’\"'()[]<>{},;:!?។៕៖…. "
_DOTS = str.maketrans({"。": ".", "｡": ".", "．": "."})
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_PHONE = re.compile(r"[+\d][\d\s().-]+")


class Verdict(StrEnum):
    """What we can say; the later, the worse. Not on the list is neither safe nor a scam."""

    OFFICIAL = "official"
    UNLISTED = "unlisted"
    LIKE = "like"
    SCAM = "scam"


class By(StrEnum):
    """By what something was found; all but an address anybody can put on a message."""

    DOMAIN = "domain"
    PHONE = "phone"
    SENDER = "sender"
    APP = "app"
    NAME = "name"


class Trick(StrEnum):
    """How an address, or a name, comes to look like an official one."""

    BEFORE_AT = "before_at"
    LETTERS = "letters"
    INSIDE = "inside"
    CLOSE = "close"
    PATH = "path"


@dataclass(frozen=True)
class Entry:
    """One official service: what it is known by."""

    key: str
    domains: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The verdict on what was typed: what exactly it was about, which services or scam it means, and by which trick it resembles what."""

    verdict: Verdict
    seen: str
    keys: tuple[str, ...] = ()
    by: By | None = None
    trick: Trick | None = None
    resembles: str = ""

    @property
    def is_government(self) -> bool:
        """Whether it is an address of a government body, on the list or not."""
        return is_host(self.seen) and is_under(self.seen, GOVERNMENT)


class Address(NamedTuple):
    """An address in three parts: the one that says whose it is, and what only stands around it."""

    before: str
    host: str
    after: str


def judge(typed: str, services: Iterable[Entry], scams: Iterable[Entry] = ()) -> Answer:
    """Say what is known of an address, a sender, an app, a number or a name; of several addresses in a text, of the worst.

    >>> listed = [Entry("verify", domains=("verify.gov.kh",), names=("CamVerify",))]
    >>> [judge(one, listed).verdict.value for one in ("HTTPS://www.verify.gov.kh/help", "cam verify", "verify.com", "verify.gov.kh.example.com")]
    ['official', 'official', 'unlisted', 'like']
    """
    official, known = tuple(services), tuple(scams)
    text = " ".join(_visible(typed).split())
    if addresses := list(_addresses(text, official)):
        answers = [_judge_address(one, official, known) for one in addresses]
        return max(answers, key=lambda one: list(Verdict).index(one.verdict))
    return _judge_name(text, official, known)


def is_host(text: str) -> bool:
    """Whether a text is an address and nothing else, as browsers write it."""
    return len(text) <= 253 and _HOST.fullmatch(text) is not None  # noqa: PLR2004 -- the longest name there can be


def is_under(host: str, domain: str) -> bool:
    """Whether an address is this one or stands below it."""
    return host == domain or host.endswith("." + domain)


def is_shared(domain: str) -> bool:
    """Whether anybody may have an address below this one."""
    return domain in _SHARED


# --- addresses ----------------------------------------------------------------------------------------------------------


def _visible(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cs"})


def _addresses(text: str, official: tuple[Entry, ...]) -> Iterator[Address]:
    together = re.sub(r"\s*([./@:])\s*", r"\1", text)
    bare = {domain for entry in official for domain in entry.domains}
    for token in [together] if " " not in together else text.split():
        address = parts(token)
        if _ADDRESS.search(token.translate(_DOTS)) or address.host in bare:
            yield address


def parts(token: str) -> Address:
    r"""Take an address apart as a browser does.

    >>> parts("https://verify.gov.kh@Evil.example:80\\x")
    Address(before='verify.gov.kh', host='evil.example', after='x')
    """
    rest = _SCHEME.sub("", token.strip(_AROUND), count=1).lstrip("/\\")
    authority, *after = re.split(r"[/\\?#]", rest, maxsplit=1)
    before, _, host = authority.rpartition("@")
    host = unicodedata.normalize("NFKC", unquote(re.sub(r":\d*$", "", host)).translate(_DOTS)).lower()
    return Address(before.lower(), _visible(host).strip(_AROUND), "".join(after).lower())


def _judge_address(address: Address, official: tuple[Entry, ...], scams: tuple[Entry, ...]) -> Answer:
    host = address.host
    if found := _owners(host, scams):
        return Answer(Verdict.SCAM, host, found, By.DOMAIN)
    if found := _owners(host, official):
        return Answer(Verdict.OFFICIAL, host, found, By.DOMAIN)
    real = [(domain, entry.key) for entry in official for domain in entry.domains if "." in domain and not is_shared(domain)]
    for trick in Trick:
        for domain, key in real:
            if _tells(trick, address, domain):
                return Answer(Verdict.LIKE, host, (key,), By.DOMAIN, trick, domain)
        if not is_under(host, GOVERNMENT) and _tells(trick, address, GOVERNMENT):
            return Answer(Verdict.LIKE, host, (), By.DOMAIN, trick, "." + GOVERNMENT)
    return Answer(Verdict.UNLISTED, host, (), By.DOMAIN)


def _owners(host: str, entries: tuple[Entry, ...]) -> tuple[str, ...]:
    if not is_host(host):  # no browser goes there, whatever it ends in
        return ()
    return tuple(one.key for one in entries if any(is_under(host, domain) and not is_shared(domain) for domain in one.domains))


def _tells(trick: Trick, address: Address, real: str) -> bool:
    is_closed = is_under(address.host, GOVERNMENT)  # only a government body could have written it
    if trick is Trick.BEFORE_AT:
        return real in address.before
    if trick is Trick.LETTERS:
        return likeness.has_odd_letters(address.host, real)
    if trick is Trick.INSIDE:
        return likeness.holds(address.host, real, is_closed=is_closed)
    if trick is Trick.CLOSE:
        return real != GOVERNMENT and likeness.is_close(address.host, real, is_closed=is_closed)
    return re.search(rf"(?<![a-z0-9-]){re.escape(real)}(?![a-z0-9-])", address.after) is not None


# --- names and numbers --------------------------------------------------------------------------------------------------


def _judge_name(text: str, official: tuple[Entry, ...], scams: tuple[Entry, ...]) -> Answer:
    folded, number = fold(text), _number(text)
    if not folded:
        return Answer(Verdict.UNLISTED, text)
    if found := tuple(one.key for one in scams if folded in map(fold, one.names + one.senders)):
        return Answer(Verdict.SCAM, text, found, By.NAME)
    for by, fields, wanted in (
        (By.PHONE, "phones", number), (By.SENDER, "senders", folded), (By.APP, "apps", folded), (By.NAME, "names", folded),
    ):  # fmt: skip
        spelled = _number if by is By.PHONE else fold
        if found := tuple(one.key for one in official if wanted and wanted in map(spelled, getattr(one, fields))):
            return Answer(Verdict.OFFICIAL, text, found, by)
    for entry in official:
        for sender in entry.senders:
            if likeness.has_odd_letters(folded, fold(sender)):
                return Answer(Verdict.LIKE, text, (entry.key,), By.SENDER, Trick.LETTERS, sender)
    return Answer(Verdict.UNLISTED, text)


def fold(text: str) -> str:
    """Return letters and digits alone, in one spelling: what is left when people type as they like.

    >>> fold("Cam-Verify ៥") == fold("camverify5")
    True
    """
    plain = unicodedata.normalize("NFKC", khmer.normalise(_visible(text)).translate(_DIGITS)).lower()
    return "".join(sign for sign in plain if sign.isalnum() or unicodedata.category(sign)[0] == "M")


def _number(text: str) -> str:
    plain = text.translate(_DIGITS).strip()
    digits = re.sub(r"\D", "", plain) if _PHONE.fullmatch(plain) else ""
    return "0" + digits.removeprefix("855").removeprefix("0") if plain.startswith("+855") else digits
