"""Leaving a telephone number, and taking it back: with the words one agreed to, and never without."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from learning import profile
from learning.models import Consent, Contact, Learner
from sms_gateway import numbers, outbox, sealing
from sms_gateway.models import Suppression

VERSION = "2026-12"
TEXT = _(
    "I want short reminders from Chbas on this number, at most two a week, between 8 in the morning and 8 in the evening. "
    "They never contain a link and never ask for a code. I can stop them at any time. "
    "If somebody stopped texts to this number before, mine may come again; whoever shares it with me agrees."
)
_HERE = "web"  # where a wish was said: on these pages


class TooYoung(Exception):
    """Under 15, or the age is not known and was not confirmed: no number is kept."""


class Terms(NamedTuple):
    """Whether somebody may leave a number at all, and whether they must first tick "I am 15 or older" (decisions C5)."""

    may_leave: bool
    must_confirm_age: bool


def terms(learner: Learner) -> Terms:
    """Return what their age band allows: under 15 leaves no number; where it was not asked or not said, a tick is needed."""
    age = profile.latest(learner).get("age", profile.NOT_SAID)
    return Terms(may_leave=age != profile.UNDER_15, must_confirm_age=age == profile.NOT_SAID)


@transaction.atomic
def leave(*, learner: Learner, number: str, is_15: bool, now: datetime) -> Contact:
    """Keep the number sealed, with the consent given on this page. Raises `numbers.NotAMobile` or `TooYoung`."""
    allowed = terms(learner)
    if not allowed.may_leave or (allowed.must_confirm_age and not is_15):
        raise TooYoung
    sealed = sealing.seal(numbers.parse(number))
    defaults = {"number_sealed": sealed.sealed, "bucket": bucket(sealed.index), "left_at": now}
    contact = Contact.objects.get_or_create(number_index=sealed.index, defaults=defaults)[0]
    if learner.contact_id not in {None, contact.pk}:
        drop(learner=learner, now=now)
    learner.contact = contact
    learner.save(update_fields=["contact"])
    _say(learner, contact.number_index, granted=True, now=now)
    _lift(contact.number_index)
    return contact


@transaction.atomic
def drop(*, learner: Learner, now: datetime) -> None:
    """Withdraw the consent and let go of the number; nobody else uses it, it is erased. Nothing queued for it is sent for this person."""
    contact = learner.contact
    if contact is None:
        return
    _say(learner, contact.number_index, granted=False, now=now)
    learner.contact = None
    learner.save(update_fields=["contact"])
    # Also where others use the number: a reminder too few is better than one after a no.
    outbox.cancel(index=contact.number_index)
    if not contact.learners.exists():
        contact.delete()


@transaction.atomic
def stop(*, number: str, now: datetime) -> None:
    """Send nothing to this number any more, whoever left it, until somebody asks for it anew (`leave`). Raises `numbers.NotAMobile`."""
    index = sealing.index(numbers.parse(number))
    outbox.suppress(index=index, source=_HERE)
    for learner in Learner.objects.filter(contact__number_index=index):
        _say(learner, index, granted=False, now=now)


def agreed(learner: Learner) -> bool:
    """Whether the newest word of this person about reminders to the present number is yes."""
    said = learner.consents.filter(purpose=Consent.Purpose.SMS, number_index=learner.contact.number_index) if learner.contact else None
    newest = said.order_by("-at", "-id").first() if said is not None else None
    return bool(newest and newest.granted)


def bucket(index: str) -> int:
    """Return 0-99, fixed by the number for good (measurement.md 5)."""
    return int.from_bytes(hashlib.sha256(f"hold-out:{index}".encode()).digest()[:8], "big") * 100 // 2**64


def _lift(index: str) -> None:
    """End a stop that was said on these pages: the yes that was just given says so in its own words.

    Nobody is asked who they are on /stop/, so nobody can tell later whose stop it was. Kept against a fresh yes it would shut out
    for good whoever stopped by mistake. What the stop said for everybody else on the number still holds: `stop` wrote a no for each,
    and each hears from us again only after a yes of their own. A stop that came another way, such as from the phone itself, proves
    more than this page does and is not lifted here.
    """
    if Suppression.objects.filter(recipient_index=index, source=_HERE).exists():
        outbox.lift(index=index)


def _say(learner: Learner, index: str, *, granted: bool, now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        wording = hashlib.sha256(str(TEXT).encode()).hexdigest()
    Consent.objects.create(
        learner=learner, number_index=index, purpose=Consent.Purpose.SMS, granted=granted, text_version=VERSION,
        text_sha256=wording, language=settings.LANGUAGE_CODE, channel=_HERE, at=now,
    )  # fmt: skip
