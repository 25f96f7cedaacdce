"""Doors of a shared phone: who learns now, coming in, somebody new, and leaving."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning import addresses, contacts, gates, learners, merging, phones, protection
from learning.carrying import HOUR
from learning.family_forms import EnterForm, ProtectForm, WasItYouForm
from learning.models import Learner

NEW_PER_HOUR = 300  # people made from one network: a school behind one address
_form_address = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None where somebody only looks."""
    return request.POST if request.method == "POST" else None


@require_safe
@learners.personal
def who(request: HttpRequest) -> HttpResponse:
    """Ask who learns on this phone now."""
    people, guest, me = phones.people(request), phones.guest_to_ask_about(request), learners.of(request)
    contact = phones.signed_in(request)
    seen = {"people": people, "guest": guest, "me": me, "may_join": contact and me and me.is_protected and me.contact_id is None}
    return render(request, "learning/who.html", seen)


@_form_address
@learners.personal
def enter(request: HttpRequest, learner_id: UUID) -> HttpResponse:
    """Let one of this phone's people in: by their PIN, or at once where the number that is signed in is theirs and they have none."""
    one, guest, now = phones.find(request, learner_id), phones.guest_to_ask_about(request), timezone.now()
    form = EnterForm(posted(request), asks_pin=bool(one.pin), asks=guest is not None)
    if form.is_bound and form.is_valid():
        if not one.pin or protection.knows_pin(one, form.cleaned_data["pin"], now):
            return let_in(request, one, form, guest, now)
        form.add_error("pin", _("This is not the PIN. Please try again."))
    seen = {"form": form, "one": one, "by_code": phones.is_family(request, one) and learners.proved_just_now(request, now)}
    return render(request, "learning/enter.html", seen, status=422 if form.is_bound else 200)


def let_in(request: HttpRequest, one: Learner, form: WasItYouForm, guest: Learner | None, now: datetime) -> HttpResponse:
    """Let somebody in who proved who they are, with what they did as a guest, if they say that it was them."""
    response = redirect("learning:home")
    if guest and form.says_yes and merge(guest, one, now):
        response.delete_cookie(settings.LEARNER_COOKIE_NAME)
    phones.came_in(request, one, now, own_phone=bool(form.cleaned_data.get("own_phone")))
    phones.remember(request, response, one, settled=None if form.says_yes else guest)
    return response


def merge(guest: Learner, into: Learner, now: datetime) -> bool:
    """Join a guest to somebody; False where that cannot be any more, which a second tab may have seen to."""
    try:
        return merging.merge(guest=guest, into=into, now=now)
    except merging.Unmovable:
        return False


@_form_address
@learners.personal
def newcomer(request: HttpRequest) -> HttpResponse:
    """Let somebody new choose name, picture and PIN."""
    guest, now = phones.guest_to_ask_about(request), timezone.now()
    form = ProtectForm(posted(request), terms=contacts.terms(None), asks=guest is not None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "learning/protect.html", {"form": form, "is_new": True}, status=422 if form.is_bound else 200)
    if again := sent_again(request, form, now):
        return again
    gates.count(f"new:{addresses.network(addresses.of(request))}", most=NEW_PER_HOUR, per=HOUR, now=now)
    learner = guest if guest and form.says_yes else protection.newcomer(now)
    if contact := phones.signed_in(request):
        learner.contact = contact
        learner.save(update_fields=["contact"])
    return protected(request, learner, form, now, settled=None if form.says_yes else guest)


def sent_again(request: HttpRequest, form: ProtectForm, now: datetime) -> HttpResponse | None:
    """Return the answer to a form that arrives a second time, a double tap: the same words of the same person."""
    drawn = protection.draw(form.cleaned_data["seed"])
    owner = protection.owner_of(drawn)
    if owner is None or not protection.knows_pin(owner, form.cleaned_data["pin"], now):
        return None
    return _with_words(request, owner, drawn, now)


def protected(request: HttpRequest, learner: Learner, form: ProtectForm, now: datetime, *, settled: Learner | None = None) -> HttpResponse:
    """Put name, picture and PIN before somebody's learning, and lead to the words."""
    said = {name: form.cleaned_data[name] for name in ("nickname", "picture", "pin")}
    drawn = protection.draw(form.cleaned_data["seed"])
    protection.protect(learner=learner, drawn=drawn, **said)
    return _with_words(request, learner, drawn, now, settled=settled)


def _with_words(request: HttpRequest, learner: Learner, drawn: list[str], now: datetime, *, settled: Learner | None = None) -> HttpResponse:
    response, here = redirect("learning:words"), learners.of(request)
    if here == learner:
        response.delete_cookie(settings.LEARNER_COOKIE_NAME)  # a PIN stands there now; a guest who is somebody else keeps theirs
    phones.came_in(request, learner, now)
    phones.remember(request, response, learner, settled=settled)
    phones.hand_words(response, learner, drawn)
    return response


@_form_address
@learners.personal
def join(request: HttpRequest) -> HttpResponse:
    """Belong to the number that is signed in here as well as to one's own PIN."""
    me, contact = learners.of(request), phones.signed_in(request)
    if request.method == "POST" and me and contact and me.is_protected and me.contact_id is None and contacts.terms(me).may_leave:
        me.contact = contact
        me.save(update_fields=["contact"])
        messages.success(request, _("This number is yours now, too: a code sent to it brings you back."))
    return redirect("learning:home")


@_form_address
@learners.personal
def forget(request: HttpRequest) -> HttpResponse:
    """Let this phone not show me any more; my learning stays."""
    response = redirect("learning:me")
    if request.method == "POST" and (me := learners.of(request)):
        phones.forget(request, response, me)
        messages.success(request, _("This phone does not show you any more. You come back with your number or your five words."))
    return response


@_form_address
def leave(request: HttpRequest) -> HttpResponse:
    """Leave in one tap: what is open ends, and the former one's forms join nobody."""
    response = redirect("learning:home")
    if request.method != "POST":
        return response
    if (learner := learners.of(request)) and not learner.is_protected:
        messages.info(request, _("You start as a new person now. What was answered before stays with whoever answered it."))
    elif learner:
        response = redirect("learning:who")
        messages.success(request, _("You left. Nobody sees your learning on this phone now."))
    learners.leave(request, response, timezone.now())
    return response
