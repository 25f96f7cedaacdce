"""How people sign in, all through allauth: staff by e-mail address, made by an administrator; citizens by a number (cms/door.py)."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cms import second_factor, views
from learning import accounts

log = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):
    """No sign-up; citizens go to their learning; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's own signature
        """Nobody makes an account for themselves: one is made when a number is proved."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where somebody who is signed in belongs."""
        if not getattr(request.user, "works_here", False):
            return reverse("learning:home")
        return reverse("reports:overview" if views.only_reads_reports(request.user) else "wagtailadmin_home")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:  # noqa: ANN401 -- allauth's own signature
        """Lead a citizen to their own learning, or to the question who they are."""
        response: HttpResponse = super().post_login(request, user, **more)
        return response if user.works_here else redirect(accounts.arrive(request, user, timezone.now()))  # type: ignore[attr-defined]  # cms.User

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:  # noqa: ANN401 -- allauth's own signature
        """Ask people who work here to confirm that it is them, unless they signed in a few minutes ago."""
        return super().is_reauthentication_required(app=app, **more) and not second_factor.just_signed_in(context.request)

    def send_notification_mail(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- allauth's own signature
        """Tell of a change that was made. A mail server that is away must not turn what was done into an error page."""
        try:
            super().send_notification_mail(*args, **more)
        except OSError as fault:  # smtplib's are of this kind, too
            log.warning("mail out of reach: %s", type(fault).__name__)

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """Nothing is left to do: the code's own form has proved the number."""

    def send_unknown_account_sms(self, phone: str, **more: Any) -> None:  # noqa: ANN401 -- allauth's own signature
        """Nothing is left to do: the code went out with the form, to known and unknown numbers alike."""
