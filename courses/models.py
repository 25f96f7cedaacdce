"""Pages and snippets of what is taught. Nothing in here knows a learner."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page
from wagtail.search import index
from wagtailmedia.models import AbstractMedia

from courses.bases import PublicPage, Spelled, Stable
from courses.blocks import FORMATS, JudgingSkill, StepsBlock
from courses.forms import sms_fault
from courses.page_forms import StablePageForm
from courses.privacy import Nobody

PRACTICE = "practice"  # the address of a lesson's or course's practice; what else lies below a lesson is its check


class Picture(AbstractImage):
    """An image with the words that stand for it."""

    alternative = models.CharField(_("Says in words what the picture shows"), max_length=200, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "alternative")

    class Privacy(Nobody):
        """Nobody's data."""


class PictureRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_picture_and_size")]

    class Privacy(Nobody):
        """Nobody's data."""


class Paper(AbstractDocument):
    """A document to download."""

    admin_form_fields = Document.admin_form_fields

    class Privacy(Nobody):
        """Nobody's data."""


class Sound(AbstractMedia):
    """A recording with its transcript."""

    transcript = models.TextField(_("Transcript"), blank=True)
    admin_form_fields = ("title", "file", "collection", "duration", "transcript", "tags")

    class Privacy(Nobody):
        """Nobody's data."""


class Competence(Spelled):
    """One competence of a published framework, by its code."""

    code = models.CharField(_("Code"), max_length=10)
    framework_version = models.CharField(_("Framework"), max_length=40)
    title = models.CharField(_("Name"), max_length=120)
    title_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name, verbose_name_plural = _("Competence"), _("Competences")
        constraints = [models.UniqueConstraint(fields=["code"], name="one_competence_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    class Privacy(Nobody):
        """Nobody's data."""


class LoadedObject(models.Model):
    """What the curriculum file said when an object was last loaded from it; it stays when the object is deleted, so nothing comes back."""

    name = models.CharField(max_length=60, unique=True)
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name

    class Privacy(Nobody):
        """Nobody's data."""


class OfficialService(index.Indexed, Spelled):
    """A real e-service: where it is, whose it is, and what it never asks for."""

    class Certainty(models.TextChoices):
        """How we know."""

        VERIFIED = "verified", _("Checked by us with the owner")
        PUBLISHED = "published", _("Seen in a published source")
        UNVERIFIED = "unverified", _("Not verified: citizens do not see it")

    slug = models.SlugField(_("Short name in ASCII"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    owner = models.CharField(_("Owner"), max_length=120)
    domains = models.CharField(_("Addresses"), max_length=200, blank=True, help_text=_("Official addresses, with commas between them."))
    never_asks = models.TextField(_("What it never asks for"), blank=True)
    certainty = models.CharField(_("How we know"), max_length=12, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    checked_on = models.DateField(_("Checked on, or date of the source"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300, blank=True)

    panels: ClassVar = [
        FieldPanel("slug"), FieldPanel("name"), FieldPanel("name_en"), FieldPanel("owner"), FieldPanel("domains"), FieldPanel("never_asks"),
        MultiFieldPanel([FieldPanel("certainty"), FieldPanel("checked_on"), FieldPanel("source")], heading=_("How we know")),
    ]  # fmt: skip
    search_fields: ClassVar = [index.SearchField("name"), index.SearchField("name_en"), index.AutocompleteField("name")]

    class Meta:
        ordering: ClassVar = ["slug"]
        verbose_name, verbose_name_plural = _("Official service"), _("Official services")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(certainty="unverified") | models.Q(checked_on__isnull=False), name="a_service_that_citizens_see_has_a_date"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Say what is missing, where the database would only name its rule."""
        super().clean()
        faults = {}
        if not self.slug.strip("-_"):  # what the editor makes of Khmer letters
            faults["slug"] = _("Write the short name in Latin letters, such as: verify.")
        if self.certainty != self.Certainty.UNVERIFIED and self.checked_on is None:
            faults["checked_on"] = _("Citizens see this service: say when it was checked, or the date of the source.")
        if faults:
            raise ValidationError(faults)

    class Privacy(Nobody):
        """Nobody's data."""


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
        *Page.content_panels, FieldPanel("objective"), FieldPanel("steps"), FieldPanel("key_message"), FieldPanel("sms"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("proofread")]),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("objective_en")], heading=_("In English"), classname="collapsed"),
        MultiFieldPanel([FieldPanel("competences"), FieldPanel("services")], heading=_("Competences and services"), classname="collapsed"),
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Wagtail's own signature
        """Add the course, the practice and the check (or none yet) and the services citizens may see."""
        below = list(self.get_children().live().public())
        return super().get_context(request, *args, **kwargs) | {
            "course": self.get_parent(),
            "check": next((page for page in below if page.slug != PRACTICE), None),
            "practice": next((page for page in below if page.slug == PRACTICE), None),
            "services": [one for one in self.services.all() if one.certainty != OfficialService.Certainty.UNVERIFIED],
        }

    class Privacy(Nobody):
        """Nobody's data."""
