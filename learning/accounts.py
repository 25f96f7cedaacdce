"""From a number that was proved to the people who learn behind it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from learning import contacts, learners
from learning.models import Contact, Learner, Look
from sms_gateway import locks, outbox
from sms_gateway.models import Category, OutboundMessage
from sms_gateway.sealing import SealedNumber

RECYCLED = timedelta(days=365)  # operators give a number that sleeps to somebody else


@transaction.atomic
def of_number(number: SealedNumber, now: datetime) -> AbstractBaseUser:
    """Return the account of a number whose code was just typed back; made now if there is none.

    Who left the number without proving it, or proved it last a year ago, has no claim on it any more: the new owner sees nothing of theirs.
    """
    fresh = {"number_sealed": number.sealed, "bucket": contacts.bucket(number.index), "left_at": now}
    contact = Contact.objects.get_or_create(number_index=number.index, defaults=fresh)[0]
    contact = locks.held(Contact.objects.filter(pk=contact.pk)).get()
    if contact.proved_at is None or contact.proved_at < now - RECYCLED:
        _start_anew(contact, now)
    account: AbstractBaseUser = contact.user or _new_account()
    Contact.objects.filter(pk=contact.pk).update(user=account, proved_at=now)
    return account


def family(user: AbstractBaseUser) -> list[Learner]:
    """Return who learns behind the number of this account, the first one first."""
    return list(Learner.objects.filter(contact__user_id=user.pk, leaving_at=None).order_by("made_at", "pk"))


@transaction.atomic
def arrive(request: HttpRequest, user: AbstractBaseUser, now: datetime) -> str:
    """Let somebody who just proved a number go on where they belong; return the address that is next.

    With nobody behind the number yet, what this phone's guest has done becomes theirs. Else they say who they are first, unless there
    is one person only, without a PIN, and nothing done here that would have to be joined to it.
    """
    learners.note_proof(request, now)
    guest, known = learners.of(request), family(user)
    if not known and Learner.objects.filter(contact__user_id=user.pk, leaving_at__isnull=False).exists():
        learners.wait(request, now)
        return reverse("learning:undo")  # whoever asked to be erased can take it back; from there one can also start anew
    if not known:
        learner = guest or Learner.objects.create(made_at=now, joinable_until=now)
        learner.contact = Contact.objects.get(user_id=user.pk)
        learner.save(update_fields=["contact"])
    elif len(known) == 1 and not guest and not known[0].pin:
        learner = known[0]
    else:
        learners.wait(request, now)
        return reverse("learning:who")
    learners.enter(request, learner, now)
    return reverse("learning:home")


def _start_anew(contact: Contact, now: datetime) -> None:
    Learner.objects.filter(contact=contact).update(contact=None)
    if account := contact.user:
        contact.user = None
        contact.save(update_fields=["user"])
        account.delete()  # with it every session of whoever had the number before loses its way in
    # What was planned for, or refused by, whoever had the number before.
    outbox.cancel(index=contact.number_index)
    outbox.lift(index=contact.number_index)
    # What was sent to them, and who looked at that. Codes of today stay: they are this person's, and their limits count them.
    sent = OutboundMessage.objects.filter(recipient_index=contact.number_index)
    sent.exclude(category=Category.CODE, queued_at__gt=now - timedelta(days=1)).delete()
    Look.objects.filter(number_index=contact.number_index).delete()


def _new_account() -> Any:  # noqa: ANN401 -- its class stands in the roof
    model = get_user_model()
    account = model(username=f"citizen-{uuid.uuid4().hex}")  # opaque: no number, and nothing one could guess
    account.set_unusable_password()
    account.save()
    return account
