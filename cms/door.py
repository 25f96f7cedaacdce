"""The door for citizens: a number, a code, in. allauth keeps the steps; what may be sent and what opens is learning's to say.

The number itself never enters the session: where allauth keeps a telephone number stands the id of a code that was sent.
"""

from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.forms import BaseConfirmCodeForm
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import RequestLoginCodeView
from allauth.core import context
from allauth.core.exceptions import RateLimited
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning import accounts, codes, contacts, gates, learners
from learning.forms import MobileField
from learning.models import SignInCode
from sms_gateway import numbers, sealing


class NumberForm(forms.Form):
    """Ask for a code. Its `phone` is, once it is valid, the id of the code that was sent."""

    phone = MobileField()
    is_15 = forms.BooleanField(label=_("I am 15 or older"), error_messages={"required": _("Only people of 15 and older can sign in with a number.")})
    own_phone = forms.BooleanField(label=_("Only I use this phone: keep me signed in for 90 days"), required=False)
    _user = None  # allauth asks; whether somebody has the number is looked up when the code comes back, never before

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(*args, **kwargs)
        request = context.request
        self.terms = contacts.terms(learners.of(request))
        self.pending = pending(request)
        self.is_repeat = "again" in self.data and self.pending is not None
        if self.is_repeat or not self.terms.must_confirm_age:
            del self.fields["is_15"]
        if self.is_repeat:
            del self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        """Send the code. Raises `codes.Limited`, which cms.middleware answers with a 429."""
        if not self.terms.may_leave:
            raise ValidationError(_("People under 15 need no number here. What you learn stays on this phone."))
        if self.errors:
            return self.cleaned_data
        request = context.request
        if self.is_repeat and self.pending:
            number = codes.number(self.pending)
        else:
            number = numbers.parse(self.cleaned_data["phone"])
            request.session["own_phone"] = self.cleaned_data["own_phone"]
        address = get_adapter().get_client_ip(request)
        self.cleaned_data["phone"] = str(codes.send(number=number, address=address, now=timezone.now()))
        return self.cleaned_data


class CodeForm(BaseConfirmCodeForm):
    """Type the code back. allauth's own comparison is not used: the database counts the tries and knows the code."""

    code = forms.CharField(
        label=_("The code from the text message"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """Find whose number the code proves."""
        typed: str = self.cleaned_data["code"]
        state, now = context.request._login_stage.state, timezone.now()  # noqa: SLF001 -- where allauth's view keeps its step
        try:
            number = codes.prove(pk=UUID(state["phone"]), typed=typed, now=now)
        except codes.Wrong as error:
            raise ValidationError(_("This is not the code. Look at the newest text message from us.")) from error
        except codes.Over as error:
            raise ValidationError(_("This code is used up or too old. Ask for a new one.")) from error
        state["user_id"] = user_id_to_str(accounts.of_number(number, now))
        return typed

    @property
    def masked(self) -> str:
        """The end of the number the code went to."""
        try:
            return numbers.masked(codes.number(UUID(context.request._login_stage.state["phone"])))  # noqa: SLF001 -- as above
        except (SignInCode.DoesNotExist, sealing.CannotOpen):
            return ""


class NumberView(RequestLoginCodeView):
    """Ask for a number, also while a code is on its way: it may have been the wrong number."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """Stay here."""

    def form_invalid(self, form: NumberForm) -> HttpResponse:
        """Show what is to be put right."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


def pending(request: HttpRequest) -> UUID | None:
    """Return the id of the code this browser waits for."""
    stage = None if request.user.is_authenticated else LoginStageController.enter(request, LoginByCodeStage.key)
    sent = SignInCode.objects.filter(pk=stage.state["phone"]).first() if stage and stage.state.get("phone") else None
    return sent.pk if sent else None  # after a day the code is gone, though the browser may still be open


class TooMany:
    """Say in Khmer how long to wait, wherever a limit was reached: never an error page."""

    def __init__(self, get_response: Any) -> None:  # noqa: ANN401 -- Django's own
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        response: HttpResponse = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer in place of a view that refused."""
        if isinstance(exception, codes.Limited | gates.Shut):
            return wait(request, exception.wait)
        return wait(request, timedelta(minutes=5)) if isinstance(exception, RateLimited) else None


def wait(request: HttpRequest, time: timedelta) -> HttpResponse:
    """Return the page that asks for patience, with the time."""
    seconds = max(1, ceil(time.total_seconds()))
    response = render(request, "429.html", {"seconds": seconds if seconds < 60 else 0, "minutes": ceil(seconds / 60)}, status=429)  # noqa: PLR2004 -- a minute
    response["Retry-After"] = str(seconds)
    return response
