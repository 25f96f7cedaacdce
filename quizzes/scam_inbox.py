"""What was reported, for trainers: doors below /cms/scams/. The largest group without an answer stands first."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from courses.blocks import Channel
from quizzes import scam_reports
from quizzes.models import Question, ScamGroup, Verdict
from quizzes.scam_forms import VerdictForm

_TITLE, _SHOWN = 80, 20  # signs of a message in the list; messages of a group on its page


class ForTrainers(PermissionCheckedMixin):
    """Only for people who may answer."""

    permission_policy = ModelPermissionPolicy(ScamGroup)
    permission_required = "change"


def sample(group: Any) -> str:  # noqa: ANN401 -- a group with its figures
    """Return the beginning of the newest message."""
    return Truncator(group.sample).chars(_TITLE)


def address(group: ScamGroup) -> str:
    """Return where a group is answered."""
    return reverse("scam_group", args=[group.pk])


class InboxView(ForTrainers, ReportView):
    """Groups of look-alikes, with how many, from when to when."""

    page_title = _("Reported messages")
    header_icon = "warning"
    index_url_name = "scam_inbox"
    index_results_url_name = "scam_inbox_results"
    list_export: tuple[str, ...] = ()  # what people handed in does not leave in files
    columns = (
        TitleColumn("title", label=_("Message"), width="40%", accessor=sample, get_url=address),
        NumberColumn("size", label=_("Reports")),
        Column("channel", label=_("Channel"), accessor=lambda group: Channel(group.channel).label),
        DateColumn("first", label=_("First")),
        DateColumn("last", label=_("Last")),
        NumberColumn("provinces", label=_("Provinces")),
        Column("verdict", label=_("Answer"), accessor=lambda group: Verdict(group.verdict).label if group.verdict else gettext("not yet")),
    )

    def get_base_queryset(self) -> QuerySet[ScamGroup]:
        """Return the groups."""
        return ScamGroup.objects.counted()


class GroupView(ForTrainers, WagtailAdminTemplateMixin, View):
    """The messages of one group, and the one answer to all who sent them."""

    page_title = _("Messages that look alike")
    header_icon = "warning"
    template_name = "quizzes/scams/group.html"

    def get(self, request: HttpRequest, group: int) -> HttpResponse:
        """Show them, with the answer given so far."""
        found = get_object_or_404(ScamGroup, pk=group)
        known = {"verdict": found.verdict, "words": found.words, "lesson": found.lesson_id}
        return self._show(request, found, VerdictForm(initial=known))

    def post(self, request: HttpRequest, group: int) -> HttpResponse:
        """Answer all of them."""
        found, form = get_object_or_404(ScamGroup, pk=group), VerdictForm(request.POST)
        if not form.is_valid():
            return self._show(request, found, form)
        scam_reports.decide(group=found, now=timezone.now(), **form.cleaned_data)
        messages.success(request, gettext("Answered. Everybody who reported it sees this under their code."))
        return redirect("scam_group", found.pk)

    def _show(self, request: HttpRequest, group: ScamGroup, form: VerdictForm) -> HttpResponse:
        reports = list(group.reports.order_by("-sent_at", "-pk")[:_SHOWN])
        may_write = request.user.has_perm("quizzes.add_question")
        seen = {"group": group, "reports": reports, "size": group.reports.count(), "form": form, "may_write": may_write}
        return self.render_to_response(self.get_context_data(**seen), status=422 if form.is_bound else 200)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the list."""
        return [*self.breadcrumbs_items, {"url": reverse("scam_inbox"), "label": InboxView.page_title}, {"url": "", "label": self.page_title}]


class TwinsView(PermissionCheckedMixin, View):
    """Make a pair of questions and open the fake one in the editor."""

    permission_policy = ModelPermissionPolicy(Question)
    permission_required = "add"

    def post(self, request: HttpRequest, group: int) -> HttpResponse:
        """Make them once; the second time, open what is there."""
        found = get_object_or_404(ScamGroup.objects.filter(reports__isnull=False).distinct(), pk=group)
        scam = scam_reports.make_twins(group=found, user=request.user)
        messages.success(request, gettext("Two drafts, each the other’s twin. Rewrite the real one: a true message that looks like the fake."))
        return redirect(scam.snippet_viewset.get_url_name("edit"), scam.pk)


# --- the way there ----------------------------------------------------------------------------------------------------
class InboxItem(MenuItem):
    """Shown to those who may answer."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return ForTrainers.permission_policy.user_has_permission(request.user, ForTrainers.permission_required)


def menu_item() -> InboxItem:
    """The entry in the side menu."""
    return InboxItem(InboxView.page_title, reverse("scam_inbox"), name="scams", icon_name="warning", order=155)


def urls() -> list[URLPattern]:
    """Addresses below /cms/."""
    return [
        path("scams/", InboxView.as_view(), name="scam_inbox"),
        path("scams/results/", InboxView.as_view(results_only=True), name="scam_inbox_results"),
        path("scams/<int:group>/", GroupView.as_view(), name="scam_group"),
        path("scams/<int:group>/twins/", TwinsView.as_view(), name="scam_twins"),
    ]
