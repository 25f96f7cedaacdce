"""Questions and quizzes: from the lesson and bank files to the bank, and back."""

import json
from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from wagtail.models import Locale

from courses import files, ids
from courses.blocks import JudgingSkill, Truth
from courses.curriculum import lesson_page, newest
from courses.files import Data
from courses.forms import HALF, QUESTION, SHARED
from courses.loading import Decision, Loading
from courses.models import CoursePage, LessonPage, OfficialService
from quizzes import banks
from quizzes.models import TESTS, Kind, Question, QuizPage, QuizQuestion, Role

_QUIZ = ("draws", "questions", "pairs")
# Where the file and the question call the same thing by another name, and what a file says in words of its own.
_HALF = {"text": "message", "feedback": "explanation", "action": "safe_action"}
_SOURCE = frozenset({"service", "valid_until"})
_PLAIN = {name: one for name, one in SHARED.items() if name not in _SOURCE | set(_HALF)}
# What a course with a judging skill draws from its bank: the role, how many of each side (of a day's messages: how many fakes), the title.
_DRAWN = (
    (Role.PRACTICE, 2, "ហាត់សម្គាល់{}"),
    (Role.INBOX, 2, "មួយថ្ងៃជាមួយ{}"),
    (Role.REVIEW, 2, "រំឭកការសម្គាល់{}"),
    (Role.PRETEST, 4, "តេស្តសម្គាល់{} មុនរៀន"),
    (Role.POSTTEST, 4, "តេស្តសម្គាល់{} ក្រោយរៀន"),
    (Role.RETENTION, 4, "តេស្តសម្គាល់{} មួយខែក្រោយ"),
)
_JUDGED = {JudgingSkill.MESSAGES: "សារ", JudgingSkill.ESERVICES: "សេវារដ្ឋ", JudgingSkill.PAYMENTS: "ការបង់ប្រាក់"}


def split(lesson: Data) -> tuple[Data, Data]:
    """Part a lesson file into what courses keeps and what this app keeps."""
    return {name: value for name, value in lesson.items() if name not in _QUIZ}, {name: lesson[name] for name in _QUIZ}


def normal(lesson: Data) -> Data:
    """Return a lesson's data with choice ids and pairs as they come back from the bank, so that files and questions compare."""
    written = [
        files.lean(one, QUESTION)
        | {"choices": [choice | {"id": ids.name(one["id"], str(ids.part(one["id"], choice["id"])), "choice")} for choice in one["choices"]]}
        for one in lesson["questions"]
    ]
    return lesson | {"questions": written, "pairs": [normal_pair(pair) for pair in lesson["pairs"]]}


def normal_pair(pair: Data) -> Data:
    """Return a pair as it comes back from the bank."""
    return _pair(*halves(pair))


# --- from the files ---------------------------------------------------------------------------------------------------


def load(lesson_id: str, data: Data, page: LessonPage, loading: Loading) -> None:
    """Load the questions of a lesson, then its check."""
    for question in data["questions"]:
        if _settle(question, loading):
            _publish(question["id"])
    order = [*(question["id"] for question in data["questions"]), *load_pairs(data["pairs"], loading)]
    quiz = newest(_check(page))

    def apply(given: Data) -> None:
        _apply_quiz(lesson_id, given, page, quiz)

    if order:
        asked = {"draws": data["draws"], "order": order}
        loading.settle(f"{lesson_id} check", asked, _export_quiz(quiz) if quiz else None, apply, below=lesson_id)


def load_pairs(pairs: list[Data], loading: Loading) -> list[str]:
    """Load pairs of a lesson or a bank; return the ids of their halves."""
    parted = [halves(pair) for pair in pairs]
    for scam, genuine in parted:
        written = [half["id"] for half in (scam, genuine) if _settle(half, loading)]
        for name in _tie(scam["id"], genuine["id"]) or written:
            _publish(name)
    return [half["id"] for both in parted for half in both]


def load_quizzes(course: CoursePage, skill: str, loading: Loading) -> None:
    """Load what a course draws from the bank of its skill. Tests stay drafts while the bank is too small for them."""
    closed = bool(banks.missing(skill, course.locale.language_code))
    for role, draws, title in _DRAWN:
        name = f"{course.stable_id} {role}"
        data = {"role": role.value, "title": title.format(_JUDGED[JudgingSkill(skill)]), "skill": skill, "draws": draws}
        data |= {"unpublished": True} if closed and role in TESTS else {}
        quiz = newest(_quiz(name))
        loading.settle(name, data, _export_drawn(quiz) if quiz else None, partial(_apply_drawn, name, course, quiz), below=course.stable_id)


def _settle(question: Data, loading: Loading) -> bool:
    """Write a question if the file has news; say whether it is to be published, which comes once both halves of a pair know each other."""
    found = newest(_question(question["id"]))
    return loading.settle(question["id"], question, export_question(found) if found else None, _write) is Decision.LOAD


