"""Questions as authored, and as published: learners only ever meet versions."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from courses.bases import Stable
from courses.blocks import Channel, CluesBlock, JudgingSkill, Truth
from courses.models import Competence, OfficialService
from courses.privacy import Nobody
from quizzes import phish_scale
from quizzes.blocks import ChoicesBlock


class Kind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    ORDER = "order", _("Put the steps in order")
    PICTURE = "picture", _("Choose a picture")
    JUDGE = "judge", _("Real or fake?")


class Difficulty(models.TextChoices):
    """The author's guess, until answers tell."""

    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class Pool(models.TextChoices):
    """Where a message to judge may be drawn. The two never mix: what was practised cannot be tested (decisions D7)."""

    PRACTICE = "practice", _("Practice")
    TEST = "test", _("Tests")


class Doors(models.TextChoices):
    """What the two answers to a message are called: a screen or a slip is not fake where only something in it is wrong."""

    REAL = "", _("Real · Fake")
    RIGHT = "right", _("Right · Not right")


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions one may ask about questions."""

    def bank(self, skill: str, pool: str, locale: str, today: date) -> Self:
        """Published messages of a judging skill that have a published twin and are not past their date."""
        found = self.filter(kind=Kind.JUDGE, skill=skill, pool=pool, locale__language_code=locale, live=True, twin__live=True)
        return found.exclude(valid_until__lt=today)


class Question(Stable, PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """A question in the bank. Publishing it writes a QuestionVersion; learners only ever meet versions."""

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.SINGLE)
    code = models.CharField(
        _("Competence code"), max_length=10, help_text=_("The one competence this question is counted for, such as 4.2."), blank=True
    )
    text = models.TextField(_("Question"), blank=True, max_length=500, help_text=_("Empty for “real or fake?”."))
    choices = StreamField(ChoicesBlock(), blank=True, verbose_name=_("Answers"))
    explanation = models.TextField(_("Why"), blank=True, max_length=500)
    # "Real or fake?" only:
    truth = models.CharField(_("What the message is"), max_length=8, choices=Truth.choices, blank=True)
    context = models.TextField(_("What the reader knows"), blank=True, max_length=400)
    channel = models.CharField(_("Channel"), max_length=10, choices=Channel.choices, blank=True)
    sender = models.CharField(_("Sender"), max_length=80, blank=True)
    doors = models.CharField(_("The two answers are called"), max_length=5, choices=Doors.choices, default=Doors.REAL, blank=True)
    message = models.TextField(_("Message"), blank=True, max_length=1000)
    clues = StreamField(CluesBlock(), blank=True, verbose_name=_("Clues"))
    # Not "action": a form field of that name hides the form's own address from the editor's autosave.
    safe_action = models.TextField(_("The safe thing to do"), blank=True, max_length=400)
    technique = models.CharField(_("Trick"), max_length=40, blank=True)
    difficulty = models.CharField(_("Difficulty"), max_length=8, choices=Difficulty.choices, blank=True)
    cues = models.PositiveSmallIntegerField(_("Phish Scale: clues counted"), null=True, blank=True)
    premise = models.SmallIntegerField(
        _("Phish Scale: how well it fits the reader’s life"), null=True, blank=True,
        help_text=_("The sum E1+E2+E3+E4−E5, each 0 to 8. With both numbers given, the difficulty follows from them."),
    )  # fmt: skip
    decoys = models.TextField(
        _("Parts that tell nothing"), blank=True, max_length=400,
        help_text=_("Letter for letter, one a line, best two. Given some, we also ask: which part tells you?"),
    )  # fmt: skip
    skill = models.CharField(_("What is practised with it"), max_length=10, choices=JudgingSkill.choices, blank=True)
    pool = models.CharField(_("Drawn for"), max_length=8, choices=Pool.choices, default=Pool.PRACTICE)
    service = models.ForeignKey(
        OfficialService, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("Official source")
    )
    valid_until = models.DateField(_("Not shown after"), null=True, blank=True)
    # A scam and its genuine twin are drawn together (decisions D6); each names the other.
    twin = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="twin_of", verbose_name=_("Twin"))

    objects = QuestionQuerySet.as_manager()

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("code")]),
        MultiFieldPanel([FieldPanel("text"), FieldPanel("choices")], heading=_("Written question")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("truth", "doors", "context", "channel", "sender", "message", "clues", "decoys", "safe_action", "twin")],
            heading=_("Real or fake?"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("skill", "pool", "technique", "difficulty", "cues", "premise")],
            heading=_("Place in the bank"), classname="collapsed",
        ),
        FieldPanel("explanation"),
        FieldRowPanel([FieldPanel("service"), FieldPanel("valid_until")]),
    ]  # fmt: skip
    search_fields: ClassVar = [
        *(index.SearchField(name) for name in ("text", "message", "stable_id")),
        *(index.AutocompleteField(name) for name in ("text", "message", "stable_id", "id_in_words")),
        *(index.FilterField(name) for name in ("kind", "truth", "code", "skill", "pool", "locale_id")),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name, verbose_name_plural = _("Question"), _("Questions")

    def __str__(self) -> str:
        return f"{self.stable_id or self.pk} · {(self.text or self.message)[:60]}"

    def clean(self) -> None:
        """Refuse a question that nobody could answer, saying what is missing."""
        super().clean()
        faults = _judge_faults(self) if self.kind == Kind.JUDGE else _written_faults(self)
        if self.code and not Competence.objects.filter(code=self.code).exists():  # empty: a course of its own, counted for no competence
            faults["code"] = gettext("Unknown competence “%s”.") % self.code
        if faults:
            raise ValidationError(faults)

    def settle(self) -> None:
        """Also let the difficulty follow from the Phish Scale where an author filled it in."""
        super().settle()
        if self.cues is not None and self.premise is not None:
            self.difficulty = phish_scale.difficulty(self.cues, self.premise).prior

    @property
    def id_in_words(self) -> str:
        """The id as the search on PostgreSQL takes what is typed apart: at its hyphens."""
        return self.stable_id.replace("-", " ")

    @property
    def decoy_spans(self) -> list[str]:
        """The parts of the message that tell nothing."""
        return [line.strip() for line in self.decoys.splitlines() if line.strip()]

    def get_preview_template(self, request: Any, mode_name: str) -> str:  # noqa: ANN401, ARG002 -- Wagtail's own signature
        """Return the page a learner would see."""
        return "quizzes/question_preview.html"

    class Privacy(Nobody):
        """Nobody's data."""


