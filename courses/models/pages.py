"""The pages of what is taught."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import ChoiceBlock, StreamValue, StructValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.search import index

from courses import aloud, markup
from courses.bases import PublicPage, Spelled, Stable
from courses.blocks import FORMATS, JudgingSkill, StepsBlock
from courses.forms import sms_fault
from courses.models.media import Recording, Step, to_read
from courses.models.references import Competence, GlossaryTerm, OfficialService
from courses.page_forms import StablePageForm
from courses.privacy import Nobody
from courses.sound_panel import SoundPanel

PRACTICE = "practice"  # the address of a lesson's or course's practice; what else lies below a lesson is its check


class HomePage(Spelled, PublicPage):
    """The door: what this is, and the courses."""

    intro = models.TextField(_("Introduction"), max_length=300)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]
    admin_default_ordering = "ord"  # as citizens see them, not the newest edit first
    private_page_options: ClassVar[list[str]] = []  # citizens have no account and no password: what they may not see yet stays a draft
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["courses.CoursePage", "courses.AboutPage"]
    template = "courses/home_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Wagtail's own signature
        """Add the courses with their lessons' count, minutes and bytes: three queries however many there are."""
        private = CoursePage.objects.all().private_q()  # one query, for courses and lessons
        courses = list(CoursePage.objects.child_of(self).live().exclude(private).order_by("path"))
        lessons = list(LessonPage.objects.descendant_of(self).live().exclude(private).order_by("path").defer("steps"))
        for course in courses:
            course.lessons = [lesson for lesson in lessons if lesson.path.startswith(course.path)]
        return super().get_context(request, *args, **kwargs) | {"courses": courses}

    class Privacy(Nobody):
        """Nobody's data."""


class AboutPage(Spelled, Page):
    """Who runs this and why, and other plain pages."""

    body = RichTextField(_("Text"), features=["h2", *FORMATS])

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/about_page.html"

    class Meta:
        verbose_name = _("Plain page")

    class Privacy(Nobody):
        """Nobody's data."""