def _write(data: Data) -> None:
    question = newest(_question(data["id"])) or Question(
        stable_id=data["id"], translation_key=ids.key(data["id"]), locale=Locale.objects.get(language_code="km"), live=False
    )
    if "truth" in data:
        values = {name: data.get(name, one.default) for name, one in _PLAIN.items()} | {ours: data[name] for name, ours in _HALF.items()}
        values |= {"kind": Kind.JUDGE, "truth": data["truth"], "decoys": "\n".join(data.get("decoys", []))}
        values["clues"] = json.dumps([{"type": "clue", "value": clue} for clue in data["clues"]])
    else:
        values = {name: data[name] for name in ("kind", "code", "text", "explanation")}
        values["choices"] = json.dumps([_choice(data["id"], choice) for choice in data["choices"]])
    values["service"] = OfficialService.objects.filter(slug=data["service"]).first() if "service" in data else None
    values["valid_until"] = date.fromisoformat(data["valid_until"]) if "valid_until" in data else None
    for name, value in values.items():
        setattr(question, name, value)
    question.save()


def _tie(scam: str, genuine: str) -> list[str]:
    """Let the halves of a pair name each other; return their ids if they did not yet."""
    one, other = _question(scam), _question(genuine)
    if one is None or other is None or (one.twin_id, other.twin_id) == (other.pk, one.pk):
        return []
    for half, twin in ((one, other), (other, one)):
        Question.objects.filter(pk=half.pk).update(twin=twin)  # publishing saves them
    return [scam, genuine]


def _publish(stable_id: str) -> None:
    Question.objects.get(stable_id=stable_id, locale__language_code="km").save_revision(log_action=True).publish()


def _choice(question: str, choice: Data) -> Data:
    value = {"text": choice["text"], "picture": choice.get("picture", ""), "right": choice.get("right", False), "feedback": choice["feedback"]}
    return {"type": "choice", "value": value, "id": str(ids.part(question, choice["id"]))}


def _apply_quiz(lesson_id: str, data: Data, lesson: LessonPage, found: QuizPage | None) -> None:
    name = f"{lesson_id} check"
    free = not lesson.get_children().filter(slug="check").exists()
    quiz = found or QuizPage(
        title=f"{lesson.title}", slug="check" if free else ids.slug(name), role=Role.CHECK, stable_id=name, translation_key=ids.key(name),
        locale=lesson.locale,
    )  # fmt: skip
    quiz.pairs_drawn = data["draws"]
    questions = {one.stable_id: one for one in Question.objects.filter(stable_id__in=data["order"], locale=lesson.locale)}
    rows = [QuizQuestion(question=questions[one], sort_order=place) for place, one in enumerate(data["order"]) if one in questions]
    quiz.quiz_questions.set(rows)
    if found is None:
        lesson.add_child(instance=quiz)
    quiz.save_revision(log_action=True).publish()


def _apply_drawn(name: str, course: CoursePage, found: QuizPage | None, data: Data) -> None:
    free = not course.get_children().filter(slug=data["role"]).exists()  # an author may have made such a page before us
    slug = data["role"] if free else ids.slug(name)
    quiz = found or QuizPage(slug=slug, stable_id=name, translation_key=ids.key(name), locale=course.locale, live=False)
    quiz.role, quiz.title, quiz.skill, quiz.pairs_drawn = data["role"], data["title"], data["skill"], data["draws"]
    if found is None:
        course.add_child(instance=quiz)
    revision = quiz.save_revision(log_action=True)
    if "unpublished" not in data:
        revision.publish()
    elif quiz.live:
        quiz.unpublish()


# --- back into files --------------------------------------------------------------------------------------------------


def export(lesson_id: str) -> Data:
    """Return the quiz part of a lesson file."""
    page = lesson_page(lesson_id)
    quiz = _check(page) if page else None
    questions = [row.question for row in quiz.quiz_questions.select_related("question")] if quiz else []
    written = [export_question(one) for one in questions if one.kind != Kind.JUDGE]
    return {"draws": quiz.pairs_drawn if quiz else 0, "questions": written, "pairs": _export_pairs(questions)}


def export_banks(taken: Collection[str]) -> dict[str, list[Data]]:
    """Return the published pairs of each skill whose ids no lesson file has taken; in a bank both halves are of its skill."""
    scams = Question.objects.filter(kind=Kind.JUDGE, truth=Truth.SCAM, locale__language_code="km", live=True, twin__live=True)
    found = scams.select_related("service", "twin__service")
    by_skill = {skill: _export_pairs(found.filter(skill=skill)) for skill in JudgingSkill.values}
    return {skill: [pair for pair in pairs if pair["id"] not in taken] for skill, pairs in by_skill.items()}


def _export_pairs(questions: Any) -> list[Data]:  # noqa: ANN401 -- a list or a query
    return [_pair(export_question(one), export_question(one.twin)) for one in questions if _tells(one)]


