"""What the data-protection officer looks at: that erasures were done, who looked at people's data, that old rows went. Nobody's name or number."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from learning.models import Erasure, Look, Sweep


class _List(ReportView):
    """Read, page by page; nothing leaves in files."""

    header_icon = "view"
    list_export: tuple[str, ...] = ()
    any_permission_required = ("view",)
    ordered_by: tuple[str, ...] = ()
    model: Any
    columns: tuple[BaseColumn, ...]

    @cached_property
    def permission_policy(self) -> ModelPermissionPolicy:
        """Who may look: without a policy Wagtail lets in every editor."""
        return ModelPermissionPolicy(self.model)

    @cached_property
    def no_results_message(self) -> str:
        """Say that an empty list is no fault."""
        return gettext("Nothing yet.")

    def get_queryset(self) -> Any:  # noqa: ANN401 -- Wagtail's own signature
        """Return the rows, the newest first."""
        return self.model.objects.order_by(*self.ordered_by)


class Erasures(_List):
    """Wishes to be erased."""

    model, page_title, ordered_by = Erasure, _("Erasures"), ("-asked_at", "-pk")
    index_url_name, index_results_url_name = "erasures", "erasures_results"
    columns = (
        DateColumn("asked_at", label=_("Asked")),
        DateColumn("due_at", label=_("Due")),
        DateColumn("done_at", label=_("Done")),
        Column("gone", label=_("Rows that went"), accessor=lambda one: sum(one.gone.values()) if one.done_at else ""),
    )


class Looks(_List):
    """Who of those who work here saw people's data."""

    model, page_title, ordered_by = Look, _("Looks at people’s data"), ("-at", "-pk")
    index_url_name, index_results_url_name = "looks", "looks_results"
    columns = (
        DateColumn("at", label=_("When")),
        Column("user", label=_("Who")),
        Column("role", label=_("Role")),
        Column("what", label=_("What was seen")),
    )

    def get_queryset(self) -> Any:  # noqa: ANN401 -- Wagtail's own signature
        """Return the rows with who looked."""
        return super().get_queryset().select_related("user")


class Sweeps(_List):
    """Old rows that went by the rules on how long we keep what."""

    model, page_title, ordered_by = Sweep, _("Old data that went"), ("-at", "-pk")
    index_url_name, index_results_url_name = "sweeps", "sweeps_results"
    columns = (
        DateColumn("at", label=_("When")),
        Column("table", label=_("Table")),
        DateColumn("before", label=_("Older than")),
        Column("gone", label=_("Rows that went")),
    )


LISTS: tuple[type[_List], ...] = (Erasures, Looks, Sweeps)


class _Item(MenuItem):
    """Shown to those who may look."""

    def is_shown(self, request: Any) -> bool:  # noqa: ANN401 -- Wagtail's own signature
        """Whether this person may see the list."""
        return request.user.has_perm(f"learning.view_{self.name}")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the lists and of their pages."""
    whole = [path(f"protection/{one.index_url_name}/", one.as_view(), name=one.index_url_name) for one in LISTS]
    return whole + [
        path(f"protection/{one.index_url_name}/results/", one.as_view(results_only=True), name=one.index_results_url_name) for one in LISTS
    ]


def _register(view: type[_List], order: int) -> None:
    @hooks.register("register_reports_menu_item")
    def item() -> _Item:
        name = view.model._meta.model_name  # noqa: SLF001 -- Django's documented API
        return _Item(view.page_title, reverse(view.index_url_name), name=name, icon_name="view", order=order)


for place, one in enumerate(LISTS):
    _register(one, 700 + place)
