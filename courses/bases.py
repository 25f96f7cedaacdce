"""What pages and questions are built on: an id that stays, and a page that is the same for everybody."""

import secrets
import uuid
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from courses import ids


class Stable(models.Model):
    """Something with an id that stays: from the curriculum file, or made once for what is made in the editor."""

    stable_id = models.CharField(_("Stable id"), max_length=40, blank=True, db_index=True, editable=False)
    translation_key: uuid.UUID  # the page's or the question's own field

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- Django's own signature
        """Settle, then save."""
        self.settle()
        return super().save(*args, **kwargs)

    def settle(self) -> None:
        """Give a new object its id, and the key made from it that is equal in every language; a translation has those of its original."""
        if not self.stable_id:
            model: Any = type(self)
            original = model.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk).first()
            self.stable_id = original.stable_id if original else f"n{secrets.token_hex(4)}"
            self.translation_key = ids.key(self.stable_id)


class PublicPage(Page):
    """A page that is the same for everybody: no name, no progress, no form token in it."""

    slug: str  # Page's own field, which carries no type
    _restrictions: Any = None

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- Wagtail's own signature
        """Serve the page, marked as fit for the page cache when everybody may see it."""
        response = super().serve(request, *args, **kwargs)
        if self.live and not getattr(request, "is_preview", False) and not list(self.get_view_restrictions()):
            response.is_same_for_everybody = True
        return response

    def get_view_restrictions(self) -> Any:  # noqa: ANN401 -- Wagtail's own signature
        """Return who alone may see the page; asked once per request, by Wagtail's guard and then by `serve`."""
        if self._restrictions is None:
            self._restrictions = super().get_view_restrictions()
        return self._restrictions
