"""What pages and questions are built on: clean Khmer, an id that stays, and a page that is the same for everybody."""

import secrets
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue, StructValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from courses import ids, khmer, markup

_NEAR = 15  # signs to each side that show an author where to look


class Spelled(models.Model):
    """Texts that a curriculum file may hold, too: signs in the one agreed order, and none that nobody can see."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:  # noqa: ANN401 -- Django's own signature
        """Put the signs in order, and refuse those that an author cannot see, naming the place."""
        self.spell()
        faults: dict[str, Any] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            faults = error.update_error_dict(faults)
        for name in self._written() - set(exclude or ()) - set(faults):
            if found := next(_unseen(getattr(self, name), rich=isinstance(self._meta.get_field(name), RichTextField)), None):
                faults[name] = found
        if faults:
            raise ValidationError(faults)

    def spell(self) -> None:
        """Put the signs of every text into the one agreed order."""
        for name in self._written():
            setattr(self, name, _spelled(getattr(self, name)))

    def _written(self) -> set[str]:
        fields = (one for one in self._meta.concrete_fields if isinstance(one, models.CharField | models.TextField | StreamField))
        return {one.name for one in fields if one.attname not in self.get_deferred_fields()}


def _spelled(value: Any) -> Any:  # noqa: ANN401 -- a text, or blocks with texts in them
    if isinstance(value, str):
        return value if value.isascii() else khmer.normalise(value)
    if isinstance(value, RichText):
        return RichText(_spelled(value.source))
    if isinstance(value, StructValue):
        value.update({name: _spelled(part) for name, part in value.items()})
    elif isinstance(value, StreamValue):
        for child in value:
            child.value = _spelled(child.value)
    return value


def _unseen(value: Any, *, rich: bool = False) -> Iterator[str]:  # noqa: ANN401 -- a text, or blocks with texts in them
    if isinstance(value, StreamValue):
        parts = [child.value for child in value]
    elif isinstance(value, StructValue):
        parts = list(value.values())
    else:
        parts = []
        text = markup.to_text(value.source if isinstance(value, RichText) else value) if rich or isinstance(value, RichText) else value
        for problem in khmer.problems(text)[:1] if isinstance(text, str) else []:
            near = text[max(problem.position - _NEAR, 0) : problem.position] + text[problem.position + 1 : problem.position + _NEAR]
            reason = gettext("Near “%(near)s” stands an invisible or misplaced sign (%(name)s). Delete this place and type it again.")
            yield reason % {"near": near.strip(), "name": problem.name}
    for part in parts:
        yield from _unseen(part)


class Stable(Spelled):
    """Something with an id that stays: from the curriculum file, or made once for what is made in the editor."""

    stable_id = models.CharField(_("Stable id"), max_length=40, blank=True, db_index=True, editable=False)
    translation_key: uuid.UUID  # the page's or the question's own field

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- Django's own signature
        """Settle, spell, then save."""
        self.settle()
        self.spell()
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
