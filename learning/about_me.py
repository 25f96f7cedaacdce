"""Asking about oneself: once, after the first finished check, skippable in one tap."""

from datetime import datetime

from django.db import transaction

from learning import profile, protection
from learning.models import Learner, Profile


def is_due(learner: Learner) -> bool:
    """Whether to ask now: after the first finished check, never before, and only once."""
    return learner.asked_about_me_at is None and learner.lessons.filter(completed_at__isnull=False).exists()


@transaction.atomic
def answer(*, learner: Learner, answers: dict[str, str], now: datetime) -> bool:
    """Keep the answers (none when skipped) and never ask again; True when number and PIN went with them (decisions C5)."""
    if not Learner.objects.filter(pk=learner.pk, asked_about_me_at=learner.asked_about_me_at).update(asked_about_me_at=now):
        return False  # a second tap was faster: its answers stand
    learner.asked_about_me_at = now
    Profile.objects.bulk_create([Profile(learner=learner, question=question, answer=said, since=now) for question, said in answers.items()])
    return answers.get(Profile.Question.AGE) == profile.UNDER_15 and protection.drop(learner=learner, now=now)


@transaction.atomic
def correct(*, learner: Learner, answers: dict[str, str], now: datetime) -> bool:
    """Let what is said now hold from now on, beside what was said before; True when number and PIN went with it (decisions C5)."""
    before = profile.latest(learner)
    changed = {question: said for question, said in answers.items() if said != before.get(question, profile.NOT_SAID)}
    Profile.objects.bulk_create([Profile(learner=learner, question=question, answer=said, since=now) for question, said in changed.items()])
    return answers.get(Profile.Question.AGE) == profile.UNDER_15 and protection.drop(learner=learner, now=now)
