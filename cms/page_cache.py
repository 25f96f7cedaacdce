"""Pages that are the same for everybody, kept ready to send. Why and how: docs/adr/0004-cacheable-public-pages.md."""

import gzip
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl

import brotli
from django.core.cache import caches
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from courses.models import Competence, OfficialService, Recording, Sound

FRESH = 60  # seconds a kept page is served without a look at the database
KEPT = 86_400  # seconds it stays at hand for when the database is away
CONTROL = "max-age=60, stale-while-revalidate=240, stale-if-error=86400"
ONCE, ALWAYS = 9, 6  # how hard to compress: a page that is kept, and one made for a single person
_GENERATION = "generation"
_TRACKING = ("utm_",)
_TRACKING_NAMES = {"fbclid", "gclid"}
_ENCODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "br": lambda body, quality: brotli.compress(body, quality=quality),
    "gzip": lambda body, quality: gzip.compress(body, quality, mtime=0),
    "": lambda body, _quality: body,
}


@dataclass(frozen=True)
class Kept:
    """A page as it goes over the wire, and when and under which generation it was made."""

    generation: str
    made_at: float
    headers: dict[str, str]
    body: bytes

    @property
    def age(self) -> int:
        """Seconds since it was made."""
        return max(0, int(time.time() - self.made_at))


def encoding(request: HttpRequest) -> str:
    """Return the best compression this phone takes."""
    accepted = request.headers.get("Accept-Encoding", "")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def compressed(body: bytes, name: str, quality: int = ALWAYS) -> bytes:
    """Return the body in the encoding of that name; "" leaves it as it is."""
    return _ENCODERS[name](body, quality)


def may_be_kept(request: HttpRequest) -> bool:
    """Whether this request asks for nothing but a page: no form, no query other than what trackers append."""
    if request.method not in {"GET", "HEAD"} or request.path_info.startswith(("/cms/", "/static/", "/media/")):
        return False
    query = request.META.get("QUERY_STRING", "")
    return all(name in _TRACKING_NAMES or name.startswith(_TRACKING) for name, _value in parse_qsl(query, keep_blank_values=True))


def find(request: HttpRequest) -> tuple[Kept | None, bool]:
    """Return the kept page, or None, and whether it is fresh. One question to Redis, none to the database."""
    name = _name(request)
    found = caches["pages"].get_many([name, _GENERATION])
    if name not in found:
        return None, False
    kept = _unpack(found[name])
    generation = found.get(_GENERATION, b"").decode() or kept.generation
    return kept, kept.generation == generation and kept.age < FRESH


def generation() -> str:
    """Return the present generation, as far as the cache knows it."""
    return (caches["pages"].get(_GENERATION) or b"").decode() or next_generation()


def next_generation(*_: object, **__: object) -> str:
    """Make every kept page old at once: something shown on pages has changed. A number used once, so a lost one cannot come back."""
    number = secrets.token_hex(8)
    caches["pages"].set(_GENERATION, number.encode(), timeout=None)
    return number


def keep(request: HttpRequest, response: HttpResponse, made_under: str) -> Kept:
    """Keep the page as it leaves, compressed."""
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    headers |= {"Cache-Control": CONTROL, "Vary": "Accept-Encoding"}
    body = compressed(response.content, name := encoding(request), ONCE)
    headers |= {"ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"'} | ({"Content-Encoding": name} if name else {})
    kept = Kept(made_under, time.time(), headers, body)
    caches["pages"].set(_name(request), _pack(kept), timeout=KEPT)
    return kept


def connect() -> None:
    """Listen to everything that changes what public pages show."""
    for signal in (page_published, page_unpublished, post_page_move, published, unpublished):
        signal.connect(next_generation, dispatch_uid=f"pages.{id(signal)}")
    for model in (OfficialService, Competence, PageViewRestriction, Recording, Sound):
        post_save.connect(next_generation, sender=model, dispatch_uid=f"pages.save.{model.__name__}")
        post_delete.connect(next_generation, sender=model, dispatch_uid=f"pages.delete.{model.__name__}")
    post_delete.connect(_page_deleted, dispatch_uid="pages.deleted")


def _page_deleted(sender: type[Any], **_: object) -> None:
    if hasattr(sender, "url_path") or sender.__name__.endswith("Page"):
        next_generation()


def _name(request: HttpRequest) -> str:
    text = f"{request.scheme}://{request.get_host()}{request.path_info} {encoding(request)}"
    return hashlib.sha256(text.encode()).hexdigest()


def _pack(kept: Kept) -> bytes:
    head = asdict(kept) | {"body": None}
    return json.dumps(head).encode() + b"\n" + kept.body


def _unpack(data: bytes) -> Kept:
    head, _, body = data.partition(b"\n")
    return Kept(**json.loads(head) | {"body": body})
