"""Doors to one's own learning."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning import about_me, consents, contacts, corrections, learners, my_learning, outline, phones, profile, protection, stages, surveys
from learning.forms import AboutMeForm, ReminderForm, StopForm, SurveyForm
from learning.models import Consent, Learner
from learning.stages import Stage

# The addresses of forms. Looking at one (a reload, the back button, a link passed on) changes nothing and leads to my learning.
_form_address = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@learners.personal
def home(request: HttpRequest) -> HttpResponse:
    """Show where I stopped, what I finished, what comes next; first who this is, where the phone knows several."""
    return redirect("learning:who") if phones.must_choose(request) else _home(request, learners.of(request))


@_form_address
@learners.personal
def leave_number(request: HttpRequest) -> HttpResponse:
    """Take the yes to reminders on the number that was proved."""
    learner = learners.of(request)
    if request.method != "POST" or learner is None or not (learner.contact and learner.contact.proved_at):
        return redirect("learning:home")
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _home(request, learner, form, status=422)
    contacts.remind(learner=learner, now=timezone.now())
    messages.success(request, _("You get at most two short texts a week."))
    return redirect("learning:home")


@_form_address
@learners.personal
def silence(request: HttpRequest) -> HttpResponse:
    """Take the no to reminders; the number stays for signing in."""
    if request.method == "POST" and (learner := learners.of(request)):
        contacts.silence(learner=learner, now=timezone.now())
        messages.success(request, _("You get no more reminders. Your number still brings you back."))
    return redirect("learning:home")


@_form_address
@learners.personal
def drop_number(request: HttpRequest) -> HttpResponse:
    """Take the number back. With a PIN one stays in; without one a guest is left."""
    if request.method == "POST" and (learner := learners.of(request)) and learner.contact_id:
        contacts.drop(learner=learner, now=timezone.now())
        learners.end_sessions(learner)
        learners.become_guest(request, learner)
        if learner.pin:
            phones.came_in(request, learner, timezone.now())
        messages.success(request, _("Your number is erased. You get no more texts."))
    return redirect("learning:home")


@_form_address
@learners.personal
def keep_record(request: HttpRequest) -> HttpResponse:
    """Take the yes or no to keeping the learning for longer than a guest's. After a no it stays on this phone only."""
    learner, now = learners.of(request), timezone.now()
    if request.method == "POST" and learner and learner.is_protected and {"yes", "no"} & set(request.POST):
        consents.say(learner, Consent.Purpose.RECORD, granted="yes" in request.POST, now=now)
        if "yes" not in request.POST:
            protection.drop(learner=learner, now=now)
            learners.become_guest(request, learner)
            messages.info(request, _("Your learning stays on this phone only now, without name, number and PIN."))
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
    said = {} if "skip" in request.POST else form.answers()
    if erased := about_me.answer(learner=learner, answers=said, now=timezone.now()):
        learners.become_guest(request, learner)
    messages.info(request, _reply(said, erased=erased))
    return redirect("learning:home")


def _reply(said: dict[str, str], *, erased: bool) -> str:
    """Return what we say to the answers about oneself: that they came, and what follows from them for number and PIN."""
    if erased:
        return _("Under 15 you learn here without number and PIN, so what was left of these is erased. Your learning stays on this phone.")
    if said.get("age") == profile.UNDER_15:
        return _("Thank you. People under 15 get no texts from us, so we do not ask you for a number.")
    return _("Thank you. We do not ask this again.") if said else _("That is all right. We do not ask this again.")


@require_http_methods(["GET", "POST"])
@learners.personal
def survey(request: HttpRequest, course_key: UUID, stage: str) -> HttpResponse:
    """Ask what somebody thinks, on one screen, once; skipping is an answer too."""
    learner, course = _surveyed(request, course_key, stage)
    now, asked = timezone.now(), Stage(stage)
    if stages.due(learner, course, now) != asked:
        return redirect("learning:home")
    form = SurveyForm(request.POST if request.method == "POST" else None, stage=asked)
    if request.method == "GET" or not form.is_valid():
        return render(request, "learning/survey.html", {"form": form, "stage": asked, "course": course}, status=422 if form.is_bound else 200)
    if stages.close(learner, course, asked, now) and "skip" not in request.POST:
        surveys.keep(learner=learner, course_key=course.key, stage=asked, answers=form.cleaned_data, now=now)
    return redirect(_onward(learner, course))


def _surveyed(request: HttpRequest, course_key: UUID, stage: str) -> tuple[Learner, outline.Course]:
    learner, course = learners.of(request), outline.course(course_key, get_language() or "km")
    if learner is None or course is None or stage not in set(Stage) - stages.TESTS:
        raise Http404
    return learner, course


def _onward(learner: Learner, course: outline.Course) -> str:
    """Return where to go after a stage: to the next one, else on with the lessons."""
    following = stages.due(learner, course, timezone.now())
    return stages.address(following, course) if following else reverse("learning:home")


def _home(request: HttpRequest, learner: Learner | None, form: ReminderForm | None = None, status: int = 200) -> HttpResponse:
    is_inside_an_app = phones.is_inside_an_app(request)
    if learner is None:
        return render(request, "learning/nobody.html", {"is_inside_an_app": is_inside_an_app})
    seen = my_learning.page(learner, outline.courses(get_language() or "km"), timezone.now())
    number = seen["number"]
    offered = (form or ReminderForm()) if number and number.is_proved and not number.has_agreed else None
    seen |= {"form": offered, "ask_about_me": about_me.is_due(learner), "corrections": corrections.of(learner), "is_inside_an_app": is_inside_an_app}
    return render(request, "learning/home.html", seen, status=status)
