"""A question is judged by its answers: too hard, wrongly keyed, unfair, or a real message that looks like a scam."""

import json
from math import inf
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr
from statsmodels.stats.contingency_tables import StratifiedTable

from quizzes import item_analysis as items
from quizzes.item_analysis import Dif, Distractor, Flag, Misfit, Observed, Stratum
from quizzes.phish_scale import Difficulty, meant_by

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text())
MATRIX = VECTORS["ctt"]["M"]
LOGITS = st.floats(-6, 6)
CHANCES = st.sampled_from([0, 1 / 6, 1 / 4, 1 / 3, 1 / 2])
ROWS = st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=2, max_size=40)
TABLES = st.lists(st.builds(Stratum, *[st.integers(1, 80)] * 4), min_size=1, max_size=8)


# --- classical --------------------------------------------------------------------------------------------------------
def test_eight_learners_and_five_questions_give_what_was_worked_out_beforehand():
    found, expected = items.classical(MATRIX), VECTORS["ctt"]
    figures = [{"p": item.p, "r_pb": item.r_pb, "r_pb_corr": item.r_corrected} for item in found.items]
    for item, vector in zip(figures, expected["items"], strict=True):
        assert item == pytest.approx(vector, abs=6e-7)
    assert found.kr20 == pytest.approx(expected["kr20"], abs=6e-7)
    assert {item.n for item in found.items} == {8}


def test_the_second_question_gives_a_two_parameter_model_its_start():
    second = items.classical(MATRIX).items[1]
    assert (second.r_bis, second.a) == pytest.approx(tuple(VECTORS["ctt"]["second"].values()), abs=6e-7)
    assert second.b == pytest.approx(-0.318639 / 0.844538, abs=1e-6)


@settings(max_examples=40)
@given(ROWS)
def test_scipy_finds_the_same_correlations(rows):
    matrix, found = np.array(rows), items.classical(rows).items
    for place, item in enumerate(found):
        right, rest = matrix[:, place], matrix.sum(axis=1) - matrix[:, place]
        varies = len({*right}) > 1 and len({*rest}) > 1
        assert item.p == pytest.approx(right.mean())
        assert item.r_corrected == (pytest.approx(pearsonr(right, rest).statistic) if varies else None)


@settings(max_examples=40)
@given(ROWS, st.randoms())
def test_the_order_of_the_learners_decides_nothing(rows, rng):
    shuffled = list(rows)
    rng.shuffle(shuffled)
    one, other = items.classical(rows), items.classical(shuffled)
    assert other.kr20 == pytest.approx(one.kr20)
    for item, again in zip(one.items, other.items, strict=True):
        assert again == pytest.approx(item)


def test_learners_who_drew_other_questions_are_compared_by_their_share_of_what_they_saw():
    """The strong get the second question right, the weak do not, though nobody saw all three."""
    rows = [[1, 1, None], [None, 1, 1], [0, 0, None], [None, 0, 0], [0, 0, None], [1, None, None]]
    found = items.classical(rows)
    assert found.kr20 is None
    assert [item.n for item in found.items] == [4, 5, 2]
    assert found.items[1].r_corrected == pytest.approx(1)
    assert found.items[0].p == 0.5


@pytest.mark.parametrize(
    ("rows", "figures"),
    [
        ([[1, 1], [1, 0]], (1, None, None)),  # everybody right
        ([[0, 1], [0, 0]], (0, None, None)),
        ([[1, 1], [0, 1]], (0.5, 1, None)),  # the rest does not vary
        ([[1], [0]], (0.5, 1, None)),  # there is no rest
    ],
)
def test_where_answers_do_not_vary_nothing_is_claimed(rows, figures):
    item = items.classical(rows).items[0]
    assert (item.p, item.r_pb, item.r_corrected) == (figures[0], figures[1] and pytest.approx(figures[1]), figures[2])
    assert (item.r_bis, item.a, item.b) == (None, None, None)


def test_no_learners_have_no_questions():
    assert items.classical([]) == ([], None)


def test_a_question_that_parts_the_learners_perfectly_has_no_finite_slope():
    item = items.classical([[1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]]).items[0]
    assert item.r_corrected == pytest.approx(1)
    assert item.r_bis > 1
    assert (item.a, item.b) == (None, pytest.approx(0))


def test_a_question_that_goes_with_nothing_has_no_start_for_its_difficulty():
    item = items.classical([[1, 1], [1, 0], [0, 1], [0, 0]]).items[0]
    assert (item.r_corrected, item.r_bis, item.a, item.b) == (0, 0, 0, None)


@pytest.mark.parametrize("rows", [[[1, 1, 0], [1, 0, 1]], [[1], [0]], [[1, None], [0, 1]]])
def test_where_results_do_not_vary_or_are_not_of_one_form_there_is_no_reliability(rows):
    assert items.classical(rows).kr20 is None