def _tells(question: Question) -> bool:
    """Whether a question is the fake of a pair, which a file tells together with its real twin."""
    return question.kind == Kind.JUDGE and question.truth == Truth.SCAM and question.twin is not None


def unwritten(taken: Collection[str]) -> list[Question]:
    """Return the questions that stand in no file, because they stand in no lesson and in no bank; those that were archived are left out."""
    names = {*taken, *(f"{name}-{truth}" for name in taken for truth in Truth.values)}
    found = Question.objects.filter(locale__language_code="km").exclude(stable_id__in=names).exclude(live=False, first_published_at__isnull=False)
    return list(found.order_by("stable_id"))


def export_question(question: Question) -> Data:
    """Return a question as its file holds it; a half of a pair with everything it says of itself."""
    shown: Data = {"id": question.stable_id, "service": question.service.slug if question.service else ""}
    shown["valid_until"] = question.valid_until.isoformat() if question.valid_until else ""
    if question.kind != Kind.JUDGE:
        shown |= {name: getattr(question, name) for name in ("kind", "code", "text", "explanation")}
        shown["choices"] = [_export_choice(question, one) for one in question.choices]
        return files.lean(shown, QUESTION) | _hidden(question)
    shown |= {name: getattr(question, name) for name in ("truth", *_PLAIN)} | {name: getattr(question, ours) for name, ours in _HALF.items()}
    shown["clues"] = [{"span": clue.value["span"], "why": clue.value["why"]} for clue in question.clues]
    shown["decoys"] = question.decoy_spans
    return files.lean(shown, HALF | SHARED) | _hidden(question)


def _export_choice(question: Question, choice: Any) -> Data:  # noqa: ANN401 -- Wagtail's stream child
    shown: Data = {"id": ids.name(question.stable_id, choice.id, "choice")}
    shown |= {"picture": choice.value["picture"]} if question.kind == Kind.PICTURE else {}
    shown |= {"right": bool(choice.value["right"])} if question.kind != Kind.ORDER else {}
    return shown | {"text": choice.value["text"], "feedback": choice.value["feedback"]}


def _export_quiz(quiz: Any) -> Data:  # noqa: ANN401 -- a page with its draft's children
    asked = [row.question for row in quiz.quiz_questions.all()]
    pairs = {half.stable_id: half for one in asked if _tells(one) for half in (one, one.twin)}
    # As a file has it: first what is written, then pair after pair; at the end what no file can say.
    order = dict.fromkeys([*(one.stable_id for one in asked if one.kind != Kind.JUDGE), *pairs, *(one.stable_id for one in asked)])
    return {"draws": quiz.pairs_drawn, "order": list(order)} | _hidden(quiz)


def _export_drawn(quiz: QuizPage) -> Data:
    return {"role": quiz.role, "title": quiz.title, "skill": quiz.skill, "draws": quiz.pairs_drawn} | _hidden(quiz)


# --- pairs and their halves -------------------------------------------------------------------------------------------


def halves(pair: Data) -> tuple[Data, Data]:
    """Part a pair into its fake and its real half, each with everything it says of itself."""
    return _half(pair, Truth.SCAM), _half(pair, Truth.GENUINE)


def _half(pair: Data, truth: Truth) -> Data:
    shared = {name: pair[name] for name in SHARED if name in pair}
    half = {"id": f"{pair['id']}-{truth}", "truth": truth.value} | shared | pair[truth]
    lines = [line.strip() for span in half.get("decoys", []) for line in span.splitlines()]
    return files.lean(half | {"decoys": [line for line in lines if line]}, HALF | SHARED)


def _pair(scam: Data, genuine: Data) -> Data:
    """Join two halves; what both say alike stands once, and what need not be said stands with the half that says it."""
    name = scam["id"].removesuffix("-scam")
    shared = {one: scam[one] for one, form in SHARED.items() if one in scam and (not form.optional or scam[one] == genuine.get(one))}
    said = {
        half["truth"]: {one: value for one, value in half.items() if one != "truth" and shared.get(one) != value and (one, value) != ("id", own)}
        for half in (scam, genuine)
        for own in [f"{name}-{half['truth']}"]
    }
    return {"id": name} | shared | said


def _hidden(object_: Question | QuizPage) -> Data:
    return {} if object_.live else {"unpublished": True}


def _question(stable_id: str) -> Question | None:
    return Question.objects.filter(stable_id=stable_id, locale__language_code="km").first()


def _check(lesson: LessonPage) -> QuizPage | None:
    """Return the check of a lesson, whoever made it: the one that citizens see, else the first."""
    return QuizPage.objects.child_of(lesson).filter(role=Role.CHECK).order_by("-live", "path").first()


def _quiz(stable_id: str) -> QuizPage | None:
    return QuizPage.objects.filter(stable_id=stable_id, locale__language_code="km").first()
