"""Which rows of a table are one person's: followed along the paths of the notes. Export and erasure ask the same question here."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from learning.models import Learner, NudgeDecision
from learning.privacy.notes import Way, note, way

_NOBODYS = Q(pk__in=[])


@dataclass(frozen=True)
class Person:
    """What leads to the rows of somebody: a random number; a telephone number and its account, where they have one.

    Or of many at once, who have no number.
    """

    ids: tuple[UUID, ...] = ()
    index: str = ""
    account: int | None = None
    # Nobody else uses the number. Of one that is shared only what names this person's own reminders is theirs.
    is_alone: bool = False


def person(learner: Learner) -> Person:
    """Return what leads to the rows of a learner. A number that was never proved proves nothing about who has it: only reminders count."""
    contact = learner.contact
    if contact is None:
        return Person((learner.pk,))
    is_alone = contact.proved_at is not None and not is_shared(learner)
    return Person((learner.pk,), contact.number_index, contact.user_id, is_alone)


def is_shared(learner: Learner) -> bool:
    """Whether somebody else uses the same number."""
    return learner.contact is not None and learner.contact.learners.exclude(pk=learner.pk).exists()


def rows(model: type[Model], who: Person) -> QuerySet[Model]:
    """Return the rows of one of our tables that are this person's."""
    said = note(model)
    wanted = _NOBODYS
    for path in said.paths if said else ():
        wanted |= _along(model, path, who)
    return model._base_manager.filter(wanted)  # noqa: SLF001 -- Django's documented API


def _along(model: type[Model], path: str, who: Person) -> Q:
    match way(model, path):
        case Way.LEARNER:
            return Q(**{f"{path}__in": who.ids})
        case Way.KEY:
            return reduce(or_, (Q(**{f"{path}__contains": str(one)}) for one in who.ids), _NOBODYS)
        case Way.ACCOUNT:
            return Q(**{path: who.account}) if who.is_alone and who.account else _NOBODYS
        case Way.NUMBER if who.index:
            return Q(**{path: who.index}) if who.is_alone else _own_of_shared(model, path, who)
    return _NOBODYS


def _own_of_shared(model: type[Model], path: str, who: Person) -> Q:
    """Of a number that several people use: the texts that were sent because of this person."""
    if not any(field.name == "key" for field in model._meta.concrete_fields):  # noqa: SLF001 -- as above
        return _NOBODYS
    return Q(**{path: who.index, "key__in": NudgeDecision.objects.filter(enrolment__learner__in=who.ids).values("key")})
