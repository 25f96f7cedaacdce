"""Every address of the site, as the site itself resolves it, with real things to put in: what the tests of access walk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

WHERE = re.compile(r"<(?:(\w+):)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)|\((?!\?)((?:[^()]|\([^()]*\))*)\)")


@dataclass(frozen=True)
class Route:
    """One address: its pattern, and the view that answers."""

    pattern: str
    view: Any

    @property
    def is_editors(self) -> bool:
        """Whether it belongs to the CMS."""
        return self.pattern.startswith("cms/")

    @property
    def model(self) -> type[Model] | None:
        """What its view is about, where the view says so."""
        asked = getattr(self.view, "view_initkwargs", {}).get("model") or getattr(getattr(self.view, "view_class", None), "model", None)
        if isinstance(asked, type):
            return asked
        named = re.match(r"cms/snippets/(?:choose/)?(\w+)/(\w+)/", self.pattern)
        return apps.get_model(*named.groups()) if named else None

    def address(self, things: dict[str, str]) -> str:
        """The pattern with things put in: what is named, else the first row of the view's model, else 1; for all pages together, one of them."""
        if self.pattern == r"((?:[\w\-]+/)*)$":
            return f"/{things['page']}"
        if re.match(r"cms/(users|staff)/", self.pattern):
            things = things | {"pk": things["staff_id"]}
        first = str(self.model.objects.values_list("pk", flat=True).order_by("pk").first() or 1) if self.model else "1"
        path = WHERE.sub(lambda found: things.get(found[2], first), self.pattern)
        path = GROUP.sub(lambda found: things.get(found[1] or "", first), path)
        return "/" + re.sub(r"[\^$\\?]", "", path)


def routes() -> list[Route]:
    """Every pattern of the site, the one that answers first before those it hides."""
    seen: dict[str, Route] = {}
    for one in _below(get_resolver(), ""):
        seen.setdefault(one.pattern, one)
    return list(seen.values())


def _below(resolver: URLResolver, before: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        here = (before + str(one.pattern)).removeprefix("^").replace("/^", "/")
        if isinstance(one, URLResolver):
            yield from _below(one, here)
        elif isinstance(one, URLPattern):
            yield Route(here, one.callback)
