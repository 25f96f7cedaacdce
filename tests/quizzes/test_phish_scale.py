"""An author's guess by rule: few cues and a story that fits make a scam hard to recognise."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import phish_scale
from quizzes.models import Difficulty as AuthorsWord
from quizzes.phish_scale import Alignment, Cues, Difficulty

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text())["phish_scale"]
ELEMENTS = ("routine", "relevance", "events", "consequence", "warned")
COUNTS, SCORES = st.integers(0, 60), st.integers(-8, 32)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_scam_is_as_hard_as_was_read_off_the_scale(vector):
    assert phish_scale.difficulty(vector["cues"], vector["alignment"]).name == vector["out"]


@pytest.mark.parametrize(
    ("count", "score", "difficulty"),
    [
        (1, 18, "VERY"),
        (8, 11, "VERY"),
        (8, 10, "MODERATE"),
        (9, 18, "VERY"),
        (14, 17, "MODERATE"),
        (14, 10, "MODERATE_TO_LEAST"),
        (15, 18, "MODERATE"),
        (15, 11, "MODERATE"),
        (15, 10, "LEAST"),
    ],
)
def test_all_nine_fields_of_the_table_at_their_edges(count, score, difficulty):
    assert phish_scale.difficulty(count, score) is Difficulty[difficulty]


@pytest.mark.parametrize(
    ("count", "cues"), [(0, Cues.FEW), (1, Cues.FEW), (8, Cues.FEW), (9, Cues.SOME), (14, Cues.SOME), (15, Cues.MANY), (99, Cues.MANY)]
)
def test_cues_are_few_up_to_eight_and_many_from_fifteen(count, cues):
    assert phish_scale.cues(count) is cues


def test_cues_cannot_be_fewer_than_none():
    with pytest.raises(ValueError, match="-1 cues"):
        phish_scale.cues(-1)


@pytest.mark.parametrize(
    ("score", "alignment"),
    [(-8, Alignment.WEAK), (10, Alignment.WEAK), (11, Alignment.MEDIUM), (17, Alignment.MEDIUM), (18, Alignment.STRONG), (32, Alignment.STRONG)],
)
def test_a_story_fits_weakly_up_to_ten_points_and_strongly_from_eighteen(score, alignment):
    assert phish_scale.alignment(score) is alignment


@pytest.mark.parametrize(
    ("elements", "score"), [((6, 6, 4, 4, 2), 18), ((0, 0, 0, 0, 0), 0), ((8, 8, 8, 8, 0), 32), ((0, 0, 0, 0, 8), -8), ((8, 6, 4, 2, 0), 20)]
)
def test_four_elements_make_a_story_fit_and_having_been_warned_takes_away(elements, score):
    assert phish_scale.alignment_score(**dict(zip(ELEMENTS, elements, strict=True))) == score


@pytest.mark.parametrize(("element", "points"), list(product(ELEMENTS, (-2, 1, 7, 10))))
def test_points_between_the_steps_are_refused(element, points):
    with pytest.raises(ValueError, match="not all 0, 2, 4, 6 or 8"):
        phish_scale.alignment_score(**(dict.fromkeys(ELEMENTS, 4) | {element: points}))


@given(COUNTS, SCORES, st.integers(0, 20), st.integers(0, 20))
def test_more_cues_never_make_a_scam_harder_nor_a_better_fitting_story_easier(count, score, cues_more, points_more):
    here = phish_scale.difficulty(count, score)
    assert phish_scale.difficulty(count + cues_more, score) <= here <= phish_scale.difficulty(count, score + points_more)


@pytest.mark.parametrize(("difficulty", "prior"), [("VERY", "hard"), ("MODERATE", "medium"), ("MODERATE_TO_LEAST", "medium"), ("LEAST", "easy")])
def test_each_class_has_the_word_an_author_would_choose(difficulty, prior):
    assert Difficulty[difficulty].prior == prior
    assert Difficulty[difficulty] in phish_scale.meant_by(prior)


def test_the_words_are_those_of_the_question_bank():
    assert {one.prior for one in Difficulty} == set(AuthorsWord.values)
    assert [one for word in AuthorsWord.values for one in phish_scale.meant_by(word)] == list(Difficulty)


def test_no_word_stands_for_no_class():
    assert phish_scale.meant_by("") == ()
