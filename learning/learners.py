"""Who is learning: a guest is known by a signed cookie and made at the first answer, never by a page view."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from learning.models import Learner

STAYS = timedelta(days=30)  # renewed on personal pages and answers, never on cached ones (decisions C3)
P = ParamSpec("P")
JOINABLE = timedelta(seconds=60)
_SALT = "learning.learner"
_MARK = "learner"  # templates read request.learner
_GUESTS = uuid.UUID("2b2c3f57-5a0c-5d5e-8b1f-0d7c4f1f2a10")


def of(request: HttpRequest) -> Learner | None:
    """Return who this is, or None for somebody who never answered here; asked of the database once per request."""
    if _MARK not in vars(request):
        meet(request, _known(request))
    return vars(request)[_MARK]


def meet(request: HttpRequest, learner: Learner | None) -> None:
    """From now on this request belongs to `learner`."""
    vars(request)[_MARK] = learner


def arrive(nonce: str, now: datetime) -> Learner:
    """Return the learner that the first answer on the form `nonce` makes; a double tap makes the same one."""
    learner = Learner(id=uuid.uuid5(_GUESTS, nonce), made_at=now, joinable_until=now + JOINABLE)
    Learner.objects.bulk_create([learner], ignore_conflicts=True)
    return learner


def joins(learner: Learner, nonce: str, now: datetime) -> bool:
    """Whether somebody without a cookie who sends the form `nonce` is this learner tapping twice."""
    return learner.id == uuid.uuid5(_GUESTS, nonce) and now < learner.joinable_until


def retire(learner: Learner, now: datetime) -> None:
    """From now on no form sent without a cookie joins this person ("not me")."""
    Learner.objects.filter(pk=learner.pk).update(joinable_until=now)


def personal(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Mark a page as somebody's own: the cookie is renewed for whoever this is by then."""

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if learner := of(request):
            _remember(response, learner)
        return response

    return inner


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """The next person at this phone starts as nobody."""
    meet(request, None)
    response.delete_cookie(settings.LEARNER_COOKIE_NAME)


def _known(request: HttpRequest) -> Learner | None:
    try:
        text = request.COOKIES[settings.LEARNER_COOKIE_NAME]
        found = uuid.UUID(signing.TimestampSigner(salt=_SALT).unsign(text, max_age=STAYS))
    except (KeyError, ValueError, signing.BadSignature):
        return None
    return Learner.objects.filter(id=found).first()


def _remember(response: HttpResponse, learner: Learner) -> None:
    response.set_cookie(
        settings.LEARNER_COOKIE_NAME,
        signing.TimestampSigner(salt=_SALT).sign(str(learner.id)),
        max_age=STAYS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
