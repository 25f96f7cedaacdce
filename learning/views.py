"""Doors to one's own learning. Nobody signs in here yet: the cookie of this phone says who it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learning import about_me, contacts, learners, my_learning
from learning.forms import AboutMeForm, NumberForm, StopForm
from learning.models import Learner


@require_safe
@learners.personal
def home(request: HttpRequest) -> HttpResponse:
    """Show where I stopped, what I finished, what comes next."""
    return _home(request, learners.of(request))


@require_POST
@learners.personal
def leave_number(request: HttpRequest) -> HttpResponse:
    """Keep a number for reminders, with the consent that stands beside it."""
    learner = learners.of(request)
    if learner is None or not contacts.may_leave(learner):
        return redirect("learning:home")
    form = NumberForm(request.POST, must_confirm_age=contacts.must_confirm_age(learner))
    if not form.is_valid():
        return _home(request, learner, form, status=422)
    contacts.leave(learner=learner, number=form.cleaned_data["number"], is_15="is_15" in request.POST, now=timezone.now())
    messages.success(request, _("Your number is kept. You get at most two short texts a week."))
    return redirect("learning:home")


@require_POST
@learners.personal
def drop_number(request: HttpRequest) -> HttpResponse:
    """Take the number back."""
    if learner := learners.of(request):
        contacts.drop(learner=learner, now=timezone.now())
        messages.success(request, _("Your number is erased. You get no more texts."))
    return redirect("learning:home")


@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Let anybody end all our texts to a number, without signing in."""
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contacts.stop(number=form.cleaned_data["number"], now=timezone.now())
        return render(request, "learning/stopped.html")
    return render(request, "learning/stop.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@learners.personal
def ask_about_me(request: HttpRequest) -> HttpResponse:
    """Ask four questions once; skipping is an answer too."""
    learner = learners.of(request)
    if learner is None or not about_me.is_due(learner):
        return redirect("learning:home")
    form = AboutMeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "learning/about_me.html", {"form": form}, status=422 if form.is_bound else 200)
    if about_me.answer(learner=learner, answers={} if "skip" in request.POST else form.answers(), now=timezone.now()):
        messages.info(request, _("People under 15 get no texts from us, so the number left here was erased."))
    return redirect("learning:home")


@require_POST
def not_me(request: HttpRequest) -> HttpResponse:
    """Start a new person on this phone in one tap; the former one's open forms join nobody."""
    response = redirect("learning:home")
    if learner := learners.of(request):
        learners.retire(learner, timezone.now())
    learners.forget(request, response)
    return response


def _home(request: HttpRequest, learner: Learner | None, form: NumberForm | None = None, status: int = 200) -> HttpResponse:
    if learner is None:
        return render(request, "learning/nobody.html")
    courses = my_learning.courses(learner, get_language() or "km")
    skills = my_learning.skills(learner)
    seen = {"courses": courses, "skills": skills, "bars": my_learning.bars(skills)}
    seen |= {"has_number": learner.contact_id is not None, "ask_about_me": about_me.is_due(learner), "consent": contacts.TEXT}
    if learner.contact_id is None and contacts.may_leave(learner):
        seen["form"] = form or NumberForm(must_confirm_age=contacts.must_confirm_age(learner))
    return render(request, "learning/home.html", seen, status=status)
