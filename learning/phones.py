"""Who learns on this phone: those behind the number that is signed in, and those with a PIN whom it knows by a signed cookie."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse

from learning import accounts, contacts, learners
from learning.models import Contact, Learner

KNOWN_FOR = timedelta(days=180)
MOST = 8
SHOWN_FOR = timedelta(minutes=2)
_SALT, _WORDS_SALT = "learning.phone", "learning.phone.words"
_IN_APP = ("FBAN", "FBAV", "FB_IAB", "Messenger", "Instagram", "Telegram")  # how browsers inside other apps call themselves


class Kept(NamedTuple):
    """What the cookie says: who was here, the last one first, and which guest is none of them."""

    ids: list[str]
    settled: str


def people(request: HttpRequest) -> list[Learner]:
    """Return everybody who may come in here."""
    family = _family(request)
    known = {one.pk for one in family}
    return [*family, *(one for one in _known(request) if one.pk not in known)]


def find(request: HttpRequest, pk: uuid.UUID) -> Learner:
    """Return one of them; anybody else is not found."""
    for one in people(request):
        if one.pk == pk:
            return one
    raise Http404


def is_family(request: HttpRequest, learner: Learner) -> bool:
    """Whether the number that is signed in here is this person's."""
    contact = signed_in(request)
    return contact is not None and learner.contact_id == contact.pk


def signed_in(request: HttpRequest) -> Contact | None:
    """Return the number that is signed in here, if one is and has not waited too long."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.modified:
        return None
    return None if learners.is_over(request) else getattr(request.user, "contact", None)


def must_choose(request: HttpRequest) -> bool:
    """Whether to ask who this is: a number is signed in and nobody chosen, or nobody is here whom the phone knew before."""
    learner = learners.of(request)
    if learner and learner.is_protected:
        return False
    return signed_in(request) is not None or (learner is None and bool(_known(request)))


def guest_to_ask_about(request: HttpRequest) -> Learner | None:
    """Return the guest of this phone who may be one of its people after all; nobody who is too young, and nobody who was asked about."""
    guest = learners.of(request)
    if guest is None or guest.is_protected or _kept(request).settled == str(guest.pk):
        return None
    return guest if contacts.terms(guest).may_leave and guest.evidence.exists() else None


def remember(request: HttpRequest, response: HttpResponse, learner: Learner | None = None, *, settled: Learner | None = None) -> None:
    """Let this phone know somebody with a PIN for half a year from now, and that a guest is none of its people."""
    kept = _kept(request)
    mine = [str(learner.pk)] if learner and learner.pin else []
    _write(response, Kept([*mine, *(one for one in kept.ids if one not in mine)][:MOST], str(settled.pk) if settled else kept.settled))


def forget(request: HttpRequest, response: HttpResponse, learner: Learner) -> None:
    """Let this phone not show somebody any more."""
    kept = _kept(request)
    _write(response, kept._replace(ids=[one for one in kept.ids if one != str(learner.pk)]))


def came_in(request: HttpRequest, learner: Learner, now: datetime, *, own_phone: bool = False) -> None:
    """Let somebody in who proved who they are. The sign-in of a number that is not theirs ends first."""
    if request.user.is_authenticated and not is_family(request, learner):
        logout(request)
    learners.enter(request, learner, now, own_phone=own_phone)


def hand_words(response: HttpResponse, learner: Learner, drawn: list[str]) -> None:
    """Give the new words to the page that shows them: on the phone alone, for two minutes, so that we keep their hash and nothing else."""
    _set(response, settings.WORDS_COOKIE_NAME, signing.dumps([str(learner.pk), drawn], salt=_WORDS_SALT), SHOWN_FOR)


def handed_words(request: HttpRequest, learner: Learner | None) -> list[str]:
    """Return the words on their way to this person; none where they were shown already."""
    try:
        owner, drawn = signing.loads(request.COOKIES.get(settings.WORDS_COOKIE_NAME, ""), salt=_WORDS_SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return []
    return drawn if learner and owner == str(learner.pk) else []


def is_inside_an_app(request: HttpRequest) -> bool:
    """Whether this browser is one inside Facebook, Telegram or the like: it forgets easily, and the phone's own one does not know it."""
    return any(name in request.headers.get("User-Agent", "") for name in _IN_APP)


def _family(request: HttpRequest) -> list[Learner]:
    return accounts.family(request.user) if signed_in(request) else []  # type: ignore[arg-type]  # signed in, so no AnonymousUser


def _known(request: HttpRequest) -> list[Learner]:
    order = {one: place for place, one in enumerate(_kept(request).ids)}
    found = Learner.objects.select_related("contact").filter(pk__in=order, leaving_at=None).exclude(pin="") if order else []
    return sorted(found, key=lambda one: order[str(one.pk)])


def _kept(request: HttpRequest) -> Kept:
    try:
        ids, settled = signing.loads(request.COOKIES.get(settings.PHONE_COOKIE_NAME, ""), salt=_SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return Kept([], "")
    return Kept(ids, settled)


def _write(response: HttpResponse, kept: Kept) -> None:
    _set(response, settings.PHONE_COOKIE_NAME, signing.dumps(list(kept), salt=_SALT, compress=True), KNOWN_FOR)


def _set(response: HttpResponse, name: str, value: str, age: timedelta) -> None:
    response.set_cookie(name, value, max_age=age, secure=settings.HTTPS, httponly=True, samesite="Lax")
