"""What readers say of lessons, and what has grown old: two reports for authors, from what courses, quizzes and learning know."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms import stale
from courses.models import LessonPage
from learning.models import LessonVoice, LessonWord
from learning.outcomes import learning_day
from quizzes.reports import ForAuthors, ReportItem

_MOST = 50  # words on one page, the newest


@dataclass(frozen=True)
class Heard:
    """A published lesson, and what was said of it as it stands now and of its earlier versions."""

    lesson: LessonPage
    yes: int
    no: int
    earlier: int

    @property
    def edit(self) -> str:
        """Where to mend it."""
        return reverse("wagtailadmin_pages:edit", args=[self.lesson.pk])

    @property
    def is_unhelpful(self) -> bool:
        """Whether ten people and more have said, and fewer than half of them yes."""
        return self.yes + self.no >= stale.ENOUGH and self.yes < self.no


def heard() -> list[Heard]:
    """Return every published lesson that readers said something of, the least helpful first; two queries however many there are."""
    counts: Counter[tuple[UUID, int, bool]] = Counter()
    for key, version, helpful, times in LessonVoice.objects.values_list("lesson_key", "version", "helpful").annotate(times=Count("pk")):
        counts[key, version, helpful] = times
    pages = LessonPage.objects.live().filter(translation_key__in={key for key, _version, _helpful in counts}).defer("steps").order_by("path")
    return sorted(_heard(pages, counts), key=lambda one: one.yes - one.no)


def _heard(pages: Any, counts: Counter[tuple[UUID, int, bool]]) -> Iterator[Heard]:  # noqa: ANN401 -- Wagtail's query set has no type
    for page in pages:
        key, version = page.translation_key, page.live_revision_id or 0
        yes, no = counts[key, version, True], counts[key, version, False]
        yield Heard(page, yes, no, sum(times for (of, _version, _helpful), times in counts.items() if of == key) - yes - no)


class Readers(ForAuthors, WagtailAdminTemplateMixin, View):
    """Whether lessons help, and the words to their authors."""

    page_title = _("What readers say")
    header_icon = "comment"
    template_name = "cms/readers.html"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show it."""
        lessons = heard()
        titles = {one.lesson.translation_key: one.lesson.title for one in lessons}
        words = LessonWord.objects.select_related("voice").order_by("-said_at", "-pk")[:_MOST]
        seen = {"lessons": lessons, "words": [(one, titles.get(one.voice.lesson_key, "")) for one in words]}
        return self.render_to_response(self.get_context_data(**seen))


class Stale(ForAuthors, WagtailAdminTemplateMixin, View):
    """What to look at again."""

    page_title = _("What has grown old")
    header_icon = "time"
    template_name = "cms/stale.html"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show it."""
        day = learning_day(timezone.now())
        seen = {"services": stale.services(day), "questions": stale.questions(day), "unproofread": stale.unproofread()}
        unhelpful = [one for one in heard() if one.is_unhelpful]
        return self.render_to_response(self.get_context_data(**seen, unhelpful=unhelpful))


class _InboxItem(MenuItem):
    """Shown to those who answer for services."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may answer."""
        return request.user.has_perm("learning.add_serviceanswer")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses below /cms/."""
    return [path("reports/readers/", Readers.as_view(), name="readers"), path("reports/stale/", Stale.as_view(), name="stale")]


@hooks.register("register_reports_menu_item")
def readers_item() -> MenuItem:
    """The way to what readers say."""
    return ReportItem(Readers.page_title, reverse("readers"), name="readers", icon_name="comment", order=110)


@hooks.register("register_reports_menu_item")
def stale_item() -> MenuItem:
    """The way to what has grown old."""
    return ReportItem(Stale.page_title, reverse("stale"), name="stale", icon_name="time", order=120)


@hooks.register("register_reports_menu_item")
def inbox_item() -> MenuItem:
    """The way to what people say about services."""
    return _InboxItem(_("What people say about services"), reverse("reports:services"), name="service-inbox", icon_name="mail", order=130)
