"""Whom a leak concerns, and how they can be told (docs/privacy.md, "When something leaks")."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Model, QuerySet

from learning.models import Contact, Learner
from learning.privacy.notes import Note, Way, about_people, way
from sms_gateway import sealing
from sms_gateway.models import Suppression

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class NoSuchTable(ValueError):
    """Not a table with somebody's data."""


@dataclass
class Concerned:
    """The people and the telephone numbers that a leak concerns."""

    learners: set[UUID] = field(default_factory=set)
    numbers: dict[str, bytes] = field(default_factory=dict)  # sealed, by their index
    reached: set[UUID] = field(default_factory=set)  # people behind a number that was proved

    @property
    def on_pages_only(self) -> int:
        """People without a number: a notice on the pages is the only way to them."""
        return len(self.learners - self.reached)

    @property
    def stopped(self) -> int:
        """How many of the numbers said stop to our texts. A warning of a leak is no reminder: whoever sends it decides, and says so."""
        return Suppression.objects.filter(recipient_index__in=list(self.numbers)).count()


def tables() -> list[str]:
    """Return the tables a leak can be about."""
    return [model._meta.label for model, said in about_people() if said.group != "work"]  # noqa: SLF001 -- Django's documented API


def concerned(labels: Iterable[str], since: datetime | None = None) -> Concerned:
    """Return whom rows of these tables are about; with a time, only rows written since. Raises `NoSuchTable`."""
    wanted, known = list(labels), tables()
    if unknown := [one for one in wanted if one not in known]:
        raise NoSuchTable(", ".join(unknown))
    found = Concerned()
    for model, said in about_people():
        if model._meta.label in wanted:  # noqa: SLF001 -- as above
            for path in said.paths:
                _collect(found, _rows(model, said, since), way(model, path), path)
    behind = Learner.objects.filter(contact__number_index__in=list(found.numbers)).values_list("pk", flat=True)
    found.learners.update(behind)
    _reach(found)
    return found


def opened(found: Concerned) -> Iterator[str]:
    """Open the numbers, in memory only, for telling their owners; those whose key is gone are left out."""
    for index, sealed in sorted(found.numbers.items()):
        try:
            yield sealing.open(sealing.SealedNumber(sealed, index))
        except sealing.CannotOpen:
            continue


def _rows(model: type[Model], said: Note, since: datetime | None) -> QuerySet[Model]:
    times = [one.name for one in model._meta.concrete_fields if isinstance(one, DateTimeField)]  # noqa: SLF001 -- as above
    when = said.since or next(iter(times), "")
    rows = model._base_manager.all()  # noqa: SLF001 -- as above
    return rows.filter(**{f"{when}__gte": since}) if since and when else rows


def _collect(found: Concerned, rows: QuerySet[Any], leads: Way | None, path: str) -> None:
    values = rows.values_list(path, flat=True)
    match leads:
        case Way.LEARNER:
            found.learners.update(one for one in values.distinct() if one)
        case Way.KEY:
            found.learners.update(UUID(one) for key in values for one in _ID.findall(key))
        case Way.NUMBER:
            sealed = path.replace("_index", "_sealed")
            has_it = any(one.name == sealed for one in rows.model._meta.concrete_fields)  # noqa: SLF001 -- as above
            found.numbers.update({index: bytes(one) for index, one in rows.values_list(path, sealed)} if has_it else {})
            _add_contacts(found, Contact.objects.filter(number_index__in=values.distinct()))


def _reach(found: Concerned) -> None:
    """Add the proved numbers of everybody concerned."""
    behind = Learner.objects.filter(pk__in=list(found.learners), contact__proved_at__isnull=False)
    found.reached.update(behind.values_list("pk", flat=True))
    _add_contacts(found, Contact.objects.filter(learners__in=behind.values("pk")))


def _add_contacts(found: Concerned, contacts: QuerySet[Contact]) -> None:
    found.numbers.update({index: bytes(sealed) for index, sealed in contacts.values_list("number_index", "number_sealed")})
