"""The outbox as staff see it: what was queued, when, and what became of it. Numbers stay masked."""

from typing import Any

from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from sms_gateway.models import OutboundMessage

_PERMISSION = "sms_gateway.view_outboundmessage"


class MessagesView(ReportView):
    """Every text message, the newest first."""

    page_title = _("Messages")
    header_icon = "mail"
    index_url_name = "messages"
    index_results_url_name = "messages_results"
    any_permission_required = (_PERMISSION,)
    list_export: tuple[str, ...] = ()  # numbers, even masked, do not leave in files
    columns = (
        Column("text", label=_("Text")),
        Column("recipient_masked", label=_("To")),
        Column("get_state_display", label=_("State")),
        Column("reason", label=_("Reason")),
        Column("segments", label=_("SMS")),
        DateColumn("queued_at", label=_("Queued")),
    )

    def get_queryset(self) -> Any:  # noqa: ANN401 -- Wagtail's own signature
        """Return all messages, the newest first."""
        return OutboundMessage.objects.order_by("-queued_at")


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
