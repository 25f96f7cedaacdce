"""Doors to what protects one's learning: PIN and words, coming back on another phone, carrying a guest to another browser."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning import addresses, carrying, contacts, gates, learners, phones, profile, protection
from learning.carrying import HOUR
from learning.family_forms import CarryForm, ChangePinForm, LookForm, NewPinForm, PinForm, ProtectForm, ReturnForm
from learning.family_views import let_in, merge, posted, protected, sent_again
from learning.models import Learner

RETURNS_PER_HOUR = 100  # from one network: a class that got other phones; of 45 bits that finds nothing
_form_address = require_http_methods(["GET", "HEAD", "POST"])


@_form_address
@learners.personal
def protect(request: HttpRequest) -> HttpResponse:
    """Let whoever learns here choose name, picture and PIN. Under 15 it is kindly refused."""
    me, now = learners.of(request), timezone.now()
    terms = contacts.terms(me)
    if not terms.may_leave:
        return render(request, "learning/too_young.html")
    form = ProtectForm(posted(request), terms=terms)
    if form.is_bound and form.is_valid():
        if again := sent_again(request, form, now):
            return again
        if me and not me.pin:
            return protected(request, me, form, now)
    if me is None or me.pin:
        return redirect("learning:me" if me else "learning:newcomer")
    return render(request, "learning/protect.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@learners.personal
def words(request: HttpRequest) -> HttpResponse:
    """Show the five words, this once."""
    drawn = phones.handed_words(request, learners.of(request))
    if not drawn:
        return redirect("learning:home")
    response = render(request, "learning/words.html", {"words": drawn})
    response.delete_cookie(settings.WORDS_COOKIE_NAME)
    return response


@_form_address
@learners.personal
def me(request: HttpRequest) -> HttpResponse:
    """Show and change name and picture; offer another PIN and other words."""
    learner = learners.of(request)
    if learner is None or not learner.is_protected:
        return redirect("learning:protect" if learner else "learning:home")
    form = LookForm(posted(request), initial={"nickname": learner.nickname, "picture": learner.picture})
    if form.is_bound and form.is_valid():
        protection.show_as(learner=learner, **form.cleaned_data)
        messages.success(request, _("Changed."))
        return redirect("learning:me")
    return _me(request, learner, look=form)


def _me(request: HttpRequest, learner: Learner, **forms: Any) -> HttpResponse:  # noqa: ANN401 -- forms by their place on the page
    fresh = {"look": LookForm(initial={"nickname": learner.nickname, "picture": learner.picture}), "change": ChangePinForm(), "again": PinForm()}
    is_wrong = any(form.errors for form in forms.values())
    return render(request, "learning/me.html", {"me": learner} | fresh | forms, status=422 if is_wrong else 200)


@_form_address
@learners.personal
def change_pin(request: HttpRequest) -> HttpResponse:
    """Change the PIN for another one; every other phone has to ask for it then."""
    learner, form, now = learners.of(request), ChangePinForm(posted(request)), timezone.now()
    if not (form.is_bound and learner and learner.pin):
        return redirect("learning:me")
    if form.is_valid():
        if protection.knows_pin(learner, form.cleaned_data["old_pin"], now):
            protection.change_pin(learner=learner, pin=form.cleaned_data["pin"])
            phones.came_in(request, learner, now)
            messages.success(request, _("Your PIN is changed."))
            return redirect("learning:me")
        form.add_error("old_pin", _("This is not the PIN. Please try again."))
    return _me(request, learner, change=form)


@_form_address
@learners.personal
def new_words(request: HttpRequest) -> HttpResponse:
    """Give new words for lost ones, against the PIN."""
    learner, form, now = learners.of(request), PinForm(posted(request)), timezone.now()
    if not (form.is_bound and learner and learner.pin):
        return redirect("learning:me")
    if form.is_valid():
        if protection.knows_pin(learner, form.cleaned_data["pin"], now):
            drawn = protection.draw(form.cleaned_data["seed"])
            protection.renew_words(learner=learner, drawn=drawn)
            response = redirect("learning:words")
            phones.hand_words(response, learner, drawn)
            return response
        form.add_error("pin", _("This is not the PIN. Please try again."))
    return _me(request, learner, again=form)


@_form_address
@learners.personal
def come_back(request: HttpRequest) -> HttpResponse:
    """Let somebody in on another phone: the words, then the PIN."""
    guest, now = phones.guest_to_ask_about(request), timezone.now()
    form = ReturnForm(posted(request), asks=guest is not None)
    if form.is_bound and form.is_valid():
        one = _owner(request, form.cleaned_data["words"], now)
        if one and protection.knows_pin(one, form.cleaned_data["pin"], now):
            return let_in(request, one, form, guest, now)
        form.add_error(None, _("These words and this PIN do not belong together. Please look at both again."))
    return render(request, "learning/return.html", {"form": form}, status=422 if form.is_bound else 200)


@_form_address
@learners.personal
def new_pin(request: HttpRequest, learner_id: UUID | None = None) -> HttpResponse:
    """Choose a new PIN for a forgotten one: by the words, or by a code that was typed back within the last ten minutes."""
    now, one = timezone.now(), phones.find(request, learner_id) if learner_id else None
    if one and not (phones.is_family(request, one) and learners.proved_just_now(request, now)):
        return redirect("learning:new_pin")
    form = NewPinForm(posted(request), asks_words=one is None)
    if form.is_bound and form.is_valid():
        if one := one or _owner(request, form.cleaned_data["words"], now):
            return _renewed(request, one, form.cleaned_data["pin"], now)
        form.add_error("words", _("We do not find these words. Please look at them again."))
    return render(request, "learning/new_pin.html", {"form": form, "one": one}, status=422 if form.is_bound else 200)


def _renewed(request: HttpRequest, one: Learner, pin: str, now: datetime) -> HttpResponse:
    protection.change_pin(learner=one, pin=pin)
    phones.came_in(request, one, now)
    response = redirect("learning:home")
    phones.remember(request, response, one)
    messages.success(request, _("Your PIN is changed."))
    return response


def _owner(request: HttpRequest, said: list[str], now: datetime) -> Learner | None:
    gates.count(f"words:{addresses.network(addresses.of(request))}", most=RETURNS_PER_HOUR, per=HOUR, now=now)
    return protection.owner_of(said)


@_form_address
@learners.personal
def carry(request: HttpRequest) -> HttpResponse:
    """Take along what somebody did in another browser, by its code; or offer a code for what was done here."""
    form, now = CarryForm(posted(request)), timezone.now()
    if form.is_bound and form.is_valid():
        carried = carrying.use(form.cleaned_data["code"], addresses.network(addresses.of(request)), now)
        if carried and _takes_along(request, carried, now):
            messages.success(request, _("Here it is: you go on where you stopped."))
            return redirect("learning:home")
        form.add_error("code", _("This code does not work. It holds for ten minutes and works once: please ask for a new one there."))
    return render(request, "learning/carry.html", {"form": form}, status=422 if form.is_bound else 200)


def _takes_along(request: HttpRequest, carried: Learner, now: datetime) -> bool:
    """Join what was done in both browsers. What a child did joins nobody who is older."""
    here = learners.of(request)
    if here and here.is_protected:
        return profile.latest(carried).get("age") != profile.UNDER_15 and merge(carried, here, now)
    if here and here.pk != carried.pk:
        merge(here, carried, now)
    learners.meet(request, carried)
    return True


@_form_address
@learners.personal
def carry_code(request: HttpRequest) -> HttpResponse:
    """Show a code that lets a guest go on in another browser."""
    here = learners.of(request)
    if request.method != "POST" or here is None or here.is_protected:
        return redirect("learning:carry")
    code = carrying.make(here, timezone.now())
    return render(request, "learning/carry.html", {"form": CarryForm(), "code": (code[:4], code[4:])})
