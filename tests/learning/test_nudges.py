"""Reminders: every outcome is decided once and written down, whoever looks, and however many look at once."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from courses.models import CoursePage
from learning import contacts, nudges, policy
from learning.models import Contact, Enrolment, Learner, NudgeDecision
from sms_gateway import outbox, sealing
from sms_gateway.models import OutboundMessage, State
from tests import factories
from tests.learning import people
from tests.learning.people import MONDAY_10AM
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db

DUE = MONDAY_10AM + timedelta(days=3)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REMINDED, HELD_OUT = "012 345 678", "012 300 005"


def test_the_two_numbers_of_these_tests_stand_in_the_two_groups():
    assert [policy.held_out(people.leaves(people.somebody(), one).bucket) for one in (REMINDED, HELD_OUT)] == [False, True]


@pytest.fixture
def course(tmp_path) -> CoursePage:
    return factories.one_lesson(tmp_path).get_parent().specific


def stops(course: CoursePage, number: str | None = REMINDED, now=MONDAY_10AM) -> Learner:
    """Somebody answers once on Monday morning, perhaps leaves a number, and puts the phone away."""
    learner = people.somebody(now)
    people.answers(learner, now, course=course.translation_key)
    if number:
        people.leaves(learner, number, now)
    return learner


def outcomes() -> list[str]:
    return list(NudgeDecision.objects.order_by("id").values_list("outcome", flat=True))


# --- what is decided --------------------------------------------------------------------------------------------------


def test_who_stopped_three_days_ago_is_reminded(course):
    learner = stops(course)
    assert (nudges.send_due(DUE - timedelta(seconds=1)), nudges.send_due(DUE)) == (0, 1)
    decision, message, enrolment = NudgeDecision.objects.get(), OutboundMessage.objects.get(), Enrolment.objects.get()
    assert (decision.outcome, decision.step, decision.due_at, decision.decided_at) == ("sent", 0, DUE, DUE)
    assert (decision.contact, decision.key, message.key) == (learner.contact, f"nudge:{enrolment.pk}:20270104T030000:0", decision.key)
    assert (enrolment.step, enrolment.nudge_at, message.recipient_index) == (1, MONDAY_10AM + 10 * DAY, learner.contact.number_index)


def test_the_second_reminder_has_other_words_and_is_the_last(course):
    stops(course)
    nudges.send_due(DUE)
    nudges.send_due(MONDAY_10AM + 10 * DAY)
    assert outcomes() == ["sent", "sent"]
    assert len(set(OutboundMessage.objects.values_list("text", flat=True))) == 2
    assert (Enrolment.objects.get().nudge_at, Enrolment.objects.get().step) == (None, 2)


def test_who_finished_every_lesson_is_left_in_peace(course):
    learner = stops(course)
    people.finishes(learner, course=course.translation_key, lesson=course.get_children().get().translation_key, passed=False)
    assert (nudges.send_due(DUE), outcomes()) == (0, ["finished"])


def test_who_learns_in_a_course_that_was_archived_is_left_in_peace(course):
    stops(course)
    course.unpublish()
    assert (nudges.send_due(DUE), outcomes()) == (0, ["finished"])


def test_who_left_no_number_gets_nothing_and_it_is_written_down(course):
    stops(course, number=None)
    assert (nudges.send_due(DUE), outcomes(), NudgeDecision.objects.get().contact) == (0, ["no_contact"], None)


def test_whose_consent_was_withdrawn_gets_nothing_although_the_number_is_there(course):
    learner = stops(course)
    mother = people.somebody()
    people.leaves(mother, REMINDED)
    contacts.drop(learner=learner, now=MONDAY_10AM + HOUR)
    Learner.objects.filter(pk=learner.pk).update(contact=mother.contact)
    assert (nudges.send_due(DUE), outcomes()) == (0, ["no_consent"])


def test_a_number_that_said_stop_on_the_phone_gets_nothing_also_when_it_is_left_again(course):
    learner = stops(course)
    outbox.suppress(index=learner.contact.number_index, source="sms")
    people.leaves(learner, REMINDED, MONDAY_10AM + 2 * HOUR)
    assert (nudges.send_due(DUE), outcomes()) == (0, ["stopped"])


def test_a_number_that_said_stop_on_our_page_is_reminded_again_only_for_who_left_it_anew(course):
    mother, daughter = stops(course), stops(course)
    contacts.stop(number=REMINDED, now=MONDAY_10AM + HOUR)
    people.leaves(daughter, REMINDED, MONDAY_10AM + 2 * HOUR)
    nudges.send_due(DUE)
    assert [NudgeDecision.objects.get(enrolment__learner=one).outcome for one in (mother, daughter)] == ["no_consent", "sent"]


def test_a_number_in_the_group_without_reminders_gets_none(course):
    stops(course, HELD_OUT)
    assert [nudges.send_due(DUE), nudges.send_due(MONDAY_10AM + 10 * DAY), outcomes()] == [0, 0, ["held_out", "held_out"]]
    assert OutboundMessage.objects.count() == 0


def test_a_number_that_had_a_text_yesterday_gets_none_today(course):
    stops(course, now=MONDAY_10AM - DAY)
    nudges.send_due(DUE - DAY)
    stops(course)
    assert (nudges.send_due(DUE), outcomes()) == (0, ["sent", "capped"])


@pytest.mark.parametrize(("late", "outcome"), [(24 * HOUR, "sent"), (24 * HOUR + timedelta(seconds=1), "too_late")])
def test_a_reminder_that_missed_its_day_is_not_sent(course, late, outcome):
    stops(course)
    nudges.send_due(DUE + late)
    assert outcomes() == [outcome]


def test_when_both_fell_due_while_nobody_looked_one_decision_is_made(course):
    stops(course)
    counts = [nudges.send_due(MONDAY_10AM + 30 * DAY + hour * HOUR) for hour in range(3)]
    assert (counts, outcomes(), Enrolment.objects.get().nudge_at) == ([0, 0, 0], ["too_late"], None)


def test_who_comes_back_and_stops_again_is_reminded_again(course):
    learner = stops(course)
    nudges.send_due(DUE)
    people.answers(learner, DUE + DAY, course=course.translation_key)
    assert [nudges.send_due(DUE + 4 * DAY - HOUR), nudges.send_due(DUE + 4 * DAY), outcomes()] == [0, 1, ["sent", "sent"]]


def test_who_comes_back_before_the_reminder_is_not_reminded_then(course):
    learner = stops(course)
    people.answers(learner, DUE - HOUR, course=course.translation_key)
    assert (nudges.send_due(DUE), outcomes()) == (0, [])


def test_what_another_worker_decided_a_moment_ago_is_not_decided_again(course):
    stops(course)
    stale = Enrolment.objects.select_related("learner__contact").get()
    assert [nudges.nudge(stale, {UUID(int=1)}, DUE), nudges.nudge(stale, {UUID(int=1)}, DUE)] == [True, False]
    assert (outcomes(), OutboundMessage.objects.count()) == (["sent"], 1)


def test_who_answers_between_the_look_and_the_decision_is_not_reminded(course):
    learner = stops(course)
    stale = Enrolment.objects.select_related("learner__contact").get()
    people.answers(learner, DUE, course=course.translation_key)
    assert (nudges.nudge(stale, {UUID(int=1)}, DUE), outcomes()) == (False, [])


def test_two_people_on_one_number_share_what_it_may_get(course):
    first, second = stops(course), stops(course)
    assert (first.contact, nudges.send_due(DUE)) == (second.contact, 1)
    assert sorted(outcomes()) == ["capped", "sent"]
    assert OutboundMessage.objects.count() == 1


def test_somebody_with_two_courses_hears_of_one(tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1")], "C4": [factories.lesson("L4.1")]})
    learner = people.somebody()
    for course in CoursePage.objects.all():
        people.answers(learner, course=course.translation_key)
    people.leaves(learner, REMINDED)
    assert (nudges.send_due(DUE), sorted(outcomes())) == (1, ["capped", "sent"])


def test_about_one_number_in_ten_is_held_out_and_always_the_same():
    indexes = [sealing.index(f"+855123{number:05}") for number in range(2000)]
    held = [policy.held_out(contacts.bucket(index)) for index in indexes]
    assert 160 <= sum(held) <= 240
    assert [policy.held_out(contacts.bucket(index)) for index in indexes] == held


def test_a_decision_is_named_by_its_key(course):
    stops(course)
    nudges.send_due(DUE)
    assert str(NudgeDecision.objects.get()) == NudgeDecision.objects.get().key


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people_due", "queries"), [(0, 5), (1, 6 + 11), (3, 6 + 3 * 11)])
def test_reminding_costs_queries_only_for_each_person_who_is_due(course, people_due, queries, django_assert_num_queries):
    for number in range(people_due):
        stops(course, people.mobile(number))
    with django_assert_num_queries(queries):
        nudges.send_due(DUE)


# --- many at once, on both databases ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_four_workers_remind_twelve_people_once_each(tmp_path):
    course = factories.one_lesson(tmp_path).get_parent().specific
    numbers = [one for one in map(people.mobile, range(30)) if not policy.held_out(contacts.bucket(sealing.index("+855" + one[1:].replace(" ", ""))))]
    for number in numbers[:12]:
        stops(course, number)
    sent = together(4, lambda _: nudges.send_due(DUE))
    assert (sum(sent), Counter(outcomes())) == (12, Counter(sent=12))
    assert Counter(OutboundMessage.objects.values_list("state", "recipient_index").values_list("state", flat=True)) == Counter({State.QUEUED: 12})
    assert OutboundMessage.objects.values("recipient_index").distinct().count() == Contact.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_remind_a_family_at_once_still_send_one_text(tmp_path):
    course = factories.one_lesson(tmp_path).get_parent().specific
    for _ in range(4):
        stops(course)
    due = list(Enrolment.objects.select_related("learner__contact"))
    sent = together(4, lambda number: nudges.nudge(due[number], {UUID(int=1)}, DUE))
    assert (sorted(sent), sorted(outcomes())) == ([False, False, False, True], ["capped", "capped", "capped", "sent"])
