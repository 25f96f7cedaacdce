"""What people say of a lesson and of a service. Nobody's: no learner, no number, no name, no place finer than a province (decisions B4).

Their own words stand in tables of their own, which go after a year; what was counted stays.
"""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

_YEAR = timedelta(days=366)
LONGEST = 300  # signs of a word to the author or the owner


class LessonVoice(models.Model):
    """Whether a lesson helped somebody, in the version that was published then."""

    key = models.CharField(max_length=32, unique=True)  # used once: a double tap is one voice
    lesson_key = models.UUIDField()
    version = models.PositiveIntegerField()  # the number of the published revision, as a plain value
    helpful = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["lesson_key", "version", "helpful"], name="voices_on_a_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson_key} {self.version}: {self.helpful}"

    class Privacy:
        subject = None
        on_erase = "keep"
        purposes: ClassVar[dict[str, str]] = {"*": "Whether a lesson helped, without who said so or when."}


class LessonWord(models.Model):
    """A word to the author, without the numbers and addresses that stood in it."""

    voice = models.OneToOneField(LessonVoice, on_delete=models.CASCADE, related_name="word")
    text = models.CharField(max_length=LONGEST)
    said_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.text

    class Privacy:
        subject = None
        on_erase = "keep"
        keeps, since = _YEAR, "said_at"
        until = "12 months."
        purposes: ClassVar[dict[str, str]] = {"*": "To mend the lesson; numbers and e-mail addresses are taken out before it is kept."}


class ServiceProblem(models.Model):
    """That an official service did not work for somebody, and how."""

    class What(models.TextChoices):
        """What happened."""

        SHUT = "shut", _("It could not be opened")
        ODD = "odd", _("It asked for something odd")
        SILENT = "silent", _("No answer came in the promised time")
        FEE = "fee", _("The fee was another one")
        OTHER = "other", _("Something else")

    key = models.CharField(max_length=32, unique=True)
    service = models.SlugField()
    what = models.CharField(max_length=8, choices=What.choices)
    province = models.CharField(max_length=2, blank=True)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["service", "day"], name="problems_of_a_service")]

    def __str__(self) -> str:
        return f"{self.service} {self.day}: {self.what}"

    class Privacy:
        subject = None
        on_erase = "keep"
        purposes: ClassVar[dict[str, str]] = {"*": "That a service did not work, for its owner; without who said so."}


class ServiceWord(models.Model):
    """What somebody wrote to a service's owner, without the numbers and addresses that stood in it."""

    problem = models.OneToOneField(ServiceProblem, on_delete=models.CASCADE, related_name="word")
    text = models.CharField(max_length=LONGEST)
    said_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.text

    class Privacy:
        subject = None
        on_erase = "keep"
        keeps, since = _YEAR, "said_at"
        until = "12 months."
        purposes: ClassVar[dict[str, str]] = {"*": "To mend the service; numbers and e-mail addresses are taken out before it is kept."}


class ServiceAnswer(models.Model):
    """What a service's owner answers everybody. Append-only; who wrote it stands in the editor's log."""

    service = models.SlugField()
    text = models.TextField(_("Answer, for everybody to read"), max_length=500)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    answered_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["service", "answered_on"], name="answers_of_a_service")]

    def __str__(self) -> str:
        return f"{self.service} {self.answered_on}"

    class Privacy:
        subject = None
        on_erase = "keep"
        purposes: ClassVar[dict[str, str]] = {"*": "The public answer of an office."}
