"""Quizzes as pages: the check and the practice of a lesson, the practice, the tests and the reviews of a course."""

from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet

from courses.bases import Stable
from courses.blocks import JudgingSkill
from courses.page_forms import StablePageForm
from courses.privacy import Nobody
from quizzes.models.questions import Question


class Role(models.TextChoices):
    """What a quiz is for."""

    CHECK = "check", _("Check of a lesson")
    PRACTICE = "practice", _("Practice")
    INBOX = "inbox", _("A day’s messages: most of them are real")
    REVIEW = "review", _("Review")
    PRETEST = "pretest", _("Test before the course")
    POSTTEST = "posttest", _("Test after the course")
    RETENTION = "retention", _("Test a month later")


GENUINE_IN_INBOX = 4  # real messages to each fake one: a day's messages as they come, not as a quiz has them
# Answered on one page, once, without a word in between (decisions D1, D3).
TESTS = frozenset({Role.PRETEST, Role.POSTTEST, Role.RETENTION})


class QuizPageQuerySet(PageQuerySet):
    """Questions one may ask about quizzes."""

    def taught(self) -> Self:
        """Quizzes below published pages only. Wagtail goes on serving what lies below an unpublished lesson."""
        archived = Page.objects.filter(live=False, path=Substr(models.OuterRef("path"), 1, Length("path")))
        return self.exclude(models.Exists(archived))


class QuizPageForm(StablePageForm):
    """A new quiz is found under what it is for: /c2/practice/. A second one of its kind gets its stable id."""

    def clean_slug(self) -> str:
        """Return what the author wrote, or the address that follows from the role: until the quiz is published, whatever autosave kept."""
        role = self.data.get("role", "")
        is_ours = self.instance.first_published_at is None and self.written in ("", self.instance.slug)
        others = self.parent_page.get_children().exclude(pk=self.instance.pk)
        if (self.instance.pk is None or is_ours) and role in Role.values and not others.filter(slug=role).exists():
            return str(role)
        return super().clean_slug()


class QuizPage(Stable, Page):
    """A quiz. With a skill it draws from that skill's bank, else from the questions listed. Served by quizzes/wagtail_hooks.py."""

    role = models.CharField(_("What it is for"), max_length=10, choices=Role.choices, default=Role.CHECK)
    skill = models.CharField(
        _("Draw from the bank of"), max_length=10, choices=JudgingSkill.choices, blank=True, help_text=_("Empty: from the questions listed below.")
    )
    pairs_drawn = models.PositiveSmallIntegerField(
        _("Drawn of each side"), default=1,
        help_text=_("From the questions below: how many pairs. From a bank: how many of each side; of a day’s messages, how many fakes."),
    )  # fmt: skip

    objects = PageManager.from_queryset(QuizPageQuerySet)()

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("role"),
        FieldPanel("skill"),
        FieldPanel("pairs_drawn"),
        InlinePanel("quiz_questions", heading=_("Questions"), label=_("Question")),
    ]
    base_form_class = QuizPageForm
    exclude_fields_in_copy: ClassVar = ["stable_id"]
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["courses.LessonPage", "courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Quiz")

    def clean(self) -> None:
        """Refuse a quiz that would have nothing to draw from, saying what is missing."""
        super().clean()
        if not self.skill and self.role not in {Role.CHECK, Role.PRACTICE}:
            raise ValidationError({"skill": _("Tests, reviews and a day’s messages are drawn from a bank: say from which.")})

    @property
    def is_test(self) -> bool:
        """Whether it is answered on one page, once."""
        return self.role in TESTS

    @property
    def messages_drawn(self) -> int:
        """How many messages one run from a bank shows."""
        return self.pairs_drawn * (1 + GENUINE_IN_INBOX if self.role == Role.INBOX else 2)

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
