"""Questions and quizzes as authored, versions as published, attempts and responses as given."""

import uuid
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Orderable, Page, PageManager, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.bases import Stable
from courses.blocks import Channel, Truth
from courses.page_forms import StablePageForm
from courses.privacy import Nobody
from learning.models import Learner
from quizzes.blocks import ChoicesBlock, CluesBlock


class Role(models.TextChoices):
    """What a quiz is for."""

    CHECK = "check", _("Check of a lesson")


class Kind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    JUDGE = "judge", _("Real or fake?")


class Difficulty(models.TextChoices):
    """The author's guess, until answers tell."""

    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


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
    message = models.TextField(_("Message"), blank=True, max_length=1000)
    clues = StreamField(CluesBlock(), blank=True, verbose_name=_("Clues"))
    action = models.TextField(_("The safe thing to do"), blank=True, max_length=400)
    technique = models.CharField(_("Trick"), max_length=40, blank=True)
    difficulty = models.CharField(_("Difficulty"), max_length=8, choices=Difficulty.choices, blank=True)
    # A scam and its genuine twin are drawn together (decisions D6); each names the other.
    twin = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="twin_of", verbose_name=_("Twin"))

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("code")]),
        MultiFieldPanel([FieldPanel("text"), FieldPanel("choices")], heading=_("Written question")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("truth", "context", "channel", "sender", "message", "clues", "action", "technique", "difficulty", "twin")],
            heading=_("Real or fake?"),
        ),
        FieldPanel("explanation"),
    ]
    search_fields: ClassVar = [
        *(index.SearchField(name) for name in ("text", "message", "stable_id")),
        *(index.AutocompleteField(name) for name in ("text", "message")),
        *(index.FilterField(name) for name in ("kind", "truth", "code", "locale_id")),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name, verbose_name_plural = _("Question"), _("Questions")

    def __str__(self) -> str:
        return f"{self.stable_id or self.pk} · {(self.text or self.message)[:60]}"

    def clean(self) -> None:
        """Refuse a question that nobody could answer, saying what is missing."""
        super().clean()
        faults = _judge_faults(self) if self.kind == Kind.JUDGE else _written_faults(self)
        if faults:
            raise ValidationError(faults)

    def get_preview_template(self, request: Any, mode_name: str) -> str:  # noqa: ANN401, ARG002 -- Wagtail's own signature
        """Return the page a learner would see."""
        return "quizzes/question_preview.html"

    class Privacy(Nobody):
        """Nobody's data."""


def _judge_faults(question: Question) -> dict[str, str]:
    faults = {name: str(_("“Real or fake?” needs this.")) for name in ("truth", "message", "channel") if not getattr(question, name)}
    for clue in question.clues:
        if question.message.count(clue.value["span"]) != 1:
            faults["clues"] = str(_("This clue does not stand exactly once in the message: %s") % clue.value["span"])
    return faults


def _written_faults(question: Question) -> dict[str, str]:
    right = sum(bool(choice.value["right"]) for choice in question.choices)
    if not question.text:
        return {"text": str(_("A written question needs its text."))}
    if len(question.choices) < 2:  # noqa: PLR2004 -- a choice between one thing is none
        return {"choices": str(_("Give at least two answers."))}
    if right == 0 or (question.kind == Kind.SINGLE and right != 1):
        return {"choices": str(_("Mark the right answer: exactly one, or several where several are right."))}
    return {}


class QuizPageQuerySet(PageQuerySet):
    """Questions one may ask about quizzes."""

    def taught(self) -> Self:
        """Quizzes below published pages only. Wagtail goes on serving what lies below an unpublished lesson."""
        archived = Page.objects.filter(live=False, path=Substr(models.OuterRef("path"), 1, Length("path")))
        return self.exclude(models.Exists(archived))


class QuizPage(Stable, Page):
    """A quiz: the check of the lesson above it. Has no `serve` of its own: quizzes/wagtail_hooks.py wraps it."""

    role = models.CharField(_("What it is for"), max_length=10, choices=Role.choices, default=Role.CHECK)
    pairs_drawn = models.PositiveSmallIntegerField(
        _("Pairs drawn each time"), default=1, help_text=_("How many pairs of real and fake messages each run draws from those below.")
    )

    objects = PageManager.from_queryset(QuizPageQuerySet)()

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("pairs_drawn"),
        InlinePanel("quiz_questions", heading=_("Questions"), label=_("Question")),
    ]
    base_form_class = StablePageForm
    exclude_fields_in_copy: ClassVar = ["stable_id"]
    parent_page_types: ClassVar = ["courses.LessonPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Quiz")

    class Privacy(Nobody):
        """Nobody's data."""


class QuizQuestion(Orderable):
    """A question's place in a quiz. Of a pair, both halves are listed."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="quiz_questions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="used_in", verbose_name=_("Question"))

    panels: ClassVar = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "question"], name="a_question_stands_once_in_a_quiz")]

    class Privacy(Nobody):
        """Nobody's data."""


class QuestionVersion(models.Model):
    """A question exactly as it was published; never changed, never deleted. Plain values: no key leads to the question."""

    question_key = models.UUIDField()
    locale = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question_key", "locale", "number"], name="one_version_per_question_language_and_number")]

    def __str__(self) -> str:
        return f"{self.content.get('stable_id') or self.question_key} v{self.number}"

    class Privacy(Nobody):
        """Nobody's data."""


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions one may ask about attempts."""

    def open(self) -> Self:
        """Attempts begun and not finished."""
        return self.filter(sent_at__isnull=True)


class Attempt(models.Model):
    """One person's run of one quiz. The draw stands in the signed key of its form and is copied here at the first answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    nonce = models.CharField(max_length=32)
    quiz_key = models.UUIDField()
    lesson_key = models.UUIDField()
    course_key = models.UUIDField()
    locale = models.CharField(max_length=10)
    role = models.CharField(max_length=10, choices=Role.choices)
    drawn = models.JSONField()
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nonce"], name="one_attempt_per_form"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, passed__isnull=True) | models.Q(sent_at__isnull=False, passed__isnull=False),
                name="a_finished_attempt_knows_whether_it_passed",
            ),
        ]
        indexes = [models.Index(fields=["learner", "quiz_key"], name="attempts_of_a_learner")]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        purposes = {
            "id": "To find this run again.",
            "learner": "To show you where you stopped.",
            "nonce": "So that a form sent twice counts once.",
            "quiz_key": "Which quiz this was.",
            "lesson_key": "Which lesson it belongs to.",
            "course_key": "Which course it belongs to.",
            "locale": "The language you answered in.",
            "role": "What the quiz was for.",
            "drawn": "Which questions you were given.",
            "opened_at": "When you began.",
            "sent_at": "When you finished.",
            "passed": "Whether you passed.",
        }


class Response(models.Model):
    """What one learner chose for one version of a question, kept as it was chosen."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="responses")
    chosen = models.JSONField()
    correct = models.BooleanField()
    answered_at = models.DateTimeField()
    channel = models.CharField(max_length=8, default="web")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "version"], name="one_answer_per_question_in_an_attempt")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.version_id}"

    class Privacy:
        subject = "attempt__learner"
        on_erase = "delete"
        purposes = {
            "id": "Asked for by the database.",
            "attempt": "Which run this answer belongs to.",
            "version": "Which question you saw, word for word.",
            "chosen": "To show you your answer and improve the lesson.",
            "correct": "To show you your result.",
            "answered_at": "When you answered.",
            "channel": "Whether you answered on the web.",
        }
