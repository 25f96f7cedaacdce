"""The editor's form for pages with a stable id."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from courses import ids


class StablePageForm(WagtailAdminPageForm):
    """A new course or lesson gets its address from its stable id: ASCII, and never guessed from a Khmer title (decisions A9)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Wagtail's own signature
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and self.instance.pk is None:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Return the address of a new page, or what the author wrote for an old one."""
        if self.instance.pk is not None:
            return str(self.cleaned_data["slug"])
        self.instance.settle()
        return ids.slug(self.instance.stable_id)
