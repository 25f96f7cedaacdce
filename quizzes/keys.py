"""The signed key of a form: which quiz, which run, which questions. What it says cannot be changed on the phone."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from quizzes.models import QuizPage

_SALT = "quizzes.key"
_LIVES = timedelta(days=30)  # a page left open for weeks on a phone without data still counts


class BadKey(ValueError):
    """No key, a foreign one, or one that was changed or is too old."""


@dataclass(frozen=True)
class FormKey:
    """What a form carries: the quiz, a number used once, and the versions drawn, in their order."""

    quiz_key: UUID
    nonce: str
    versions: tuple[int, ...]


def new(quiz: QuizPage, versions: list[int]) -> FormKey:
    """Return the key of a new run."""
    return FormKey(quiz.translation_key, secrets.token_urlsafe(16), tuple(versions))


def sign(key: FormKey) -> str:
    """Return the key as the form carries it."""
    return signing.dumps([key.quiz_key.hex, key.nonce, list(key.versions)], salt=_SALT)


def read(text: str, quiz: QuizPage) -> FormKey:
    """Return the key if we signed it for this quiz; raise BadKey otherwise."""
    try:
        quiz_key, nonce, versions = signing.loads(text, salt=_SALT, max_age=_LIVES)
    except signing.BadSignature as error:
        raise BadKey from error
    if UUID(quiz_key) != quiz.translation_key:
        raise BadKey
    return FormKey(UUID(quiz_key), nonce, tuple(versions))
