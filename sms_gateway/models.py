"""The outbox and the numbers that must be left in peace."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sms_gateway import ids, numbers, sealing
from sms_gateway.locks import Moment


class Category(models.TextChoices):
    """What a message is for."""

    CODE = "code", _("code for signing in")
    NUDGE = "nudge", _("nudge")
    NOTICE = "notice", _("notice")


class State(models.TextChoices):
    """Where a message is on its way; nothing leaves SENT backwards, nothing leaves UNKNOWN by being sent again."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("taken by a worker")
    SUBMITTING = "submitting", _("being handed over")
    UNKNOWN = "unknown", _("it may have arrived")
    SENT = "sent", _("handed over")
    FAILED = "failed", _("refused")
    EXPIRED = "expired", _("too late to send")
    DELIVERED = "delivered", _("on the phone")
    SUPPRESSED = "suppressed", _("the number wants no messages")
    CANCELLED = "cancelled", _("withdrawn")


# Nothing has been handed over yet: such a message may still be withdrawn.
WAITING = (State.QUEUED, State.CLAIMED)
# The place of a code in a text: what every list shows. As long as the code itself, so that the parts stay the same.
PLACEHOLDER = "••••••"
# A worker answers for these until the lease is over.
HELD = (State.CLAIMED, State.SUBMITTING)
# From here on it is decided what becomes of a message, or in doubt for good.
UNDECIDED = (State.QUEUED, State.CLAIMED, State.SUBMITTING)


class OutboundMessageQuerySet(models.QuerySet["OutboundMessage"]):
    """Questions asked of the outbox."""

    def newest_first(self) -> Self:
        """Messages in the order of a listing."""
        return self.order_by("-queued_at", "-pk")

    def due(self, moment: Moment) -> Self:
        """Messages whose time has come and is not over, the most urgent first."""
        return self.filter(state=State.QUEUED, not_before__lte=moment, expires_at__gt=moment).order_by("priority", "not_before", "pk")

    def waiting_for(self, index: str) -> Self:
        """Messages to one number of which nothing has been handed over yet; codes, which somebody is waiting for, are left alone."""
        return self.filter(recipient_index=index, state__in=WAITING).exclude(category=Category.CODE)

    def claimed_by(self, worker: str) -> Self:
        """Messages a worker has taken and not begun to hand over."""
        return self.filter(state=State.CLAIMED, worker=worker)

    def suppressed(self) -> Self:
        """Messages to numbers that want none; a code was asked for by whoever holds the phone, stop or no stop."""
        return self.exclude(category=Category.CODE).filter(Exists(Suppression.objects.filter(recipient_index=OuterRef("recipient_index"))))

    def welcome(self) -> Self:
        """Messages to numbers that have not asked to be left in peace, and codes."""
        return self.filter(Q(category=Category.CODE) | ~Exists(Suppression.objects.filter(recipient_index=OuterRef("recipient_index"))))

    def too_late(self, moment: Moment) -> Self:
        """Messages whose last sensible moment has passed."""
        return self.filter(expires_at__lte=moment)

    def still_leased(self, moment: Moment, margin: timedelta) -> Self:
        """Messages whose worker may still act for at least the margin."""
        return self.filter(lease_until__gt=moment + margin)

    def abandoned(self, state: State, moment: Moment) -> Self:
        """Messages whose worker's time is over: it was killed, or is too slow to be trusted."""
        return self.filter(state=state, lease_until__lte=moment)


