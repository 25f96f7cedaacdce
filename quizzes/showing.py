"""A question and its feedback as plain values for the templates."""

from dataclasses import dataclass
from random import Random
from typing import Any

from courses.marking import Segment, marked
from quizzes.models import Attempt, Kind, QuestionVersion, Response

_TOLD_BEFORE = frozenset({"text", "context", "channel", "sender", "message", "doors", "kind"})


@dataclass(frozen=True)
class Choice:
    """One answer to choose, or chosen."""

    id: str
    text: str = ""
    right: bool = False
    chosen: bool = False
    feedback: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Shown:
    """A question on the screen; after the answer also what it was and why."""

    version: int
    kind: str
    position: int
    total: int
    content: dict[str, Any]
    choices: tuple[Choice, ...]
    parts: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    clues: tuple[str, ...] = ()
    correct: bool | None = None
    truth: str = ""
    clue: str = ""
    clue_correct: bool | None = None


def question(version: QuestionVersion, position: int, total: int) -> Shown:
    """Return a question before it is answered: nothing in it tells what is right."""
    content = {name: value for name, value in version.content.items() if name in _TOLD_BEFORE}
    choices = [Choice(choice["id"], choice.get("text", ""), picture=choice.get("picture", "")) for choice in version.content["choices"]]
    if content["kind"] == Kind.ORDER:
        Random(version.pk).shuffle(choices)  # noqa: S311 -- the same for everybody: an order to look at, not a secret
    return Shown(version.pk, content["kind"], position, total, content, tuple(choices), parts=parts(version.content))


def parts(content: dict[str, Any]) -> tuple[str, ...]:
    """Return the parts of the message among which to say what tells: two that tell nothing and the first clue, as they stand in it."""
    decoys = content.get("decoys", [])
    spans = [*decoys, *(clue["span"] for clue in content.get("clues", [])[:1])] if decoys else []
    return tuple(sorted(spans, key=content.get("message", "").find))


def feedback(response: Response, attempt: Attempt) -> Shown:
    """Return an answered question: the verdict, the marked message, what was chosen and what we say to that."""
    content = response.version.content
    clues = content.get("clues", [])
    chosen = set(response.chosen)
    choices = tuple(
        Choice(one["id"], one.get("text", ""), one["right"], one["id"] in chosen, one.get("feedback", ""), one.get("picture", ""))
        for one in content["choices"]
    )
    return Shown(
        version=response.version_id,
        kind=content["kind"],
        position=attempt.drawn.index(response.version_id) + 1,
        total=len(attempt.drawn),
        content=content,
        choices=choices,
        segments=marked(content.get("message", ""), [clue["span"] for clue in clues]),
        clues=tuple(clue["why"] for clue in clues),
        correct=response.correct,
        truth=content.get("truth", ""),
        clue=response.clue,
        clue_correct=response.clue_correct,
    )
