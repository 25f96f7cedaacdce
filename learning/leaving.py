"""Who asked to be erased and may still take it back: on the phone where they asked, or behind the number they signed in with."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from learning import phones, protection
from learning.models import Learner
from learning.privacy import erasing

_SALT = "learning.leaving"
_MOST = 8
_COOKIE = f"{settings.LEARNER_COOKIE_NAME}-leaving"


def people(request: HttpRequest) -> list[Learner]:
    """Return those who asked to be erased here or behind this number, the last one first."""
    found = list(Learner.objects.select_related("contact").filter(pk__in=_kept(request), leaving_at__isnull=False))
    if contact := phones.signed_in(request):
        found += contact.learners.select_related("contact").filter(leaving_at__isnull=False).exclude(pk__in=[one.pk for one in found])
    return sorted(found, key=lambda one: one.leaving_at or one.made_at, reverse=True)


def must_sign_in(request: HttpRequest, learner: Learner) -> bool:
    """Whether only a code to the number can prove who this is: no PIN, and the number is not signed in here."""
    return learner.is_protected and not learner.pin and not phones.is_family(request, learner)


def proves(request: HttpRequest, learner: Learner, pin: str, now: datetime) -> bool:
    """Whether this is the person: by the PIN where there is one, else by the number; a guest's phone is proof enough. Raises `gates.Shut`."""
    if learner.pin:
        return protection.knows_pin(learner, pin, now)
    return not must_sign_in(request, learner)


def remember(request: HttpRequest, response: HttpResponse, learner: Learner) -> None:
    """Let this phone know who asked here, for as long as it can be undone."""
    others = [one for one in _kept(request) if one != str(learner.pk)]
    response.set_cookie(
        _COOKIE, signing.dumps([str(learner.pk), *others][:_MOST], salt=_SALT), max_age=erasing.UNDO,
        secure=settings.HTTPS, httponly=True, samesite="Lax",
    )  # fmt: skip


def _kept(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=erasing.UNDO)
    except signing.BadSignature:
        return []
