"""Asking about oneself: once, after the first finished check, skippable in one tap."""

from datetime import datetime

from django.db import transaction

from learning import contacts, profile
from learning.models import Learner, Profile


def is_due(learner: Learner) -> bool:
    """Whether to ask now: after the first finished check, never before, and only once."""
    return learner.asked_about_me_at is None and learner.lessons.filter(completed_at__isnull=False).exists()


@transaction.atomic
def answer(*, learner: Learner, answers: dict[str, str], now: datetime) -> bool:
    """Keep the answers (none when skipped) and never ask again; True when a number left earlier was erased with them (decisions C5)."""
    if not Learner.objects.filter(pk=learner.pk, asked_about_me_at=learner.asked_about_me_at).update(asked_about_me_at=now):
        return False  # a second tap was faster: its answers stand
    learner.asked_about_me_at = now
    Profile.objects.bulk_create([Profile(learner=learner, question=question, answer=said, since=now) for question, said in answers.items()])
    had_number = learner.contact_id is not None and answers.get(Profile.Question.AGE) == profile.UNDER_15
    if had_number:
        contacts.drop(learner=learner, now=now)
    return had_number
