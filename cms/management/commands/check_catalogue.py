"""Check that all our texts stand in Khmer, complete, sound and compiled; `--write` brings in new ones and compiles.

Neither needs GNU gettext, which not every machine has: texts are read from the source itself, and polib writes the .mo.
"""

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib  # type: ignore[import-untyped]  # comes with wagtail-localize
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

from courses import khmer

ROOMS = ("cms", "courses", "learning", "quizzes", "sms_gateway")
CATALOGUE = settings.BASE / "locale/km/LC_MESSAGES/django.po"


class Text(NamedTuple):
    """What the source asks to translate."""

    english: str
    plural: str = ""
    context: str | None = None


# What each call says, in the order of its arguments.
_CALLS = {
    "_": ("english",),
    "gettext": ("english",),
    "ngettext": ("english", "plural"),
    "pgettext": ("context", "english"),
    "npgettext": ("context", "english", "plural"),
}
# A template becomes Python with noise around its calls; the arguments are written as repr() writes them.
_CALL = re.compile(r"""\b(?:_|n?p?gettext)\((?:[^'"()]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\)""")
_PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[a-z]|\{\w*\}")


def texts() -> Iterator[tuple[Path, Text]]:
    """Every text of our source with the file it stands in."""
    for path in sorted(path for room in ROOMS for path in (settings.BASE / room).rglob("*") if path.suffix in {".py", ".html", ".txt"}):
        source = path.read_text(encoding="utf-8")
        pieces = [source] if path.suffix == ".py" else _CALL.findall(templatize(source))
        for piece in pieces:
            yield from ((path, text) for text in _said(ast.parse(piece)))


def _said(tree: ast.AST) -> Iterator[Text]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                order = _CALLS.get(name.removesuffix("_lazy").removesuffix("_noop"), ())
                literals = (one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "" for one in node.args)
                said = dict(zip(order, literals, strict=False))
                if english := said.get("english"):
                    yield Text(english, said.get("plural", ""), said.get("context"))
            case ast.ClassDef():
                yield from map(Text, _noted(node))


def _noted(node: ast.ClassDef) -> Iterator[str]:
    """Return what a Privacy note says to people: it stands there plain, and is put into words on their page (learning/privacy/held.py)."""
    for line in node.body:
        match line:
            case (
                ast.Assign(targets=[ast.Name("purposes")], value=ast.Dict(values=said))
                | ast.AnnAssign(target=ast.Name("purposes"), value=ast.Dict(values=said))
            ):
                yield from (one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str))
            case ast.Assign(targets=[ast.Name("until")], value=ast.Constant(value=str(said))):
                yield said
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name("what"), *_])], value=ast.Tuple(elts=[ast.Constant(value=str(said)), *_])):
                yield said


def faults(path_of_catalogue: Path = CATALOGUE) -> Iterator[str]:
    """Everything that a reader would stumble over, with its place and the English."""
    catalogue = _read(path_of_catalogue)
    wanted = dict(reversed([(text, path) for path, text in texts()]))
    for text, path in wanted.items():
        if text not in catalogue:
            yield f"{path}: not in the catalogue: {text.english!r}"
    for text, entry in catalogue.items():
        where = f"{path_of_catalogue}:{entry.linenum}"
        if text not in wanted:
            yield f"{where}: no longer in the source: {text.english!r}"
        yield from (f"{where}: {fault}: {text.english!r}" for fault in _faults(text, entry))
    compiled = path_of_catalogue.with_suffix(".mo")
    written = {text: _khmer(entry) for text, entry in catalogue.items() if all(_khmer(entry))}
    if not compiled.exists() or {text: _khmer(entry) for text, entry in _read(compiled).items()} != written:
        yield f"{compiled}: not compiled from the catalogue (check_catalogue --write does it)"


def _faults(text: Text, entry: Any) -> Iterator[str]:  # noqa: ANN401 -- polib has no types
    wanted = sorted(_PLACEHOLDER.findall(text.plural or text.english))
    if entry.fuzzy:
        yield "fuzzy"
    for said in _khmer(entry):
        if not said:
            yield "no Khmer"
        elif sorted(_PLACEHOLDER.findall(said)) != wanted:
            yield "placeholders differ"
        if found := khmer.problems(said):
            yield f"{found[0].code} {found[0].name}, sign {found[0].position + 1}"
        elif khmer.normalise(said) != said:
            yield "signs in another order than usual"


def _read(path: Path) -> dict[Text, Any]:
    read = polib.pofile if path.suffix == ".po" else polib.mofile
    return {_text(entry): entry for entry in read(str(path)) if not entry.obsolete}


def _text(entry: Any) -> Text:  # noqa: ANN401 -- polib has no types
    return Text(entry.msgid, entry.msgid_plural, entry.msgctxt)


def _khmer(entry: Any) -> list[str]:  # noqa: ANN401 -- polib has no types
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def take_in(catalogue: Path = CATALOGUE) -> None:
    """Put new texts at the end without Khmer, take old ones out, and compile."""
    file = polib.pofile(str(catalogue), wrapwidth=0)
    known, wanted = {_text(entry): entry for entry in file}, dict.fromkeys(text for _, text in texts())
    file[:] = [entry for text, entry in known.items() if text in wanted]
    file += [_entry(text) for text in wanted if text not in known]
    file.save()
    file.save_as_mofile(str(catalogue.with_suffix(".mo")))


def _entry(text: Text) -> Any:  # noqa: ANN401 -- polib has no types
    flags = ["python-format"] if _PLACEHOLDER.search(text.english) else []
    given = {"msgid_plural": text.plural, "msgstr_plural": {0: ""}} if text.plural else {"msgstr": ""}
    return polib.POEntry(msgid=text.english, msgctxt=text.context, flags=flags, **given)


class Command(BaseCommand):
    """manage.py check_catalogue [--write]."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("--write", action="store_true")

    def handle(self, *, write: bool, **_: object) -> None:  # noqa: D102 -- Django's own
        if write:
            take_in()
        found = list(faults())
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(_read(CATALOGUE))} texts in Khmer")
