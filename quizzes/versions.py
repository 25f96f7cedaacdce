"""Publishing a question keeps it as an immutable version: what was answered can always be shown again as it was."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.signals import published

from quizzes.models import Kind, Question, QuestionVersion

JUDGE_CHOICES = ("genuine", "scam")  # the two doors, always on the same sides


def content(question: Question) -> dict[str, Any]:
    """Return the question as plain values: everything needed to show it, mark it and explain it."""
    shown = {
        "stable_id": question.stable_id,
        "kind": question.kind,
        "code": question.code,
        "text": question.text,
        "explanation": question.explanation,
        "choices": [
            {"id": str(choice.id), "text": choice.value["text"], "right": bool(choice.value["right"]), "feedback": choice.value["feedback"]}
            for choice in question.choices
        ],
    }
    if question.kind == Kind.JUDGE:
        names = ("truth", "context", "channel", "sender", "message", "action", "technique", "difficulty")
        shown |= {name: getattr(question, name) for name in names}
        shown["clues"] = [{"span": clue.value["span"], "why": clue.value["why"]} for clue in question.clues]
        shown["choices"] = [{"id": door, "right": door == question.truth} for door in JUDGE_CHOICES]
    return shown


def keep(question: Question) -> QuestionVersion:
    """Return the version of the question as it stands, written only if something changed since the last."""
    shown = content(question)
    sha256 = hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    name = {"question_key": question.translation_key, "locale": question.locale.language_code}
    last = QuestionVersion.objects.filter(**name).order_by("-number").first()
    if last and last.sha256 == sha256:
        return last
    number = last.number + 1 if last else 1
    version, _ = QuestionVersion.objects.get_or_create(
        **name, number=number, defaults={"content": shown, "sha256": sha256, "published_at": timezone.now()}
    )
    return version


def newest(keys: list[Any], locale: str) -> dict[Any, QuestionVersion]:
    """Return the newest version per question key, in one query."""
    found = QuestionVersion.objects.filter(question_key__in=keys, locale=locale)
    latest = found.filter(number=models.Subquery(
        QuestionVersion.objects.filter(question_key=models.OuterRef("question_key"), locale=locale).order_by("-number").values("number")[:1]
    ))  # fmt: skip
    return {version.question_key: version for version in latest}


def connect() -> None:
    """Listen to publishing: the editor and the curriculum files come through the same place."""
    published.connect(_published, sender=Question, dispatch_uid="quizzes.versions")


def _published(sender: type[Question], instance: Question, **_: object) -> None:  # noqa: ARG001 -- the signal's signature
    keep(instance)
