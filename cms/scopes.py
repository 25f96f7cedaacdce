"""Who is responsible for what: the pages on which administrators give officers and trainers their part of the country or the work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from cms.models import User
from learning import provinces
from learning.models import Scope


class ScopeForm(forms.ModelForm):
    """A province is chosen, a ministry or partner written; both are kept in the same column."""

    province = forms.ChoiceField(
        label=_("Province"),
        required=False,
        choices=[("", "-"), *((code, khmer) for code, khmer, _english in provinces.ALL)],
        help_text=_("For the kind “Province” only."),
    )
    name = forms.CharField(label=_("Ministry or partner"), required=False, max_length=80, help_text=_("Its name, for the other kinds."))

    class Meta:
        model = Scope
        fields = ("user", "kind", "province", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True).exclude(email="").order_by("email")  # type: ignore[attr-defined]
        self.initial["province" if self.instance.kind == Scope.Kind.PROVINCE else "name"] = self.instance.value

    def clean(self) -> dict[str, Any]:
        """Ask for the one that belongs to the kind; the other is left aside."""
        said = super().clean() or self.cleaned_data
        asked = "province" if said.get("kind") == Scope.Kind.PROVINCE else "name"
        self.instance.value = said.get(asked, "")
        if "kind" in said and asked not in self.errors and not self.instance.value:
            self.add_error(asked, _("This field is required."))
        if Scope.objects.filter(user=said.get("user"), kind=said.get("kind"), value=self.instance.value).exclude(pk=self.instance.pk).exists():
            self.add_error(asked, _("This was given to them already."))
        return said


class _Create(generic.CreateView):
    page_title = _("Give a responsibility")


class ScopeViewSet(ModelViewSet):
    """Responsibilities, in the menu Settings; administrators only, who alone have the right to change them."""

    model = Scope
    icon = "group"
    menu_label = _("Responsibilities")
    menu_order = 610  # after the accounts
    add_to_settings_menu = True
    add_to_reference_index = copy_view_enabled = False
    add_view_class = _Create
    list_display = (TitleColumn("user", label=_("Who"), url_name="scopes:edit"), Column("scope", label=_("Responsible for"), accessor=str))

    def get_form_class(self, for_update: bool = False) -> type[ScopeForm]:  # noqa: ARG002, FBT001, FBT002 -- Wagtail's own signature
        """Return the form for both pages."""
        return ScopeForm


@hooks.register("register_admin_viewset")
def viewset() -> ScopeViewSet:
    """Its addresses."""
    return ScopeViewSet("scopes", url_prefix="scopes")
