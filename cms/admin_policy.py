"""A strict Content-Security-Policy that the editor can live under: only inline scripts known to be data-only get their hash.

Wagtail's date pickers and inline panels start themselves by inline scripts whose whole text is one call with JSON in it.
Anything else stays blocked, and tests/browser/test_cms.py fails on a violation.
"""

import base64
import hashlib
import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
_INLINE = re.compile(r"<script(?: type=\"text/javascript\")?>(.*?)</script>", re.DOTALL)
_KNOWN = re.compile(
    r"\s*(?:init(?:Date|DateTime|Time)Chooser\(\"[\w-]+\", \{[^<>()]*\}\);"
    r"|\(function\(\) \{\s*var panel = new (?:Inline|MultipleChooser)Panel\(JSON\.parse\(\"[^\"<>]*\"\)\);\s*\}\)\(\);"
    r"|new \w+\(\"[\w-]+\", \{[^<>()]*\}\);)\s*"
)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Widen the policy for /cms/ by exactly what its known scripts and styles need."""

    def inner(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith("/cms/"):
            update = {"style-src": ["'self'", "'unsafe-inline'"], "img-src": ["blob:"], "media-src": ["'self'", "blob:"]}
            if hashes := _known_scripts(request, response):
                update["script-src"] = ["'self'", *hashes]
            if getattr(request, "has_published", False):
                response["Clear-Site-Data"] = '"cache"'
            vars(response)["_csp_update"] = update  # the mark that django-csp's own decorator leaves
        return response

    return inner


def _known_scripts(request: HttpRequest, response: HttpResponse) -> list[str]:
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return []
    scripts = set(_INLINE.findall(response.content.decode()))
    known = {script for script in scripts if _KNOWN.fullmatch(script)}
    if scripts - known:
        log.warning("unknown inline script on %s", request.path_info)
    return sorted(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in known)
