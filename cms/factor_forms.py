"""allauth's forms of the second factor with our words, and with codes that are counted and taken once, in the database.

allauth counts wrong codes, and remembers used ones, in the cache: a cache that is away or was emptied would forget both.
"""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from learning import gates
from sms_gateway import sealing

_UNREADABLE = (KeyError, IndexError, AttributeError, TypeError, ValueError, struct.error)
_DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code"}


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 -- a lazy text
    return forms.CharField(label=label, help_text=help_text, widget=forms.TextInput(attrs=_DIGITS))


class _Counted(BaseAuthenticateForm):
    """Five wrong codes in a row: 15 minutes. A passkey cannot be guessed, is not counted, and opens all the while."""

    def clean_code(self) -> str:
        """Count first, then look."""
        key = f"second factor of {self.user.pk}"
        try:
            gates.try_once(key, timezone.now())
        except gates.Shut as shut:
            raise forms.ValidationError(_too_many(ceil(shut.wait.total_seconds() / 60))) from shut
        code = self._looked_at()
        gates.opened(key)
        return code

    def _looked_at(self) -> str:
        try:
            code = super().clean_code()
        except sealing.CannotOpen as lost:
            raise get_adapter().validation_error("incorrect_code") from lost
        if self.authenticator.type == Authenticator.Type.TOTP and not spend(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Counted, AuthenticateForm):
    """The second step of signing in."""

    code = _code_field(_("Six digits from the app, or a recovery code"))


class AgainForm(_Counted, ReauthenticateForm):
    """Confirming that it is still you."""

    code = _code_field(_("Six digits from the app, or a recovery code"))


class AppForm(ActivateTOTPForm):
    """The first code of an app."""

    code = _code_field(_("Six digits from the app"))


class _Read:
    """A passkey's answer, which anybody may forge: what cannot be read is wrong, no error page. The library lets a missing part raise KeyError."""

    def clean_credential(self) -> Any:  # noqa: ANN401 -- allauth's own signature
        """Look at the answer to a question."""
        with _unreadable_is_wrong():
            return super().clean_credential()  # type: ignore[misc]  # a mixin of allauth's forms


class PasskeyLoginForm(_Read, LoginWebAuthnForm):
    """Coming in by a passkey alone."""


class PasskeyCodeForm(_Read, AuthenticateWebAuthnForm):
    """The second step of signing in, by a passkey."""


class PasskeyAgainForm(_Read, ReauthenticateWebAuthnForm):
    """Confirming by a passkey that it is still you."""


class PasskeyForm(AddWebAuthnForm):
    """A passkey opens by itself: it always asks for finger, face or screen lock."""

    name = forms.CharField(label=_("Its name"), help_text=_("To know it again, for example: my phone."), required=False, max_length=60)
    passwordless = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)

    def clean_passwordless(self) -> bool:
        """Take no key that anybody who holds it could use."""
        return True

    def clean(self) -> dict[str, Any]:
        """Look at the new key."""
        with _unreadable_is_wrong():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Its name"), max_length=60)


def spend(app: Authenticator, code: str) -> bool:
    """Take a code of an app once: from then on neither it nor an older one opens, however many arrive at the same moment."""
    now, secret = int(time.time()) // app_settings.TOTP_PERIOD, decrypt(app.data["secret"])
    near = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    step = next((one for one in near if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, one)))), None)
    if step is None:
        return False
    unspent = Authenticator.objects.filter(Q(data__spent__isnull=True) | Q(data__spent__lt=step), pk=app.pk)
    return bool(unspent.update(data=app.data | {"spent": step}))


def start(app: Authenticator) -> None:
    """Take the codes up to now: whoever looked over a shoulder when the app was connected has seen one."""
    Authenticator.objects.filter(pk=app.pk).update(data=app.data | {"spent": int(time.time()) // app_settings.TOTP_PERIOD})


@contextmanager
def _unreadable_is_wrong() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as forged:
        raise get_adapter().validation_error("incorrect_code") from forged


def _too_many(minutes: int) -> str:
    return ngettext(
        "Too many wrong codes. Try again in %(minutes)d minute, or use your passkey.",
        "Too many wrong codes. Try again in %(minutes)d minutes, or use your passkey.",
        minutes,
    ) % {"minutes": minutes}
