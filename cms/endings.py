"""How sessions end: all of one account with one delete, whoever asks for it; and which of them are noted at all."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions import signals
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest

from cms import factor_forms
from cms.models import Session, User


@transaction.atomic
def end_all(account: User, *, but: str | None = None) -> int:
    """End every session of an account, `but` one; return how many ended."""
    UserSession.objects.filter(user_id=account.pk).exclude(session_key=but).delete()
    return Session.objects.filter(account=account.pk).exclude(session_key=but).delete()[0]


def note_sign_in(request: HttpRequest, **more: Any) -> None:  # noqa: ANN401 -- a signal's own signature
    """Keep address and browser of a sign-in for the list of one's own sessions; of citizens nothing is kept."""
    if getattr(request.user, "works_here", False):
        signals.on_user_logged_in(request=request, **more)


def connect() -> None:
    """Listen to what must end sessions."""
    authenticator_added.connect(_stay_here_only, dispatch_uid="endings.factor")
    post_save.connect(_account_saved, sender=User, dispatch_uid="endings.saved")
    post_delete.connect(_account_gone, sender=User, dispatch_uid="endings.gone")


def _stay_here_only(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    """Sessions from before a new lock was put on have not come through it: they end, and this one gets another name."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    if authenticator.type == Authenticator.Type.TOTP:
        factor_forms.start(authenticator)
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    end_all(user, but=request.session.session_key)


def _account_saved(instance: User, *, raw: bool = False, **_: object) -> None:
    if raw:  # a backup being read
        return
    if not instance.is_active:
        end_all(instance)
    if instance.works_here:
        _write_address(instance)


def _account_gone(instance: User, **_: object) -> None:
    Session.objects.filter(account=instance.pk).delete()


def _write_address(account: User) -> None:
    """Let allauth sign in by the one address an administrator gave, and by none from before.

    Verified, because no page lets anybody change it; an unverified row would keep its owner from setting up a second factor.
    """
    rows, email = EmailAddress.objects.filter(user_id=account.pk), account.email.lower()
    if [*rows.values_list("email", "verified", "primary")] != [(email, True, True)]:
        rows.delete()
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
