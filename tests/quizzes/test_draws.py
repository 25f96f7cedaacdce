"""What a run from a bank shows: half real, new before old, never both halves of a pair, and no message of the tests in practice."""

import dataclasses
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learning.outcomes import learning_day
from quizzes import drawing, draws
from quizzes.models import Question, QuestionVersion
from tests import factories
from tests.learning import people

pytestmark = pytest.mark.django_db
RNG = Random(1)


def drawn(role: str, learner=None) -> list[QuestionVersion]:
    shown = draws.draw(factories.quiz(role), learner, RNG).versions
    found = QuestionVersion.objects.in_bulk(shown)
    return [found[one] for one in shown]


def truths(role: str) -> Counter[str]:
    return Counter(one.content["truth"] for one in drawn(role))


# --- the pure rule ------------------------------------------------------------------------------------------------------

PAIRS = st.lists(st.tuples(st.sampled_from(["hard", "medium", "easy", ""]), st.integers(0, 3), st.integers(0, 3)), max_size=14)


def items(pairs) -> list[drawing.Item]:
    return [
        drawing.Item(2 * number + half, number, truth, difficulty, met)
        for number, (difficulty, *both) in enumerate(pairs)
        for half, (truth, met) in enumerate(zip(("scam", "genuine"), both, strict=True))
    ]


@given(PAIRS, st.integers(0, 5), st.integers(0, 5), st.integers(0, 9999))
def test_a_draw_has_as_many_of_each_side_as_asked_if_there_are_pairs_enough(pairs, scams, genuine, seed):
    known = {item.version: item for item in items(pairs)}
    shown = [known[one] for one in drawing.draw_bank(items(pairs), scams=scams, genuine=genuine, hardest_first=False, rng=Random(seed))]
    assert len({item.pair for item in shown}) == len(shown) == min(scams + genuine, len(pairs))
    if scams + genuine <= len(pairs):
        assert Counter(item.truth for item in shown) == Counter({"scam": scams, "genuine": genuine})


@given(PAIRS, st.integers(0, 9999))
def test_a_practice_goes_from_hard_to_easy(pairs, seed):
    known = {item.version: item for item in items(pairs)}
    shown = [known[one].difficulty for one in drawing.draw_bank(items(pairs), scams=3, genuine=3, hardest_first=True, rng=Random(seed))]
    order = ["hard", "medium", "easy", ""]
    assert shown == sorted(shown, key=order.index)


def test_what_was_never_met_comes_first_and_then_what_was_met_longest_ago():
    pairs = [("easy", 0, 0), ("easy", 3, 3), ("easy", 1, 1), ("easy", 2, 2)]
    order = [drawing.draw_bank(items(pairs), scams=0, genuine=count, hardest_first=False, rng=Random(1)) for count in (1, 2, 3)]
    assert [sorted(one) for one in order] == [[1], [1, 5], [1, 5, 7]]


def test_a_draw_is_spread_over_difficulty():
    pairs = [(difficulty, 0, 0) for difficulty in ["hard"] * 6 + ["medium"] * 2 + ["easy"] * 2]
    known = {item.version: item for item in items(pairs)}
    shown = drawing.draw_bank(items(pairs), scams=3, genuine=3, hardest_first=False, rng=Random(3))
    spread = Counter((known[one].truth, known[one].difficulty) for one in shown)
    assert set(spread.values()) == {1}


# --- from the bank ------------------------------------------------------------------------------------------------------


def test_half_of_a_practice_and_of_a_test_is_real_and_a_days_messages_are_mostly_real(tmp_path):
    factories.course_with_tests(tmp_path)
    assert [truths(role) for role in ("practice", "review", "pretest", "inbox")] == [
        {"scam": 2, "genuine": 2}, {"scam": 2, "genuine": 2}, {"scam": 4, "genuine": 4}, {"scam": 2, "genuine": 8},
    ]  # fmt: skip


@pytest.mark.parametrize(("role", "pool"), [("practice", "practice"), ("review", "practice"), ("inbox", "practice"), ("posttest", "test")])
def test_what_was_practised_cannot_be_tested(tmp_path, role, pool):
    factories.course_with_tests(tmp_path)
    assert {one.content["pool"] for _ in range(5) for one in drawn(role)} == {pool}


def test_who_practises_meets_every_message_once_before_any_comes_again(tmp_path, citizen):
    factories.course_with_tests(tmp_path, practice=4)
    met = []
    for _ in range(2):
        page = citizen.open("/c2/practice/?again=1")
        attempt = citizen.finish(page, lambda offered: offered[0]).context["attempt"]
        met += attempt.drawn
    assert len(set(met)) == 8


def test_a_message_past_its_date_or_without_its_twin_is_not_drawn(tmp_path):
    factories.course_with_tests(tmp_path, practice=2)
    yesterday = learning_day(timezone.now()) - timedelta(days=1)
    Question.objects.filter(stable_id="messages-practice-0-scam").update(valid_until=yesterday)
    Question.objects.filter(stable_id="messages-practice-1-genuine").update(live=False)
    shown = {one.content["stable_id"] for _ in range(5) for one in drawn("practice")}
    assert shown == {"messages-practice-0-genuine"}


def test_an_item_is_shown_on_its_last_day(tmp_path):
    factories.course_with_tests(tmp_path, practice=2)
    Question.objects.update(valid_until=learning_day(timezone.now()))
    assert len(drawn("practice")) == 2
    Question.objects.update(valid_until=date(2026, 1, 1))
    assert drawn("practice") == []


@pytest.mark.parametrize("pairs", [2, 12])
def test_a_draw_costs_the_same_queries_however_large_the_bank(tmp_path, pairs, django_assert_num_queries):
    factories.course_with_tests(tmp_path, practice=pairs, test=0)
    quiz, learner = factories.quiz("practice"), people.somebody()
    draws.draw(quiz, learner, RNG)
    with django_assert_num_queries(4):
        draws.draw(quiz, learner, RNG)


@pytest.mark.parametrize("seed", range(5))
def test_twelve_pairs_are_three_tests_without_a_message_met_before(seed):
    pairs = [(("hard", "medium", "easy")[number % 3], 0, 0) for number in range(12)]
    met, rng = {}, Random(seed)
    for turn in (1, 2, 3):
        known = [dataclasses.replace(item, met=met.get(item.version, 0)) for item in items(pairs)]
        shown = drawing.draw_bank(known, scams=4, genuine=4, hardest_first=False, rng=rng)
        assert (len(shown), set(shown) & set(met)) == (8, set())
        met |= dict.fromkeys(shown, turn)
