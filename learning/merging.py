"""Two rows that were one person all along become one: nothing is lost, nothing counts twice.

What a guest did on a phone becomes part of somebody who was there before. Facts move over as they are; what is made from facts is made
again, so that it is as if one person had done everything in the order of time.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q

from learning import contacts, progress
from learning.models import Asked, Carry, Consent, Enrolment, Evidence, Learner, LearnerSkill, LessonProgress, Look, NudgeDecision, Profile

Mover = Callable[[Learner, Learner], None]
# Made from evidence, and so made again.
MADE_AGAIN: frozenset[type[Model]] = frozenset({LessonProgress, LearnerSkill})


class Unmovable(Exception):
    """Not a guest, or somebody who is about to be erased."""


@transaction.atomic
def merge(*, guest: Learner, into: Learner, now: datetime) -> bool:
    """Make everything the guest did `into`'s, and the guest vanish; False if it was done already. Raises `Unmovable`.

    Both rows are locked, in one order, so that two taps at once do it once. A lock that leaves others their references: an answer that
    is being written must come to its end first (quizzes/moving.py waits for it), or each would wait for the other.
    """
    held = Learner.objects.select_for_update(no_key=True, of=("self",)).select_related("contact")
    rows = {row.pk: row for row in held.filter(pk__in=[guest.pk, into.pk]).order_by("pk")}
    if guest.pk not in rows or guest.pk == into.pk:
        return False
    guest, kept = rows[guest.pk], rows.get(into.pk)
    if kept is None or guest.is_protected or guest.leaving_at or kept.leaving_at:
        raise Unmovable
    if guest.contact_id != kept.contact_id:
        contacts.drop(learner=guest, now=now)  # a number that was left, never proved: nobody's
    for move in movers.values():
        move(guest, kept)
    _note_what_was_met_before(kept)
    _keep_the_earlier(guest, kept)
    progress.rebuild(kept)
    guest.delete()
    return True


def recast(attempts: Iterable[UUID], role: str) -> None:
    """Let the evidence of these runs count as that of another kind of run."""
    Evidence.objects.filter(attempt_key__in=attempts).update(role=role)


def _hand_over(model: type[Model]) -> Mover:
    def move(guest: Learner, into: Learner) -> None:
        model._default_manager.filter(learner=guest).update(learner=into)  # noqa: SLF001 -- Django's documented API

    return move


def _unite_enrolments(guest: Learner, into: Learner) -> None:
    theirs = {one.course_key: one for one in into.enrolments.all()}
    for one in guest.enrolments.all():
        if mine := theirs.get(one.course_key):
            _unite(one, mine)
        else:
            Enrolment.objects.filter(pk=one.pk).update(learner=into)


def _unite(one: Enrolment, into: Enrolment) -> None:
    """Begun when the first of both was; reminded as whoever answered last; asked what either was asked."""
    later = one if one.active_at > into.active_at else into
    into.started_at, into.arm = min(one.started_at, into.started_at), into.arm or one.arm
    into.active_at, into.step, into.nudge_at = later.active_at, later.step, later.nudge_at
    into.save()
    asked = {row.stage: row for row in into.asked.all()}
    for row in one.asked.all():
        known = asked.get(row.stage)
        if known is None:
            Asked.objects.filter(pk=row.pk).update(enrolment=into)
        elif row.at < known.at:
            Asked.objects.filter(pk=known.pk).update(at=row.at)
    NudgeDecision.objects.filter(enrolment=one).update(enrolment=into)
    one.delete()


def _move_looks(guest: Learner, into: Learner) -> None:
    once = ("number_index", "user", "what", "day")
    known = set(Look.objects.filter(learner=into.pk).values_list(*once))
    for look in Look.objects.filter(learner=guest.pk).order_by("pk"):
        if tuple(getattr(look, field) for field in ("number_index", "user_id", "what", "day")) in known:
            look.delete()
        else:
            Look.objects.filter(pk=look.pk).update(learner=into.pk)


# What points to a learner, and how it moves over. quizzes adds its own; a test holds the list against every table there is.
movers: dict[type[Model], Mover] = {
    **{model: _hand_over(model) for model in (Evidence, Consent, Profile, Carry)},
    Enrolment: _unite_enrolments,
    Look: _move_looks,
}


def first(model: type[Model], mover: Mover) -> None:
    """Move the rows of another room, before all others: it waits for answers that are being written."""
    others = {known: move for known, move in movers.items() if known is not model}
    movers.clear()
    movers.update({model: mover, **others})


def _note_what_was_met_before(learner: Learner) -> None:
    """Let a question count as new once: whoever met it as a guest met it."""
    answers = Evidence.objects.filter(learner=learner, kind=Evidence.Kind.ANSWER, item_key__isnull=False)
    before = Q(recorded_at__lt=OuterRef("recorded_at")) | Q(recorded_at=OuterRef("recorded_at"), pk__lt=OuterRef("pk"))
    met = Exists(answers.filter(before, item_key=OuterRef("item_key")))
    again = answers.filter(Q(first_attempt=True) | Q(unseen=True)).filter(met)
    Evidence.objects.filter(pk__in=list(again.values_list("pk", flat=True))).update(first_attempt=False, unseen=False)


def _keep_the_earlier(guest: Learner, into: Learner) -> None:
    asked = [at for at in (guest.asked_about_me_at, into.asked_about_me_at) if at]
    into.made_at, into.asked_about_me_at = min(guest.made_at, into.made_at), min(asked, default=None)
    into.save(update_fields=["made_at", "asked_about_me_at"])
