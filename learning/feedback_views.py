"""Doors for what people say: whether a lesson helped, that a service did not work, and what its owner did about it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from learning import addresses, feedback, gates
from learning.carrying import HOUR
from learning.family_views import posted
from learning.feedback_forms import HelpfulForm, ProblemForm
from learning.reports import complaints

PER_HOUR = 120  # from one network: a school or a village behind one address
_form_address = require_http_methods(["GET", "HEAD", "POST"])


@_form_address
def helpful(request: HttpRequest, lesson_key: UUID) -> HttpResponse:
    """Ask whether a lesson helped."""
    lesson = get_object_or_404(feedback.lessons(get_language() or "km"), translation_key=lesson_key)
    form, now = HelpfulForm(posted(request), lesson=lesson), timezone.now()
    if not form.is_valid():
        return render(request, "learning/voices/helpful.html", {"form": form, "lesson": lesson}, status=422 if form.is_bound else 200)
    gates.count(f"voice:{addresses.network(addresses.of(request))}", most=PER_HOUR, per=HOUR, now=now)
    feedback.keep_voice(lesson=lesson, now=now, **form.said())
    return render(request, "learning/voices/thanks.html", {"href": lesson.url})


@_form_address
def problem(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what did not work."""
    service = get_object_or_404(feedback.services(), slug=slug)
    form, now = ProblemForm(posted(request), service=service), timezone.now()
    if not form.is_valid():
        return render(request, "learning/voices/problem.html", {"form": form, "service": service}, status=422 if form.is_bound else 200)
    gates.count(f"voice:{addresses.network(addresses.of(request))}", most=PER_HOUR, per=HOUR, now=now)
    feedback.keep_problem(service=service, now=now, **form.said())
    return render(request, "learning/voices/thanks.html", {"service": service})


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Show what people said of services, and what their owners did about it."""
    told = complaints.told(feedback.services())
    return render(request, "learning/voices/services.html", {"told": [one for one in told if one.is_told], "services": told})
