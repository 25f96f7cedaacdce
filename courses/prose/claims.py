"""Rules for what a text claims: only addresses, numbers and names that are made up or that we can stand behind."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from courses import khmer
from courses.prose import text
from courses.prose.house import House, Service
from courses.prose.passages import GENUINE, OURS, SCAM, Passage, Remark

# Set apart for examples (RFC 2606), and our own made-up agency.
_FICTIONAL = ("example", "example.com", "example.net", "example.org", "seva.gov.kh")
_SEVA = "seva.gov.kh"
_ENDINGS = frozenset({"gov.kh", "com.kh", "org.kh", "edu.kh"})  # the end of an address alone belongs to nobody
_FILES = frozenset({"apk", "pdf", "jpg", "jpeg", "png", "zip", "doc", "docx", "xls", "xlsx", "exe"})
_HOST = re.compile(r"(?<![A-Za-z0-9.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?![a-z0-9-])", re.IGNORECASE)
_NUMBER = r"(?:\d(?:[ -]?\d){7,13})"
_PHONE = re.compile(rf"(?<![\d.,/])(?:\+\s?{_NUMBER}|0(?:[ -]?\d){{7,9}})(?![\d/]|[.,]\d)", re.ASCII)
_USSD = re.compile(r"\*[\d*]+#", re.ASCII)
_NOTHING_BUT_NOUGHT = re.compile(r"\*0+(\*0+)*#")
# Where we explain why something is fake we may write it down once more.
_EXPLAINS = frozenset({"feedback", "why", "explanation", "answer"})


class Host(NamedTuple):
    """A domain in a text, and whether it only poses as one: in a path, or as a name before @."""

    name: str
    poses: bool


def hosts(passage: str) -> Iterator[Host]:
    """Yield the domains of a text; names of files and bare endings are none.

    >>> [host.name for host in hosts("សូមបើក https://seva.gov.kh/pay ឬ .gov.kh ឬ video.apk")]
    ['seva.gov.kh']
    >>> list(hosts("e-service.example/verify.gov.kh"))[1]
    Host(name='verify.gov.kh', poses=True)
    """
    for found in _HOST.finditer(passage):
        name = found.group().lower()
        before, after = passage[max(0, found.start() - 2) : found.start()], passage[found.end() : found.end() + 1]
        if name not in _ENDINGS and name.rpartition(".")[2] not in _FILES:
            yield Host(name, (before.endswith("/") and before != "//") or after == "@")


def _within(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


def is_fictional(name: str) -> bool:
    """Whether a domain belongs to nobody.

    >>> is_fictional("seva.gov.kh.example.com"), is_fictional("seva-gov.kh")
    (True, False)
    """
    return any(_within(name, domain) for domain in _FICTIONAL)


def of_passage(passage: Passage, house: House, listed: Collection[str] | None = None) -> Iterator[Remark]:
    """Yield what a text must not claim. `listed`: the services that its lesson names, or None where there is no such list."""
    for host in hosts(passage.text):
        yield from _host(host, passage, house, listed)
    for found in _PHONE.findall(khmer.digits(passage.text)):
        yield from _phone(found, passage, house)
    for found in _USSD.findall(passage.text):
        if not _NOTHING_BUT_NOUGHT.fullmatch(found):
            yield Remark(passage.place, "phone", {"text": found})
    yield from _names(passage, house)


def _host(host: Host, passage: Passage, house: House, listed: Collection[str] | None) -> Iterator[Remark]:
    owner = next((one for one in house.services for domain in one.domains if _within(host.name, domain)), None)
    real = [domain for one in house.services for domain in one.domains if domain in host.name]
    if owner and not host.poses:
        yield from _official(host.name, owner, passage, listed)
    elif real:
        explains = passage.voice == OURS and passage.role in _EXPLAINS
        if not (passage.voice == SCAM or explains) or not (owner or is_fictional(host.name)):
            yield Remark(passage.place, "look_alike", {"text": host.name})
    elif not is_fictional(host.name):
        yield Remark(passage.place, "domain", {"text": host.name})
    elif passage.voice == GENUINE and _SEVA in host.name and not (_within(host.name, _SEVA) and not host.poses):
        yield Remark(passage.place, "look_alike", {"text": host.name})


def _official(name: str, owner: Service, passage: Passage, listed: Collection[str] | None) -> Iterator[Remark]:
    if not owner.shown:
        yield Remark(passage.place, "unverified", {"text": name})
    elif listed is not None and owner.id not in listed:
        yield Remark(passage.place, "unlisted", {"text": name, "service": owner.id})


def _phone(found: str, passage: Passage, house: House) -> Iterator[Remark]:
    digits = re.sub(r"\D", "", found)
    shown = {re.sub(r"\D", "", phone) for one in house.services if one.shown for phone in one.phones}
    if not (digits.removeprefix("855").startswith("000") or digits in shown):
        yield Remark(passage.place, "phone", {"text": found})


def _names(passage: Passage, house: House) -> Iterator[Remark]:
    labels = {label for host in hosts(passage.text) for label in re.split(r"[.-]", host.name)}
    for brand in house.list("brands"):
        if brand.lower().replace(" ", "") in labels:
            yield Remark(passage.place, "brand", {"text": brand})
    for service in house.services:
        name = "" if service.shown else text.has(service.names, passage.text)
        if name:
            yield Remark(passage.place, "unverified", {"text": name})
    if passage.voice == OURS and passage.role != "context" and (number := text.has(house.list("numbers"), khmer.digits(passage.text))):
        yield Remark(passage.place, "unverified", {"text": number})
    for sentence in text.sentences(passage.text):
        if brand := text.has(house.list("brands"), sentence):
            accused = passage.voice != OURS or bool(text.has(house.list("accusing"), passage.text))
            yield Remark(passage.place, "brand", {"text": brand}, advice=not accused)
        law = passage.voice == OURS and text.has(house.list("law"), sentence)
        if law and not text.has(house.list("preparing"), sentence):
            yield Remark(passage.place, "law", {"text": sentence}, advice=True)
