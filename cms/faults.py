"""What may be wrong with one step or question of a curriculum file, though each of its fields is well-formed."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from courses.blocks import Truth
from courses.drawings import DRAWINGS
from courses.files import Data, Fault, Reader
from quizzes.models import Kind, Question


def of_steps(lesson: Data, reader: Reader, terms: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with a lesson's steps, and where."""
    drawings = [name for name, _label in DRAWINGS]
    for step in lesson["steps"]:
        reasons = [*_shape(step)]
        if step.get("term", "") not in {"", *terms}:
            reasons.append(_("Unknown term “%s”.") % step["term"])
        if step.get("picture", "") not in {"", *drawings}:
            reasons.append(_("“%(text)s” is not one of: %(among)s.") % {"text": step["picture"], "among": ", ".join(drawings)})
        for message in (step.get("message"), *(step.get("twins", {}).get(half) for half in Truth.values)):
            reasons += [*_clues(message)] if message else []
        yield from (Fault(reader.path, reader.lines[step["id"]], reason) for reason in reasons)


def _shape(step: Data) -> Iterator[str]:
    if (step["kind"] == "example") != ("message" in step):
        yield _("An example has a message, and nothing else has one.")
    if (step["kind"] == "try") != ("twins" in step):
        yield _("A step to judge first has two messages, and nothing else has them.")
    if step.get("picture") and step["kind"] in {"example", "try"}:
        yield _("A step with a message has no drawing.")


def _clues(message: Data) -> Iterator[str]:
    for clue in message.get("clues", []):
        if message["text"].count(clue["span"]) != 1:
            yield _("This clue does not stand exactly once in the message: %s") % clue["span"]


def of_written(question: Data) -> Iterator[str]:
    """Yield why nobody could answer a written question."""
    choices, kind = question["choices"], question["kind"]
    if len(choices) < 2:  # noqa: PLR2004 -- a choice between one thing is none
        yield _("Give at least two answers.")
    drawings = [name for name, _label in DRAWINGS]
    for choice in choices:
        for name, wanted in (("right", kind != Kind.ORDER), ("picture", kind == Kind.PICTURE)):
            if (name in choice) != wanted:
                yield (_("The field “%s” is missing.") if wanted else _("Unknown field “%s”.")) % name
        if choice.get("picture", drawings[0]) not in drawings:
            yield _("“%(text)s” is not one of: %(among)s.") % {"text": choice["picture"], "among": ", ".join(drawings)}
    right = [choice["right"] for choice in choices if "right" in choice]
    if kind != Kind.ORDER and len(right) == len(choices) and (sum(right) == 0 or (kind != Kind.MULTIPLE and sum(right) != 1)):
        yield _("Mark the right answer: exactly one, or several where several are right.")


def of_message(half: Data) -> Iterator[str]:
    """Yield why a message to judge could not be shown or explained."""
    yield from _clues(half)
    for span in half.get("decoys", []):
        if half["text"].count(span) != 1:
            yield _("This part does not stand exactly once in the message: %s") % span
    if "decoys" in half and not half["clues"]:
        yield _("To ask which part tells, mark at least one clue.")
    # With both numbers of the Phish Scale the question settles its difficulty itself; a file that says another would differ from it for ever.
    settled = Question(stable_id=half["id"], difficulty=half["difficulty"], cues=half.get("cues"), premise=half.get("premise"))
    settled.settle()
    if settled.difficulty != half["difficulty"]:
        yield _("“%(text)s” is not one of: %(among)s.") % {"text": half["difficulty"], "among": settled.difficulty}
