"""What somebody agrees to, in which words: per purpose, append-only. A withdrawal is a new row, and a changed text asks again."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning.models import Consent, Learner

Purpose = Consent.Purpose


class Wording(NamedTuple):
    """A text to agree to. Whoever changes it gives it another version: everybody is asked again."""

    version: str
    text: Promise


WORDINGS: dict[str, Wording] = {
    Purpose.RECORD: Wording(
        "2026-12",
        _(
            "Chbas keeps which lessons I did and how I answered, under a random number, so that I can go on on any phone. "
            "Nobody sees it with my name or my telephone number. I can look at it, take it with me and erase it at any time."
        ),
    ),
    Purpose.SMS: Wording(
        "2026-12",
        _(
            "I want short reminders from Chbas on this number, at most two a week, between 8 in the morning and 8 in the evening. "
            "They never contain a link and never ask for a code. I can stop them at any time. "
            "If somebody stopped texts to this number before, mine may come again; whoever shares it with me agrees."
        ),
    ),
    Purpose.RESEARCH: Wording(
        "2026-12",
        _(
            "My answers may be counted when Chbas finds out whether its lessons help: together with those of many others, "
            "never alone, without name, number and village. If I say no, nothing else changes for me."
        ),
    ),
}


def say(
    learner: Learner,
    purpose: str,
    *,
    granted: bool,
    now: datetime,
    index: str = "",
    channel: str = "web",
    assisted_by: Any = None,  # noqa: ANN401 -- an account; its class stands in the roof
) -> Consent:
    """Write down a yes or a no, with the words that stood there."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    wording = WORDINGS[purpose]
    return Consent.objects.create(
        learner=learner, number_index=index, purpose=purpose, granted=granted, text_version=wording.version,
        text_sha256=_hashed(wording.text, language), language=language, channel=channel, assisted_by=assisted_by, at=now,
    )  # fmt: skip


def newest(learner: Learner, purpose: str, index: str = "") -> Consent | None:
    """Return the last word of this person on a purpose; on reminders, for one number."""
    said = learner.consents.filter(purpose=purpose)
    return (said.filter(number_index=index) if index else said).order_by("-at", "-id").first()


def agreed(learner: Learner, purpose: str, index: str = "") -> bool:
    """Whether the last word is a yes to the text as it stands today."""
    last = newest(learner, purpose, index)
    return bool(last and last.granted and is_of_today(last))


def is_of_today(said: Consent) -> bool:
    """Whether it was said to the text as it stands today, in whichever language."""
    return said.text_sha256 in _today(said.purpose)


def refused(learner: Learner, purpose: str) -> bool:
    """Whether the last word is a no. Silence is neither."""
    last = newest(learner, purpose)
    return bool(last and not last.granted)


def refusers(purpose: str) -> QuerySet[Consent, UUID]:
    """Return the ids of everybody whose last word on a purpose is a no."""
    newer = Consent.objects.filter(learner=OuterRef("learner"), purpose=purpose).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return Consent.objects.filter(~Exists(newer), purpose=purpose, granted=False).values_list("learner", flat=True)


def _today(purpose: str) -> Iterable[str]:
    return [_hashed(WORDINGS[purpose].text, code) for code, _name in settings.LANGUAGES]


def _hashed(text: Promise, language: str) -> str:
    with translation.override(language):
        return hashlib.sha256(str(text).encode()).hexdigest()