def test_a_wrong_choice_that_the_strong_take_shows_it():
    assert items.point_biserial([(1, 0.9), (1, 0.8), (0, 0.4), (0, 0.3)]) > 0.9
    assert items.point_biserial([(1, 0.1), (1, 0.2), (0, 0.8), (0, 0.9)]) < -0.9
    assert items.point_biserial([]) is None


# --- Rasch, with guessing ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vector", VECTORS["expected"])
def test_ability_and_difficulty_give_the_chance_worked_out_beforehand(vector):
    assert items.expected(*vector["inp"]) == pytest.approx(vector["out"], abs=6e-7)


@pytest.mark.parametrize("vector", VECTORS["information"])
def test_an_answer_tells_as_much_as_was_worked_out_beforehand(vector):
    assert items.information(*vector["inp"]) == pytest.approx(vector["out"], abs=6e-7)


def test_answers_fit_as_well_as_was_worked_out_beforehand():
    vector = VECTORS["fit"]
    assert items.misfit(vector["inp"])._asdict() == pytest.approx(vector["out"], abs=6e-7)


@given(LOGITS, LOGITS, CHANCES)
def test_a_chance_lies_between_guessing_and_certainty_and_the_difficulty_can_be_read_back(theta, b, c):
    p = items.expected(theta, b, c)
    assert c < p < 1
    assert items.difficulty(p, c) == pytest.approx(b - theta, abs=1e-6)


@given(LOGITS, LOGITS, CHANCES)
def test_an_answer_tells_most_where_nobody_can_guess(theta, b, c):
    """The information is that of the textbook: the square of the slope by the variance of the answer."""
    p = items.expected(theta, b, c)
    slope = (items.expected(theta + 1e-5, b, c) - items.expected(theta - 1e-5, b, c)) / 2e-5
    assert items.information(theta, b, c) == pytest.approx(slope**2 / (p * (1 - p)), rel=1e-3, abs=1e-9)
    assert items.information(theta, b, c) <= items.information(theta, b) + 1e-12


@pytest.mark.parametrize("c", [0, 0.5])
@pytest.mark.parametrize("theta", [-1e6, -800, 800, 1e6])
def test_nobody_is_too_weak_or_too_strong_for_the_machine(theta, c):
    assert items.expected(theta, 0, c) == (1 if theta > 0 else c)
    assert items.information(theta, 0, c) == 0


def test_four_times_the_learners_halve_the_error_of_a_difficulty_and_nobody_leaves_it_unknown():
    assert items.difficulty_error([0.0] * 100, 0.0) == pytest.approx(0.2)
    assert items.difficulty_error([0.0] * 400, 0.0) == pytest.approx(0.1)
    assert items.difficulty_error([], 0.0) == inf


@pytest.mark.parametrize(("p", "c", "b"), [(1, 0, -inf), (1, 0.5, -inf), (0, 0, inf), (0.5, 0.5, inf), (0.3, 0.5, inf), (0.75, 0.5, 0), (0.5, 0, 0)])
def test_whoever_all_know_is_infinitely_easy_and_what_all_guess_infinitely_hard(p, c, b):
    assert items.difficulty(p, c) == pytest.approx(b)


def test_answers_by_the_model_fit_it_and_answers_by_coin_do_not():
    rng = Random(7)
    chances = [items.expected(rng.gauss(0, 1.5), 0) for _ in range(5000)]
    by_model = items.misfit([(rng.random() < p, p) for p in chances])
    by_coin = items.misfit([(rng.random() < 0.5, p) for p in chances])
    by_order = items.misfit([(p > 0.5, p) for p in chances])
    assert by_model == pytest.approx((1, 1), abs=0.06)
    assert min(by_coin) > 1.3
    assert max(by_order) < 0.7


# --- fairness ---------------------------------------------------------------------------------------------------------
def test_three_strata_give_the_dif_worked_out_beforehand():
    vector = VECTORS["mh"]
    found = items.dif([Stratum(*table) for table in vector["tables"]])
    assert (found.alpha, found.delta) == pytest.approx(vector["out"], abs=6e-7)
    assert found.se == pytest.approx(vector["se"], abs=6e-5)
    assert (found.size, found.is_sure, found.blocks) == (vector["size"], False, False)


