"""Evidence is the fact: how far somebody is follows from it, at once and whenever it is made again."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning import policy, progress
from learning.models import Enrolment, Evidence, Learner, LearnerSkill, LessonProgress
from learning.outcomes import learning_day
from tests.learning import people
from tests.learning.people import COURSE, LESSON, MONDAY_10AM
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def lessons(learner: Learner) -> list[tuple]:
    fields = ("lesson_key", "course_key", "started_at", "completed_at", "passed_at")
    return list(learner.lessons.order_by("lesson_key").values_list(*fields))


def skills(learner: Learner) -> list[tuple]:
    fields = ("skill", "answered", "right", "scams", "caught", "genuine", "recognised")
    return list(learner.skills.order_by("skill").values_list(*fields))


# --- what counts ------------------------------------------------------------------------------------------------------


def test_an_answer_is_written_down_with_all_it_shows():
    learner = people.somebody()
    people.answers(learner, truth="scam", correct=False, skill="1.2")
    row = Evidence.objects.get()
    assert (row.learner, row.kind, row.skill, row.truth, row.correct, row.said_scam) == (learner, "answer", "1.2", "scam", False, False)
    assert (row.lesson_key, row.course_key, row.role, row.channel, row.mode, row.confidence) == (LESSON, COURSE, "check", "web", "self", None)
    assert (row.recorded_at, row.learning_day, row.first_attempt, row.unseen) == (MONDAY_10AM, learning_day(MONDAY_10AM), True, True)
    assert str(row) == row.source_key


def test_beginning_completing_and_passing_are_three_things():
    learner = people.somebody()
    people.answers(learner)
    people.finishes(learner, MONDAY_10AM + HOUR, passed=False)
    people.finishes(learner, MONDAY_10AM + 2 * HOUR, passed=True)
    people.finishes(learner, MONDAY_10AM + 3 * HOUR, passed=False)
    people.finishes(learner, MONDAY_10AM + 4 * HOUR, passed=True)
    assert lessons(learner) == [(LESSON, COURSE, MONDAY_10AM, MONDAY_10AM + HOUR, MONDAY_10AM + 2 * HOUR)]


def test_both_sides_of_judgement_are_counted_per_competence():
    learner = people.somebody()
    judged = [("scam", True), ("scam", False), ("genuine", True), ("genuine", False), ("genuine", False)]
    for truth, correct, skill in [*((*one, "1.2") for one in judged), ("", True, "4.2")]:
        people.answers(learner, truth=truth, correct=correct, skill=skill)
    assert skills(learner) == [("1.2", 5, 2, 2, 1, 3, 1), ("4.2", 1, 1, 0, 0, 0, 0)]


def test_an_answer_without_a_competence_counts_for_the_lesson_alone():
    learner = people.somebody()
    people.answers(learner, skill="")
    assert (skills(learner), len(lessons(learner))) == ([], 1)


def test_every_answer_is_a_new_beginning_of_the_absence():
    learner = people.somebody()
    people.answers(learner)
    Enrolment.objects.update(step=2, nudge_at=None)
    people.answers(learner, MONDAY_10AM + 5 * HOUR)
    enrolment = Enrolment.objects.get()
    assert (enrolment.started_at, enrolment.active_at, enrolment.step) == (MONDAY_10AM, MONDAY_10AM + 5 * HOUR, 0)
    assert enrolment.nudge_at == policy.next_nudge_at(MONDAY_10AM + 5 * HOUR, 0)


def test_what_somebody_else_does_is_not_mine():
    mine, theirs = people.somebody(), people.somebody()
    people.answers(mine)
    people.answers(theirs, correct=False)
    assert (skills(mine), skills(theirs)) == ([("4.2", 1, 1, 0, 0, 0, 0)], [("4.2", 1, 0, 0, 0, 0, 0)])


def test_the_same_source_is_never_counted_twice_and_then_nothing_of_it_is():
    learner = people.somebody()
    one = people.outcome()
    progress.record(learner=learner, run=people.run(), outcomes=[one], now=MONDAY_10AM)
    with pytest.raises(IntegrityError):
        progress.record(learner=learner, run=people.run(), outcomes=[people.outcome(), one], now=MONDAY_10AM)


def test_nobody_passes_what_they_did_not_complete():
    with pytest.raises(IntegrityError, match="nobody_passes_what_they_did_not_complete"):
        LessonProgress.objects.create(
            learner=people.somebody(), lesson_key=LESSON, course_key=COURSE, started_at=MONDAY_10AM, passed_at=MONDAY_10AM
        )  # fmt: skip


def test_rows_have_names_for_people():
    learner = people.somebody()
    people.answers(learner)
    named = [str(model.objects.get()) for model in (Enrolment, LessonProgress, LearnerSkill)]
    assert named == [f"{learner.pk} in {COURSE}", f"{learner.pk} {LESSON}", f"{learner.pk} 4.2"]


@pytest.mark.parametrize(("outcomes", "queries"), [(1, 2 + 2), (3, 2 + 3 * 2)])
def test_writing_down_answers_costs_two_queries_for_each(outcomes, queries, django_assert_num_queries):
    learner = people.somebody()
    people.answers(learner)
    shown = [people.outcome() for _ in range(outcomes)]
    with django_assert_num_queries(queries):
        progress.record(learner=learner, run=people.run(), outcomes=shown, now=MONDAY_10AM)


# --- made again -------------------------------------------------------------------------------------------------------

EVENTS = st.tuples(
    st.sampled_from(["answer", "finish"]), st.integers(1, 3), st.integers(1, 2), st.sampled_from(["scam", "genuine", ""]),
    st.booleans(), st.sampled_from(["1.2", "4.2", ""]), st.integers(0, 48),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENTS, max_size=12))
def test_made_again_from_evidence_everything_is_as_it_was(db, events):
    learner, bystander = people.somebody(), people.somebody()
    people.answers(bystander)
    now = MONDAY_10AM
    for kind, lesson, course, truth, correct, skill, hours in events:
        now += hours * HOUR
        where = {"lesson": UUID(int=course * 10 + lesson), "course": UUID(int=course)}
        if kind == "answer":
            people.answers(learner, now, truth=truth, correct=correct, skill=skill, **where)
        else:
            people.finishes(learner, now, passed=correct, **where)
    before = lessons(learner), skills(learner), list(learner.enrolments.order_by("pk").values())
    others = lessons(bystander), skills(bystander)
    for _ in range(2):
        progress.rebuild(learner)
        assert (lessons(learner), skills(learner), list(learner.enrolments.order_by("pk").values())) == before
    assert (lessons(bystander), skills(bystander)) == others


def test_whatever_was_lost_comes_back():
    learner = people.somebody()
    people.answers(learner)
    people.finishes(learner, MONDAY_10AM + HOUR)
    before = lessons(learner), skills(learner)
    LearnerSkill.objects.update(answered=99)
    LessonProgress.objects.all().delete()
    progress.rebuild(learner)
    assert (lessons(learner), skills(learner)) == before


# --- two tabs, on both databases --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_eight_tabs_at_once_lose_no_answer():
    learner = people.somebody()
    together(8, lambda number: people.answers(learner, truth="scam", correct=number % 2 == 0, skill="1.2"))
    assert skills(learner) == [("1.2", 8, 4, 8, 4, 0, 0)]
    assert [model.objects.count() for model in (Evidence, LessonProgress, Enrolment)] == [8, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_four_tabs_that_finish_at_once_complete_once():
    learner = people.somebody()
    together(4, lambda number: people.finishes(learner, MONDAY_10AM + number * HOUR, passed=number > 1))
    found = LessonProgress.objects.get()
    assert (found.completed_at, found.passed_at) == (MONDAY_10AM, MONDAY_10AM + 2 * HOUR)
