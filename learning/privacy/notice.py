"""The notes as everybody may read them: the public page, and the table in docs/privacy.md."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext

from learning.privacy.notes import GROUPS, Note, Way, about_people, way

_TECHNICAL = "Asked for by the database."


@dataclass(frozen=True)
class Entry:
    """One table, in words."""

    what: str
    why: tuple[str, ...]
    until: str


@dataclass(frozen=True)
class Group:
    """Tables that belong together for a reader."""

    title: str
    entries: tuple[Entry, ...]


def groups() -> list[Group]:
    """Return every table with somebody's data, in the groups of the page."""
    told = {name: tuple(_entry(said) for _model, said in about_people() if said.group == name) for name in GROUPS}
    return [Group(str(title), told[name]) for name, title in GROUPS.items() if told[name]]


def table() -> str:
    """Return the data map for people who run the site: every table of ours, in the table of a Markdown page."""
    lines = ["| table | whose | what | fields | how long | when somebody is erased |", "|---|---|---|---|---|---|"]
    lines += [
        f"| `{model.__name__}` | {_whose(model, said)} | {said.what} | {len(said.purposes)} | {said.until.rstrip('.')} | {_erased(said)} |"
        for model, said in sorted(about_people(), key=lambda one: (list(GROUPS).index(one[1].group), one[0].__name__))
    ]
    return "\n".join(lines)


def fields() -> int:
    """Return how many fields of tables about people say what they are for."""
    return sum(len(said.purposes) for _model, said in about_people())


def _entry(said: Note) -> Entry:
    why = dict.fromkeys(gettext(one) for one in said.purposes.values() if one != _TECHNICAL)
    return Entry(gettext(said.what), tuple(why), gettext(said.until))


_WHOSE = {Way.LEARNER: "one person", Way.KEY: "one person", Way.NUMBER: "a number", Way.ACCOUNT: "an account"}


def _whose(model: type[Model], said: Note) -> str:
    found = (way(model, path) for path in said.paths)
    return " or ".join(dict.fromkeys(_WHOSE[one] for one in found if one))


def _erased(said: Note) -> str:
    return "deleted" if said.on_erase == "delete" else "stays"
