"""Messages that people hand in because they doubt them, without what leads to a person, and what a trainer says of those that look alike."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.blocks import Channel
from courses.models import LessonPage
from quizzes.models.questions import Question

_YEAR = timedelta(days=365)


class Verdict(models.TextChoices):
    """What a trainer says of a message."""

    SCAM = "scam", _("It is a scam")
    GENUINE = "genuine", _("It is real")
    UNCLEAR = "unclear", _("We cannot tell")


class SaidSender(models.TextChoices):
    """Who the message says it is from."""

    BANK = "bank", _("A bank")
    GOVERNMENT = "government", _("A ministry or public office")
    PHONE = "phone", _("A telephone company")
    SHOP = "shop", _("A shop or delivery")
    JOB = "job", _("An employer")
    FRIEND = "friend", _("A friend or relative")
    OTHER = "other", _("Somebody else")


class ScamGroupQuerySet(models.QuerySet["ScamGroup"]):
    """Questions one may ask about groups."""

    def counted(self) -> Self:
        """Groups with messages in them, with their figures and their newest message: those without an answer first, then the largest."""
        newest = ScamReport.objects.filter(group=models.OuterRef("pk")).order_by("-sent_at", "-pk")
        provinces = models.Count("reports__province", filter=~models.Q(reports__province=""), distinct=True)
        found = self.annotate(
            size=models.Count("reports"), first=models.Min("reports__sent_at"), last=models.Max("reports__sent_at"), provinces=provinces,
            sample=models.Subquery(newest.values("text")[:1]), channel=models.Subquery(newest.values("channel")[:1]),
        )  # fmt: skip
        is_answered = models.Case(models.When(verdict="", then=0), default=1)
        return found.filter(size__gt=0).order_by(is_answered, "-size", "-last", "pk")


class ScamGroup(models.Model):
    """Reported messages that look alike, and the one answer to all who reported them."""

    # The smallest hashes of the first message's pieces (quizzes/scam_likeness.py); the message itself cannot be read from them.
    sketch = models.JSONField()
    last_at = models.DateTimeField(db_index=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    words = models.TextField(max_length=600, blank=True)
    lesson = models.ForeignKey(LessonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScamGroupQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Group of messages"), _("Groups of messages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_at__isnull=True) | (~models.Q(verdict="") & models.Q(decided_at__isnull=False)),
                name="a_verdict_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.verdict or '?'}"

    class Privacy:
        subject = None
        on_erase = "keep"
        keeps, since, over = _YEAR, "last_at", models.Q(reports=None)
        until = "As long as one of its messages is here: 12 months from the last one."
        purposes: ClassVar[dict[str, str]] = {"*": "What a trainer says of messages that look alike."}


class ScamReport(models.Model):
    """A message as it was handed in, without numbers, addresses and codes. Nobody's: no learner, no network address, no name we know of."""

    code = models.CharField(max_length=9, unique=True)
    nonce = models.CharField(max_length=32)  # of the form: a double tap is one report
    group = models.ForeignKey(ScamGroup, on_delete=models.CASCADE, related_name="reports")
    text = models.TextField(max_length=6000)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    sender = models.CharField(max_length=10, choices=SaidSender.choices, blank=True)
    province = models.CharField(max_length=2, blank=True)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nonce"], name="one_scam_report_per_form")]

    def __str__(self) -> str:
        return self.code

    class Privacy:
        subject = None
        on_erase = "keep"
        keeps, since = _YEAR, "sent_at"
        until = "12 months."
        purposes: ClassVar[dict[str, str]] = {
            "*": "To answer whoever reported it, and to warn others. Numbers, addresses and codes are taken out first."
        }
