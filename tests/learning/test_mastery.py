"""Who has mastered a skill, who has not yet, and what that person still needs."""

import random
from dataclasses import replace
from datetime import date, timedelta
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import mastery
from learning.mastery import Shown

MONDAY, TUESDAY = date(2027, 1, 4), date(2027, 1, 5)
TRUTHS = st.sampled_from(["scam", "genuine"])
DAYS = st.integers(0, 4).map(lambda days: MONDAY + timedelta(days=days))
SHOWN = st.builds(Shown, TRUTHS, st.booleans(), st.integers(0, 4), DAYS)
MOSTLY_RIGHT = st.builds(Shown, TRUTHS, st.sampled_from([True, True, True, True, False]), st.integers(0, 1), DAYS)


def day_of(marks, day, run=None):
    """Read "S s G g": a scam caught, a scam missed, a real message recognised, a real one suspected."""
    return [Shown("scam" if mark in "Ss" else "genuine", mark.isupper(), run or day, day) for mark in marks]


def spread(marks):
    """Give every answer a run and a day of its own."""
    return [item for days, mark in enumerate(marks) for item in day_of(mark, MONDAY + timedelta(days=days))]


# --- who gets there ---------------------------------------------------------------------------------------------------
def test_four_of_five_on_both_sides_over_two_days_is_mastery():
    history = day_of("SGSGsgSG", MONDAY) + day_of("SG", TUESDAY)
    now = mastery.assess(history)
    assert (now.reached, now.reached_at) == (True, 9)
    assert (now.caught, now.scams, now.recognised, now.genuine) == (4, 5, 4, 5)
    assert (now.left_scam, now.left_genuine, now.another_day, now.teach_again) == (0, 0, False, False)
    assert not mastery.assess(history[:-1]).reached


def test_only_the_last_five_of_a_side_count():
    history = day_of("sssGGGGG", MONDAY) + day_of("SSSSS", TUESDAY)
    assert mastery.assess(history).reached_at == 11  # s SSSS: the fifth is not needed


@given(st.lists(SHOWN, max_size=80))
def test_who_calls_everything_a_scam_never_masters_anything(history):
    assert not mastery.assess(item._replace(correct=item.truth == "scam") for item in history).reached


@given(st.lists(SHOWN, max_size=80))
def test_who_trusts_everything_never_masters_anything(history):
    assert not mastery.assess(item._replace(correct=item.truth == "genuine") for item in history).reached


@given(st.lists(SHOWN, max_size=80), TRUTHS)
def test_who_was_shown_one_side_only_never_masters_anything(history, truth):
    assert not mastery.assess(item._replace(truth=truth) for item in history).reached


@given(st.lists(SHOWN, max_size=80))
def test_nobody_masters_anything_on_a_single_day(history):
    assert not mastery.assess(item._replace(day=MONDAY) for item in history).reached


@given(st.lists(SHOWN, max_size=80))
def test_nobody_masters_anything_in_a_single_run(history):
    assert not mastery.assess(item._replace(run="night shift") for item in history).reached


def test_two_days_within_one_run_are_not_enough_and_two_runs_within_one_day_neither():
    one_run = day_of("SGSGSGSG", MONDAY, run=1) + day_of("SG", TUESDAY, run=1)
    one_day = day_of("SGSGSGSG", MONDAY, run=1) + day_of("SG", MONDAY, run=2)
    assert [mastery.assess(history).another_day for history in (one_run, one_day)] == [True, True]
    assert not mastery.assess(one_run).reached
    assert not mastery.assess(one_day).reached


@given(st.lists(MOSTLY_RIGHT, min_size=10, max_size=40))
def test_who_got_there_had_four_of_the_last_five_right_on_both_sides_over_two_runs_and_days(history):
    now = mastery.assess(history)
    if now.reached_at is not None:
        so_far = history[: now.reached_at + 1]
        scams = [item for item in so_far if item.truth == "scam"][-5:]
        genuine = [item for item in so_far if item.truth == "genuine"][-5:]
        assert [len(scams), len(genuine)] == [5, 5]
        assert min(sum(item.correct for item in side) for side in (scams, genuine)) >= 4
        assert len({item.run for item in scams + genuine}) >= 2
        assert len({item.day for item in scams + genuine}) >= 2


@given(st.lists(SHOWN, max_size=60), st.lists(SHOWN, max_size=30))
def test_what_is_mastered_stays_mastered_whatever_follows(history, later):
    mastered = spread("SGSGSGSGSG") + history
    assert (mastery.assess(mastered).reached_at, mastery.assess(mastered).teach_again) == (9, False)
    before, after = mastery.assess(history), mastery.assess(history + later)
    assert before.reached_at in {None, after.reached_at}


def test_bars_go_on_moving_after_mastery_so_that_forgetting_is_seen():
    now = mastery.assess(spread("SGSGSGSGSG" + "ssss"))
    assert (now.reached, now.caught, now.scams, now.left_scam, now.another_day) == (True, 1, 5, 0, False)


