"""Erasing a person: at once nothing works any more, for seven days it can be undone, then everything is gone. Driven by the notes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from learning import contacts, learners, texting
from learning.models import Contact, Erasure, Learner
from learning.privacy import ledger, reach
from learning.privacy.notes import Note, Way, about_people, way
from sms_gateway import locks

UNDO = timedelta(days=7)


@transaction.atomic
def ask(learner: Learner, now: datetime) -> Erasure:
    """From now on nothing of this person works but the undo: no session, no open form, no code to carry, no reminder. Asking twice is asking once."""
    row, is_new = Erasure.objects.get_or_create(learner=learner.pk, defaults={"asked_at": now, "due_at": now + UNDO})
    if not is_new:
        return row
    Learner.objects.filter(pk=learner.pk).update(leaving_at=now)
    learners.retire(learner, now)
    learner.carries.all().delete()
    learner.enrolments.update(nudge_at=None)  # after an undo the next answer plans the reminders anew
    if learner.contact:
        texting.withdraw(learner.contact)
    sessions().objects.filter(learner=learner.pk).delete()
    transaction.on_commit(lambda: ledger.asked(row), robust=True)  # robust: `ledger.catch_up` writes what a full disk refused
    return row


@transaction.atomic
def undo(learner: Learner, now: datetime) -> bool:
    """Let everything be as it was; False when it is too late."""
    held = locks.held(Learner.objects.filter(pk=learner.pk, leaving_at__isnull=False)).first()
    if held is None:
        return False
    Learner.objects.filter(pk=learner.pk).update(leaving_at=None)
    learner.leaving_at = None
    ledger.undone(learner.pk, now)  # before the commit: no restore may erase somebody who had taken it back
    Erasure.objects.filter(learner=learner.pk).delete()
    return True


def due_at(learner: Learner) -> datetime | None:
    """Return until when this person can undo it; None for somebody who did not ask."""
    return Erasure.objects.filter(learner=learner.pk).values_list("due_at", flat=True).first()


def erase_due(now: datetime) -> int:
    """Erase whoever asked seven days ago; return how many people that were. Each in a transaction: killed, it goes on where it stopped."""
    due = list(Erasure.objects.filter(due_at__lte=now, done_at=None).values_list("learner", flat=True))
    erased = sum(finish(one, now) for one in due)
    ledger.catch_up(now)
    return erased


@transaction.atomic
def finish(pk: UUID, now: datetime) -> bool:
    """Carry out what was asked; False where somebody else was faster, or it was undone in this moment."""
    row = locks.held(Erasure.objects.filter(learner=pk, done_at=None)).first()
    if row is None:
        return False
    row.gone, row.done_at = dict(gone(pk)), now
    row.save(update_fields=["gone", "done_at"])
    transaction.on_commit(lambda: ledger.done(row, now), robust=True)
    return True


@transaction.atomic
def gone(pk: UUID) -> Counter[str]:
    """Delete every row of a person from every table, as the notes say; return how many went, per table.

    A number that nobody else uses goes too, with its account and every text to it. That a number said stop stays, as it promises.
    """
    contact = locks.held(Contact.objects.filter(learners=pk)).first()  # first: nobody may come to share the number meanwhile
    learner = locks.held(Learner.objects.filter(pk=pk)).first()
    who = reach.person(learner) if learner else reach.Person((pk,))
    is_last = learner is not None and contact is not None and not reach.is_shared(learner)
    counts = _delete(replace(who, is_alone=is_last))  # the last one takes the number along, proved or not
    counts.update(Learner.objects.filter(pk=pk).delete()[1])
    if contact and is_last:
        counts.update(contacts.erase(contact))
    return counts


@transaction.atomic
def gone_together(pks: Iterable[UUID]) -> Counter[str]:
    """The same for many people at once, none of whom has a number."""
    who = reach.Person(tuple(pks))
    counts = _delete(who)
    counts.update(Learner.objects.filter(pk__in=who.ids).delete()[1])
    return counts


@transaction.atomic
def forget_number(index: str) -> Counter[str]:
    """Delete what is held of a number that nobody learns with: texts, codes, who looked; the contact with its account, if one is left."""
    if Learner.objects.filter(contact__number_index=index).exists():
        return Counter()
    counts = _delete(reach.Person(index=index, is_alone=True))
    if contact := Contact.objects.filter(number_index=index).first():
        counts.update(contacts.erase(contact))
    return counts


def replay(files: Iterable[Path], now: datetime) -> Counter[str]:
    """After a restore: erase again whoever was erased since the copy was made, and ask again for whoever had asked; return how many of each."""
    counts: Counter[str] = Counter()
    for entry in ledger.read(files).values():
        learner = Learner.objects.filter(pk=entry.learner).first()
        if learner is None or entry.asked_at is None:
            continue
        row = ask(learner, entry.asked_at)
        is_due = entry.is_done or row.due_at <= now
        counts["erased" if is_due and finish(learner.pk, now) else "asked"] += 1
    return counts


def sessions() -> Any:  # noqa: ANN401 -- its class stands in the roof
    """Return the table of sessions, which says whose each one is; asked of the settings."""
    return import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()


# These go last and by hand: everything hangs on them, and one number may serve several people.
_LAST = frozenset({"learning.Learner", "learning.Contact", settings.AUTH_USER_MODEL})


def _delete(who: reach.Person) -> Counter[str]:
    counts: Counter[str] = Counter()
    # By number first: which texts to a shared number are this person's stands in rows that go afterwards.
    for model, said in sorted(about_people(), key=lambda one: _is_by_number(*one), reverse=True):
        if said.on_erase == "delete" and model._meta.label not in _LAST:  # noqa: SLF001 -- Django's documented API
            counts.update(reach.rows(model, who).delete()[1])
    return counts


def _is_by_number(model: type[Model], said: Note) -> bool:
    return any(way(model, path) == Way.NUMBER for path in said.paths)
