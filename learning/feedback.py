"""What people say of a lesson and of a service is kept without who said it, once; and what an office answers."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.log_actions import log

from courses.models import LessonPage, OfficialService
from learning.models import LessonVoice, LessonWord, ServiceAnswer, ServiceProblem, ServiceWord
from learning.outcomes import learning_day
from learning.redaction import redact

_SALT = "learning.feedback"
_LIVES = 7 * 24 * 3600  # seconds that a form may stay open


class BadKey(ValueError):
    """No key, one of another form, a changed or an old one."""


@dataclass(frozen=True)
class Key:
    """What a form carries: a number used once, and the version it is about."""

    nonce: str
    version: int


def sign(about: str, version: int = 0) -> str:
    """Return the key of a new form about a lesson or a service."""
    return signing.dumps([about, version, secrets.token_urlsafe(16)], salt=_SALT)


def read(text: str, about: str) -> Key:
    """Return the key if we signed it for this lesson or service; raise BadKey otherwise."""
    try:
        said, version, nonce = signing.loads(text, salt=_SALT, max_age=_LIVES)
    except signing.BadSignature as error:
        raise BadKey from error
    if said != about:
        raise BadKey
    return Key(nonce, version)


def lessons(locale: str) -> QuerySet[LessonPage]:
    """Return the lessons of a language that citizens may read."""
    return LessonPage.objects.live().public().filter(locale__language_code=locale).defer("steps")


def services() -> QuerySet[OfficialService]:
    """Return the services that citizens see."""
    return OfficialService.objects.filter(~Q(certainty=OfficialService.Certainty.UNVERIFIED))


@transaction.atomic
def keep_voice(*, key: Key, lesson: LessonPage, helpful: bool, words: str, now: datetime) -> None:
    """Keep whether a lesson helped, and a word to its author without numbers; the same form adds nothing twice."""
    said = {"lesson_key": lesson.translation_key, "version": key.version, "helpful": helpful}
    voice, is_new = LessonVoice.objects.get_or_create(key=key.nonce, defaults=said)
    if is_new and (text := redact(words)):
        LessonWord.objects.create(voice=voice, text=text, said_at=now)


@transaction.atomic
def keep_problem(*, key: Key, service: OfficialService, what: str, province: str, words: str, now: datetime) -> None:
    """Keep that a service did not work, and what was written without numbers; the same form adds nothing twice."""
    said = {"service": service.slug, "what": what, "province": province, "day": learning_day(now)}
    problem, is_new = ServiceProblem.objects.get_or_create(key=key.nonce, defaults=said)
    if is_new and (text := redact(words)):
        ServiceWord.objects.create(problem=problem, text=text, said_at=now)


@transaction.atomic
def answer(*, service: OfficialService, text: str, done_on: date | None, by: AbstractBaseUser | AnonymousUser, now: datetime) -> ServiceAnswer:
    """Publish an office's answer, and write into the editor's log whose hand it was."""
    said = ServiceAnswer.objects.create(service=service.slug, text=text, done_on=done_on, answered_on=learning_day(now))
    log(instance=said, action="wagtail.create", user=by, title=service.name)
    return said
