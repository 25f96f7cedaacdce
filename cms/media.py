"""Recordings on their way to phones. A proxy in front may serve the folder media/sounds/ instead: the names are never used twice."""

import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses import audio

_RANGE = re.compile(r"bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))")
_FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def sound(request: HttpRequest, name: str) -> HttpResponse:
    """Send a recording, or the part of it that a player asks for: iPhones play nothing without."""
    try:
        file = default_storage.open(f"sounds/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    with file:
        part = asked(request.headers.get("Range", ""), file.size)
        file.seek(part.start if part else 0)
        body = file.read(len(part) if part is not None else file.size)
    response = HttpResponse(body, status=200, content_type=audio.TYPES.get(name.rpartition(".")[2], "application/octet-stream"))
    response["Accept-Ranges"], response["Cache-Control"] = "bytes", _FOR_GOOD
    if part is not None:
        response.status_code = 206 if part else 416
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}" if part else f"bytes */{file.size}"
    return response


def asked(header: str, size: int) -> range | None:
    """Return which bytes of a file of this size are asked for: None for all of them, an empty range where there are none.

    >>> asked("bytes=2-", 9), asked("bytes=-4", 9), asked("bytes=0-1", 9), asked("bytes=9-", 9), asked("bytes=0-1,3-4", 9), asked("", 9)
    (range(2, 9), range(5, 9), range(0, 2), range(9, 9), None, None)
    """
    found = _RANGE.fullmatch(header.strip())
    if not found:
        return None
    first, last, end = found.groups()
    if end is not None:
        return range(max(size - int(end), 0), size)
    if last and int(last) < int(first):
        return None
    return range(min(int(first), size), min(int(last) + 1 if last else size, size))
