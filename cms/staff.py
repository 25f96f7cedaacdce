"""Wagtail's list of accounts: of people who work here only, with what an administrator does when a phone is lost or somebody leaves."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.widgets.button import Button
from wagtail.users.views import users as wagtails

from cms import second_factor, staff_views
from cms.models import User


class _OnlyStaff:
    """A citizen's account is not found: given an address here, a number would become staff."""

    def get_object(self, *args: Any) -> User:  # noqa: ANN401 -- Wagtail's own signature
        """Return the account, if it is staff's."""
        account: User = super().get_object(*args)  # type: ignore[misc]  # a mixin of Wagtail's views
        if not account.works_here:
            raise Http404
        return account


class Index(wagtails.IndexView):
    """Who works here, and who has no second factor yet. Nothing is done to many at once: "all" would mean every citizen, too."""

    def get_base_queryset(self) -> Any:  # noqa: ANN401 -- Wagtail's own signature
        """Return staff."""
        return super().get_base_queryset().exclude(email="")

    @property
    def columns(self) -> list[Column]:
        """Return Wagtail's columns without the boxes, and one for the second factor."""
        own = Column("second_factor", label=_("Second factor"), accessor=lambda one: _("yes") if second_factor.is_set_up(one) else _("not yet"))
        return [*(one for one in super().columns if not isinstance(one, BulkActionsCheckboxColumn)), own]


class Edit(_OnlyStaff, wagtails.EditView):
    """One account."""


class Delete(_OnlyStaff, wagtails.DeleteView):
    """The end of an account."""


class History(_OnlyStaff, wagtails.HistoryView):
    """What was done to an account."""


class Usage(_OnlyStaff, UsageView):
    """Where an account is named."""


class StaffViewSet(wagtails.UserViewSet):
    """Wagtail's pages on accounts, for staff's."""

    index_view_class, edit_view_class, delete_view_class, history_view_class = Index, Edit, Delete, History
    usage_view_class = Usage
    copy_view_enabled = False  # of a person there is no second one


@hooks.register("register_user_listing_buttons")
def buttons(user: User, request_user: User) -> Iterator[Button]:
    """Offer what an administrator does when a phone is lost, or somebody leaves."""
    if request_user.is_superuser:
        yield Button(_("End all sessions"), reverse("end_sessions", args=[user.pk]), icon_name="logout", priority=40)
        yield Button(_("Take away the second factor"), reverse("reset_second_factor", args=[user.pk]), icon_name="lock-open", priority=50)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the pages behind these buttons."""
    return [
        path("staff/<int:pk>/end-sessions/", staff_views.end_sessions, name="end_sessions"),
        path("staff/<int:pk>/reset-second-factor/", staff_views.reset_second_factor, name="reset_second_factor"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:  # noqa: ANN401 -- Wagtail's own signature
    """Name what is written down of these acts."""
    actions.register_action("cms.end_sessions", _("End all sessions"), _("All sessions ended"))
    actions.register_action("cms.reset_second_factor", _("Take away the second factor"), _("Second factor taken away"))