@given(TABLES)
def test_statsmodels_finds_the_same_odds_and_error(tables):
    found, oracle = items.dif(tables), StratifiedTable([np.array(table).reshape(2, 2) for table in tables])
    assert found.alpha == pytest.approx(oracle.oddsratio_pooled)
    assert found.delta == pytest.approx(-2.35 * oracle.logodds_pooled)
    assert found.se == pytest.approx(2.35 * oracle.logodds_pooled_se)


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=1, max_size=8))
def test_two_groups_who_answer_alike_are_treated_alike(pairs):
    found = items.dif([Stratum(right, wrong, right, wrong) for right, wrong in pairs])
    assert (found.size, found.blocks) == ("A", False)
    assert found.alpha == pytest.approx(1)


@given(TABLES)
def test_the_groups_the_other_way_round_turn_the_sign_and_keep_the_size(tables):
    found, swapped = items.dif(tables), items.dif([Stratum(*table[2:], *table[:2]) for table in tables])
    assert (swapped.delta, swapped.se) == pytest.approx((-found.delta, found.se), abs=1e-9)
    assert swapped.size == found.size or min(abs(abs(found.delta) - limit) for limit in (1, 1.5, 1.96 * found.se, 1 + 1.645 * found.se)) < 1e-9


@pytest.mark.parametrize(
    ("table", "times", "size"),
    [
        ((60, 40, 57, 43), 1, "A"),
        ((60, 40, 57, 43), 1000, "A"),  # certain, and small
        ((60, 40, 47, 53), 1, "A"),  # delta -1.2, but chance may be all there is to it
        ((60, 40, 47, 53), 10, "B"),
        ((70, 30, 50, 50), 1, "B"),  # delta -2.0, but perhaps less than 1
        ((70, 30, 50, 50), 10, "C"),
        ((50, 50, 70, 30), 10, "C"),  # easier for the focal group is unfair, too
    ],
)
def test_a_difference_must_be_large_and_beyond_chance(table, times, size):
    assert items.dif([Stratum(*(people * times for people in table))]).size == size


@pytest.mark.parametrize(("reference", "focal", "blocks"), [(200, 100, True), (199, 100, False), (200, 99, False), (2000, 1000, True)])
def test_a_question_is_kept_back_only_if_a_hundred_and_two_hundred_people_say_so(reference, focal, blocks):
    found = items.dif([Stratum(reference - 10, 10, 30, focal - 30)])
    assert (found.size, found.blocks) == ("C", blocks)


@pytest.mark.parametrize("tables", [[], [Stratum(0, 0, 0, 0)], [Stratum(5, 0, 5, 0)], [Stratum(5, 5, 0, 0)], [Stratum(5, 0, 3, 2)]])
def test_where_one_side_has_no_answers_to_compare_there_is_no_dif(tables):
    assert items.dif(tables) is None


def test_a_stratum_with_nobody_in_it_says_nothing():
    tables = [Stratum(20, 10, 15, 15), Stratum(30, 10, 25, 15)]
    assert items.dif([*tables, Stratum(0, 0, 0, 0)]) == items.dif(tables)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), max_size=60))
def test_everybody_is_counted_once_among_those_with_the_same_result(answers):
    tables = items.strata(answers)
    assert len(tables) == len({result for result, _, _ in answers})
    assert sum(map(sum, tables)) == len(answers)
    assert sum(table.focal_wrong for table in tables) == sum(is_focal and not right for _, is_focal, right in answers)
    assert sum(table.reference_right for table in tables) == sum(right and not is_focal for _, is_focal, right in answers)


# --- what a trainer is told -------------------------------------------------------------------------------------------
LARGE, LARGE_BUT_FEW = Dif(3, -2.6, 0.3, "C", is_sure=True), Dif(3, -2.6, 0.3, "C", is_sure=False)


def told(**known) -> list[Flag]:
    return items.flags(Observed(**({"n": 300, "p": 0.7, "options": 4, "r_corrected": 0.3} | known)))


def test_about_a_good_question_nothing_is_said():
    assert told(misfit=Misfit(1, 1), distractors=[Distractor(0.1, -0.2)], dif=[Dif(1, 0, 0.2, "A", is_sure=True)]) == []


