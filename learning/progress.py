"""From what answers show to how far somebody is. Evidence is the fact; the other rows are made from it and can be made again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Least

from learning import policy, skills
from learning.models import Enrolment, Evidence, Learner, LessonProgress, VoidedItem
from learning.outcomes import Outcome, Run, learning_day


@transaction.atomic(savepoint=False)
def record(*, learner: Learner, run: Run, outcomes: Iterable[Outcome], now: datetime, passed: bool | None = None) -> None:
    """Write down what answers show, and let it count; callers pass on only what was truly new.

    `passed` is given when these answers ended the run: that it was sent, and that it was passed, are two different things.
    """
    rows = [_row(learner, run, now, Evidence.Kind.ANSWER, **vars(outcome)) for outcome in outcomes]
    if passed is not None:
        end = {"correct": passed, "first_attempt": False, "unseen": False, "source_key": f"finish:{run.attempt_key}", "judging": run.judging}
        rows.append(_row(learner, run, now, Evidence.Kind.FINISH, **end))
    Evidence.objects.bulk_create(rows)
    for row in rows:
        _count(learner, row)
    if passed is not None and run.judging:
        skills.assess(learner, run.judging, rows[-1])
    active = Enrolment(learner=learner, course_key=run.course_key, started_at=now, active_at=now, step=0, nudge_at=policy.next_nudge_at(now, 0))
    fresh = ["active_at", "step", "nudge_at"]
    Enrolment.objects.bulk_create([active], update_conflicts=True, unique_fields=["learner", "course_key"], update_fields=fresh)


@transaction.atomic
def rebuild(learner: Learner) -> bool:
    """Make lessons and skills of one learner again from evidence alone, and say whether they differed; reminders stay planned."""
    before = _shown(learner)
    learner.lessons.all().delete()
    learner.skills.all().delete()
    void = set(VoidedItem.objects.values_list("item_version", flat=True))
    for row in learner.evidence.order_by("recorded_at", "id"):
        if row.item_version in void:
            continue
        _count(learner, row)
        if row.kind == Evidence.Kind.FINISH and row.judging:
            skills.assess(learner, row.judging, row)
    return _shown(learner) != before


def _shown(learner: Learner) -> list[list[dict[str, object]]]:
    rows = (learner.lessons.order_by("lesson_key"), learner.skills.order_by("skill"))
    return [[{name: value for name, value in row.items() if name != "id"} for row in found.values()] for found in rows]


def _row(learner: Learner, run: Run, now: datetime, kind: str, **shown: object) -> Evidence:
    return Evidence(
        learner=learner, kind=kind, attempt_key=run.attempt_key, lesson_key=run.lesson_key, course_key=run.course_key,
        role=run.role, channel=run.channel, learning_day=learning_day(now), recorded_at=now, **shown,
    )  # fmt: skip


def _count(learner: Learner, row: Evidence) -> None:
    if row.lesson_key:
        _count_lesson(learner, row.lesson_key, row)
    for skill in filter(None, (row.skill, row.judging)):
        skills.count(learner, skill, row)


def _count_lesson(learner: Learner, lesson: UUID, row: Evidence) -> None:
    begun = LessonProgress(learner=learner, lesson_key=lesson, course_key=row.course_key, started_at=row.recorded_at)
    LessonProgress.objects.bulk_create([begun], ignore_conflicts=True)
    if row.kind == Evidence.Kind.FINISH:
        # The earliest, not who came first to the row: of two tabs at once either may, and evidence alone must give the same.
        at = Value(row.recorded_at)
        reached = [name for name, is_reached in (("completed_at", True), ("passed_at", row.correct)) if is_reached]
        earliest = {name: Least(Coalesce(F(name), at), at) for name in reached}
        LessonProgress.objects.filter(learner=learner, lesson_key=lesson).update(**earliest)
