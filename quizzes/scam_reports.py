"""Keeping a reported message, finding those that look alike, answering all of them at once, and making a pair of questions from them."""

import secrets
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from wagtail.models import Locale

from courses.blocks import Truth
from courses.models import LessonPage, OfficialService
from quizzes import scam_likeness, scam_redaction
from quizzes.models import Kind, Question, ScamGroup, ScamReport

_SALT = "quizzes.scam_reports"
_LIVES = 86_400  # seconds that a form may stay open
# Without 0 O 1 I L: nine of these are 44 bits, so nobody finds another one's answer by trying.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE = 9
_COMPARED = 1000  # newest groups that a message is held against
_LONGEST_QUESTION = 1000


class BadKey(ValueError):
    """No key of ours, or one too old."""


def sign() -> str:
    """Return a new key for a form: what arrives twice with it is kept once."""
    return signing.dumps(secrets.token_urlsafe(16), salt=_SALT)


def read(key: str) -> str:
    """Return what the key holds; raise BadKey if we did not sign it lately."""
    try:
        return str(signing.loads(key, salt=_SALT, max_age=_LIVES))
    except signing.BadSignature as error:
        raise BadKey from error


@transaction.atomic
def keep(*, nonce: str, text: str, channel: str, sender: str, province: str, now: datetime) -> ScamReport:
    """Keep a message once, redacted again whatever was redacted before, with those that look like it."""
    if kept := ScamReport.objects.filter(nonce=nonce).first():
        return kept
    redacted = scam_redaction.redact(text).text
    said = {"text": redacted, "channel": channel, "sender": sender, "province": province, "sent_at": now}
    code = "".join(secrets.choice(_SIGNS) for _sign in range(_CODE))
    return ScamReport.objects.get_or_create(nonce=nonce, defaults=said | {"code": code, "group": _group(redacted, now)})[0]


def _group(text: str, now: datetime) -> ScamGroup:
    mine = scam_likeness.sketch(text)
    known = ScamGroup.objects.order_by("-last_at").values_list("pk", "sketch")[:_COMPARED]
    share, key = max(((scam_likeness.likeness(mine, theirs), key) for key, theirs in known), default=(0.0, 0))
    if share < scam_likeness.ALIKE:
        return ScamGroup.objects.create(sketch=mine, last_at=now)
    ScamGroup.objects.filter(pk=key).update(last_at=now)
    return ScamGroup.objects.get(pk=key)


def typed(code: str) -> str:
    """Return a code as we write it, whatever spaces, hyphens and small letters it was typed with.

    >>> typed(" abc-def 234 ")
    'ABCDEF234'
    """
    return "".join(sign for sign in code[:40].upper() if sign.isalnum())


def by_code(code: str) -> ScamReport | None:
    """Return the report of this code, with its answer."""
    return ScamReport.objects.select_related("group__lesson").filter(code=typed(code)).first()


def hotline() -> OfficialService | None:
    """Return where victims turn to, if citizens may see it: never anything that nobody checked."""
    seen = OfficialService.objects.exclude(certainty=OfficialService.Certainty.UNVERIFIED)
    return seen.filter(slug="police-hotline").first()


def decide(*, group: ScamGroup, verdict: str, words: str, lesson: LessonPage | None, now: datetime) -> ScamGroup:
    """Answer everybody who reported a message of this group, now and later."""
    group.verdict, group.words, group.lesson, group.decided_at = verdict, words, lesson, now
    group.save(update_fields=["verdict", "words", "lesson", "decided_at"])
    return group


@transaction.atomic
def make_twins(*, group: ScamGroup, user: Any) -> Question:  # noqa: ANN401 -- whoever is signed in
    """Return the fake half of a pair of drafts made from the newest message of the group, once; the real half waits to be rewritten."""
    held = ScamGroup.objects.select_for_update(of=("self",)).select_related("question").get(pk=group.pk)
    if held.question:
        return held.question
    newest = held.reports.order_by("-sent_at", "-pk")[0]
    scam, genuine = (_half(newest, truth) for truth in (Truth.SCAM, Truth.GENUINE))
    for half, twin in ((scam, genuine), (genuine, scam)):
        half.twin = twin
        half.save()
        half.save_revision(user=user)
    held.question = scam
    held.save(update_fields=["question"])
    return scam


def _half(report: ScamReport, truth: Truth) -> Question:
    half = Question(kind=Kind.JUDGE, truth=truth, channel=report.channel, message=report.text[:_LONGEST_QUESTION], live=False)
    half.locale = Locale.objects.get(language_code="km")
    half.save()
    return half
