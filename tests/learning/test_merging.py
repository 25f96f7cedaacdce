"""Two rows that were one person become one: nothing lost, nothing doubled, whoever tapped twice."""

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning import consents, merging, policy, profile, progress
from learning.models import Asked, Consent, Contact, Enrolment, Erasure, Evidence, Learner, Look, NudgeDecision, Profile
from learning.outcomes import Outcome, Run
from tests.learning import people
from tests.learning.people import COURSE, LESSON, MONDAY_10AM
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def protected() -> Learner:
    learner = people.somebody()
    learner.pin = "argon2$not-asked-here"
    learner.save()
    return learner


def merge(guest: Learner, into: Learner) -> bool:
    return merging.merge(guest=guest, into=into, now=MONDAY_10AM + 9 * DAY)


def shown(learner: Learner) -> list:
    rows = (learner.lessons.order_by("lesson_key"), learner.skills.order_by("skill"))
    return [[{name: value for name, value in row.items() if name not in {"id", "learner_id"}} for row in found.values()] for found in rows]


# --- every table --------------------------------------------------------------------------------------------------------


def points_to_a_learner(model: type[Model]) -> bool:
    fields = model._meta.concrete_fields
    return any(isinstance(one, ForeignKey) and one.related_model is Learner for one in fields) or "learner" in {one.name for one in fields}


def test_every_table_that_points_to_a_learner_moves_or_is_made_again():
    """Whoever adds one says here what becomes of it: an erasure never touches a guest that may move, a session never holds a guest."""
    pointing = {model for model in apps.get_models() if points_to_a_learner(model)}
    assert pointing == {*merging.movers, *merging.MADE_AGAIN, Erasure, apps.get_model("cms", "Session")}


def test_every_table_that_points_to_an_enrolment_is_united_with_it():
    assert {one.related_model for one in Enrolment._meta.related_objects} == {Asked, NudgeDecision}


# --- nothing is lost, nothing is doubled --------------------------------------------------------------------------------
ITEMS = [UUID(int=one) for one in range(1, 13)]
STEPS = st.lists(
    st.tuples(
        st.booleans(),  # by the guest
        st.sampled_from(ITEMS),
        st.booleans(),  # right
        st.sampled_from(["check", "practice", "pretest", "review"]),
        st.booleans(),  # ends a run
        st.integers(0, 40),  # hours later
    ),
    max_size=30,
)


def record(learner: Learner, met: set[UUID], step: tuple, number: int, now) -> None:
    _guest, item, right, role, ends, _later = step
    truth = "scam" if item.int % 2 else "genuine"
    outcome = Outcome(
        skill="4.2", judging="messages", item_key=item, item_version=item.int, truth=truth, correct=right, said_scam=(truth == "scam") == right,
        first_attempt=item not in met, unseen=item not in met, source_key=f"merge:{learner.pk}:{number}",
    )  # fmt: skip
    met.add(item)
    run = Run(attempt_key=uuid5(learner.pk, str(number)), lesson_key=LESSON, course_key=COURSE, role=role, judging="messages")
    progress.record(learner=learner, run=run, outcomes=[outcome], now=now, passed=right if ends else None)


