"""Curriculum files: text that a reviewer reads and corrects in any editor. Reading finds every fault with its line; writing is canonical.

YAML with every scalar as plain text, no comments, fields in the order of their form: `dump(load(text)) == text` for canonical files.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils.translation import gettext as _

from courses import khmer

_PLAIN = re.compile(r"(?![\s\-?:,\[\]{}#&*!|>'\"%@`])(?!.*(?:: |:$| #|\t)).*\S")
_CLOSED = re.compile(r"[A-Za-z0-9._\-]+")
Data = dict[str, Any]


class Fault(NamedTuple):
    """One thing wrong in a file."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}:{self.line}: {self.reason}"


class CurriculumError(Exception):
    """Files that cannot be loaded; nothing was changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Field:
    """One field of a form: line, text, word, words, flag, number, date, list or group."""

    kind: str
    most: int = 2000
    among: tuple[str, ...] = ()
    of: Mapping[str, "Field"] = field(default_factory=dict)
    optional: bool = False
    default: Any = None
    fault: Callable[[str], str] | None = None  # what else may be wrong with a text, in words


@dataclass
class Reader:
    """Reads one file against a form, collecting faults. `lines`: where each object with an id stands ("L2.1"), and its fields ("L2.1 sms")."""

    path: Path
    faults: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def fault(self, node: yaml.Node, reason: str) -> None:
        """Note a fault at the place of a node."""
        self.faults.append(Fault(self.path, node.start_mark.line + 1, reason))

    def group(self, node: yaml.Node, form: Mapping[str, Field]) -> Data:
        """Return the fields of a mapping; unknown and missing ones are faults."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, _("Fields with a name are expected here."))
            return {}
        given: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name not in form:
                self.fault(key, _("Unknown field “%s”.") % name[:40])
            elif name in given:
                self.fault(key, _("The field “%s” stands here twice.") % name)
            given.setdefault(name, value)
        for name, one in form.items():
            if name not in given and not one.optional:
                self.fault(node, _("The field “%s” is missing.") % name)
        found = {name: self.value(given[name], one) for name, one in form.items() if name in given}
        if isinstance(found.get("id"), str):
            self._remember(found["id"], node, node)
        return found

    def _remember(self, name: str, place: yaml.Node, node: yaml.Node) -> None:
        self.lines[name] = place.start_mark.line + 1
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            self._remember(f"{name} {key.value}", key, value)

    def value(self, node: yaml.Node, one: Field) -> Any:  # noqa: ANN401 -- as the form says
        """Return one value as its field says."""
        if one.kind == "group":
            return self.group(node, one.of)
        if one.kind in {"list", "words"}:
            if not isinstance(node, yaml.SequenceNode):
                self.fault(node, _("A list is expected here."))
                return []
            return self._items(node, one.of) if one.kind == "list" else [self._text(item, one) for item in node.value]
        return self._scalar(node, one)

    def _items(self, node: yaml.SequenceNode, form: Mapping[str, Field]) -> list[Data]:
        items: list[Data] = []
        for item in node.value:
            found = self.group(item, form)
            name = found.get("id", found.get("code"))
            if name in {one.get("id", one.get("code")) for one in items} - {None}:
                self.fault(item, _("The id “%s” stands here twice.") % name)
            items.append(found)
        return items

    def _scalar(self, node: yaml.Node, one: Field) -> Any:  # noqa: ANN401 -- as the form says
        text = self._text(node, one)
        if one.kind == "flag":
            if text not in {"yes", "no"}:
                self.fault(node, _("Write yes or no."))
            return text == "yes"
        whole = text.removeprefix("-") if "-1" in one.among else text  # below nothing only where the form has it
        if one.kind == "number" and not (whole.isascii() and whole.isdigit()):
            self.fault(node, _("A whole number is expected here."))
            return 0
        if one.kind == "date" and text and not _is_date(text):
            self.fault(node, _("Write the date like 2026-11-22."))
        if one.among and text not in one.among:
            self.fault(node, _("“%(text)s” is not one of: %(among)s.") % {"text": text[:40], "among": ", ".join(one.among)})
        return int(text) if one.kind == "number" else text

    def _text(self, node: yaml.Node, one: Field) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, _("A text is expected here."))
            return ""
        text = str(node.value)
        if len(text) > one.most:
            self.fault(node, _("Too long: %(long)d signs, at most %(most)d.") % {"long": len(text), "most": one.most})
        elif problems := khmer.problems(text):
            # Both count from 0; a block's text begins on the line after its mark.
            first = problems[0]
            offset = first.line + (2 if node.style == "|" else 1)
            self.faults.append(Fault(self.path, node.start_mark.line + offset, _("Invisible or misplaced sign: %s.") % first.name))
        elif khmer.normalise(text) != text:
            self.fault(node, _("The Khmer signs stand in another order than usual; written properly: %s") % khmer.normalise(text)[:60])
        elif one.fault and (reason := one.fault(text)):
            self.fault(node, reason)
        return text


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def read(path: Path, form: Mapping[str, Field], *, many: bool = False) -> tuple[Any, Reader]:
    """Return what a file says (a list of groups when `many`) and its reader; raise CurriculumError with every fault found."""
    reader = Reader(path)
    raw = path.read_bytes()
    try:
        node = yaml.compose(raw.decode(), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise CurriculumError([Fault(path, _line(error, raw), str(getattr(error, "problem", error)).partition("\n")[0])]) from error
    if node is None:
        raise CurriculumError([Fault(path, 1, _("The file is empty."))])
    data = reader.value(node, Field("list", of=form)) if many else reader.group(node, form)
    if reader.faults:
        raise CurriculumError(sorted(reader.faults))
    return data, reader


def _line(error: Exception, raw: bytes) -> int:
    if isinstance(error, UnicodeDecodeError):
        return raw.count(b"\n", 0, error.start) + 1
    if isinstance(error, yaml.reader.ReaderError):
        return raw.decode().count("\n", 0, error.position) + 1
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def lean(data: Data, form: Mapping[str, Field]) -> Data:
    """Leave out what says no more than the default of its field: so files and pages compare, and files stay short."""
    return {name: value for name, value in data.items() if name not in form or value != form[name].default}


def dump(data: Any, form: Mapping[str, Field], *, many: bool = False) -> str:  # noqa: ANN401 -- what `read` returns
    """Return the canonical text of a file."""
    lines = _items(data, form, "") if many else _group(data, form, "")
    return ("\n".join(lines) or "[]") + "\n"


def _group(data: Data, form: Mapping[str, Field], indent: str) -> Iterator[str]:
    for name, one in form.items():
        if name in data:
            yield from _field(name, data[name], one, indent)


def _field(name: str, value: Any, one: Field, indent: str) -> Iterator[str]:  # noqa: ANN401 -- as the form says
    if one.kind == "group":
        yield f"{indent}{name}:"
        yield from _group(value, one.of, indent + "  ")
    elif one.kind == "list" and value:
        yield f"{indent}{name}:"
        yield from _items(value, one.of, indent + "  ")
    elif one.kind == "text" and (text := value.replace("\r\n", "\n")) and text == text.strip():  # \r\n: a browser's line end
        yield f"{indent}{name}: |-"
        yield from (f"{indent}  {line}" if line else "" for line in text.split("\n"))
    else:
        yield f"{indent}{name}: {_inline(value, one)}"


def _items(data: list[Data], form: Mapping[str, Field], indent: str) -> Iterator[str]:
    for item in data:
        first, *rest = _group(item, form, indent + "  ")
        yield f"{indent}- {first.strip()}"
        yield from rest


def _inline(value: Any, one: Field) -> str:  # noqa: ANN401 -- as the form says
    if one.kind == "flag":
        return "yes" if value else "no"
    if one.kind in {"words", "list"}:
        return f"[{', '.join(word if _CLOSED.fullmatch(word) else json.dumps(word, ensure_ascii=False) for word in value)}]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
