"""The one way from learning to a text message: consent, stop list and waking hours stand in front of it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from learning import policy
from learning.models import Contact
from sms_gateway import outbox
from sms_gateway.models import Category, OutboundMessage, Suppression
from sms_gateway.sealing import SealedNumber

# At most 70 UTF-16 units in Khmer: one SMS (tests/learning/test_texting.py). No name, no lesson, no score: phones are shared.
NUDGES = (
    _("Chbas: your next short lesson is waiting. To stop: open Stop text messages on our site."),
    _("Chbas: we have kept your place. To stop: open Stop text messages on our site."),
)


def is_stopped(contact: Contact) -> bool:
    """Whether the number said stop."""
    return Suppression.objects.filter(recipient_index=contact.number_index).exists()


def send(*, contact: Contact, text: str, key: str, now: datetime) -> OutboundMessage:
    """Queue one message for waking hours; the same key never sends twice. To a number nobody proved no network carries it (F7)."""
    leaves = policy.waking(now)
    return outbox.enqueue(
        to=SealedNumber(bytes(contact.number_sealed), contact.number_index),
        text=text,
        key=key,
        category=Category.NUDGE,
        proved=contact.proved_at is not None,
        not_before=leaves,
        expires_at=policy.expires_at(leaves),
    )


def withdraw(contact: Contact) -> None:
    """Send nothing of what still waits for this number."""
    outbox.cancel(index=contact.number_index)
