"""What was decided about reminders."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.models.people import Contact
from learning.models.progress import Enrolment


class NudgeDecision(models.Model):
    """What was decided when a nudge fell due, and why; also when nothing was sent."""

    class Outcome(models.TextChoices):
        """What came of it."""

        SENT = "sent", _("Handed to the outbox")
        FINISHED = "finished", _("The course is finished")
        NO_CONTACT = "no_contact", _("No number was left")
        NO_CONSENT = "no_consent", _("No consent, or withdrawn")
        STOPPED = "stopped", _("The number said stop")
        HELD_OUT = "held_out", _("In the group without reminders")
        CAPPED = "capped", _("The number had enough messages lately")
        TOO_LATE = "too_late", _("Overdue by more than a day")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="decisions")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="decisions")
    step = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    key = models.CharField(max_length=100, unique=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "outcome", "decided_at"], name="decisions_of_a_number")]

    def __str__(self) -> str:
        return self.key

    class Privacy:
        subject = "enrolment__learner"
        on_erase = "delete"
        what, group = "Reminders: what was decided", "texts"
        coded = ("key",)
        keeps, since = timedelta(days=396), "decided_at"
        until = "13 months."
        purposes = {
            "id": "Asked for by the database.",
            "enrolment": "Whose reminder.",
            "contact": "Which number, to keep within the limits per number.",
            "step": "Which reminder of this absence.",
            "outcome": "What was decided and why.",
            "due_at": "When it fell due.",
            "decided_at": "When it was decided.",
            "key": "So that no reminder goes out twice.",
        }
