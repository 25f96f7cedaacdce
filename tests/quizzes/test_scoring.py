"""What an answer is worth: a guesser with one habit never passes, whoever knows both sides does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import scoring
from quizzes.scoring import Bars, Mark

RIGHT, WRONG = Mark(correct=True), Mark(correct=False)
CAUGHT, MISSED = Mark(correct=True, truth="scam"), Mark(correct=False, truth="scam")
KNOWN, SUSPECTED = Mark(correct=True, truth="genuine"), Mark(correct=False, truth="genuine")

MARKS = st.lists(st.builds(Mark, st.booleans(), st.sampled_from(["scam", "genuine", ""])), max_size=30)
TRUTHS = st.lists(st.sampled_from(["scam", "genuine", ""]), max_size=30)


def content(*right: str) -> dict:
    return {"choices": [{"id": one, "right": one in right} for one in "abcd"]}


@pytest.mark.parametrize(
    ("chosen", "is_right"),
    [
        ("bc", True),
        ("cb", True),
        ("b", False),
        ("c", False),
        ("abc", False),
        ("bcd", False),
        ("abcd", False),
        ("ad", False),
        ("", False),
        ("bb", False),
    ],
)
def test_of_several_answers_exactly_the_right_ones_must_be_chosen(chosen, is_right):
    assert scoring.is_right(content("b", "c"), list(chosen)) is is_right


@pytest.mark.parametrize(("chosen", "is_right"), [("b", True), ("a", False), ("ab", False), ("", False)])
def test_of_one_answer_the_right_one_must_be_chosen(chosen, is_right):
    assert scoring.is_right(content("b"), list(chosen)) is is_right


@given(right=st.sets(st.sampled_from("abcd"), min_size=1), chosen=st.lists(st.sampled_from("abcd"), unique=True))
def test_an_answer_is_right_when_its_set_is_the_right_set_in_any_order(right, chosen):
    assert scoring.is_right(content(*right), chosen) is (set(chosen) == right)
    assert scoring.is_right(content(*right), chosen[::-1]) is (set(chosen) == right)


@pytest.mark.parametrize(
    ("marks", "passed"),
    [
        ([], False),
        ([RIGHT], True),
        ([WRONG], False),
        ([RIGHT, WRONG], False),
        ([RIGHT, RIGHT, WRONG], True),  # exactly two thirds
        ([RIGHT, WRONG, WRONG], False),
        ([RIGHT] * 2 + [WRONG] * 2, False),
        ([RIGHT] * 3 + [WRONG] * 2, False),  # 60 %
        ([RIGHT] * 4 + [WRONG] * 2, True),
        ([RIGHT] * 66 + [WRONG] * 34, False),
        ([RIGHT] * 67 + [WRONG] * 33, True),
        ([CAUGHT, KNOWN], True),
        ([CAUGHT, KNOWN, RIGHT, WRONG], True),
        ([CAUGHT, KNOWN, WRONG, WRONG], False),
        ([CAUGHT, SUSPECTED, RIGHT, RIGHT], False),  # three quarters, but every real message called fake
        ([MISSED, KNOWN, RIGHT, RIGHT], False),  # three quarters, but every fake one believed
        ([CAUGHT, MISSED, KNOWN, KNOWN, RIGHT, RIGHT], True),
        ([CAUGHT], True),  # only one side was shown
        ([MISSED, RIGHT, RIGHT], False),
        ([CAUGHT] * 9 + [SUSPECTED], False),
    ],
)
def test_a_check_is_passed_with_two_thirds_and_both_sides_seen(marks, passed):
    assert scoring.passes_check(marks) is passed


@given(TRUTHS, st.sampled_from(["scam", "genuine"]), st.booleans())
def test_whoever_always_gives_the_same_verdict_never_passes_a_check_with_two_sides(truths, verdict, knows_the_rest):
    marks = [Mark(correct=truth == verdict if truth else knows_the_rest, truth=truth) for truth in [*truths, "scam", "genuine"]]
    assert scoring.passes_check(marks) is False


@given(TRUTHS.filter(bool))
def test_whoever_is_always_right_passes_every_check(truths):
    assert scoring.passes_check(Mark(correct=True, truth=truth) for truth in truths) is True


@given(TRUTHS)
def test_whoever_is_never_right_passes_none(truths):
    assert scoring.passes_check(Mark(correct=False, truth=truth) for truth in truths) is False


@given(MARKS.filter(bool), st.data())
def test_one_more_right_answer_never_turns_a_pass_into_a_failure(marks, data):
    place = data.draw(st.integers(0, len(marks) - 1))
    better = [*marks[:place], marks[place]._replace(correct=True), *marks[place + 1 :]]
    assert scoring.passes_check(better) >= scoring.passes_check(marks)


@given(MARKS, st.randoms())
def test_the_order_of_the_answers_decides_nothing(marks, rng):
    shuffled = list(marks)
    rng.shuffle(shuffled)
    assert (scoring.passes_check(shuffled), scoring.bars(shuffled)) == (scoring.passes_check(marks), scoring.bars(marks))


@pytest.mark.parametrize(
    ("marks", "bars"),
    [
        ([], Bars(0, 0, 0, 0)),
        ([RIGHT, WRONG], Bars(0, 0, 0, 0)),
        ([CAUGHT, MISSED, KNOWN, SUSPECTED, SUSPECTED, RIGHT], Bars(1, 2, 1, 3)),
    ],
)
def test_the_two_sides_are_counted_apart(marks, bars):
    assert scoring.bars(iter(marks)) == bars
