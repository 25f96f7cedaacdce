"""Doors to the rights of a person: see what is held, take it along, correct it, take back a consent, erase everything, undo that."""

import json
from datetime import datetime, timedelta
from math import ceil

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learning import about_me, agreements, consents, contacts, gates, learners, leaving, looks, phones
from learning.data_forms import CorrectForm, UndoForm
from learning.models import Consent, Learner
from learning.privacy import erasing, held, notice, reach


@require_safe
@learners.personal
def home(request: HttpRequest) -> HttpResponse:
    """Show what is held and why, what was agreed to, who looked, and what can be done about it."""
    if (learner := learners.of(request)) is None:
        return redirect("learning:undo" if leaving.people(request) else "learning:home")
    seen = {"groups": held.groups(held.of(learner)), "agreements": agreements.of(learner), "looks": looks.of(learner), "me": learner}
    return render(request, "learning/data/home.html", seen | {"has_answers": learner.profile.exists()})


@require_safe
@learners.personal
def everything(request: HttpRequest) -> HttpResponse:
    """Show every row, to read and to print."""
    if (learner := learners.of(request)) is None:
        return redirect("learning:data")
    return render(request, "learning/data/everything.html", {"groups": held.groups(held.of(learner)), "now": timezone.now()})


@require_safe
@learners.personal
def file(request: HttpRequest) -> HttpResponse:
    """Hand everything over as a file that other programs can read."""
    if (learner := learners.of(request)) is None:
        return redirect("learning:data")
    response = HttpResponse(json.dumps(held.export(learner, timezone.now()), ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="chbas.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@learners.personal
def correct(request: HttpRequest) -> HttpResponse:
    """Let somebody say anew what they said of themselves."""
    if (learner := learners.of(request)) is None:
        return redirect("learning:data")
    form = CorrectForm(request.POST if request.method == "POST" else None, learner=learner)
    if not form.is_valid():
        return render(request, "learning/data/correct.html", {"form": form}, status=422 if form.is_bound else 200)
    if about_me.correct(learner=learner, answers=form.answers(), now=timezone.now()):
        learners.become_guest(request, learner)
        messages.info(request, _("People under 15 leave no number and have no PIN here, so both were erased."))
    else:
        messages.success(request, _("Corrected. What you said before counts until today, this from today on."))
    return redirect("learning:data")


@require_POST
@learners.personal
def consent(request: HttpRequest) -> HttpResponse:
    """Write down a yes or a no to one purpose. Without the record there is nothing left to keep: that leads to erasing."""
    learner, purpose, yes = learners.of(request), request.POST.get("purpose"), request.POST.get("say") == "yes"
    if learner is None or purpose not in Consent.Purpose.values:
        raise Http404
    if purpose == Consent.Purpose.RECORD and not yes:
        return redirect("learning:erase")
    try:
        agreements.say(learner, purpose, yes=yes, now=timezone.now())
        messages.success(request, _("Written down: yes.") if yes else _("Written down: no. It holds from now on."))
    except contacts.NoNumber:
        messages.info(request, _("Reminders need your number: sign in with it first."))
    return redirect(f"{reverse('learning:data')}#{purpose}")  # the card that now says so: the message stands far above it


@require_http_methods(["GET", "HEAD", "POST"])
@learners.personal
def erase(request: HttpRequest) -> HttpResponse:
    """Say what erasing means, and do it when somebody says yes."""
    if (learner := learners.of(request)) is None:
        return redirect("learning:undo")
    if request.method != "POST":
        seen = {"days": erasing.UNDO.days, "is_shared": reach.is_shared(learner), "may_keep": consents.agreed(learner, Consent.Purpose.RECORD)}
        return render(request, "learning/data/erase.html", seen | {"me": learner})
    now = timezone.now()
    erasing.ask(learner, now)
    response = redirect("learning:undo")
    learners.leave(request, response, now)
    leaving.remember(request, response, learner)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@learners.personal
def undo(request: HttpRequest) -> HttpResponse:
    """Say until when it can be taken back, and take it back for whoever proves who they are."""
    people = leaving.people(request)
    learner = next((one for one in people if str(one.pk) == request.POST.get("who")), None)
    if request.method != "POST" or learner is None:
        return _undo(request, people)
    now, form = timezone.now(), UndoForm(request.POST, needs_pin=bool(learner.pin))
    try:
        is_proved = form.is_valid() and leaving.proves(request, learner, form.cleaned_data.get("pin", ""), now)
    except gates.Shut as shut:
        return _undo(request, people, tried=learner, wait=shut.wait)
    if not is_proved:
        return _undo(request, people, tried=learner)
    if erasing.undo(learner, now):
        _come_back(request, learner, now)
        messages.success(request, _("Everything is as it was. Reminders begin again with your next answer."))
    return redirect("learning:home")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say to everybody what is held of people and why; made from the same notes."""
    return render(request, "learning/data/notice.html", {"groups": notice.groups(), "days": erasing.UNDO.days})


def _undo(request: HttpRequest, people: list[Learner], *, tried: Learner | None = None, wait: timedelta | None = None) -> HttpResponse:
    rows = [
        {"who": one, "until": erasing.due_at(one), "must_sign_in": leaving.must_sign_in(request, one), "is_wrong": one == tried} for one in people
    ]
    status = 429 if wait else 422 if tried else 200
    response = render(request, "learning/data/undo.html", {"rows": rows, "wait": wait and ceil(wait / timedelta(minutes=1))}, status=status)
    if wait:
        response["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


def _come_back(request: HttpRequest, learner: Learner, now: datetime) -> None:
    if learner.is_protected:
        phones.came_in(request, learner, now)
    else:
        learners.meet(request, learner)
