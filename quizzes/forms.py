"""What an answer's form carries. Nothing of it is trusted: the key is signed, the rest is looked up in it."""

from dataclasses import dataclass

from django.http import QueryDict

from quizzes import keys
from quizzes.models import QuizPage

_MOST = 20  # choices a form may name; no question has more


@dataclass(frozen=True)
class Sent:
    """A form as it came: which run, which of its questions, what was chosen."""

    key: keys.FormKey
    version: int
    chosen: tuple[str, ...]


def read(post: QueryDict, quiz: QuizPage) -> Sent:
    """Return what was sent; raise BadKey if the form is not ours, not this quiz's, or names a question it did not draw."""
    key = keys.read(post.get("key", ""), quiz)
    drawn = {str(version): version for version in key.versions}
    asked = post.get("question", "")
    if asked not in drawn:
        raise keys.BadKey
    return Sent(key, drawn[asked], tuple(post.getlist("choice")[:_MOST]))
