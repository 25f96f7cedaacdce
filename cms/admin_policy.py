"""A strict Content-Security-Policy that the editor can live under: only inline scripts known to be data-only get their hash.

Wagtail's date pickers and inline panels start themselves by inline scripts whose whole text is one call with JSON in it.
A row added to an inline panel brings its script with its own number in it, so the scripts of the next rows are known, too.
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
# wagtailmedia's form for a new recording: takes the title from the file's name. Constant; another text of it is not known.
_CONSTANT = frozenset({"sha256-Jx16Tpaz2Kcypjovu4mlVyW3Ji0PExMKe5W9Wr3cmBs="})
# An inline panel's script for rows not there yet, and what Wagtail's core.js (addForm) makes of it: only ids before a quote get the number.
_ROW = re.compile(r"([\w-]+)-__prefix__")
_NUMBER = re.compile(r"__prefix__(.*?('|\"|\\u0022))")
_ROWS_ADDED = 40  # without opening the page anew; each costs 54 bytes in the header


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Widen the policy for /cms/ by exactly what its known scripts and styles need; nobody else is asked for the microphone."""

    def inner(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = f"microphone=({'self' if request.path_info.startswith('/cms/') else ''})"  # trainers record there
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
    source = response.content.decode()
    scripts = set(_INLINE.findall(source))
    known = {script for script in scripts if _KNOWN.fullmatch(script) or _hashed(script) in _CONSTANT}
    if scripts - known:
        log.warning("unknown inline script on %s", request.path_info)
    rows = {row for script in known for row in _next_rows(script, source)}
    return sorted(f"'{_hashed(script)}'" for script in known | rows)


def _next_rows(script: str, source: str) -> list[str]:
    """Return what a panel's script for new rows becomes in each of the next rows."""
    row = _ROW.search(script)
    if not row:
        return []
    name = row[1].removeprefix("id_")
    total = re.search(rf'name="{name}-TOTAL_FORMS" value="(\d+)"', source)
    first = int(total[1]) if total else 0
    return [_NUMBER.sub(rf"{number}\g<1>", script) for number in range(first, first + _ROWS_ADDED)]


def _hashed(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
