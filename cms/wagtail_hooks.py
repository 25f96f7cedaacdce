"""The editor's dress: our name and krama, the messages, and a first panel that says what to do."""

from collections.abc import Mapping
from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms import catalogue, hints, messages, protection, readers, scopes, staff, views
from courses.models import CoursePage

__all__ = ["hints", "messages", "protection", "readers", "scopes", "staff"]
_FOR_ADMINISTRATORS = {"images", "documents", "media", "locked-pages", "workflows", "workflow-tasks", "aging-pages", "page-types-usage"}


class Welcome(Component):
    """The courses at hand, one tap from editing."""

    name, order = "welcome", 10
    template_name = "cms/welcome.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the courses this person may edit."""
        user = parent_context["request"].user
        courses = CoursePage.objects.order_by("path").select_related("locale")
        return {"courses": [course for course in courses if course.permissions_for_user(user).can_edit()]}


class ReportsItem(MenuItem):
    """The way to the officers' page, for those who may see it."""

    def is_shown(self, request: Any) -> bool:  # noqa: ANN401 -- Wagtail's own signature
        """Whether this person may see reports."""
        return request.user.has_perm("learning.see_reports")


class Scripts(JavaScriptCatalog):
    """What the editor's scripts say, from our catalogue instead of Wagtail's, which has no Khmer."""

    domain = "django"

    def get_catalog(self) -> dict[str, Any]:
        """Return only what scripts say."""
        return {english: khmer for english, khmer in super().get_catalog().items() if english in catalogue.IN_SCRIPTS}


# These addresses come before Wagtail's own.
@hooks.register("register_admin_urls")
def scripts() -> list[URLPattern]:
    """Stand in for Wagtail's catalogue; the reviewers' book."""
    return [path("jsi18n/", Scripts.as_view()), path("book/", views.book, name="book")]


@hooks.register("construct_homepage_panels")
def welcome(request: Any, panels: list[Component]) -> None:  # noqa: ANN401, ARG001 -- Wagtail's own signature
    """Put the courses first."""
    panels.insert(0, Welcome())


@hooks.register("register_admin_menu_item")
def reports_item() -> ReportsItem:
    """The entry in the side menu."""
    return ReportsItem(_("Uptake"), reverse("reports:overview"), icon_name="tasks", order=180)


@hooks.register("register_reports_menu_item")
def book_item() -> MenuItem:
    """The reviewers' book, to print."""
    return MenuItem(_("The reviewers’ book"), reverse("book"), icon_name="doc-full", order=900)


@hooks.register("construct_main_menu")
@hooks.register("construct_reports_menu")
def only_what_trainers_need(request: Any, items: list[MenuItem]) -> None:  # noqa: ANN401 -- Wagtail's own signature
    """Leave the stores of files and Wagtail's own reports to administrators. Pictures are chosen where one writes."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in _FOR_ADMINISTRATORS]


@hooks.register("construct_help_menu")
def only_our_help(request: Any, items: list[MenuItem]) -> None:  # noqa: ANN401, ARG001 -- Wagtail's own signature
    """Leave out what leads to wagtail.org."""
    items[:] = [item for item in items if not item.url.startswith("http")]


@hooks.register("insert_global_admin_css")
def krama() -> SafeString:
    """The red check along the top edge."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("after_publish_page")
def show_it_live(request: Any, page: Page) -> None:  # noqa: ANN401, ARG001 -- Wagtail's own signature
    """Let the author's own browser forget the page it kept, so that "view live" shows what was just published."""
    request.has_published = True
