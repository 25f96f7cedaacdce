"""Doors for whoever doubts a message: write it, see what we would get, send it, and come back for the answer. Nobody signs in."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learning import addresses, gates
from learning.carrying import HOUR
from quizzes import scam_redaction, scam_reports
from quizzes.models import ScamReport
from quizzes.scam_forms import MessageForm, SendForm

PER_HOUR = 60  # from one network: a class that tries it together


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Ask for the message, then show it without what must not be kept. Nothing is stored here."""
    form = MessageForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        seen = {"form": form, "hotline": scam_reports.hotline()}
        return render(request, "quizzes/scams/report.html", seen, status=422 if form.is_bound else 200)
    redacted = scam_redaction.redact(form.cleaned_data["text"])
    shown = SendForm(form.cleaned_data | {"text": redacted.text, "key": scam_reports.sign()})
    return _show(request, shown, redacted.removed, 200)


@sensitive_post_parameters()
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Keep what the reader let stand, redacted once more, and lead to its answer."""
    form, now = SendForm(request.POST), timezone.now()
    if not form.is_valid():
        return _show(request, form, {}, 422)
    try:
        nonce = form.nonce()
    except scam_reports.BadKey:
        return _show(request, SendForm(form.cleaned_data | {"key": scam_reports.sign()}), {}, 422, is_old=True)
    gates.count(f"scams:{addresses.network(addresses.of(request))}", most=PER_HOUR, per=HOUR, now=now)
    said = {name: form.cleaned_data[name] for name in ("text", "channel", "sender", "province")}
    kept = scam_reports.keep(nonce=nonce, now=now, **said)
    return redirect("scams:answer", kept.code)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead from a typed code to its page."""
    found = scam_reports.by_code(request.GET.get("code", ""))
    if found:
        return redirect("scams:answer", found.code)
    return render(request, "quizzes/scams/find.html", {"is_unknown": "code" in request.GET}, status=404 if "code" in request.GET else 200)


@require_safe
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Show whether there is an answer, and which; never the message."""
    found = get_object_or_404(ScamReport.objects.select_related("group__lesson"), code=scam_reports.typed(code))
    seen = {"code": found.code, "group": found.group, "hotline": scam_reports.hotline()}
    return render(request, "quizzes/scams/answer.html", seen)


def _show(request: HttpRequest, form: SendForm, removed: Mapping[scam_redaction.Kind, int], status: int, *, is_old: bool = False) -> HttpResponse:
    seen = {"form": form, "removed": [(str(kind), times) for kind, times in removed.items()], "is_old": is_old}
    return render(request, "quizzes/scams/check.html", seen, status=status)