# --- cycles -----------------------------------------------------------------------------------------------------------
def test_after_sixteen_items_without_mastery_the_lesson_comes_again_and_the_windows_start_anew():
    in_vain = spread("SgSGSgSGSgSGSgSg")
    end = mastery.assess(in_vain)
    assert (end.reached, end.teach_again) == (False, True)
    assert (end.caught, end.scams, end.recognised, end.genuine) == (5, 5, 2, 5)  # still the old cycle: real messages are weaker
    assert (end.left_scam, end.left_genuine) == (5, 5)  # but nothing of it counts any more
    assert not mastery.assess(in_vain[:-1]).teach_again

    one_later = mastery.assess(in_vain + day_of("S", TUESDAY))
    assert replace(one_later, teach_again=True) == replace(mastery.assess(day_of("S", TUESDAY)), teach_again=True)
    assert not one_later.teach_again


def test_right_answers_of_a_cycle_used_up_do_not_help_the_next_one():
    used_up = spread("sgsgsgsgGSGSGSGg")
    assert mastery.assess(used_up).teach_again
    assert not mastery.assess(used_up + day_of("SGSGSGSG", TUESDAY)).reached
    assert mastery.assess(used_up + day_of("SGSGSGSG", MONDAY) + day_of("SG", TUESDAY)).reached_at == 25


def test_the_sixteenth_answer_may_still_be_the_one():
    now = mastery.assess(spread("sgsgsgSSSSGGGGSG"))
    assert (now.reached_at, now.teach_again) == (13, False)
    now = mastery.assess(spread("sgsgsgsgSSSSGGGG"))
    assert (now.reached_at, now.teach_again) == (15, False)


def test_who_was_right_sixteen_times_in_one_evening_is_asked_to_come_back_and_not_taught_again():
    evening = day_of("SG" * 8, MONDAY)
    now = mastery.assess(evening)
    assert (now.reached, now.another_day, now.teach_again, now.left_scam, now.left_genuine) == (False, True, False, 0, 0)
    assert mastery.assess(evening + day_of("S", TUESDAY)).reached_at == 16
    slipped = mastery.assess(evening + day_of("ss", MONDAY))
    assert (slipped.another_day, slipped.teach_again) == (False, True)


@given(st.lists(SHOWN, max_size=80))
def test_advice_is_never_contradictory(history):
    now = mastery.assess(history)
    assert 0 <= now.caught <= now.scams <= 5
    assert 0 <= now.recognised <= now.genuine <= 5
    assert [now.reached, now.another_day, now.teach_again].count(True) <= 1
    assert (now.left_scam == now.left_genuine == 0) == (now.reached or now.another_day)


# --- advice -----------------------------------------------------------------------------------------------------------
@given(st.lists(st.sampled_from("SsGg"), max_size=6))
def test_who_then_is_right_as_often_as_was_said_gets_there_and_not_one_answer_earlier(marks):
    now = mastery.assess(spread(marks))
    missing = "S" * now.left_scam + "G" * now.left_genuine
    assert mastery.assess(spread([*marks, *missing])).reached_at == len(marks) + len(missing) - 1


@pytest.mark.parametrize(
    ("bars", "side"),
    [
        ((5, 5, 3, 5), "genuine"),
        ((3, 5, 5, 5), "scam"),
        ((4, 5, 3, 4), "genuine"),
        ((3, 4, 4, 5), "scam"),
        ((3, 5, 3, 5), "genuine"),  # equally weak
        ((0, 0, 3, 5), "scam"),  # never shown
        ((5, 5, 0, 0), "genuine"),
        ((0, 0, 2, 2), "scam"),
        ((0, 4, 0, 0), "genuine"),
        ((5, 5, 5, 5), None),
        ((1, 1, 4, 4), None),
        ((0, 0, 0, 0), None),
    ],
)
def test_the_weaker_side_is_the_one_to_practise(bars, side):
    assert mastery.weaker(*bars) == side


# --- how often luck and skill get there -------------------------------------------------------------------------------
ONE_BY_ONE, HALVES = "each item is a scam or not by a coin", "exactly half are scams, as twins are drawn"


def mastered(d, c, draw, learners):
    """Return the share of simulated people who master a skill within 16 items on two days.

    Equal-variance signal detection: P(says scam) = Phi(d/2 - c) of a scam, Phi(-d/2 - c) of a real message.
    """
    seeded, phi = random.Random(2027), NormalDist().cdf
    right = {"scam": phi(d / 2 - c), "genuine": 1 - phi(-d / 2 - c)}
    reached = 0
    for _ in range(learners):
        truths = ["scam", "genuine"] * 8
        if draw == ONE_BY_ONE:
            truths = seeded.choices(["scam", "genuine"], k=16)
        else:
            seeded.shuffle(truths)
        days = [MONDAY] * 8 + [TUESDAY] * 8
        reached += mastery.assess(Shown(truth, seeded.random() < right[truth], day, day) for truth, day in zip(truths, days, strict=True)).reached
    return reached / learners


@pytest.mark.parametrize(
    ("who", "d", "c", "one_by_one", "halves"),
    [
        ("guesses", 0, 0, 0.06, 0.09),
        ("suspects everything", 0, -2.5, 0.00, 0.00),
        ("knows something", 1.5, 0, 0.59, 0.68),
        ("knows a lot", 2.5, 0, 0.86, 0.93),
    ],
)
def test_luck_rarely_gets_there_suspicion_never_and_skill_mostly(who, d, c, one_by_one, halves):
    assert mastered(d, c, ONE_BY_ONE, learners=4_000) == pytest.approx(one_by_one, abs=0.03)
    assert mastered(d, c, HALVES, learners=2_000) == pytest.approx(halves, abs=0.03)
