"""The reviewers' book: everything we say, in reading order, Khmer with English beside it, each text with a name to refer to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms import english
from cms.curriculum import BANK, ENGLISH, Curriculum, texts
from cms.english import English, Text
from courses import khmer
from courses.blocks import JudgingSkill
from courses.files import Data

_NAMES = {"site": _("The site itself"), "services": _("Official services"), "glossary": _("Glossary")} | {
    f"{BANK}-{skill}": skill.label for skill in JudgingSkill
}


@dataclass(frozen=True)
class Row:
    """One text: where it stands, what it is, the Khmer, the English if there is any and whether that is of an older Khmer."""

    at: str
    what: str
    khmer: str
    english: str = ""
    older: bool = False


@dataclass(frozen=True)
class Part:
    """One file: a course, a lesson, a bank."""

    name: str
    title: str
    title_en: str
    proofread: bool | None  # None where the file does not say
    rows: list[Row] = field(default_factory=list)


def parts(content: Curriculum) -> Iterator[Part]:
    """Yield every file in reading order. Raises CurriculumError."""
    translated = english.read(content)
    for name, data in english.parts(content).items():
        said = translated.get(name, {})
        kinds = dict(_kinds(data))
        rows = [Row(one.at, kinds.get(one.at.rpartition(".")[0], ""), one.khmer, *_beside(one, said)) for one in english.texts(data)]
        yield Part(name, data.get("title") or str(_NAMES.get(name, name)), data.get("title_en", ""), data.get("proofread"), rows)


def _beside(one: Text, said: Mapping[str, English]) -> English:
    return English(one.own, older=False) if one.own else said.get(one.at, English("", older=False))


def _kinds(data: Data, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield what the reviewer must know of a place besides its words: the kind of a step or question, the right answer, the drawing, the truth."""
    for name, value in data.items():
        at = f"{place}.{name}" if place else name
        if name in {"scam", "genuine"} or isinstance(value, dict):
            yield at, str(value.get("truth", "")) or (name if name in {"scam", "genuine"} else "")
            yield from _kinds(value, at)
        for number, one in enumerate(value if isinstance(value, list) else [], 1):
            if isinstance(one, dict):
                where = f"{place}.{one['id']}".strip(".") if "id" in one else f"{at}.{number}"
                yield where, " · ".join(_notes(one))
                yield from _kinds(one, where)


def _notes(one: Data) -> Iterator[str]:
    if one.get("right"):
        yield gettext("right")
    yield from (str(one[name]) for name in ("kind", "channel", "difficulty", "pool", "picture", "term", "span") if one.get(name))


def html(content: Curriculum) -> str:
    """Return the book as one page that needs nothing else, to print or to pass on."""
    found = list(parts(content))
    rows = [row for part in found for row in part.rows]
    counts = {
        "texts": len(rows),
        "without": sum(not row.english for row in rows),
        "older": sum(row.older for row in rows),
        "proofread": sum(part.proofread is True for part in found),
        "asking": sum(part.proofread is not None for part in found),
    }
    page = render_to_string("cms/book.html", {"parts": found} | counts)
    return khmer.wrap_html(page.replace("</head>", f"<style>\n{render_to_string('cms/book.css')}</style>\n</head>", 1))


def from_files() -> str:
    """Return the book of what stands in the curriculum files. Raises CurriculumError."""
    return html(Curriculum(settings.CURRICULUM))


def from_cms() -> str:
    """Return the book of what stands in the CMS now, with the English that the files hold. Raises CurriculumError."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, text in texts().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        (folder / ENGLISH).symlink_to((settings.CURRICULUM / ENGLISH).resolve())
        return html(Curriculum(folder))
