"""English beside the Khmer, for those who review it: files of their own, never shown to citizens.

A text is known by where it stands: `s1.body` in a lesson, `payments-01.scam.text` in a bank. Each translation remembers, by a
fingerprint, which Khmer it was made from, so that the book can say where the Khmer has moved on.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cms.curriculum import BANK, ENGLISH, SITE, Curriculum
from courses import files, references
from courses.files import CurriculumError, Data, Fault, Field

FORM = {"of": Field("line", 120), "en": Field("text", 3000), "km": Field("line", 8, optional=True, default="")}
_SAID = frozenset({
    "title", "intro", "summary", "objective", "key_message", "sms", "body", "text", "feedback", "why", "explanation", "context", "action", "plain",
    "never_asks",
})  # fmt: skip


class English(NamedTuple):
    """A translation, and whether it was made from the Khmer that stands there now."""

    text: str
    older: bool


class Text(NamedTuple):
    """A Khmer text: where it stands, what it says, and its English where the file has a field for that."""

    at: str
    khmer: str
    own: str = ""


def texts(data: Data, place: str = "") -> Iterator[Text]:
    """Yield every text in reading order."""
    for name, value in data.items():
        at = _within(place, name)
        if isinstance(value, dict):
            yield from texts(value, at)
        elif isinstance(value, list):
            for number, one in enumerate(value, 1):
                if isinstance(one, dict):
                    yield from texts(one, _within(place, one["id"]) if "id" in one else f"{at}.{number}")
        elif value and isinstance(value, str) and (name in _SAID or f"{name}_en" in data):
            yield Text(at, value, data.get(f"{name}_en", ""))


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def parts(content: Curriculum) -> dict[str, Data]:
    """Return what has English: by the name of its English file, what is said in it."""
    said: dict[str, Data] = {Path(SITE).stem: content.site}
    for reference in (references.SERVICES, references.GLOSSARY):
        said[Path(reference.file).stem] = {"entries": content.references.get(reference.file, [])}
    for course, lessons in content.courses:
        said[course["id"]] = course
        said |= {lesson["id"]: lesson for lesson in lessons}
    return said | {f"{BANK}-{skill}": {"pairs": pairs} for skill, pairs in content.banks.items()}


def read(content: Curriculum) -> dict[str, dict[str, English]]:
    """Return the translations by file and place; raise CurriculumError with every fault of every file."""
    found: dict[str, dict[str, English]] = {}
    for name, (khmer, entries) in _entries(content).items():
        found[name] = {one["of"]: English(one["en"], one.get("km", "") not in {"", mark(khmer[one["of"]])}) for one in entries if one["of"] in khmer}
    return found


def _entries(content: Curriculum) -> dict[str, tuple[Mapping[str, str], list[Data]]]:
    faults: list[Fault] = []
    found: dict[str, tuple[Mapping[str, str], list[Data]]] = {}
    for name, said in parts(content).items():
        path = content.folder / ENGLISH / f"{name}.yaml"
        if not path.exists():
            continue
        try:
            found[name] = {one.at: one.khmer for one in texts(said) if not one.own}, files.read(path, FORM, many=True)[0]
        except CurriculumError as error:
            faults += error.faults
    if faults:
        raise CurriculumError(sorted(faults))
    return found


def mark(khmer: str) -> str:
    """Return the fingerprint of a Khmer text: 8 hexadecimal digits."""
    return hashlib.sha256(khmer.encode()).hexdigest()[:8]


def canonical(content: Curriculum) -> dict[Path, str]:
    """Return the canonical text of every English file: in reading order, each with its fingerprint, and none of what is no longer said."""
    made = {}
    for name, (khmer, entries) in _entries(content).items():
        given = {one["of"]: one for one in entries}
        kept = [{"of": at, "en": given[at]["en"], "km": given[at].get("km") or mark(said)} for at, said in khmer.items() if at in given]
        made[content.folder / ENGLISH / f"{name}.yaml"] = files.dump(kept, FORM, many=True)
    return made
