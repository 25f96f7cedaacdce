"""The signed key of a form: which quiz, which run, which questions. What it says cannot be changed on the phone."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.core import signing

from quizzes.models import QuizPage

_SALT = "quizzes.key"
_LIVES = timedelta(days=30)  # a page left open for weeks on a phone without data still counts
_LONGEST = 3_600_000  # milliseconds; longer is a phone put away, not somebody reading


class BadKey(ValueError):
    """No key, a foreign one, or one that was changed or is too old."""


@dataclass(frozen=True)
class FormKey:
    """What a form carries: the quiz, a number used once, and the versions drawn, in their order."""

    quiz_key: UUID
    nonce: str
    versions: tuple[int, ...]
    shown_at: float = field(default=0, compare=False)  # seconds since 1970; set anew whenever a question is shown

    @property
    def milliseconds(self) -> int | None:
        """How long ago the question was shown; None if that is not known or cannot be."""
        waited = round(1000 * (time.time() - self.shown_at))
        return waited if self.shown_at and 0 <= waited < _LONGEST else None


def new(quiz: QuizPage, versions: list[int]) -> FormKey:
    """Return the key of a new run."""
    return FormKey(quiz.translation_key, secrets.token_urlsafe(16), tuple(versions))


def sign(key: FormKey) -> str:
    """Return the key as the form carries it, with the time at which it is shown."""
    return signing.dumps([key.quiz_key.hex, key.nonce, list(key.versions), round(time.time(), 3)], salt=_SALT)


def read(text: str, quiz: QuizPage) -> FormKey:
    """Return the key if we signed it for this quiz; raise BadKey otherwise."""
    try:
        quiz_key, nonce, versions, shown_at = signing.loads(text, salt=_SALT, max_age=_LIVES)
    except signing.BadSignature as error:
        raise BadKey from error
    if UUID(quiz_key) != quiz.translation_key:
        raise BadKey
    return FormKey(UUID(quiz_key), nonce, tuple(versions), shown_at)
