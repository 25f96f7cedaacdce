"""Row first, bell after commit, sweeper behind: what may be sent, and what may not be sent any more."""

from datetime import datetime, timedelta

from celery import current_app
from django.db import transaction

from sms_gateway import links, locks, sealing, segments
from sms_gateway.ids import uuid7
from sms_gateway.models import PLACEHOLDER, Category, OutboundMessage, State, Suppression
from sms_gateway.sealing import SealedNumber

# A part costs the programme a full message; the ceilings are decisions F9.
SEGMENT_CEILING = {Category.CODE: 1, Category.NUDGE: 1, Category.NOTICE: 1}
PRIORITY = {Category.CODE: 0, Category.NOTICE: 3, Category.NUDGE: 5}
# A late nudge is worse than none.
LIFETIME = timedelta(hours=24)


class TextRefused(ValueError):
    """A text that this gateway does not carry."""


class WrongLength(TextRefused):
    """A text that says nothing, or costs more parts than its category may."""

    def __init__(self, parts: int, ceiling: int) -> None:
        super().__init__(f"The text takes {parts} parts; 1 to {ceiling} are allowed.")
        self.parts, self.ceiling = parts, ceiling


class ContainsLink(TextRefused):
    """A text with something that can be tapped."""

    def __init__(self, link: str) -> None:
        super().__init__(f"The text contains a link: {link}")
        self.link = link


class NoPlaceForCode(TextRefused):
    """A code whose text does not hold its place once, a code of another length, or a text that says "code" and brings none."""

    def __init__(self) -> None:
        super().__init__(f"A code has {len(PLACEHOLDER)} digits, and its text holds the place for it, {PLACEHOLDER}, once.")


def enqueue(
    *,
    to: SealedNumber,
    text: str,
    key: str,
    category: Category,
    proved: bool,
    origin: str = "",
    secret: str = "",
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    now: datetime | None = None,
) -> OutboundMessage:
    """Queue one SMS and return its row. The same key never sends twice: a repeat returns the first row unchanged.

    A code comes as `secret`, and the text holds its place (`PLACEHOLDER`): it is put in while the message is handed over, and never stored plain.
    """
    moment = locks.moment(now)
    wanted = OutboundMessage(
        pk=uuid7(),
        key=key,
        category=category,
        priority=PRIORITY[category],
        recipient_sealed=to.sealed,
        recipient_index=to.index,
        proved=proved,
        origin=origin,
        text=text,
        secret_sealed=_sealed(secret, key=key, text=text, category=category),
        segments=_allowed(text, secret, SEGMENT_CEILING[category]),
        not_before=not_before or moment,
        expires_at=expires_at or (not_before or moment) + LIFETIME,
        queued_at=moment,
        changed_at=moment,
    )
    OutboundMessage.objects.bulk_create([wanted], ignore_conflicts=True)
    message = OutboundMessage.objects.get(key=key)
    if message.pk == wanted.pk and message.not_before <= message.queued_at:
        _ring_after_commit(message)
    return message


@transaction.atomic
def suppress(*, index: str, source: str, now: datetime | None = None) -> None:
    """Leave a number in peace from now on; what waits for it is not sent, but for a code that somebody asked for just now."""
    moment = locks.moment(now)
    Suppression.objects.bulk_create([Suppression(recipient_index=index, since=moment, source=source)], ignore_conflicts=True)
    _withdraw(index, State.SUPPRESSED, moment)


def lift(*, index: str) -> None:
    """Let messages reach a number again; what was withdrawn stays withdrawn."""
    Suppression.objects.filter(recipient_index=index).delete()


@transaction.atomic
def cancel(*, index: str, now: datetime | None = None) -> int:
    """Withdraw what waits for a number, codes excepted, and return how many messages that were."""
    return _withdraw(index, State.CANCELLED, locks.moment(now))


def _sealed(secret: str, *, key: str, text: str, category: Category) -> bytes | None:
    if category != Category.CODE and not secret:
        return None
    if category != Category.CODE or text.count(PLACEHOLDER) != 1 or len(secret) != len(PLACEHOLDER) or not (secret.isascii() and secret.isdigit()):
        raise NoPlaceForCode
    return sealing.seal_text(secret, about=key)


def _allowed(text: str, secret: str, ceiling: int) -> int:
    # The parts of what leaves; the link, which a refusal names, of what may be shown.
    parts = segments.count(text.replace(PLACEHOLDER, secret) if secret else text).parts
    if not 1 <= parts <= ceiling:
        raise WrongLength(parts, ceiling)
    if link := links.first(text):
        raise ContainsLink(link)
    return parts


def _withdraw(index: str, state: State, moment: locks.Moment) -> int:
    # Taken rows too: their worker looks once more before it hands anything over.
    # Locked in one order, so that two withdrawals cannot block each other.
    waiting = locks.held(OutboundMessage.objects.waiting_for(index).order_by("pk"))
    keys = list(waiting.values_list("pk", flat=True))
    return OutboundMessage.objects.filter(pk__in=keys).update(state=state, worker="", lease_until=None, secret_sealed=None, changed_at=moment)


def _ring_after_commit(message: OutboundMessage) -> None:
    # robust: when the broker is down the row still waits for the sweeper, and nobody's request fails or is held up by retries.
    # A lambda: a partial crashes Django's error branch.
    transaction.on_commit(lambda: current_app.send_task("sms_gateway.deliver", [str(message.pk)], retry=False, ignore_result=True), robust=True)
