"""Whose data each table holds: the notes on the models, and one manifest for tables that are not ours (decisions C7)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OURS = ("cms", "courses", "learning", "quizzes", "sms_gateway")
# Tables of the frameworks: app label -> whose data, and why it is there. "nobody" = content and bookkeeping.
THEIRS: dict[str, str] = {
    "account": "Staff: e-mail addresses for signing in.",
    "auth": "Staff: groups and permissions.",
    "contenttypes": "nobody",
    "mfa": "Staff: their second factor, sealed.",
    "sessions": "Staff: who is signed in.",
    "taggit": "nobody",
    "usersessions": "Staff: where they are signed in, so that they can see it and end it.",
    "wagtailadmin": "Staff: state of the editor.",
    "wagtailcore": "Staff: who edited and published what, and comments on it.",
    "wagtaildocs": "nobody",
    "wagtailembeds": "nobody",
    "wagtailforms": "nobody",
    "wagtailimages": "nobody",
    "wagtailmedia": "nobody",
    "wagtailredirects": "nobody",
    "wagtailsearch": "nobody",
    "wagtailsearchpromotions": "nobody",
    "wagtailusers": "Staff: settings of their account.",
    "wagtail_localize": "Staff: who translated what.",
    "wagtail_localize_locales": "nobody",
}


# What a person sees the tables sorted by.
GROUPS: dict[str, Promise] = {
    "you": _("Who you are"),
    "learning": _("How far you are"),
    "answers": _("What you answered"),
    "texts": _("Telephone number and text messages"),
    "agreed": _("What you agreed to"),
    "looks": _("Who looked at it"),
    "work": _("People who work here"),
}
_LEARNER = "learning.Learner"


class Way(Enum):
    """How a row of a table leads to a person."""

    LEARNER = "learner"  # to one person, and no other
    KEY = "key"  # a name that holds the person's random number
    NUMBER = "number"  # to a telephone number, which several people may share
    ACCOUNT = "account"  # to an account that signs in


@dataclass(frozen=True)
class Note:
    """What a model says of itself (the attributes of its `class Privacy`)."""

    # The path from a row to its person; None: nobody's data. `also` is a second one.
    subject: str | None
    on_erase: str
    purposes: dict[str, str]
    also: str = ""
    # For people: what the rows are, where they stand among the GROUPS, how long they stay.
    what: str = ""
    group: str = ""
    until: str = ""
    # Rows that are over go by themselves so long after their time `since`; None: they stay as long as the person does.
    keeps: timedelta | None = None
    since: str = ""
    over: Q = field(default_factory=Q)
    # Fields that are codes or hashes: told that they are there, worthless to show. And fields of a number that tell of all who share it.
    withheld: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    # Fields by which the program tells rows apart or knows a repeat: in the file, not on the page.
    coded: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path to a person."""
        return tuple(path for path in (self.subject, self.also) if path)


def note(model: type[Model]) -> Note | None:
    """Return the model's own note, else the one it inherits, else None."""
    found = next((vars(one)["Privacy"] for one in model.__mro__ if "Privacy" in vars(one)), None)
    if found is None:
        return None
    optional = {name: getattr(found, name) for name in Note.__dataclass_fields__ if hasattr(found, name)}
    return Note(**optional | {"purposes": dict(found.purposes)})


def way(model: type[Model], path: str) -> Way | None:
    """Return how a path from a model reaches a person; None where it reaches nobody we know."""
    try:
        *_before, field = _walk(model, path)
    except FieldDoesNotExist:
        return None
    to = getattr(field, "related_model", None) or (model if getattr(field, "primary_key", False) else None)
    label = to._meta.label if to else ""  # noqa: SLF001 -- Django's documented API
    if label == _LEARNER or (field.name == "learner" and not to):
        return Way.LEARNER
    if label == settings.AUTH_USER_MODEL:
        return Way.ACCOUNT
    return {"number_index": Way.NUMBER, "recipient_index": Way.NUMBER, "key": Way.KEY}.get(field.name)


def about_people() -> list[tuple[type[Model], Note]]:
    """Return our tables that hold somebody's data, with their notes."""
    found = ((model, note(model)) for model in apps.get_models() if model._meta.app_label in OURS)  # noqa: SLF001 -- as above
    return [(model, said) for model, said in found if said and said.subject]


def gaps(model: type[Model]) -> list[str]:
    """Return what is missing in the note of one of our models: nothing, the note itself, fields without a purpose, how long it stays."""
    said = note(model)
    if said is None:
        return ["has no Privacy note"]
    if said.subject is None and "*" in said.purposes:
        return []
    own = [field.name for field in model._meta.concrete_fields]  # noqa: SLF001 -- Django's documented API
    return [
        *(f"does not say what {name} is for" for name in own if name not in said.purposes),
        *(f"says what {name} is for, which it does not have" for name in said.purposes if name not in own),
        *_of_people(model, said),
    ]


def _of_people(model: type[Model], said: Note) -> Iterator[str]:
    yield from (f"leads by {path} to nobody" for path in said.paths if way(model, path) is None)
    if said.on_erase not in {"delete", "keep"}:
        yield "does not say what happens when its person is erased"
    if not said.what or said.group not in GROUPS:
        yield "does not say what it is called, and where it stands, for the person"
    if not said.until:
        yield "does not say how long it stays"
    times = [field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]  # noqa: SLF001 -- as above
    if said.keeps is not None and said.since not in times:
        yield "does not say since when its time runs"


def unclassified() -> dict[str, list[str]]:
    """Return every model with a gap: ours without a full note, theirs outside the manifest."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.app_label  # noqa: SLF001 -- Django's documented API
        missing = [] if model._meta.auto_created else gaps(model) if label in OURS else [] if label in THEIRS else ["is in no manifest"]  # noqa: SLF001
        if missing:
            found[model._meta.label] = missing  # noqa: SLF001 -- as above
    return found


def _walk(model: type[Model] | None, path: str) -> Iterator[Any]:
    for name in path.split("__"):
        if model is None:
            raise FieldDoesNotExist
        found = model._meta.get_field(name)  # noqa: SLF001 -- Django's documented API
        yield found
        model = found.related_model
