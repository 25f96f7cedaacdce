"""What may be wrong with one step or question of a curriculum file, though each of its fields is well-formed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.files import Data, Fault, Reader
from quizzes.blocks import PICTURES
from quizzes.models import Kind, Question


def of_steps(lesson: Data, reader: Reader) -> Iterator[Fault]:
    """Yield what is wrong with a lesson's steps, and where."""
    for step in lesson["steps"]:
        if (step["kind"] == "example") != ("message" in step):
            yield Fault(reader.path, reader.lines[step["id"]], _("An example has a message, and nothing else has one."))


def of_written(question: Data) -> Iterator[str]:
    """Yield why nobody could answer a written question."""
    choices, kind = question["choices"], question["kind"]
    if len(choices) < 2:  # noqa: PLR2004 -- a choice between one thing is none
        yield _("Give at least two answers.")
    drawings = [name for name, _label in PICTURES]
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
    for clue in half["clues"]:
        if half["text"].count(clue["span"]) != 1:
            yield _("This clue does not stand exactly once in the message: %s") % clue["span"]
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
