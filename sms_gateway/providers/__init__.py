"""The outside world: whoever carries a text message to the phone. Four outcomes, no more."""

from dataclasses import dataclass, field
from typing import NewType, Protocol, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

# By path, so that a process which sends nothing over HTTP never loads the HTTP client.
PROVIDERS = {
    "console": "sms_gateway.providers.console.Console",
    "file": "sms_gateway.providers.file.File",
    "http": "sms_gateway.providers.http_json.HttpJson",
}

Reference = NewType("Reference", str)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a provider needs to know. Neither the number nor a code ever shows in a log or a traceback."""

    to: str = field(repr=False)
    text: str = field(repr=False)
    key: str


class NotAccepted(Exception):
    """The provider did not take the message; the reason is a short code, never a number or a text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rejected(NotAccepted):
    """It never will work."""


class NotSent(NotAccepted):
    """The message surely was not taken: it may be tried again."""


class Unknown(NotAccepted):
    """It may have arrived: never sent again by itself."""


class Provider(Protocol):
    """A carrier of text messages."""

    # Whether a number may be written to, codes aside, before its owner has proved it (decisions F7): only where nothing leaves the house.
    carries_to_unproved: bool

    def submit(self, message: Outgoing) -> Reference:
        """Hand one message over and return the provider's reference.

        Raises Rejected (never will work), NotSent (no byte left: may be tried again)
        or Unknown (it may have arrived: never sent again by itself).
        """


def current() -> Provider:
    """Return the provider the settings name."""
    path = PROVIDERS.get(settings.SMS_PROVIDER)
    if path is None:
        message = f"SMS_PROVIDER is {settings.SMS_PROVIDER!r}; it can be one of: {', '.join(PROVIDERS)}."
        raise ImproperlyConfigured(message)
    return cast("Provider", import_string(path)())
