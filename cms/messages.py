"""The outbox as staff see it: what was queued, when, and what became of it. Numbers stay masked."""

from typing import Any

from django.urls import URLPattern, path, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from learning import looks
from sms_gateway.models import OutboundMessage, State

_PERMISSION = "sms_gateway.view_outboundmessage"
# Short codes that programs write (sms_gateway/delivery.py and the providers), in words; another number after "http-" is an answer we do not know.
_REASONS = {
    "unproved": _("the owner of the number has not confirmed it yet"),
    "worker-lost": _("the program that was sending stopped in the middle"),
    "cannot-open": _("the sealed number could not be opened: its key is missing"),
    "provider-fault": _("the program that talks to the phone company failed"),
    "http-429": _("the phone company asked us to wait"),
    "no-connection": _("the phone company could not be reached"),
    "connection-lost": _("the connection broke while sending"),
    "endless-answer": _("the phone company’s answer did not end"),
    "no-reference": _("the phone company gave no number for the message"),
    "file-closed": _("the file for messages could not be opened"),
    "file-unfinished": _("the file for messages could not be written"),
}


def _state(message: OutboundMessage) -> str:
    """Say what became of a message. The providers for trying out name it by its own key: it never left this machine."""
    if message.state == State.SENT and message.reference == message.key:
        return gettext("shown here only, sent to nobody")
    return str(message.get_state_display())


def _reason(message: OutboundMessage) -> str:
    """Say why in words; of an unusual answer the code, too, for those who ask the phone company."""
    if message.reason.startswith("http-") and message.reason not in _REASONS:
        return gettext("the phone company answered with an error (%s)") % message.reason.removeprefix("http-")
    return str(_REASONS.get(message.reason, message.reason))


class MessagesView(ReportView):
    """Every text message, the newest first."""

    page_title = _("Messages")
    header_icon = "mail"
    index_url_name = "messages"
    index_results_url_name = "messages_results"
    permission_policy = ModelPermissionPolicy(OutboundMessage)  # without one Wagtail lets in every editor
    any_permission_required = ("view",)
    list_export: tuple[str, ...] = ()  # numbers, even masked, do not leave in files
    columns = (
        Column("text", label=_("Text")),
        Column("recipient_masked", label=_("To")),
        Column("state", label=_("State"), accessor=_state),
        Column("reason", label=_("Reason"), accessor=_reason),
        Column("segments", label=_("SMS")),
        DateColumn("queued_at", label=_("Queued")),
    )

    @cached_property
    def no_results_message(self) -> str:
        """Say why there may be nothing to see."""
        return gettext("No text message yet. Reminders to learners who gave their number appear here, with what became of them.")

    def get_queryset(self) -> Any:  # noqa: ANN401 -- Wagtail's own signature
        """Return all messages, the newest first."""
        return OutboundMessage.objects.newest_first()

    def get_context_data(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- Wagtail's own signature
        """Write down, for the people behind the numbers of this page, that somebody looked, before it is shown."""
        context: dict[str, Any] = super().get_context_data(**more)
        looks.note(self.request.user, looks.MESSAGES, indexes=[row.recipient_index for row in context["object_list"]], now=timezone.now())
        return context


class MessagesItem(MenuItem):
    """Shown to those who may look."""

    def is_shown(self, request: Any) -> bool:  # noqa: ANN401 -- Wagtail's own signature
        """Whether this person may see messages."""
        return request.user.has_perm(_PERMISSION)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the list and of its filtered results."""
    return [
        path("messages/", MessagesView.as_view(), name="messages"),
        path("messages/results/", MessagesView.as_view(results_only=True), name="messages_results"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MessagesItem:
    """The entry in the side menu."""
    return MessagesItem(_("Messages"), reverse_lazy("messages"), icon_name="mail", order=170)
