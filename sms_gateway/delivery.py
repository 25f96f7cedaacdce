"""From the outbox to a provider: claim, look once more, hand over, write down what became of it.

Two commits stand before the first byte: a claim, which a killed worker simply loses, and "submitting",
after which nobody sends this message again unless the provider surely did not get it.
"""

import logging
import os
import secrets
import socket
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import F

from sms_gateway import locks, providers, sealing
from sms_gateway.models import UNDECIDED, Category, OutboundMessage, OutboundMessageQuerySet, State, Suppression

log = logging.getLogger(__name__)

CLAIM_LEASE = timedelta(seconds=30)
CLAIM_MARGIN = timedelta(seconds=1)
# Longer than any provider may take (providers/http_json.py), or a message on its way would be called lost.
SUBMIT_LEASE = timedelta(seconds=90)
LONGEST_PAUSE = timedelta(seconds=60)
# So many in a row without success: the provider is ill, and each further try could be one more message in doubt.
PATIENCE = 5
IN_ONE_SWEEP = 500


class Outcome(TypedDict, total=False):
    """The columns that say what became of a message."""

    state: State
    reason: str
    reference: str
    not_before: locks.Moment


@dataclass(frozen=True, slots=True)
class Reaped:
    """What dead workers and passed time left behind."""

    requeued: int
    unknown: int
    expired: int


def deliver(pk: UUID, *, now: datetime | None = None) -> State | None:
    """Carry one message if it is due and nobody else has it; return its new state, or None."""
    provider = providers.current()
    message = claim(pk=pk, now=now)
    return hand_over(message, provider, now=now) if message else None


def drain(limit: int, *, now: datetime | None = None) -> int:
    """Carry up to so many due messages, the most urgent first; return how many were taken up."""
    provider = providers.current()
    taken = failed_in_a_row = 0
    while taken < limit and failed_in_a_row < PATIENCE and (message := claim(now=now)):
        taken += 1
        state = hand_over(message, provider, now=now)
        failed_in_a_row = failed_in_a_row + 1 if state in {State.QUEUED, State.UNKNOWN} else 0
    return taken


def sweep() -> int:
    """Tidy up after dead workers, then carry what no bell has announced."""
    reap()
    return drain(IN_ONE_SWEEP)


@transaction.atomic
def reap(*, now: datetime | None = None) -> Reaped:
    """Free what dead workers took, put in doubt what they were handing over, end what comes too late."""
    moment = locks.moment(now)
    messages = OutboundMessage.objects.all()
    # Nothing was written for a claim, so it is safe to queue it again; "submitting" may have reached the phone.
    requeued = _move(_free(messages.abandoned(State.CLAIMED, moment)), {"state": State.QUEUED}, moment)
    unknown = _move(_free(messages.abandoned(State.SUBMITTING, moment)), {"state": State.UNKNOWN, "reason": "worker-lost"}, moment)
    expired = _move(_free(messages.filter(state=State.QUEUED).too_late(moment)), {"state": State.EXPIRED}, moment)
    return Reaped(requeued, unknown, expired)


@transaction.atomic(durable=True)
def claim(*, pk: UUID | None = None, now: datetime | None = None) -> OutboundMessage | None:
    """Take one due message, or the one asked for, so that no other worker does; a killed worker only loses its lease."""
    moment = locks.moment(now)
    due = OutboundMessage.objects.due(moment)
    message = locks.claimable(due.filter(pk=pk) if pk else due).first()
    if message:
        # A name for this claim alone: a worker that slept past its lease can't act on a later claim of its own.
        message.worker = f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"
        OutboundMessage.objects.filter(pk=message.pk).update(
            state=State.CLAIMED, worker=message.worker, lease_until=moment + CLAIM_LEASE, changed_at=moment
        )
    return message


def hand_over(message: OutboundMessage, provider: providers.Provider, *, now: datetime | None = None) -> State | None:
    """Hand a claimed message to the provider, if it still may leave; return its new state, or None if the claim is lost."""
    moment = locks.moment(now)
    if not _begin(message, moment):
        return _give_up(message, moment)
    outcome = _outcome(message, provider, moment)
    return outcome["state"] if _finish(message, outcome, moment) else None


