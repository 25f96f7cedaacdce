"""Doors of an office: what people say about its services, and answering them in public."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning import feedback
from learning.family_views import posted
from learning.feedback_forms import AnswerForm
from learning.reports import complaints

_answers = permission_required("learning.add_serviceanswer", raise_exception=True)


@require_safe
@login_required
@_answers
def services(request: HttpRequest) -> HttpResponse:
    """List the services somebody answers for, those where most people wait first."""
    rows = sorted(complaints.told(complaints.inbox(request.user)), key=lambda one: (-one.waiting, -len(one.days), one.service.slug))
    return render(request, "reports/services.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@_answers
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was said of one service, and take the answer."""
    one = get_object_or_404(complaints.inbox(request.user), slug=slug)
    form = AnswerForm(posted(request))
    if form.is_bound and form.is_valid():
        feedback.answer(service=one, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Published. Everybody reads it under “You said, they did”."))
        return redirect("reports:service", one.slug)
    seen = {"form": form, "service": one, "happened": complaints.happened(one), "words": complaints.words(one)}
    seen["answers"] = complaints.told(complaints.inbox(request.user).filter(pk=one.pk))[0].answers[::-1]
    return render(request, "reports/service.html", seen, status=422 if form.is_bound else 200)
