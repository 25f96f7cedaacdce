"""Who is learning. A guest is known by a signed cookie; who has a PIN or a number is known by a session, and by nothing else.

A guest is made at the first answer, never by a page view.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from importlib import import_module
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from learning.models import Learner

STAYS = timedelta(days=30)  # renewed on personal pages and answers, never on cached ones (decisions C3)
IDLE, OWN_PHONE = timedelta(minutes=30), timedelta(days=90)  # how long a session waits for its person (decisions C4)
P = ParamSpec("P")
JOINABLE = timedelta(seconds=60)
_SALT = "learning.learner"
_MARK = "learner"  # templates read request.learner
PROOF_HOLDS = timedelta(minutes=10)
_UNTIL, _OWN, _PROVED = "waits_until", "own_phone", "proved_at"
_GUESTS = uuid.UUID("2b2c3f57-5a0c-5d5e-8b1f-0d7c4f1f2a10")


def of(request: HttpRequest) -> Learner | None:
    """Return who this is, or None for somebody who never answered here; asked of the database once per request."""
    if _MARK not in vars(request):
        meet(request, _inside(request) or _guest(request))
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
    """Mark a page as somebody's own: the cookie or the session is renewed for whoever this is by then."""

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        of(request)  # the page says whose it is, whatever the view itself needs to know
        response = view(request, *args, **kwargs)
        if (learner := of(request)) and str(learner.pk) == _held(request):
            _wait_on(request, timezone.now())
        elif learner and not learner.is_protected:
            _remember(response, learner)
        return response

    return inner


def enter(request: HttpRequest, learner: Learner, now: datetime, *, own_phone: bool | None = None) -> None:
    """This browser is this person now: the session gets another id, so that a former one opens nothing."""
    request.session.cycle_key()
    request.session["learner"] = str(learner.pk)
    if own_phone is not None:
        request.session[_OWN] = own_phone
    wait(request, now)
    meet(request, learner)


def wait(request: HttpRequest, now: datetime) -> None:
    """Let the session wait for its person: half an hour at most and until the browser closes, or 90 days on a phone of one's own."""
    own = bool(request.session.get(_OWN))
    request.session.set_expiry(OWN_PHONE if own else 0)
    request.session[_UNTIL] = (now + (OWN_PHONE if own else IDLE)).timestamp()


def leave(request: HttpRequest, response: HttpResponse, now: datetime) -> None:
    """The next person at this phone starts as nobody: no session, no cookie, no open form, nothing behind the back button.

    Who leaves by a session leaves a guest of this phone alone: that is somebody else, a child perhaps, whose cookie is all they have.
    """
    if learner := of(request):
        retire(learner, now)
    if _held(request) or getattr(request.user, "contact", None):
        logout(request)
    meet(request, None)
    if learner is None or not learner.is_protected:
        response.delete_cookie(settings.LEARNER_COOKIE_NAME)
    response["Clear-Site-Data"] = '"cache"'


def end_sessions(learner: Learner, *, but: str | None = None) -> None:
    """End every session of this person, on whatever phone, `but` one: somebody else may have learned the PIN."""
    rows = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects
    rows.filter(learner=learner.pk).exclude(session_key=but).delete()


def note_proof(request: HttpRequest, now: datetime) -> None:
    """Remember that a code to a number was typed back in this browser just now."""
    request.session[_PROVED] = now.timestamp()


def proved_just_now(request: HttpRequest, now: datetime) -> bool:
    """Whether a code was typed back in this browser within the last ten minutes; only then it stands for a forgotten PIN."""
    return now.timestamp() - request.session.get(_PROVED, 0) < PROOF_HOLDS.total_seconds()


def become_guest(request: HttpRequest, learner: Learner) -> None:
    """Nothing stands before this learning any more: the session ends, the cookie takes over."""
    logout(request)
    meet(request, learner)


def _inside(request: HttpRequest) -> Learner | None:
    """Return who came in by a PIN or a code, unless the session waited too long."""
    if not (held := _held(request)):
        return None
    if request.session.get(_UNTIL, 0) < timezone.now().timestamp():
        logout(request)
        return None
    learner = Learner.objects.select_related("contact").filter(pk=held, leaving_at=None).first()
    # Whose number it is may have changed since; then the session of the former owner opens nothing.
    contact = learner.contact if learner else None
    is_theirs = contact is None or not request.user.is_authenticated or contact.user_id == request.user.pk
    return learner if is_theirs else None


def is_over(request: HttpRequest) -> bool:
    """Whether somebody signed in by a number has waited too long; then the session ends."""
    until = request.session.get(_UNTIL) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if until is None or until >= timezone.now().timestamp():
        return False
    logout(request)
    meet(request, None)
    return True


def _held(request: HttpRequest) -> str:
    # No cookie, no look into the database: most people who answer have none.
    session = getattr(request, "session", None)
    if session is None or (settings.SESSION_COOKIE_NAME not in request.COOKIES and not session.modified):
        return ""
    return str(session.get("learner", ""))


def _wait_on(request: HttpRequest, now: datetime) -> None:
    """Renew what the session waits for, at most every five minutes: each renewal writes a row."""
    left = datetime.fromtimestamp(request.session.get(_UNTIL, 0), UTC) - now
    longest = OWN_PHONE if request.session.get(_OWN) else IDLE
    if left < longest - timedelta(minutes=5):
        wait(request, now)


def _guest(request: HttpRequest) -> Learner | None:
    try:
        text = request.COOKIES[settings.LEARNER_COOKIE_NAME]
        found = uuid.UUID(signing.TimestampSigner(salt=_SALT).unsign(text, max_age=STAYS))
    except (KeyError, ValueError, signing.BadSignature):
        return None
    learner = Learner.objects.select_related("contact").filter(pk=found, leaving_at=None).first()
    return learner if learner and not learner.is_protected else None


def _remember(response: HttpResponse, learner: Learner) -> None:
    response.set_cookie(
        settings.LEARNER_COOKIE_NAME,
        signing.TimestampSigner(salt=_SALT).sign(str(learner.id)),
        max_age=STAYS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