def pause(attempts: int, share: float) -> timedelta:
    """Wait up to 2^attempts seconds before the next try; a random share, so that many workers do not return at once.

    >>> pause(attempts=3, share=0.5), pause(attempts=40, share=1.0)
    (datetime.timedelta(seconds=4), datetime.timedelta(seconds=60))
    """
    return min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_PAUSE) * share


@transaction.atomic(durable=True)
def _begin(message: OutboundMessage, moment: locks.Moment) -> bool:
    """Write down that the message leaves now. Only after this commit may a byte leave."""
    Suppression.objects.spread(message.recipient)
    mine = OutboundMessage.objects.filter(pk=message.pk).claimed_by(message.worker).still_leased(moment, CLAIM_MARGIN)
    begun = mine.filter(expires_at__gt=moment).welcome()
    return bool(begun.update(state=State.SUBMITTING, attempts=F("attempts") + 1, lease_until=moment + SUBMIT_LEASE, changed_at=moment))


def _give_up(message: OutboundMessage, moment: locks.Moment) -> State | None:
    """Say why a claimed message did not leave; a lost lease is the reaper's business."""
    mine = OutboundMessage.objects.filter(pk=message.pk).claimed_by(message.worker)
    if _move(mine.suppressed(), {"state": State.SUPPRESSED}, moment):
        return State.SUPPRESSED
    if _move(mine.too_late(moment), {"state": State.EXPIRED}, moment):
        return State.EXPIRED
    return None


def _outcome(message: OutboundMessage, provider: providers.Provider, moment: locks.Moment) -> Outcome:
    """Call the provider, outside any transaction: it may take seconds."""
    # An unproved number gets its code and nothing else from a network (decisions F7): else nobody could ever prove one.
    if not (message.proved or message.category == Category.CODE or provider.carries_to_unproved):
        return {"state": State.FAILED, "reason": "unproved"}
    try:
        outgoing = providers.Outgoing(to=sealing.open(message.recipient), text=message.opened_text(), key=message.key)
        reference = provider.submit(outgoing)
    except (providers.Rejected, sealing.CannotOpen) as refusal:
        return {"state": State.FAILED, "reason": refusal.reason}
    except providers.NotSent as hindrance:
        again = moment + pause(message.attempts + 1, secrets.SystemRandom().random())
        return {"state": State.QUEUED, "reason": hindrance.reason, "not_before": again}
    except providers.Unknown as doubt:
        return {"state": State.UNKNOWN, "reason": doubt.reason}
    except Exception as mistake:  # noqa: BLE001 -- nobody foresaw it, and its own words may hold the text or the number
        place = traceback.extract_tb(mistake.__traceback__)[-1]
        log.error("a provider failed: %s in %s:%s", type(mistake).__name__, place.filename, place.lineno)  # noqa: TRY400 -- see above
        return {"state": State.UNKNOWN, "reason": "provider-fault"}
    return {"state": State.SENT, "reason": "", "reference": reference}


def _finish(message: OutboundMessage, outcome: Outcome, moment: locks.Moment) -> bool:
    # A worker that was thought lost may still bring certainty, but nothing in doubt is ever queued again.
    before = [State.SUBMITTING] if outcome["state"] == State.QUEUED else [State.SUBMITTING, State.UNKNOWN]
    return bool(_move(OutboundMessage.objects.filter(pk=message.pk, worker=message.worker, state__in=before), outcome, moment))


def _free(messages: OutboundMessageQuerySet) -> OutboundMessageQuerySet:
    """Only rows that nobody is writing just now: the reaper never waits, so it can't block a worker that waits for it."""
    return OutboundMessage.objects.filter(pk__in=locks.claimable(messages).values("pk"))


def _move(messages: OutboundMessageQuerySet, outcome: Outcome, moment: locks.Moment) -> int:
    """Write an outcome, end the lease, return how many rows that were. A code goes with whatever is not tried again."""
    if outcome["state"] not in UNDECIDED:
        return messages.update(**outcome, secret_sealed=None, lease_until=None, changed_at=moment)
    return messages.update(**outcome, lease_until=None, changed_at=moment)