class OutboundMessage(models.Model):
    """One text to one number, kept from the moment it is wanted to its end."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    key = models.TextField()
    category = models.CharField(max_length=10, choices=Category.choices)
    priority = models.PositiveSmallIntegerField()
    recipient_sealed = models.BinaryField()
    recipient_index = models.CharField(max_length=64, db_index=True)
    proved = models.BooleanField()
    origin = models.TextField(blank=True)
    text = models.TextField()
    # The code whose place the text holds, bound to the key; gone in the same moment as the message.
    secret_sealed = models.BinaryField(null=True)
    segments = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    reference = models.TextField(blank=True)
    reason = models.CharField(max_length=40, blank=True)
    queued_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OutboundMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("text message")
        verbose_name_plural = _("text messages")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="a_key_is_queued_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="a_message_is_in_a_known_state"),
            models.CheckConstraint(condition=Q(segments__gte=1), name="a_message_has_something_to_say"),
            models.CheckConstraint(
                condition=Q(state__in=HELD, lease_until__isnull=False) & ~Q(worker="") | ~Q(state__in=HELD) & Q(lease_until__isnull=True),
                name="a_message_is_held_by_a_worker_for_a_time_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=Q(attempts__gte=1) | ~Q(state__in=[State.SUBMITTING, State.UNKNOWN, State.SENT, State.DELIVERED]),
                name="what_may_have_left_was_counted_first",
            ),
            models.CheckConstraint(
                condition=Q(secret_sealed__isnull=False, category=Category.CODE, state__in=UNDECIDED)
                | Q(secret_sealed__isnull=True) & ~Q(category=Category.CODE, state__in=UNDECIDED),
                name="a_code_stands_sealed_until_it_has_left_and_no_longer",
            ),
        ]
        indexes = [
            models.Index(fields=["priority", "not_before", "id"], condition=Q(state=State.QUEUED), name="messages_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state__in=HELD), name="messages_held"),
        ]

    class Privacy:
        subject = "recipient_index"
        on_erase = "delete"
        what, group = "Text messages to your number", "texts"
        keeps, since, over = timedelta(days=30), "changed_at", ~Q(state__in=UNDECIDED)
        until = "30 days after it went out or was given up; a code is gone at once."
        withheld, coded = ("recipient_index", "secret_sealed"), ("id", "key", "origin", "worker", "lease_until", "priority")
        purposes = {
            "id": "To tell one message from another.",
            "key": "To send the same message only once.",
            "category": "To keep the rules for this kind of message.",
            "priority": "To send what is urgent first.",
            "recipient_sealed": "To send the message; sealed, and opened only at that moment.",
            "recipient_index": "To stop messages to a number without reading the number.",
            "proved": "To leave alone a number whose owner has not confirmed it.",
            "origin": "To find out why the message was sent.",
            "text": "To send it, and to show what was sent; a code stands in it as dots.",
            "secret_sealed": "To send you your code; sealed, and gone as soon as it was handed over or came too late.",
            "segments": "To know what the message costs.",
            "state": "To know whether the message went out.",
            "attempts": "To stop trying in time.",
            "not_before": "To send at a decent hour.",
            "expires_at": "To send nothing that comes too late.",
            "lease_until": "To notice when a program that was sending has died.",
            "worker": "To know which program was sending.",
            "reference": "To ask the phone company about the message.",
            "reason": "To know why a message was not sent.",
            "queued_at": "To know when the message was wanted.",
            "changed_at": "To know when something last happened to the message.",
        }

    def __str__(self) -> str:
        return self.key

    @property
    def recipient(self) -> sealing.SealedNumber:
        """The sealed number, to be opened only on the way out."""
        return sealing.SealedNumber(sealed=bytes(self.recipient_sealed), index=self.recipient_index)

    def opened_text(self) -> str:
        """Return the text as it leaves, with its code; in memory only, for the moment of handing over."""
        if self.secret_sealed is None:
            return self.text
        return self.text.replace(PLACEHOLDER, sealing.open_text(bytes(self.secret_sealed), about=self.key))

    @property
    def recipient_masked(self) -> str:
        """The end of the number, for screens; opened in memory only."""
        try:
            return numbers.masked(sealing.open(self.recipient))
        except sealing.CannotOpen:
            return "•••"  # a listing must not fall because of one lost key


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """A stop while the key of the index is being changed: it knows no number, so it follows the numbers that are met."""

    def spread(self, number: sealing.SealedNumber) -> None:
        """Let a stop under any index of a number hold under its own index, too."""
        own, *others = number.indexes
        if others and (stop := self.filter(recipient_index__in=others).first()):
            Suppression.objects.bulk_create([Suppression(recipient_index=own, since=stop.since, source=stop.source)], ignore_conflicts=True)

    def carry(self, old: str, new: str) -> int:
        """Move a stop from one index to another; return how many that were, none or one."""
        for stop in self.filter(recipient_index=old):
            Suppression.objects.bulk_create([Suppression(recipient_index=new, since=stop.since, source=stop.source)], ignore_conflicts=True)
        return self.filter(recipient_index=old).delete()[0]


class Suppression(models.Model):
    """A number that wants no messages. Only its index is kept, to be able to keep the promise."""

    recipient_index = models.CharField(max_length=64)
    since = models.DateTimeField()
    source = models.CharField(max_length=40)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("number left in peace")
        verbose_name_plural = _("numbers left in peace")
        constraints = [models.UniqueConstraint(fields=["recipient_index"], name="a_number_is_left_in_peace_once")]

    class Privacy:
        subject = "recipient_index"
        on_erase = "keep"
        what, group = "That a number wants no texts", "texts"
        until = "Until somebody asks for reminders on it again: that is the promise."
        withheld = ("recipient_index",)
        purposes = {
            "id": "To tell one entry from another.",
            "recipient_index": "To keep the promise to send nothing more, also after everything else is erased.",
            "since": "To know from when on nothing may be sent.",
            "source": "To know where the wish was said.",
        }

    def __str__(self) -> str:
        return f"{self.source}, {self.since:%Y-%m-%d}"
