"""Doors to a quiz: read, one action, answer. Other people's runs are not found, because every query starts from the person."""

from random import SystemRandom
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning import about_me, learners, outline
from quizzes import attempts, forms, keys, scoring, showing
from quizzes.models import Attempt, QuestionVersion, QuizPage

_RNG = SystemRandom()


@learners.personal
def start(request: HttpRequest, quiz: QuizPage) -> HttpResponse:
    """Show the first question of a new run, or go on where this person stopped."""
    learner = learners.of(request)
    unfinished = learner.attempts.open().filter(quiz_key=quiz.translation_key).order_by("opened_at").last() if learner else None
    if unfinished and "again" not in request.GET:
        return redirect("quizzes:attempt", unfinished.pk)
    key = attempts.draw(quiz, learner, _RNG)
    if key.versions:
        return _ask(request, quiz, key, key.versions[0])
    return render(request, "quizzes/empty.html", {"page": get_object_or_404(QuizPage.objects.taught(), pk=quiz.pk)})


@require_POST
@learners.personal
def answer(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Keep one answer and go to its feedback; the same form sent again goes there too."""
    # By "id": a number too large for the database is then simply not found.
    quiz = get_object_or_404(QuizPage.objects.live().public().taught(), id=quiz_id)
    try:
        sent = forms.read(request.POST, quiz)
        done = attempts.answer(sent=sent, quiz=quiz, learner=learners.of(request))
    except keys.BadKey:
        return render(request, "quizzes/form_expired.html", {"page": quiz}, status=422)
    except attempts.NotYours:
        return render(request, "quizzes/not_yours.html", {"page": quiz}, status=404)
    except attempts.BadChoice:
        return _ask(request, quiz, sent.key, sent.version, error=_("Please choose an answer."))
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
    attempt = _mine(request, attempt_id)
    given = set(attempt.responses.values_list("version_id", flat=True))
    left = [version for version in attempt.drawn if version not in given]
    if not left:
        return redirect("quizzes:result", attempt.pk)
    quiz = get_object_or_404(QuizPage.objects.live().public().taught(), translation_key=attempt.quiz_key, locale__language_code=attempt.locale)
    return _ask(request, quiz, keys.FormKey(attempt.quiz_key, attempt.nonce, tuple(attempt.drawn)), left[0])


@require_safe
@learners.personal
def feedback(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """Show an answered question with the reason."""
    attempt = _mine(request, attempt_id)
    version = attempt.drawn[position - 1] if 0 < position <= len(attempt.drawn) else None
    response = get_object_or_404(attempt.responses.select_related("version"), version=version)
    return render(request, "quizzes/feedback.html", {"page": _quiz(attempt), "attempt": attempt, "shown": showing.feedback(response, attempt)})


@require_safe
@learners.personal
def result(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Show how it went, both sides of judgement apart, and what comes next."""
    attempt = _mine(request, attempt_id)
    if attempt.sent_at is None:
        return redirect("quizzes:attempt", attempt.pk)
    given = list(attempt.responses.select_related("version").order_by("answered_at"))
    bars = scoring.bars(attempts.mark(response) for response in given)
    seen = {"page": _quiz(attempt), "attempt": attempt, "bars": bars, "right": sum(one.correct for one in given), "total": len(given)}
    seen |= {"next": outline.after(attempt.lesson_key, attempt.locale), "ask_about_me": about_me.is_due(attempt.learner)}
    return render(request, "quizzes/result.html", seen)


def _mine(request: HttpRequest, attempt_id: UUID) -> Attempt:
    learner = learners.of(request)
    if learner is None:
        raise Http404
    return get_object_or_404(learner.attempts.select_related("learner"), pk=attempt_id)


def _quiz(attempt: Attempt) -> QuizPage:
    """Return the quiz of a run, also an archived one: what was answered can always be looked at again."""
    return get_object_or_404(QuizPage, translation_key=attempt.quiz_key, locale__language_code=attempt.locale)


def _ask(request: HttpRequest, quiz: QuizPage, key: keys.FormKey, version: int, error: str = "") -> HttpResponse:
    shown = showing.question(QuestionVersion.objects.get(pk=version), key.versions.index(version) + 1, len(key.versions))
    context = {"page": quiz, "shown": shown, "key": keys.sign(key), "error": error}
    return render(request, "quizzes/question.html", context, status=422 if error else 200)
