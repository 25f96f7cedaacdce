"""What an administrator does to somebody's account: each asked on a page of its own, done by POST, written down."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.log_actions import log as write_down

from cms import endings
from cms.models import User

log = logging.getLogger(__name__)


def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    account = _account(request, pk)
    if request.method != "POST":
        what = _("Wherever %(name)s is signed in, they are signed out at once. They can sign in again.") % {"name": account}
        return _ask(request, account, title=_("End all sessions"), what=what)
    endings.end_all(account)
    write_down(account, "cms.end_sessions", user=request.user)
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": account})
    return redirect("wagtailusers_users:index")


@reauthentication_required(app="allauth.mfa")
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody whose phone is lost set up another; the owner of the account is told."""
    account = _account(request, pk)
    if request.method != "POST":
        what = _("For %(name)s, whose phone or codes are lost. Call them first: are they truly the one who asks?") % {"name": account}
        return _ask(request, account, title=_("Take away the second factor"), what=what)
    _take_away(account, by=request.user)
    if _told(account):
        messages.success(request, _("Done. %(name)s was told by e-mail, and sets up another one at the next sign-in.") % {"name": account})
    else:
        messages.warning(request, _("Done, but no e-mail could be sent: please tell %(name)s yourself.") % {"name": account})
    return redirect("wagtailusers_users:index")


def _account(request: HttpRequest, pk: int) -> User:
    if not request.user.is_superuser:
        raise PermissionDenied
    return get_object_or_404(User.objects.exclude(email=""), pk=pk)


def _ask(request: HttpRequest, account: User, *, title: str, what: str) -> HttpResponse:
    context = {"account": account, "page_title": title, "header_icon": "user", "what": what}
    return TemplateResponse(request, "cms/confirm.html", context)


@transaction.atomic
def _take_away(account: User, *, by: object) -> None:
    Authenticator.objects.filter(user_id=account.pk).delete()
    endings.end_all(account)
    write_down(account, "cms.reset_second_factor", user=by)


def _told(account: User) -> bool:
    try:
        get_adapter().send_mail("cms/email/second_factor_reset", account.email, {"account": account})
    except OSError as fault:  # smtplib's are of this kind, too
        log.warning("mail out of reach: %s", type(fault).__name__)
        return False
    return True
