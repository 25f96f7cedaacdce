"""Publishing a question keeps it as an immutable version: what was answered can always be shown again as it was."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.signals import published

from courses.blocks import Truth
from learning import corrections
from quizzes.models import Kind, Question, QuestionVersion

JUDGE_CHOICES = ("genuine", "scam")  # the two doors, always on the same sides


def content(question: Question) -> dict[str, Any]:
    """Return the question as plain values: everything needed to show it, mark it and explain it."""
    shown: dict[str, Any] = {name: getattr(question, name) for name in ("stable_id", "kind", "code", "text", "explanation")}
    shown["choices"] = [_choice(choice) for choice in question.choices]
    if question.service:
        source = question.service
        shown["service"] = {"name": source.name, "domains": source.domains, "checked_on": source.checked_on and source.checked_on.isoformat()}
    if question.kind != Kind.JUDGE:
        return shown
    names = ("truth", "context", "channel", "sender", "message", "technique", "difficulty", "skill", "pool")
    shown |= {name: getattr(question, name) for name in names} | {"action": question.safe_action}
    shown["clues"] = [{"span": clue.value["span"], "why": clue.value["why"]} for clue in question.clues]
    if question.doors:
        shown["doors"] = question.doors
    if question.decoy_spans:
        shown["decoys"] = question.decoy_spans
    return shown | {"choices": [{"id": door, "right": door == question.truth} for door in JUDGE_CHOICES]}


def _choice(choice: Any) -> dict[str, Any]:  # noqa: ANN401 -- Wagtail's stream child
    shown = {"id": str(choice.id), "text": choice.value["text"], "right": bool(choice.value["right"]), "feedback": choice.value["feedback"]}
    return shown | ({"picture": choice.value["picture"]} if choice.value.get("picture") else {})


def keep(question: Question) -> QuestionVersion:
    """Return the version of the question as it stands, written only if something changed since the last."""
    shown = content(question)
    sha256 = hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    name = {"question_key": question.translation_key, "locale": question.locale.language_code}
    last = QuestionVersion.objects.filter(**name).order_by("-number").first()
    if last and last.sha256 == sha256:
        return last
    if last and _is_repaired(last.content, shown):
        void(last, shown)
    number = last.number + 1 if last else 1
    version, _ = QuestionVersion.objects.get_or_create(
        **name, number=number, defaults={"content": shown, "sha256": sha256, "published_at": timezone.now()}
    )
    return version


def void(version: QuestionVersion, repaired: dict[str, Any]) -> None:
    """Let answers to a version with a wrong key count no longer, and tell those who were misled. Nobody is marked anew."""
    now = timezone.now()
    if not QuestionVersion.objects.filter(pk=version.pk, voided_at__isnull=True).update(voided_at=now):
        return
    text = version.content["text"] or version.content.get("message", "")
    corrections.void(item_version=version.pk, text=text, correction=_right_answer(repaired), now=now)


def _is_repaired(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the same answers are offered, but others of them are right, or in another order."""
    if before["kind"] != after["kind"] or {one["id"] for one in before["choices"]} != {one["id"] for one in after["choices"]}:
        return False
    if after["kind"] == Kind.ORDER:
        return [one["id"] for one in before["choices"]] != [one["id"] for one in after["choices"]]
    return {one["id"] for one in before["choices"] if one["right"]} != {one["id"] for one in after["choices"] if one["right"]}


def _right_answer(content: dict[str, Any]) -> str:
    """Return the right answer in words."""
    if content["kind"] == Kind.JUDGE:
        return str(Truth(content["truth"]).label)
    return " · ".join(one["text"] for one in content["choices"] if one["right"] or content["kind"] == Kind.ORDER)


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
