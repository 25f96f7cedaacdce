"""Questions and quizzes: from the lesson files to the bank, and back."""

import json
from typing import Any

from wagtail.models import Locale

from courses import ids
from courses.blocks import Truth
from courses.curriculum import newest
from courses.files import Data
from courses.forms import SHARED
from courses.loading import Loading
from courses.models import LessonPage
from quizzes.models import Kind, Question, QuizPage, QuizQuestion, Role

_QUIZ = ("draws", "questions", "pairs")
# Where the file and the question call the same thing by another name.
_HALF = {"text": "message", "feedback": "explanation"}


def split(lesson: Data) -> tuple[Data, Data]:
    """Part a lesson file into what courses keeps and what this app keeps."""
    return {name: value for name, value in lesson.items() if name not in _QUIZ}, {name: lesson[name] for name in _QUIZ}


def normal(lesson: Data) -> Data:
    """Return a lesson's data with choice ids and pairs as they come back from the bank, so that files and questions compare."""
    written = [
        one | {"choices": [choice | {"id": ids.name(one["id"], str(ids.part(one["id"], choice["id"])), "choice")} for choice in one["choices"]]}
        for one in lesson["questions"]
    ]
    return lesson | {"questions": written, "pairs": [_pair(_half(pair, Truth.SCAM), _half(pair, Truth.GENUINE)) for pair in lesson["pairs"]]}


def load(lesson_id: str, data: Data, page: LessonPage, loading: Loading) -> None:
    """Load the questions of a lesson, then its check."""
    halves = [_half(pair, truth) for pair in data["pairs"] for truth in Truth.values]
    for question in [*data["questions"], *halves]:
        found = newest(_question(question["id"]))
        loading.settle(question["id"], question, export_question(found) if found else None, _apply_question)
    _tie_twins(data["pairs"])
    order = [question["id"] for question in [*data["questions"], *halves]]
    quiz = newest(_quiz(lesson_id))

    def apply(given: Data) -> None:
        _apply_quiz(lesson_id, given, page, quiz)

    if order:
        loading.settle(f"{lesson_id} check", {"draws": data["draws"], "order": order}, _export_quiz(quiz) if quiz else None, apply)


def export(lesson_id: str) -> Data:
    """Return the quiz part of a lesson file."""
    quiz = _quiz(lesson_id)
    questions = [row.question for row in quiz.quiz_questions.select_related("question")] if quiz else []
    written = [export_question(one) for one in questions if one.kind != Kind.JUDGE]
    pairs = [_pair(export_question(one), export_question(one.twin)) for one in questions if one.truth == Truth.SCAM and one.twin]
    return {"draws": quiz.pairs_drawn if quiz else 0, "questions": written, "pairs": pairs}


def export_question(question: Question) -> Data:
    """Return a question as its file holds it; a half of a pair with everything it says of itself."""
    if question.kind != Kind.JUDGE:
        choices = [
            {
                "id": ids.name(question.stable_id, one.id, "choice"),
                "right": bool(one.value["right"]),
                "text": one.value["text"],
                "feedback": one.value["feedback"],
            }
            for one in question.choices
        ]
        shown = {name: getattr(question, name) for name in ("kind", "code", "text", "explanation")}
        return {"id": question.stable_id} | shown | {"choices": choices} | _hidden(question)
    shown = {name: getattr(question, name) for name in SHARED} | {name: getattr(question, ours) for name, ours in _HALF.items()}
    clues = [{"span": clue.value["span"], "why": clue.value["why"]} for clue in question.clues]
    return {"id": question.stable_id, "truth": question.truth} | shown | {"clues": clues} | _hidden(question)


def _hidden(question: Question) -> Data:
    return {} if question.live else {"unpublished": True}


def _half(pair: Data, truth: str) -> Data:
    shared = {name: pair[name] for name in SHARED}
    return {"id": f"{pair['id']}-{truth}", "truth": truth} | shared | pair[truth]


def _pair(scam: Data, genuine: Data) -> Data:
    """Join two halves; what both say alike stands once."""
    shared = {name: scam[name] for name in SHARED}
    halves = {
        half["truth"]: {name: value for name, value in half.items() if name not in {"id", "truth"} and shared.get(name) != value}
        for half in (scam, genuine)
    }
    return {"id": scam["id"].removesuffix("-scam")} | shared | halves


def _question(stable_id: str) -> Question | None:
    return Question.objects.filter(stable_id=stable_id, locale__language_code="km").first()


def _apply_question(data: Data) -> None:
    question = newest(_question(data["id"])) or Question(
        stable_id=data["id"], translation_key=ids.key(data["id"]), locale=Locale.objects.get(language_code="km"), live=False
    )
    if "truth" in data:
        values = {name: data[name] for name in (*SHARED, "truth")} | {ours: data[name] for name, ours in _HALF.items()}
        values |= {"kind": Kind.JUDGE, "clues": json.dumps([{"type": "clue", "value": clue} for clue in data["clues"]])}
    else:
        values = {name: data[name] for name in ("kind", "code", "text", "explanation")}
        values["choices"] = json.dumps([_choice(data["id"], choice) for choice in data["choices"]])
    for name, value in values.items():
        setattr(question, name, value)
    question.save()
    question.save_revision().publish()


def _choice(question: str, choice: Data) -> Data:
    value = {"text": choice["text"], "right": choice["right"], "feedback": choice["feedback"]}
    return {"type": "choice", "value": value, "id": str(ids.part(question, choice["id"]))}


def _tie_twins(pairs: list[Data]) -> None:
    for pair in pairs:
        scam, genuine = _question(f"{pair['id']}-scam"), _question(f"{pair['id']}-genuine")
        if scam and genuine and (scam.twin_id, genuine.twin_id) != (genuine.pk, scam.pk):
            for one, other in ((scam, genuine), (genuine, scam)):
                one.twin = other
                one.save()
                one.save_revision().publish()


def _quiz(lesson_id: str) -> QuizPage | None:
    return QuizPage.objects.filter(stable_id=f"{lesson_id} check", locale__language_code="km").first()


def _export_quiz(quiz: Any) -> Data:  # noqa: ANN401 -- a page with its draft's children
    order = [row.question.stable_id for row in quiz.quiz_questions.all()]
    return {"draws": quiz.pairs_drawn, "order": order} | ({} if quiz.live else {"unpublished": True})


def _apply_quiz(lesson_id: str, data: Data, lesson: LessonPage, found: QuizPage | None) -> None:
    name = f"{lesson_id} check"
    quiz = found or QuizPage(
        title=f"{lesson.title}", slug="check", role=Role.CHECK, stable_id=name, translation_key=ids.key(name), locale=lesson.locale
    )
    quiz.pairs_drawn = data["draws"]
    questions = {one.stable_id: one for one in Question.objects.filter(stable_id__in=data["order"], locale=lesson.locale)}
    rows = [QuizQuestion(question=questions[one], sort_order=place) for place, one in enumerate(data["order"]) if one in questions]
    quiz.quiz_questions.set(rows)
    if found is None:
        lesson.add_child(instance=quiz)
    quiz.save_revision().publish()
