"""Tests and surveys that frame a course: for whom, and when. Sampled, voluntary, each asked once, and none before a first lesson.

Decisions D10 to D12. What is said in a survey is not kept here: only that it was asked.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from learning import consents, sampling
from learning.models import Asked, Consent, Enrolment, Learner
from learning.outline import Course
from learning.sampling import Arm

LATER = timedelta(days=30)  # a month after the end: what is still known then is what lasts


class Stage(StrEnum):
    """What somebody may be asked to do around a course; the first three before the second lesson."""

    PRETEST = "pretest"
    TRUST_FIRST = "trust1"
    SCREEN = "screen"
    POSTTEST = "posttest"
    TRUST_END = "trust2"
    RETENTION = "retention"
    TRUST_LATER = "trust3"


BEFORE = (Stage.PRETEST, Stage.TRUST_FIRST, Stage.SCREEN)
AFTER = (Stage.POSTTEST, Stage.TRUST_END)
MONTH = (Stage.RETENTION, Stage.TRUST_LATER)
TESTS = frozenset({Stage.PRETEST, Stage.POSTTEST, Stage.RETENTION})


def due(learner: Learner, course: Course, now: datetime) -> Stage | None:
    """Return what this person is asked to do next around the course, or None."""
    enrolment = learner.enrolments.prefetch_related("asked").filter(course_key=course.key).first() if course.skill else None
    if enrolment is None:
        return None
    return due_of(enrolment, course, dict(learner.lessons.filter(course_key=course.key).values_list("lesson_key", "completed_at")), now)


def due_of(enrolment: Enrolment, course: Course, done: Mapping[UUID, datetime | None], now: datetime) -> Stage | None:
    """Return the same, given when each lesson that was begun was completed. Courses without messages to judge have no tests."""
    if not course.skill or arm(enrolment, course) == Arm.NONE:
        return None
    asked = {one.stage for one in enrolment.asked.all()}
    stage = next((stage for stage in _window(course, done, now) if stage not in asked and _may(stage, enrolment, course)), None)
    # Looked up last: most people are asked nothing. Who said no to being counted is asked for nothing that is only there to be counted.
    return None if stage is None or consents.refused(enrolment.learner, Consent.Purpose.RESEARCH) else stage


def address(stage: Stage, course: Course) -> str:
    """Return where a stage of a course is taken."""
    return course.quizzes[stage] if stage in TESTS else reverse("learning:survey", args=[course.key, stage])


def arm(enrolment: Enrolment, course: Course) -> Arm:
    """Return which tests this enrolment is asked to take; drawn when first needed, by the number who had begun before, then kept."""
    if not enrolment.arm:
        before = Enrolment.objects.filter(course_key=enrolment.course_key, pk__lt=enrolment.pk).count()
        drawn = sampling.arm(_key(enrolment), before, course.everybody_below, course.one_in)
        Enrolment.objects.filter(pk=enrolment.pk, arm="").update(arm=drawn)
        enrolment.arm = drawn
    return Arm(enrolment.arm)


@transaction.atomic
def close(learner: Learner, course: Course, stage: Stage, now: datetime) -> bool:
    """Note that this stage was asked, whether it was taken or not; True for the first time."""
    enrolment = learner.enrolments.filter(course_key=course.key).first()
    if enrolment is None:
        return False
    Asked.objects.bulk_create([Asked(enrolment=enrolment, stage=stage, at=now)], ignore_conflicts=True)
    return Asked.objects.filter(enrolment=enrolment, stage=stage, at=now).exists()


def _window(course: Course, done: Mapping[UUID, datetime | None], now: datetime) -> tuple[Stage, ...]:
    """Return the stages of this moment: before the second lesson, at the end of the course, or a month later."""
    finished = {lesson: at for lesson, at in done.items() if at}
    if course.checked and course.checked <= set(finished):
        return MONTH if max(finished.values()) + LATER <= now else AFTER
    return BEFORE if len(done) == 1 and finished else ()


def _may(stage: Stage, enrolment: Enrolment, course: Course) -> bool:
    if stage == Stage.SCREEN:
        return sampling.is_screened(_key(enrolment))
    if stage == Stage.PRETEST and enrolment.arm != Arm.BOTH:
        return False
    return stage not in TESTS or stage in course.quizzes


def _key(enrolment: Enrolment) -> str:
    return f"{enrolment.learner_id}:{enrolment.course_key}"
