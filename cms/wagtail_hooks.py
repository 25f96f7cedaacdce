"""The editor's dress: our name and krama, the messages, and a first panel that says what to do."""

from collections.abc import Mapping
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms import messages
from courses.models import CoursePage

__all__ = ["messages"]


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


@hooks.register("construct_homepage_panels")
def welcome(request: Any, panels: list[Component]) -> None:  # noqa: ANN401, ARG001 -- Wagtail's own signature
    """Put the courses first."""
    panels.insert(0, Welcome())


@hooks.register("register_admin_menu_item")
def reports_item() -> ReportsItem:
    """The entry in the side menu."""
    return ReportsItem(_("Uptake"), reverse("reports:overview"), icon_name="tasks", order=180)


@hooks.register("insert_global_admin_css")
def krama() -> SafeString:
    """The red check along the top edge."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("after_publish_page")
def show_it_live(request: Any, page: Page) -> None:  # noqa: ANN401, ARG001 -- Wagtail's own signature
    """Let the author's own browser forget the page it kept, so that "view live" shows what was just published."""
    request.has_published = True