def _judge_faults(question: Question) -> dict[str, str]:
    faults = {name: str(_("“Real or fake?” needs this.")) for name in ("truth", "message", "channel") if not getattr(question, name)}
    spans = {"clues": [clue.value["span"] for clue in question.clues], "decoys": question.decoy_spans}
    for name, parts in spans.items():
        for part in parts:
            if question.message.count(part) != 1:
                faults[name] = str(_("This clue does not stand exactly once in the message: %s") % part)
    if spans["decoys"] and not spans["clues"]:
        faults["clues"] = str(_("To ask which part tells, mark at least one clue."))
    return faults


def _written_faults(question: Question) -> dict[str, str]:
    if not question.text:
        return {"text": str(_("A written question needs its text."))}
    if len(question.choices) < 2:  # noqa: PLR2004 -- a choice between one thing is none
        return {"choices": str(_("Give at least two answers."))}
    if question.kind == Kind.ORDER:
        return {}
    if question.kind == Kind.PICTURE and not all(choice.value["picture"] for choice in question.choices):
        return {"choices": str(_("Give each answer its picture."))}
    return _key_faults(question)


def _key_faults(question: Question) -> dict[str, str]:
    right = sum(bool(choice.value["right"]) for choice in question.choices)
    if right == 0:
        return {"choices": str(_("Mark the right answer: exactly one, or several where several are right."))}
    if right > 1 and question.kind != Kind.MULTIPLE:
        return {"choices": str(_("Several answers are marked as right. Mark one, or let the kind be “several answers”."))}
    return {}


class QuestionVersion(models.Model):
    """A question exactly as it was published; its words never change and are never deleted. Plain values: no key leads to the question."""

    question_key = models.UUIDField()
    locale = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    # Since then its answer key is known to be wrong: answers to it no longer count (decisions B6).
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question_key", "locale", "number"], name="one_version_per_question_language_and_number")]

    def __str__(self) -> str:
        return f"{self.content.get('stable_id') or self.question_key} v{self.number}"

    class Privacy(Nobody):
        """Nobody's data."""
