"""Doors to a quiz: read, one action, answer. Other people's runs are not found, because every query starts from the person."""

from random import SystemRandom
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning import learners, mastery
from quizzes import attempts, draws, forms, keys, results, scoring, showing, testing
from quizzes.models import TESTS, Attempt, Kind, QuestionVersion, QuizPage

_RNG = SystemRandom()


@learners.personal
def start(request: HttpRequest, quiz: QuizPage) -> HttpResponse:
    """Show the first question of a new run, or go on where this person stopped; a test says first what it is."""
    if quiz.is_test:
        return _offer(request, quiz)
    learner = learners.of(request)
    unfinished = learner.attempts.open().filter(quiz_key=quiz.translation_key).order_by("opened_at").last() if learner else None
    if unfinished and "again" not in request.GET:
        return redirect("quizzes:attempt", unfinished.pk)
    key = draws.draw(quiz, learner, _RNG)
    if key.versions:
        return _ask(request, quiz, key, key.versions[0])
    return render(request, "quizzes/empty.html", {"page": get_object_or_404(QuizPage.objects.taught(), pk=quiz.pk)})


def _offer(request: HttpRequest, quiz: QuizPage) -> HttpResponse:
    """Say what a test is and that nobody must, or go on with the one begun; who is not asked is told so."""
    learner = learners.of(request)
    if attempt := testing.found(quiz, learner):
        return redirect("quizzes:attempt", attempt.pk)
    is_asked = testing.is_asked(quiz, learner, timezone.now())
    return render(request, "quizzes/test_offer.html" if is_asked else "quizzes/test_closed.html", {"page": quiz})


@require_http_methods(["GET", "HEAD", "POST"])
@learners.personal
def answer(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Keep one answer and go to its feedback; the same form sent again goes there too. Who only looks here is led to the quiz."""
    # By "id": a number too large for the database is then simply not found.
    quiz = get_object_or_404(QuizPage.objects.live().public().taught(), id=quiz_id)
    return _take(request, quiz) if request.method == "POST" else redirect(quiz.url)


def _take(request: HttpRequest, quiz: QuizPage) -> HttpResponse:
    try:
        sent = forms.read(request.POST, quiz)
        done = attempts.answer(sent=sent, quiz=quiz, learner=learners.of(request))
    except keys.BadKey:
        return render(request, "quizzes/form_expired.html", {"page": quiz}, status=422)
    except attempts.NotYours:
        return render(request, "quizzes/not_yours.html", {"page": quiz}, status=404)
    except attempts.BadChoice:
        return _ask(request, quiz, sent.key, sent.version, sent=sent)
    return _show(request, done)


def _show(request: HttpRequest, done: attempts.Answered) -> HttpResponse:
    attempt = done.response.attempt
    learners.meet(request, attempt.learner)
    if done.is_other:
        messages.info(request, _("Your first answer to this question stands. You can try again afterwards."))
    return redirect("quizzes:feedback", attempt.pk, attempt.drawn.index(done.response.version_id) + 1)


@require_safe
@learners.personal
def go_on(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Show the next question of an unfinished run, or its result."""
    attempt = mine(request, attempt_id)
    if attempt.role in TESTS and not attempt.sent_at:
        return redirect("quizzes:test", attempt.pk)
    given = set(attempt.responses.values_list("version_id", flat=True))
    left = [version for version in attempt.drawn if version not in given]
    if not left:
        return redirect("quizzes:result", attempt.pk)
    quiz = get_object_or_404(QuizPage.objects.live().public().taught(), translation_key=attempt.quiz_key, locale__language_code=attempt.locale)
    return _ask(request, quiz, keys.FormKey(attempt.quiz_key, attempt.nonce, tuple(attempt.drawn)), left[0])


@require_safe
@learners.personal
def feedback(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """Show an answered question with the reason; of a test nothing is shown."""
    attempt = mine(request, attempt_id)
    if attempt.is_test:
        return redirect("quizzes:attempt", attempt.pk)
    version = attempt.drawn[position - 1] if 0 < position <= len(attempt.drawn) else None
    response = get_object_or_404(attempt.responses.select_related("version"), version=version)
    return render(request, "quizzes/feedback.html", {"page": quiz_of(attempt), "attempt": attempt, "shown": showing.feedback(response, attempt)})


@require_safe
@learners.personal
def result(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Show how it went, both sides of judgement apart, and what comes next."""
    attempt = mine(request, attempt_id)
    if attempt.sent_at is None:
        return redirect("quizzes:attempt", attempt.pk)
    given, quiz = list(attempt.responses.select_related("version").order_by("answered_at")), quiz_of(attempt)
    if not given:
        return redirect("quizzes:results")  # so old that its answers are gone (learning/privacy/retention.py)
    bars = scoring.bars(attempts.mark(response) for response in given)
    seen = {"page": quiz, "attempt": attempt, "bars": bars, "right": sum(one.correct for one in given), "total": len(given)}
    seen |= {"weaker": mastery.weaker(*bars), "is_test": attempt.is_test, "onward": results.onward(attempt, quiz)}
    return render(request, "quizzes/result.html", seen)


@require_safe
@learners.personal
def my_results(request: HttpRequest) -> HttpResponse:
    """List what was finished, the newest first: each can be looked at again."""
    learner = learners.of(request)
    finished = list(learner.attempts.finished().kept()[:50]) if learner else []
    titles = dict(QuizPage.objects.filter(translation_key__in=[one.quiz_key for one in finished]).values_list("translation_key", "title"))
    rows = [{"attempt": one, "title": titles[one.quiz_key]} for one in finished if one.quiz_key in titles]
    return render(request, "quizzes/results.html", {"rows": rows})


def mine(request: HttpRequest, attempt_id: UUID) -> Attempt:
    """Return one of this person's own runs; anybody else's is not found."""
    learner = learners.of(request)
    if learner is None:
        raise Http404
    return get_object_or_404(learner.attempts.select_related("learner"), pk=attempt_id)


def quiz_of(attempt: Attempt) -> QuizPage:
    """Return the quiz of a run, also an archived one: what was answered can always be looked at again."""
    return get_object_or_404(QuizPage, translation_key=attempt.quiz_key, locale__language_code=attempt.locale)


def _ask(request: HttpRequest, quiz: QuizPage, key: keys.FormKey, version: int, sent: forms.Sent | None = None) -> HttpResponse:
    shown = showing.question(QuestionVersion.objects.get(pk=version), key.versions.index(version) + 1, len(key.versions))
    context = {"page": quiz, "shown": shown, "key": keys.sign(key), "sent": sent, "error": _error(shown, sent) if sent else ""}
    context["lacks_part"] = bool(sent and sent.chosen and shown.parts)
    return render(request, "quizzes/question.html", context, status=422 if sent else 200)


def _error(shown: showing.Shown, sent: forms.Sent) -> str:
    if shown.kind == Kind.ORDER:
        return _("Please give each step its own number.")
    if shown.parts and sent.chosen:
        return _("Please also say which part tells you.")
    return _("Please choose an answer.")