@pytest.mark.parametrize(
    ("known", "flags"),
    [
        ({"n": 49}, [Flag.TOO_EARLY]),
        ({"n": 0, "p": 0}, [Flag.TOO_EARLY]),
        ({"n": 49, "p": 0.1, "r_corrected": -0.5, "truth": "genuine", "distractors": [Distractor(0, 0.5)]}, [Flag.TOO_EARLY]),
        ({"n": 49, "is_expired": True}, [Flag.TOO_EARLY, Flag.EXPIRED]),
        ({"n": 50}, []),
        ({"n": 50, "p": 0.96}, [Flag.TOO_EASY]),
        ({"n": 50, "p": 0.95}, []),
        ({"n": 50, "p": 0.19}, [Flag.TOO_HARD]),
        ({"n": 50, "p": 0.20}, []),
        ({"n": 50, "p": 0.54, "options": 2}, [Flag.TOO_HARD]),
        ({"n": 50, "p": 0.55, "options": 2}, []),
        ({"n": 99, "r_corrected": -0.3}, []),
        ({"n": 100, "r_corrected": -0.01}, [Flag.HOLD, Flag.CHECK_KEY]),
        ({"n": 100, "r_corrected": 0.09}, [Flag.CHECK_KEY]),
        ({"n": 100, "r_corrected": 0.10}, []),
        ({"n": 100, "r_corrected": None}, []),
        ({"n": 50, "distractors": [Distractor(0.2, -0.1), Distractor(0.1, 0.01)]}, [Flag.SECOND_RIGHT]),
        ({"n": 50, "distractors": [Distractor(0.2, 0.0)]}, []),
        ({"n": 50, "distractors": [Distractor(0.2, -0.1), Distractor(0.0, None)]}, [Flag.DEAD_CHOICE]),
        ({"n": 50, "distractors": [Distractor(0.02, -0.1)]}, []),
        ({"n": 199, "misfit": Misfit(2, 2)}, []),
        ({"n": 200, "misfit": Misfit(1.31, 1)}, [Flag.MISFIT]),
        ({"n": 200, "misfit": Misfit(1, 0.69)}, [Flag.MISFIT]),
        ({"n": 200, "misfit": Misfit(0.7, 1.3)}, []),
        ({"dif": [LARGE]}, [Flag.UNFAIR]),
        ({"dif": [LARGE_BUT_FEW]}, []),
        ({"dif": [Dif(1, 0, 0.2, "A", is_sure=True), LARGE]}, [Flag.UNFAIR]),
        ({"is_expired": True}, [Flag.EXPIRED]),
    ],
)
def test_a_trainer_is_told_what_enough_answers_show(known, flags):
    assert told(**known) == flags


@pytest.mark.parametrize(
    ("truth", "p", "flags"),
    [
        ("genuine", 0.49, [Flag.LOOKS_LIKE_A_SCAM, Flag.TOO_HARD]),
        ("genuine", 0.50, [Flag.TOO_HARD]),
        ("scam", 0.49, [Flag.TOO_HARD]),
        ("genuine", 0.60, []),
    ],
)
def test_an_agency_is_told_when_most_people_take_its_real_message_for_a_scam(truth, p, flags):
    assert told(truth=truth, p=p, options=2, n=50) == flags


@pytest.mark.parametrize(
    ("author", "p", "is_unexpected"),
    [
        ("easy", 0.80, False),  # six in ten knew
        ("easy", 0.70, True),  # four in ten
        ("hard", 0.70, False),
        ("hard", 0.80, True),
        ("hard", 0.90, True),
        ("medium", 0.58, False),
        ("medium", 0.94, False),  # the word covers two classes: neither end is two away from both
        ("", 0.58, False),
    ],
)
def test_an_author_learns_of_a_scam_two_classes_easier_or_harder_than_thought(author, p, is_unexpected):
    assert (Flag.UNEXPECTED in told(truth="scam", p=p, options=2, n=100, predicted=meant_by(author))) is is_unexpected
    assert Flag.UNEXPECTED not in told(truth="scam", p=p, options=2, n=99, predicted=meant_by(author))


def test_the_class_by_the_phish_scale_itself_is_finer_than_the_authors_word():
    assert told(truth="scam", p=0.57, options=2, predicted=[Difficulty.MODERATE_TO_LEAST]) == [Flag.UNEXPECTED]
    assert told(truth="scam", p=0.57, options=2, predicted=[Difficulty.MODERATE]) == []


@pytest.mark.parametrize(
    ("p", "c", "measured"),
    [
        (1, 0, "LEAST"),
        (0.75, 0, "LEAST"),
        (0.74, 0, "MODERATE_TO_LEAST"),
        (0.5, 0, "MODERATE_TO_LEAST"),
        (0.49, 0, "MODERATE"),
        (0.25, 0, "MODERATE"),
        (0.24, 0, "VERY"),
        (0, 0, "VERY"),
        (0.875, 0.5, "LEAST"),
        (0.3, 0.5, "VERY"),
    ],
)
def test_the_fewer_knew_the_harder_a_scam_has_proved(p, c, measured):
    assert items.measured_class(p, c) is Difficulty[measured]


def test_the_fifth_question_of_eight_learners_would_be_held_back_once_a_hundred_answered_like_them():
    """Its corrected correlation is -.22: those who know the rest get it wrong."""
    found = items.classical(MATRIX * 13).items
    held = [place for place, item in enumerate(found, 1) if Flag.HOLD in told(n=item.n, p=item.p, r_corrected=item.r_corrected)]
    assert (found[4].n, held) == (104, [5])
