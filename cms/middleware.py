"""What happens to every request on its way in and every page on its way out."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import Error as DatabaseFault
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from cms import page_cache
from courses import khmer

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)
_SMALL = 200  # bytes below which compressing makes a body longer


def page_cache_middleware(get_response: Handler) -> Handler:
    """Serve public pages from the cache before anything else runs; when the database is away, serve the last one known."""

    def inner(request: HttpRequest) -> HttpResponse:
        if not page_cache.may_be_kept(request):
            return get_response(request)
        kept, is_fresh = page_cache.find(request)
        if kept and is_fresh:
            return _send(request, kept)
        generation = page_cache.generation()
        response = get_response(request)
        if kept and response.status_code >= 500:  # noqa: PLR2004 -- the server's own failure
            return _send(request, kept)
        if _is_for_everybody(response):
            return _send(request, page_cache.keep(request, response, generation))
        return response

    return inner


def _is_for_everybody(response: HttpResponse) -> bool:
    is_public = getattr(response, "is_same_for_everybody", False)
    return is_public and response.status_code == 200 and not response.cookies  # noqa: PLR2004 -- "OK"


def _send(request: HttpRequest, kept: page_cache.Kept) -> HttpResponse:
    response: HttpResponse
    if request.headers.get("If-None-Match") == kept.headers["ETag"]:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(kept.body if request.method == "GET" else b"", headers=kept.headers)
        response["Content-Length"] = str(len(kept.body))
    response["Age"] = str(kept.age)
    for name in ("ETag", "Cache-Control", "Vary"):
        response[name] = kept.headers[name]
    return response


def compress(get_response: Handler) -> Handler:
    """Send every other page compressed too. Public pages are compressed once, where they are kept."""

    def inner(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        name = page_cache.encoding(request)
        if not name or not _is_text(response) or len(response.content) < _SMALL or getattr(response, "is_same_for_everybody", False):
            return response
        response.content = page_cache.compressed(response.content, name)
        response["Content-Encoding"], response["Content-Length"] = name, str(len(response.content))
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    return inner


def _is_text(response: HttpResponse) -> bool:
    kind = response.get("Content-Type", "")
    return not response.streaming and not response.has_header("Content-Encoding") and kind.startswith(("text/", "application/json"))


def private_unless_said(get_response: Handler) -> Handler:
    """A response that says nothing of caching is somebody's own: no proxy and no shared phone keeps it."""

    def inner(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return inner


def khmer_lines(get_response: Handler) -> Handler:
    """Keep every Khmer word on one line on citizens' pages (khmer.md 4.3)."""

    def inner(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html") and not request.path_info.startswith("/cms/"):
            response.content = khmer.wrap_html(response.content.decode()).encode()
            response["Content-Length"] = str(len(response.content))  # Django counted before
        return response

    return inner


def language_from_url(get_response: Handler) -> Handler:
    """Khmer everywhere, English under /en/; the editor follows each person's own setting."""

    def inner(request: HttpRequest) -> HttpResponse:
        is_english = request.path_info.startswith("/en/")
        request.LANGUAGE_CODE = "en" if is_english else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return inner


class DatabaseAway:
    """Say in Khmer what does not work now, instead of an error page, when the database cannot be reached."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer in place of a view that found no database."""
        if not isinstance(exception, DatabaseFault):
            return None
        log.error("database out of reach: %s", type(exception).__name__)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "60"
        return response
