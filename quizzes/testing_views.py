"""Doors to a test: begin or decline it, answer it on one page, send it once."""

from random import SystemRandom
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning import learners
from quizzes import attempts, forms, showing, testing
from quizzes.models import TESTS, Attempt, QuestionVersion, QuizPage
from quizzes.views import mine, quiz_of

_RNG = SystemRandom()


@require_http_methods(["GET", "HEAD", "POST"])
@learners.personal
def begin(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Begin the test; a second tap leads to the same. Who only looks here is led to its page."""
    quiz, learner = _test(quiz_id), learners.of(request)
    if request.method != "POST":
        return redirect(quiz.url)
    try:
        attempt = testing.start(quiz, learner, timezone.now(), _RNG) if learner else None
    except (testing.NotOpen, testing.TooFew, attempts.NotYours):
        attempt = None
    if attempt is None:
        return render(request, "quizzes/test_closed.html", {"page": quiz}, status=409)
    return redirect("quizzes:test", attempt.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@learners.personal
def decline(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Take no test; nobody asks again. Looking here declines nothing."""
    if request.method == "POST" and (learner := learners.of(request)):
        testing.decline(_test(quiz_id), learner, timezone.now())
    return redirect("learning:home")


@require_http_methods(["GET", "POST"])
@learners.personal
def take(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Show all messages of a test, and keep what was judged when nothing is missing."""
    attempt = mine(request, attempt_id)
    if attempt.sent_at or attempt.role not in TESTS:
        return redirect("quizzes:attempt", attempt.pk)
    if testing.is_too_late(attempt, timezone.now()):
        return render(request, "quizzes/test_late.html", {"page": quiz_of(attempt)})
    return _send(request, attempt) if request.method == "POST" else _show(request, attempt, [], None)


def _send(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    judged = forms.read_test(request.POST, attempt.drawn)
    if missing := testing.send(attempt, judged, timezone.now()):
        return _show(request, attempt, judged, missing)
    messages.success(request, _("Thank you. Your answers are kept."))
    return redirect("quizzes:result", attempt.pk)


def _show(request: HttpRequest, attempt: Attempt, judged: list[forms.Judged], missing: testing.Missing | None) -> HttpResponse:
    versions, given = QuestionVersion.objects.in_bulk(attempt.drawn), {one.version: one for one in judged}
    lacking = missing.verdict | missing.confidence if missing else frozenset()
    shown = [showing.question(versions[one], place, len(attempt.drawn)) for place, one in enumerate(attempt.drawn, 1)]
    rows = [_row(one, given.get(one.version)) | {"lacks": one.version in lacking} for one in shown]
    seen = {"page": quiz_of(attempt), "attempt": attempt, "rows": rows, "missing": missing}
    return render(request, "quizzes/test.html", seen, status=422 if missing else 200)


def _row(shown: showing.Shown, given: forms.Judged | None) -> dict[str, object]:
    """Return one message with the names of its fields, and what was chosen before the form came back."""
    name, sure = f"sure-{shown.version}", given.confidence if given else None
    options = [
        {"value": value, "id": f"{name}-{value}", "text": text, "checked": sure == forms.CONFIDENCE[value]}
        for value, text in (("unsure", _("Not sure")), ("fairly", _("Fairly sure")), ("sure", _("Sure")))
    ]
    return {"shown": shown, "given": given, "choice_name": f"choice-{shown.version}", "sure_name": name, "sure": options}


def _test(quiz_id: int) -> QuizPage:
    return get_object_or_404(QuizPage.objects.live().public().taught().filter(role__in=TESTS), id=quiz_id)
