"""Reminding people who stopped: claim, decision, message and next time in one transaction, so nothing is lost and nothing sent twice."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from learning import contacts, outline, policy, texting
from learning.models import Contact, Enrolment, NudgeDecision
from sms_gateway import locks

_BATCH = 500
Outcome = NudgeDecision.Outcome


def send_due(now: datetime) -> int:
    """Decide about everybody whose time has come; return how many messages were queued."""
    courses = {course.key: course.checked for course in outline.courses()}
    sent = 0
    while due := list(Enrolment.objects.due_a_nudge(now).select_related("learner__contact")[:_BATCH]):
        sent += sum(nudge(enrolment, courses.get(enrolment.course_key, set()), now) for enrolment in due)
    return sent


@transaction.atomic
def nudge(enrolment: Enrolment, lessons: set[UUID], now: datetime) -> bool:
    """Claim this reminder, decide, queue and plan the next one together; nothing is sent in here. True if a message was queued."""
    due_at, step = enrolment.nudge_at, enrolment.step
    if due_at is None or not _claimed(enrolment, now):
        return False
    if enrolment.learner.contact_id:  # one number may serve a family: its caps are counted by one worker at a time
        enrolment.learner.contact = locks.held(Contact.objects.filter(pk=enrolment.learner.contact_id)).first()
    contact = enrolment.learner.contact
    outcome = _outcome(enrolment, lessons, now - due_at, now)
    # The first moment of the absence is part of the key: the same person may stop again later.
    key = f"nudge:{enrolment.pk}:{enrolment.active_at:%Y%m%dT%H%M%S}:{step}"
    NudgeDecision.objects.create(enrolment=enrolment, contact=contact, step=step, outcome=outcome, due_at=due_at, decided_at=now, key=key)
    if contact is None or outcome != Outcome.SENT:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        texting.send(contact=contact, text=str(texting.NUDGES[step]), key=key, now=now)
    return True


def _claimed(enrolment: Enrolment, now: datetime) -> bool:
    """Plan the next reminder in place of this one; False if another worker was faster, or the learner came back."""
    step = enrolment.step + 1
    next_at = policy.next_nudge_at(enrolment.active_at, step)
    if next_at and next_at <= now:
        next_at = None  # both fell due while nobody looked: one decision, not two in a row
    same = Enrolment.objects.filter(pk=enrolment.pk, nudge_at=enrolment.nudge_at, step=enrolment.step)
    return bool(same.update(step=step, nudge_at=next_at))


def _outcome(enrolment: Enrolment, lessons: set[UUID], overdue: timedelta, now: datetime) -> str:
    """Return what comes of it: first what the person wants, then what is good for the number."""
    contact = enrolment.learner.contact
    if lessons <= _completed(enrolment):
        return Outcome.FINISHED
    if contact is None:
        return Outcome.NO_CONTACT
    if not contacts.agreed(enrolment.learner):
        return Outcome.NO_CONSENT
    if texting.is_stopped(contact):
        return Outcome.STOPPED
    return Outcome.TOO_LATE if overdue > policy.LATE else _spared(contact, now)


def _spared(contact: Contact, now: datetime) -> str:
    if policy.held_out(contact.bucket):
        return Outcome.HELD_OUT
    return Outcome.CAPPED if policy.capped(_sent(contact), now) else Outcome.SENT


def _completed(enrolment: Enrolment) -> set[UUID]:
    done = enrolment.learner.lessons.filter(course_key=enrolment.course_key, completed_at__isnull=False)
    return set(done.values_list("lesson_key", flat=True))


def _sent(contact: Contact) -> list[datetime]:
    return list(NudgeDecision.objects.filter(contact=contact, outcome=Outcome.SENT).values_list("decided_at", flat=True))
