"""The editor's form for pages with a stable id."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from courses import ids


class StablePageForm(WagtailAdminPageForm):
    """A new course or lesson gets its address from its stable id: ASCII, and never guessed from a Khmer title (decisions A9)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Wagtail's own signature
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # autosave makes the page; the form that is open then still has no address

    def clean_slug(self) -> str:
        """Return what the author wrote for an old page, else the address it has, else one from its id."""
        if self.instance.pk is None:
            self.instance.settle()
            return ids.slug(self.instance.stable_id)
        return self.written or self.instance.slug or ids.slug(self.instance.stable_id)

    @property
    def written(self) -> str:
        """The address as the author wrote it: nothing where the editor made "-" of Khmer letters."""
        return str(self.cleaned_data["slug"]) if self.cleaned_data["slug"].strip("-_") else ""