@given(steps=STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_as_if_one_person_had_done_everything_in_the_order_of_time(db, steps):
    guest, into, alone = people.somebody(), protected(), people.somebody()
    met: dict[UUID, set[UUID]] = {one.pk: set() for one in (guest, into, alone)}
    now = MONDAY_10AM
    for number, step in enumerate(steps):
        now += timedelta(hours=step[-1], seconds=1)
        for one in (guest if step[0] else into, alone):
            record(one, met[one.pk], step, number, now)
    said = Evidence.objects.filter(learner__in=[guest, into])
    before = sorted(said.values_list("source_key", "correct", "item_key", "recorded_at", "kind"), key=str)

    assert (merge(guest, into), merge(guest, into)) == (True, False)

    after = sorted(Evidence.objects.filter(learner=into).values_list("source_key", "correct", "item_key", "recorded_at", "kind"), key=str)
    flags = [list(one.evidence.order_by("recorded_at", "id").values_list("first_attempt", "unseen")) for one in (into, alone)]
    assert (after, flags[0], shown(into)) == (before, flags[1], shown(alone))
    assert progress.rebuild(into) is False
    begun = [list(one.enrolments.values_list("course_key", "started_at", "active_at", "step", "nudge_at")) for one in (into, alone)]
    assert begun[0] == begun[1]
    Learner.objects.filter(pk__in=[guest.pk, into.pk, alone.pk]).delete()


def test_consents_and_answers_about_oneself_move_and_the_newest_holds():
    guest, into = people.somebody(MONDAY_10AM - DAY), protected()
    consents.say(guest, Consent.Purpose.RESEARCH, granted=False, now=MONDAY_10AM + DAY)
    consents.say(into, Consent.Purpose.RESEARCH, granted=True, now=MONDAY_10AM)
    Profile.objects.create(learner=guest, question="province", answer="06", since=MONDAY_10AM)
    Profile.objects.create(learner=into, question="province", answer="12", since=MONDAY_10AM + DAY)
    Learner.objects.filter(pk=guest.pk).update(asked_about_me_at=MONDAY_10AM)
    Learner.objects.filter(pk=into.pk).update(asked_about_me_at=MONDAY_10AM + DAY)
    merge(guest, into)
    into.refresh_from_db()
    assert (consents.refused(into, Consent.Purpose.RESEARCH), profile.latest(into), into.consents.count(), into.profile.count()) == (
        True, {"province": "12"}, 2, 2,
    )  # fmt: skip
    assert (into.made_at, into.asked_about_me_at) == (MONDAY_10AM - DAY, MONDAY_10AM)


def test_one_enrolment_is_left_with_what_either_was_asked_and_reminded_of():
    guest, into = people.somebody(), protected()
    people.answers(guest)
    people.answers(into, MONDAY_10AM + DAY)
    one, other = guest.enrolments.get(), into.enrolments.get()
    Enrolment.objects.filter(pk=one.pk).update(arm="both", step=1, nudge_at=policy.next_nudge_at(MONDAY_10AM, 1))
    for enrolment, stage, at in ((one, "pretest", MONDAY_10AM), (one, "trust1", MONDAY_10AM), (other, "pretest", MONDAY_10AM + DAY)):
        Asked.objects.create(enrolment=enrolment, stage=stage, at=at)
    NudgeDecision.objects.create(enrolment=one, step=0, outcome="no_contact", due_at=MONDAY_10AM, decided_at=MONDAY_10AM, key="nudge:1")
    merge(guest, into)
    left = Enrolment.objects.get()
    assert (left.pk, left.learner, left.arm, left.started_at, left.active_at, left.step) == (
        other.pk, into, "both", MONDAY_10AM, MONDAY_10AM + DAY, 0,
    )  # fmt: skip
    assert left.nudge_at == policy.next_nudge_at(MONDAY_10AM + DAY, 0)
    assert sorted(left.asked.values_list("stage", "at")) == [("pretest", MONDAY_10AM), ("trust1", MONDAY_10AM)]
    assert left.decisions.get().key == "nudge:1"


def test_who_stopped_later_as_a_guest_is_reminded_as_the_guest_was():
    guest, into = people.somebody(), protected()
    people.answers(into)
    people.answers(guest, MONDAY_10AM + DAY)
    Enrolment.objects.filter(learner=guest).update(step=2, nudge_at=None)
    Enrolment.objects.filter(learner=into).update(arm="post")
    merge(guest, into)
    left = Enrolment.objects.get()
    assert (left.arm, left.active_at, left.step, left.nudge_at) == ("post", MONDAY_10AM + DAY, 2, None)


def test_a_course_only_the_guest_began_moves_as_it_is():
    guest, into = people.somebody(), protected()
    people.answers(guest, course=UUID(int=5), lesson=UUID(int=51))
    people.answers(into)
    before = Enrolment.objects.get(learner=guest)
    merge(guest, into)
    assert (Enrolment.objects.get(course_key=UUID(int=5)), into.lessons.count(), into.enrolments.count()) == (before, 2, 2)


def test_who_looked_at_the_guest_looked_at_them_once_a_day_each(administrator):
    guest, into = people.somebody(), protected()
    for learner, what in ((guest, "page"), (into, "page"), (guest, "export")):
        Look.objects.create(learner=learner.pk, role="officer", what=what, day=MONDAY_10AM.date(), at=MONDAY_10AM)
    merge(guest, into)
    assert sorted(Look.objects.filter(learner=into.pk).values_list("what", flat=True)) == ["export", "page"]


def test_a_number_the_guest_left_and_never_proved_goes():
    guest, into = people.somebody(), protected()
    guest.contact = Contact.objects.create(number_sealed=b"x", number_index="i", bucket=0, left_at=MONDAY_10AM)
    guest.save()
    merge(guest, into)
    assert (Contact.objects.count(), list(into.consents.values_list("purpose", "granted"))) == (0, [("sms", False)])


# --- who may move -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["a PIN", "a number", "is leaving", "into one who is leaving", "into nobody"])
def test_only_a_guest_moves_and_only_to_somebody_who_stays(what):
    guest, into = people.somebody(), protected()
    people.answers(guest)
    if what == "a PIN":
        Learner.objects.filter(pk=guest.pk).update(pin="x")
    if what == "a number":
        people.proves(guest)
    if what == "into nobody":
        into.delete()
        into.pk = uuid4()
    if "leaving" in what:
        Learner.objects.filter(pk=(into if "into" in what else guest).pk).update(leaving_at=MONDAY_10AM)
    with pytest.raises(merging.Unmovable):
        merge(guest, into)
    assert (Learner.objects.filter(pk=guest.pk).exists(), guest.evidence.count()) == (True, 1)


def test_somebody_is_not_merged_into_themselves():
    guest = people.somebody()
    people.answers(guest)
    assert (merge(guest, guest), guest.evidence.count()) == (False, 1)


@pytest.mark.django_db(transaction=True)
def test_four_taps_at_once_merge_once():
    guest, into = people.somebody(), protected()
    for hour in range(3):
        people.answers(guest, MONDAY_10AM + hour * HOUR, truth="scam", correct=bool(hour % 2))
    people.answers(into, MONDAY_10AM + 2 * DAY)
    done = together(4, lambda _: merge(guest, into))
    assert (sorted(done), into.evidence.count(), into.enrolments.count(), Learner.objects.count()) == ([False, False, False, True], 4, 1, 1)
    assert into.skills.get(skill="4.2").answered == 4


@pytest.mark.django_db(transaction=True)
def test_two_guests_merged_into_each_other_at_once_leave_one_with_everything():
    one, other = people.somebody(), people.somebody()
    for guest in (one, other):
        people.answers(guest)

    def move(number: int) -> bool:
        try:
            return merge(one, other) if number else merge(other, one)
        except merging.Unmovable:
            return False

    assert sorted(together(2, move)) == [False, True]
    assert (Learner.objects.count(), Evidence.objects.filter(learner=Learner.objects.get()).count()) == (1, 2)
