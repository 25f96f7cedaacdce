"""One provider with a JSON interface, described wholly in settings.SMS_HTTP."""

import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sms_gateway.providers import NotSent, Outgoing, Reference, Rejected, Unknown

# Some providers want their key in the address, and httpx writes addresses to its log.
logging.getLogger("httpx").setLevel(logging.WARNING)

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

PLACEHOLDERS = frozenset({"to", "text", "key", "sender"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
LONGEST_ANSWER = 64 * 1024
# Connecting, writing and reading may each take this long, and together stay below the lease (delivery.SUBMIT_LEASE).
LONGEST_TIMEOUT = 20.0


@dataclass(frozen=True, slots=True, repr=False)
class Description:
    """What the settings say about the provider; secrets among it, so it never shows itself."""

    url: str
    body: dict[str, Json]
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    accepted: tuple[int, ...] = (200, 201, 202)
    rejected: tuple[int, ...] = (400, 401, 403, 404, 422)
    reference: str = "id"
    timeout: float = 10.0

    @classmethod
    def read(cls, described: Mapping[str, Any]) -> "Description":
        """Read and check settings.SMS_HTTP; a mistake is said before any message is taken up."""
        values: dict[str, Any] = {name: tuple(value) if name in {"accepted", "rejected"} else value for name, value in described.items()}
        try:
            description = cls(**values)
            url = httpx.URL(description.url)
        except (TypeError, httpx.InvalidURL) as error:
            raise ImproperlyConfigured(f"SMS_HTTP: {error}") from error
        if url.scheme not in {"http", "https"} or not url.host:
            raise ImproperlyConfigured("SMS_HTTP: url must begin with https:// (or http:// on your own machine).")
        if not 0 < description.timeout <= LONGEST_TIMEOUT:
            raise ImproperlyConfigured(f"SMS_HTTP: timeout must be at most {LONGEST_TIMEOUT:g} seconds.")
        try:
            _filled(description.body, dict.fromkeys(PLACEHOLDERS, ""))
        except KeyError as error:
            raise ImproperlyConfigured(f"SMS_HTTP: body has an unknown placeholder: {error}.") from error
        return description


class HttpJson:
    """Speaks to the provider that settings.SMS_HTTP describes."""

    carries_to_unproved = False

    def __init__(self) -> None:
        self.description = Description.read(settings.SMS_HTTP)

    def submit(self, message: Outgoing) -> Reference:
        """Send one request and read four outcomes from what happens."""
        status, body = self._exchange(message)
        if status in self.description.accepted:
            return _reference(body, self.description.reference)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise NotSent("http-429")
        if status in self.description.rejected:
            raise Rejected(f"http-{status}")
        # Also redirects and 5xx: a gateway in front of the provider answers 502 or 504 for messages that went out.
        raise Unknown(f"http-{status}")

    def _exchange(self, message: Outgoing) -> tuple[int, bytes]:
        """One request on a connection of its own: a kept one that the other side has just closed would leave a doubt."""
        described = self.description
        values = {"to": message.to, "text": message.text, "key": message.key, "sender": settings.SMS_SENDER}
        request = httpx.Request(described.method, described.url, headers=described.headers, json=_filled(described.body, values))
        try:
            with httpx.Client(timeout=described.timeout, follow_redirects=False, trust_env=False) as client:
                response = client.send(request, stream=True)
                return response.status_code, _read(response, time.monotonic() + described.timeout)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent("no-connection") from error
        except httpx.RequestError as error:
            raise Unknown("connection-lost") from error


def _filled(template: Json, values: Mapping[str, str]) -> Json:
    """Fill the placeholders in every string of a template; a text that contains "{to}" stays as it is."""
    if isinstance(template, str):
        return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
    if isinstance(template, list):
        return [_filled(item, values) for item in template]
    if isinstance(template, dict):
        return {name: _filled(item, values) for name, item in template.items()}
    return template


def _read(response: httpx.Response, deadline: float) -> bytes:
    """Read a bounded answer in bounded time; whoever sends more, or drop by drop, has said nothing certain."""
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LONGEST_ANSWER or time.monotonic() > deadline:
            raise Unknown("endless-answer")
    return body


def _reference(body: bytes, path: str) -> Reference:
    """Find the provider's reference in its answer; an answer without one confirms nothing."""
    try:
        found: Any = json.loads(body)
        for step in path.split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (LookupError, TypeError, ValueError) as error:  # ValueError: not JSON, not UTF-8
        raise Unknown("no-reference") from error
    if not isinstance(found, str | int) or found == "":
        raise Unknown("no-reference")
    return Reference(str(found))
