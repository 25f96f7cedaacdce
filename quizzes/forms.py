"""What an answer's form carries. Nothing of it is trusted: the key is signed, the rest is looked up in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from quizzes import keys
from quizzes.models import QuizPage

_MOST = 20  # choices a form may name; no question has more
_PLACE = "place-"
CONFIDENCE = {"unsure": 0.5, "fairly": 0.75, "sure": 0.95}  # three taps, as probabilities (measurement.md 1.4)


@dataclass(frozen=True)
class Sent:
    """A form as it came: which run, which of its questions, what was chosen, and which part of the message told them."""

    key: keys.FormKey
    version: int
    chosen: tuple[str, ...]
    clue: str = ""


@dataclass(frozen=True)
class Judged:
    """One message of a test as it came; what is missing is empty or None."""

    version: int
    chosen: str
    confidence: float | None


def read(post: QueryDict, quiz: QuizPage) -> Sent:
    """Return what was sent; raise BadKey if the form is not ours, not this quiz's, or names a question it did not draw."""
    key = keys.read(post.get("key", ""), quiz)
    drawn = {str(version): version for version in key.versions}
    asked = post.get("question", "")
    if asked not in drawn:
        raise keys.BadKey
    return Sent(key, drawn[asked], tuple(_placed(post) or post.getlist("choice")[:_MOST]), post.get("clue", "")[:160])


def _placed(post: QueryDict) -> list[str]:
    """Return the steps in the order of the places given to them; a place given twice puts nothing in order."""
    places = {name.removeprefix(_PLACE): str(post[name]) for name in list(post)[:_MOST] if name.startswith(_PLACE)}
    numbers = {step: int(place) for step, place in places.items() if place.isdecimal() and place.isascii() and len(place) < 3}  # noqa: PLR2004
    if len(numbers) != len(places) or len(set(numbers.values())) != len(numbers):
        return []
    return sorted(numbers, key=lambda step: numbers[step])


def read_test(post: QueryDict, drawn: Sequence[int]) -> list[Judged]:
    """Return what was judged of each message of a test, in the order they were shown."""
    return [Judged(one, post.get(f"choice-{one}", ""), CONFIDENCE.get(post.get(f"sure-{one}", ""))) for one in drawn]
