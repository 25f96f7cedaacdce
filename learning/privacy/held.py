"""What is held of one person, table by table: made from the notes, so that no table can be forgotten. For the page, and to take along."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import BinaryField, Field, Model
from django.utils.translation import gettext

from learning.models import Contact, Learner
from learning.privacy import reach, readable
from learning.privacy.notes import GROUPS, Note, about_people, note
from sms_gateway import numbers, sealing

SHOWN = 50  # rows of a table on the page; a file has all of them
_TECHNICAL = "Asked for by the database."


@dataclass(frozen=True)
class Cell:
    """One field of one row: what it is for, its value to take along, and as it stands on a page."""

    name: str
    why: str
    value: Any
    shown: str


@dataclass(frozen=True)
class Table:
    """One of our tables, as far as it is about one person."""

    label: str
    what: str
    group: str
    until: str
    why: dict[str, str]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> list[str]:
        """What the fields are for in which there is something to read."""
        return list(dict.fromkeys(cell.why for entry in self.entries for cell in entry))

    @property
    def entries(self) -> list[list[Cell]]:
        """The newest rows, without what is empty and what only the database asks for."""
        technical = gettext(_TECHNICAL)
        return [[cell for cell in row if cell.shown and cell.why != technical] for row in reversed(self.rows[-SHOWN:])]

    @property
    def more(self) -> int:
        """How many older rows stand in the file only."""
        return max(0, len(self.rows) - SHOWN)


@dataclass(frozen=True)
class Group:
    """Tables that belong together for a reader."""

    title: str
    tables: tuple[Table, ...]


def of(learner: Learner) -> list[Table]:
    """Return every table of ours with what it holds of this person, also those that hold nothing."""
    who, reader = reach.person(learner), _Reader(learner)
    return [_table(model, said, who, reader) for model, said in about_people()]


def groups(tables: list[Table]) -> list[Group]:
    """Return the tables that hold something, in the groups of the page."""
    sorted_in = {name: tuple(one for one in tables if one.group == name and one.rows) for name in GROUPS}
    return [Group(str(GROUPS[name]), found) for name, found in sorted_in.items() if found]


def export(learner: Learner, now: datetime) -> dict[str, Any]:
    """Return everything that is held of this person as plain values, with what each field is for and how long it stays."""
    return {
        "about": gettext("Everything that Chbas holds of you, with what each field is for and how long it stays."),
        "site": settings.SITE_URL,
        "made_at": now.isoformat(),
        "tables": {
            one.label: {
                "what": one.what, "until": one.until, "why": one.why,
                "rows": [{cell.name: cell.value for cell in row} | _words(row) for row in one.rows],
            }
            for one in of(learner)
        },
    }  # fmt: skip


def _words(row: tuple[Cell, ...]) -> dict[str, Any]:
    """Return in words what stands in a row as a number only a program knows, and why something is not shown."""
    is_plain = (bool, int, float)  # as readable in the file as on the page
    said = {cell.name: cell.shown for cell in row if cell.shown and cell.shown != str(cell.value) and not isinstance(cell.value, is_plain)}
    return {"in_words": said} if said else {}


def _table(model: type[Model], said: Note, who: reach.Person, reader: "_Reader") -> Table:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented API
    content = [field.name for field in fields if field.is_relation and _is_content(field)]
    found = reach.rows(model, who).select_related(*content).order_by("pk")
    return Table(
        label=model._meta.label, what=gettext(said.what), group=said.group, until=gettext(said.until),  # noqa: SLF001 -- as above
        why={field.name: gettext(said.purposes[field.name]) for field in fields},
        rows=tuple(tuple(reader.cells(row, said)) for row in found),
    )  # fmt: skip


def _is_content(field: Field) -> bool:
    said = note(field.related_model) if field.related_model else None
    return said is not None and said.subject is None


class _Reader:
    """Puts values into words for one person."""

    def __init__(self, learner: Learner) -> None:
        self.shared = reach.is_shared(learner)
        self.words = readable.Reader()

    def cells(self, row: Model, said: Note) -> Iterator[Cell]:
        """Return the fields of a row."""
        words = row.in_words() if hasattr(row, "in_words") else {}
        for field in row._meta.concrete_fields:  # noqa: SLF001 -- Django's documented API
            value, shown = self._told(row, field, said)
            yield Cell(field.name, gettext(said.purposes[field.name]), value, words.get(field.name, shown))

    def _told(self, row: Model, field: Field, said: Note) -> tuple[Any, str]:
        """Return a value to take along, and how it stands on the page."""
        value = field.value_from_object(row)
        if value is None or value == "":
            return None, ""
        if field.name in said.withheld:
            return None, gettext("kept only in a form that nobody can read")
        if isinstance(row, Contact) and self.shared and field.name in said.shared:
            return None, gettext("not shown: several people use this number")
        if field.related_model and field.related_model._meta.label == settings.AUTH_USER_MODEL:  # noqa: SLF001 -- as above
            return None, gettext("an account: no name is shown")
        if isinstance(field, BinaryField):
            return _number(row)
        return _plain(value), "" if field.name in said.coded else self.words.shown(row, field, value)


def _number(row: Model) -> tuple[str | None, str]:
    """Return the telephone number of a row whole, for its owner to take along, and masked for the page, where others may look on."""
    known = {name: getattr(row, name) for name in ("number_sealed", "recipient_sealed", "number_index", "recipient_index") if hasattr(row, name)}
    sealed, index = (next(value for name, value in known.items() if name.endswith(end)) for end in ("_sealed", "_index"))
    try:
        plain = sealing.open(sealing.SealedNumber(bytes(sealed), index))
    except sealing.CannotOpen:
        return None, gettext("sealed, and its key is gone")
    return plain, numbers.masked(plain)


def _plain(value: Any) -> Any:  # noqa: ANN401 -- whatever a field holds
    """Return a value as JSON knows it."""
    if isinstance(value, (str, int, float, bool, list, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
