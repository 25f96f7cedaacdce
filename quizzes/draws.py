"""What a new run shows: drawn when it begins, from the questions a quiz lists or from the bank of its skill."""

from random import Random
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from learning.models import Learner
from learning.outcomes import learning_day
from quizzes import drawing, keys, versions
from quizzes.models import TESTS, Kind, Pool, Question, QuizPage, Response, Role


def draw(quiz: QuizPage, learner: Learner | None, rng: Random) -> keys.FormKey:
    """Return the key of a new run: its questions are drawn now, and written down at the first answer. Empty where there is nothing to draw."""
    drawn = _from_bank(quiz, learner, rng) if quiz.skill else _from_list(quiz, learner, rng)
    return keys.new(quiz, drawn)


def _from_list(quiz: QuizPage, learner: Learner | None, rng: Random) -> list[int]:
    used = Question.objects.filter(used_in__page__in=QuizPage.objects.taught().filter(pk=quiz.pk), live=True)
    current = used.exclude(valid_until__lt=learning_day(timezone.now()))
    questions = list(current.order_by("used_in__sort_order").select_related("locale"))
    ids = _newest(questions, next((question.locale.language_code for question in questions), ""))
    written = [ids[one.pk] for one in questions if one.pk in ids and one.kind != Kind.JUDGE]
    pairs = [(ids[one.pk], ids[one.twin_id]) for one in questions if one.truth == "scam" and one.pk in ids and one.twin_id in ids]
    before = learner.attempts.filter(quiz_key=quiz.translation_key).values_list("drawn", flat=True) if learner else ()
    met = {version for drawn in before for version in drawn}
    return drawing.draw(written, pairs, pairs_drawn=quiz.pairs_drawn, seen=met, repeat=bool(met), rng=rng)


def _from_bank(quiz: QuizPage, learner: Learner | None, rng: Random) -> list[int]:
    if not QuizPage.objects.taught().filter(pk=quiz.pk).exists():
        return []
    pool = Pool.TEST if quiz.role in TESTS else Pool.PRACTICE
    questions = list(Question.objects.bank(quiz.skill, pool, quiz.locale.language_code, learning_day(timezone.now())))
    ids, met = _newest(questions, quiz.locale.language_code), _met(learner)
    items = [
        drawing.Item(ids[one.pk], frozenset({one.pk, one.twin_id}), one.truth, one.difficulty, met.get(one.translation_key, 0))
        for one in questions
        if one.pk in ids
    ]
    genuine = quiz.messages_drawn - quiz.pairs_drawn
    return drawing.draw_bank(items, scams=quiz.pairs_drawn, genuine=genuine, hardest_first=quiz.role == Role.PRACTICE, rng=rng)


def _newest(questions: list[Question], language: str) -> dict[int, int]:
    newest = versions.newest([question.translation_key for question in questions], language)
    return {question.pk: newest[question.translation_key].pk for question in questions if question.translation_key in newest}


def _met(learner: Learner | None) -> dict[UUID, int]:
    """Return the messages this person met, numbered from the one answered longest ago."""
    if learner is None:
        return {}
    answers = Response.objects.filter(attempt__learner=learner).values("version__question_key").annotate(last=Max("id")).order_by("last")
    return {answer["version__question_key"]: place for place, answer in enumerate(answers, 1)}
