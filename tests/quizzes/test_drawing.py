"""Which questions a run shows: both halves of a pair or none, what is new first, and in an order that gives nothing away."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import drawing


@st.composite
def quizzes(draw):
    """A quiz as the drawing sees it: written questions, pairs, how many pairs are drawn, what was seen."""
    written = list(range(1, draw(st.integers(0, 8)) + 1))
    pairs = [(100 + n, 200 + n) for n in range(draw(st.integers(0, 6)))]
    ids = [*written, *(half for pair in pairs for half in pair)]
    seen = draw(st.sets(st.sampled_from(ids))) if ids else set()
    return {"written": written, "pairs": pairs, "pairs_drawn": draw(st.integers(0, 8)), "seen": seen, "repeat": draw(st.booleans())}


SEEDS = st.integers(0, 10_000)


@given(quizzes(), SEEDS)
def test_every_written_question_and_the_asked_number_of_pairs_is_shown_once(quiz, seed):
    drawn = drawing.draw(**quiz, rng=Random(seed))
    assert len(drawn) == len(set(drawn)) == len(quiz["written"]) + 2 * min(quiz["pairs_drawn"], len(quiz["pairs"]))
    assert {one for one in drawn if one < 100} == set(quiz["written"])


@given(quizzes(), SEEDS)
def test_a_fake_message_never_comes_without_its_real_twin(quiz, seed):
    drawn = set(drawing.draw(**quiz, rng=Random(seed)))
    assert {len(drawn & set(pair)) for pair in quiz["pairs"]} <= {0, 2}


@given(quizzes(), SEEDS)
def test_a_pair_that_was_seen_waits_until_all_new_ones_are_shown(quiz, seed):
    drawn = set(drawing.draw(**quiz, rng=Random(seed)))
    met = {pair: len(quiz["seen"] & set(pair)) for pair in quiz["pairs"]}
    shown = [met[pair] for pair in quiz["pairs"] if pair[0] in drawn]
    left = [met[pair] for pair in quiz["pairs"] if pair[0] not in drawn]
    assert max(shown, default=0) <= min(left, default=2)


@given(quizzes(), SEEDS)
def test_the_halves_of_a_pair_stand_apart_where_something_can_stand_between_them(quiz, seed):
    drawn = drawing.draw(**quiz, rng=Random(seed))
    place = {one: where for where, one in enumerate(drawn)}
    apart = [abs(place[scam] - place[genuine]) for scam, genuine in quiz["pairs"] if scam in place]
    assert len(drawn) <= 2 or not quiz["written"] or min(apart, default=2) >= 2


@given(quizzes(), SEEDS)
def test_the_first_run_keeps_the_order_its_author_gave_the_written_questions(quiz, seed):
    drawn = drawing.draw(**quiz | {"repeat": False}, rng=Random(seed))
    assert [one for one in drawn if one < 100] == quiz["written"]


def test_a_repeat_shows_the_written_questions_in_every_order():
    orders = Counter(
        tuple(one for one in drawing.draw([1, 2, 3], [(100, 200)], pairs_drawn=1, seen=set(), repeat=True, rng=Random(seed)) if one < 100)
        for seed in range(600)
    )
    assert len(orders) == 6
    assert min(orders.values()) > 60


def test_neither_fake_nor_real_comes_first_more_often():
    first = Counter(drawing.draw([1, 2], [(100, 200)], pairs_drawn=1, seen=set(), repeat=False, rng=Random(seed))[1] for seed in range(1000))
    assert 450 < first[100] < 550


def test_every_unseen_pair_has_its_turn():
    pairs = [(100 + n, 200 + n) for n in range(4)]
    drawn = Counter(max(drawing.draw([], pairs, pairs_drawn=1, seen={100, 200}, repeat=False, rng=Random(seed))) for seed in range(600))
    assert set(drawn) == {201, 202, 203}
    assert min(drawn.values()) > 150


@pytest.mark.parametrize("pairs_drawn", [0, 5])
def test_a_quiz_without_questions_draws_none(pairs_drawn):
    assert drawing.draw([], [], pairs_drawn=pairs_drawn, seen=set(), repeat=False, rng=Random(1)) == []


def test_the_same_dice_draw_the_same_questions():
    asked = {"written": [1, 2], "pairs": [(100, 200), (101, 201)], "pairs_drawn": 1, "seen": {1}, "repeat": True}
    assert drawing.draw(**asked, rng=Random(7)) == drawing.draw(**asked, rng=Random(7))