class CoursePage(Stable, PublicPage):
    """A course: lessons in an order that makes sense, each of which also stands alone."""

    class Icon(models.TextChoices):
        """The drawing beside the title."""

        MESSAGE = "message", _("Message")
        CARD = "card", _("Card")
        LOCK = "lock", _("Lock")
        COIN = "coin", _("Coin")
        HELP = "help", _("Help")

    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    summary = models.TextField(_("What you will be able to do"), max_length=300)
    icon = models.CharField(_("Drawing"), max_length=10, choices=Icon.choices, default=Icon.MESSAGE)
    proofread = models.BooleanField(_("Proofread by a native reader"), default=False)
    skill = models.CharField(
        _("What is practised and tested"), max_length=10, choices=JudgingSkill.choices, blank=True,
        help_text=_("Empty for a course without messages to judge."),
    )  # fmt: skip
    # Tests are sampled (decisions D10).
    everybody_below = models.PositiveIntegerField(_("Ask everybody to take the tests until so many have begun"), default=500)
    one_in = models.PositiveSmallIntegerField(_("Afterwards ask one in"), default=5, validators=[MinValueValidator(1)])

    content_panels: ClassVar = [
        *Page.content_panels, FieldPanel("title_en"), FieldPanel("summary"), FieldRowPanel([FieldPanel("icon"), FieldPanel("proofread")]),
        FieldPanel("skill"),
        FieldRowPanel([FieldPanel("everybody_below"), FieldPanel("one_in")], heading=_("Practice and tests"), classname="collapsed"),
    ]  # fmt: skip
    search_fields: ClassVar = [
        *Page.search_fields, index.SearchField("title_en"), index.SearchField("summary"), index.AutocompleteField("title_en"),
    ]  # fmt: skip
    base_form_class = StablePageForm
    exclude_fields_in_copy: ClassVar = ["stable_id"]
    admin_default_ordering = "ord"
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["courses.HomePage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("Course")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Wagtail's own signature
        """Add the lessons, and which practice the course has besides them."""
        return super().get_context(request, *args, **kwargs) | {
            "lessons": list(LessonPage.objects.child_of(self).live().public().order_by("path").defer("steps")),
            "practices": list(self.get_children().live().public().filter(slug__in=(PRACTICE, "inbox")).order_by("path")) if self.skill else [],
        }

    class Privacy(Nobody):
        """Nobody's data."""


class LessonPage(Stable, PublicPage):
    """A few minutes: a few steps, then a check (a child page, so that this app need not know what a check is)."""

    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    objective = models.TextField(_("What you can do afterwards"), max_length=300)
    objective_en = models.TextField(_("The same in English"), max_length=300, blank=True)
    key_message = models.CharField(_("The one thing to remember"), max_length=160)
    sms = models.CharField(_("As a text message"), max_length=160, blank=True, help_text=_("At most 70 signs: one SMS."))
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=3, validators=[MinValueValidator(1), MaxValueValidator(15)])
    competences = ParentalManyToManyField(Competence, blank=True, verbose_name=_("Competences"))
    services = ParentalManyToManyField(OfficialService, blank=True, verbose_name=_("Official services"))
    steps = StreamField(StepsBlock(), verbose_name=_("Steps"))
    proofread = models.BooleanField(_("Proofread by a native reader"), default=False)
    # What a phone pays for the page itself, in bytes after compression; measured at publishing (courses/weights.py).
    weight = models.PositiveIntegerField(default=0, editable=False)

    content_panels: ClassVar = [
        *Page.content_panels, FieldPanel("objective"), FieldPanel("steps"), SoundPanel(heading=_("Sound"), icon="media"),
        FieldPanel("key_message"), FieldPanel("sms"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("proofread")]),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("objective_en")], heading=_("In English"), classname="collapsed"),
        MultiFieldPanel([FieldPanel("competences"), FieldPanel("services")], heading=_("Competences and services"), classname="collapsed"),
    ]  # fmt: skip
    search_fields: ClassVar = [
        *Page.search_fields, index.SearchField("title_en"), index.SearchField("objective"), index.SearchField("key_message"),
        index.SearchField("step_texts"), index.AutocompleteField("title_en"),
    ]  # fmt: skip
    base_form_class = StablePageForm
    exclude_fields_in_copy: ClassVar = ["stable_id"]
    admin_default_ordering = "ord"
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["courses.CoursePage"]
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("Lesson")

    def clean(self) -> None:
        """Refuse a text message that would cost two, or that carries what we teach not to tap."""
        super().clean()
        if fault := sms_fault(self.sms):
            raise ValidationError({"sms": fault})

    def step_texts(self) -> list[str]:
        """Return every text of the steps for the search: messages, clues and new words, too; not of which kind a step is."""
        return list(_texts(self.steps))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Wagtail's own signature
        """Add the course, the practice and the check (or none yet), the services citizens may see, and to each step its sound."""
        below = list(self.get_children().live().filter(view_restrictions=None))  # who sees this page has passed the restrictions above it
        self._add_sound()
        return super().get_context(request, *args, **kwargs) | {
            "course": self.get_parent(),
            "check": next((page for page in below if page.slug != PRACTICE), None),
            "practice": next((page for page in below if page.slug == PRACTICE), None),
            "services": [one for one in self.services.all() if one.certainty != OfficialService.Certainty.UNVERIFIED],
            "is_silent": any(step.sound is None for step in self.steps),  # somewhere: the phone's own voice may help out
        }

    def to_read(self) -> list[Step]:
        """Return what is to be read aloud, in order, with its recordings."""
        return to_read(self)

    def _add_sound(self) -> None:
        """Give every step the sound that citizens may hear, or None, and what is said in it where that stands nowhere on the page."""
        recordings = Recording.objects.of(self)
        for step in self.steps:
            found = recordings.get(step.id)
            step.sound = found.sound if found and found.sound.is_for_citizens else None
            step.transcript = step.sound.transcript if step.sound and step.sound.says_other_than(aloud.said(step.block_type, step.value)) else ""

    class Privacy(Nobody):
        """Nobody's data."""


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 -- a text, a term, or blocks with such in them
    if isinstance(value, StreamValue):
        for child in value:
            yield from _texts(child.value)
    elif isinstance(value, StructValue):
        for name, block in value.block.child_blocks.items():
            if not isinstance(block, ChoiceBlock):
                yield from _texts(value.get(name))
    elif isinstance(value, RichText):
        yield markup.to_text(value.source)
    elif isinstance(value, GlossaryTerm):
        yield f"{value.term} {value.term_en}"
    elif isinstance(value, str):
        yield value
