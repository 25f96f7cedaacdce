"""A number one has proved: reminders to it, letting go of it, and stopping every text."""

import hashlib
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from learning import consents, profile
from learning.models import Consent, Contact, Learner
from sms_gateway import numbers, outbox, sealing
from sms_gateway.models import Suppression

_HERE = "web"  # where a wish was said: on these pages


class NoNumber(Exception):
    """No proved number to send reminders to."""


class Terms(NamedTuple):
    """Whether somebody may give a number at all, and whether they must first tick "I am 15 or older" (decisions C5)."""

    may_leave: bool
    must_confirm_age: bool


def terms(learner: Learner | None) -> Terms:
    """Return what their age band allows: under 15 gives no number; where it was not asked or not said, a tick is needed."""
    age = profile.latest(learner).get("age", profile.NOT_SAID) if learner else profile.NOT_SAID
    return Terms(may_leave=age != profile.UNDER_15, must_confirm_age=age == profile.NOT_SAID)


@transaction.atomic
def remind(*, learner: Learner, now: datetime) -> None:
    """Write down the yes to reminders on the proved number. Raises `NoNumber`."""
    contact = learner.contact
    if contact is None or contact.proved_at is None:
        raise NoNumber
    consents.say(learner, Consent.Purpose.SMS, granted=True, now=now, index=contact.number_index)
    _lift(contact.number_index)


@transaction.atomic
def silence(*, learner: Learner, now: datetime) -> None:
    """Write down the no to reminders; the number stays for signing in. Nothing queued for it is sent for this person."""
    if learner.contact:
        consents.say(learner, Consent.Purpose.SMS, granted=False, now=now, index=learner.contact.number_index)
        # Also where others use the number: a reminder too few is better than one after a no.
        outbox.cancel(index=learner.contact.number_index)


@transaction.atomic
def drop(*, learner: Learner, now: datetime) -> None:
    """Withdraw the consent and let go of the number; when nobody else uses it, it is erased with its account and every session of it."""
    contact = learner.contact
    if contact is None:
        return
    silence(learner=learner, now=now)
    learner.contact = None
    learner.save(update_fields=["contact"])
    if not contact.learners.exists():
        erase(contact)


def erase(contact: Contact) -> Counter[str]:
    """Erase a number that nobody uses any more: the row, the account that signed in by it, and what waits for it; return how many rows went."""
    account = contact.user
    outbox.cancel(index=contact.number_index)
    counts = Counter(contact.delete()[1])
    if account:
        counts.update(account.delete()[1])
    return counts


@transaction.atomic
def stop(*, number: str, now: datetime) -> None:
    """Send nothing to this number any more, whoever left it, until somebody asks for it anew (`remind`). Raises `numbers.NotAMobile`."""
    index = sealing.index(numbers.parse(number))
    outbox.suppress(index=index, source=_HERE)
    for learner in Learner.objects.filter(contact__number_index=index):
        consents.say(learner, Consent.Purpose.SMS, granted=False, now=now, index=index)


def agreed(learner: Learner) -> bool:
    """Whether the newest word of this person about reminders to the present number is yes, to the text of today."""
    return bool(learner.contact and consents.agreed(learner, Consent.Purpose.SMS, learner.contact.number_index))


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
