"""The second factor of people who work here: without one they reach nothing but the pages that make one (docs/adr/0017)."""

import base64
import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import Error as DatabaseFault
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from cms.middleware import DatabaseAway
from cms.models import User
from sms_gateway import sealing

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes stand in for one, and are none by themselves
# What somebody without a second factor may open.
SETTING_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
# What a citizen may open of the pages that sign people in.
CITIZENS = {"account_request_login_code", "account_confirm_login_code", "account_logout"}
_OF_ALLAUTH = ("account_", "mfa_", "usersessions_")
_ABOUT = "second factor"
_JUST_NOW = 900  # seconds after a sign-in in which nobody is asked again: enough to install an app on a slow line


def is_set_up(account: User) -> bool:
    """Whether this account has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=account.pk, type__in=FACTORS).exists()


def just_signed_in(request: HttpRequest) -> bool:
    """Whether the person came in a few minutes ago: asking for the same password again would protect nothing."""
    records = get_authentication_records(request, cast("Any", request.user))
    return bool(records) and time.time() - records[-1]["at"] < _JUST_NOW


class Guard:
    """Lead people who work here to their second factor first, and keep citizens out of the pages of staff's accounts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Let in, lead away, or say that there is nothing here. Without a session's cookie nobody is signed in, and nothing is asked."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        try:
            return _led(request)
        except DatabaseFault as fault:  # not let through: whoever it is could not be looked up
            return DatabaseAway(self.get_response).process_exception(request, fault)


def _led(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated or request.resolver_match is None:
        return None
    account, name = request.user, request.resolver_match.view_name
    if not account.works_here:
        if name.startswith(_OF_ALLAUTH) and name not in CITIZENS:
            raise Http404
        return None
    vars(request)["has_second_factor"] = is_set_up(account)  # templates read it
    return None if vars(request)["has_second_factor"] or name in SETTING_UP else redirect("mfa_index")


class Adapter(DefaultMFAAdapter):
    """Secrets sealed at rest, and names that people understand."""

    def encrypt(self, text: str) -> str:
        """Seal what codes are made from."""
        return base64.b64encode(sealing.seal_text(text, about=_ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return sealing.open_text(base64.b64decode(encrypted_text), about=_ABOUT)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ANN401 -- allauth's own signature
        """Return a name for a new passkey: the first, the second and so on."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Say who asks, as the phone will show it."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.WAGTAIL_SITE_NAME}
