"""When somebody is asked again about a skill once mastered, and when sent back to the lesson."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from statistics import NormalDist

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import reviews
from learning.outcomes import learning_day
from learning.policy import PHNOM_PENH
from learning.reviews import Rating

DAY = date(2027, 1, 5)
LONG_AGO = DAY - timedelta(days=1000)  # mastered so long ago that no refresher is left: what remains is fsrs
LETTERS = {"A": Rating.Again, "H": Rating.Hard, "G": Rating.Good}
RATINGS = st.sampled_from(list(LETTERS.values()))
SCHEDULER = fsrs.Scheduler(desired_retention=0.90, learning_steps=(), relearning_steps=(), maximum_interval=120, enable_fuzzing=False)


def first(rating):
    """Return the card after a first rating other than Good, which `begin` never gives."""
    card, _ = SCHEDULER.review_card(fsrs.Card(card_id=1, due=reviews.stamp(DAY)), rating, reviews.stamp(DAY))
    return replace(reviews.begin(DAY), stability=card.stability, difficulty=card.difficulty, due=card.due.date(), since=LONG_AGO)


def intervals(letters, late=()):
    """Return days to the next review and stability after each rating, given when it is due or so many days late."""
    card = first(LETTERS[letters[0]])
    said = [((card.due - card.last_review).days, round(card.stability, 4))]
    for number, letter in enumerate(letters[1:]):
        delay = timedelta(days=late[number] if late else 0)
        card = reviews.review(card, LETTERS[letter], card.due + delay)
        said.append(((card.due - card.last_review).days, round(card.stability, 4)))
    return said


# --- fsrs -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("letters", "late", "said"),
    [
        ("GGGG", (), [(2, 2.3065), (11, 10.9643), (46, 46.2802), (120, 162.8622)]),
        ("GGAGG", (), [(2, 2.3065), (11, 10.9643), (2, 1.5383), (5, 4.8763), (12, 12.3117)]),
        ("AGGG", (), [(1, 0.2120), (2, 1.8868), (6, 6.2692), (17, 17.3792)]),
        ("HGG", (), [(1, 1.2931), (5, 4.5460), (17, 16.5513)]),
        ("GGG", (5, 10), [(2, 2.3065), (21, 21.4114), (101, 100.6705)]),  # who comes late and still knows, knows for long
        ("GHHG", (), [(2, 2.3065), (8, 7.5133), (19, 18.8765), (47, 47.0474)]),
    ],
)
def test_who_passes_is_asked_ever_more_rarely_and_who_fails_soon(letters, late, said):
    assert intervals(letters, late) == said


def test_nobody_is_left_alone_for_longer_than_four_months():
    assert [days for days, _ in intervals("GGGGGGGG")] == [2, 11, 46, 120, 120, 120, 120, 120]


def test_the_first_good_is_the_day_of_mastery():
    card = reviews.begin(DAY)
    assert replace(card, since=LONG_AGO) == first(Rating.Good)
    assert (card.state, card.due, card.last_review, card.since, card.again_in_a_row) == (2, date(2027, 1, 7), DAY, DAY, 0)


def test_who_passes_twice_on_one_day_gains_nothing():
    card = reviews.begin(DAY)
    again = reviews.review(card, Rating.Good, DAY)
    assert (again.due, again.stability) == (card.due, card.stability)


@given(st.lists(st.tuples(RATINGS, st.integers(0, 300)), max_size=12))
def test_without_refreshers_everybody_is_asked_exactly_when_fsrs_says(answers):
    ours, day = replace(reviews.begin(DAY), since=LONG_AGO), DAY
    theirs, _ = SCHEDULER.review_card(fsrs.Card(card_id=1), Rating.Good, datetime(2027, 1, 5, 12, tzinfo=UTC))
    for rating, gap in answers:
        day += timedelta(days=gap)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        assert reviews.retrievability(ours, day) == SCHEDULER.get_card_retrievability(theirs, noon)
        ours, (theirs, _) = reviews.review(ours, rating, day), SCHEDULER.review_card(theirs, rating, noon)
        assert (ours.state, ours.stability, ours.difficulty) == (theirs.state, theirs.stability, theirs.difficulty)
        assert (ours.due, ours.last_review) == (theirs.due.date(), theirs.last_review.date())


# --- days -------------------------------------------------------------------------------------------------------------
def test_who_answers_ten_minutes_earlier_the_next_morning_has_slept_a_night():
    evening, morning = datetime(2027, 1, 5, 8, tzinfo=PHNOM_PENH), datetime(2027, 1, 6, 7, 50, tzinfo=PHNOM_PENH)
    card = reviews.review(reviews.begin(learning_day(evening)), Rating.Good, learning_day(morning))
    assert round(card.stability, 4) == 7.3153

    theirs, _ = SCHEDULER.review_card(fsrs.Card(card_id=1), Rating.Good, evening.astimezone(UTC))
    theirs, _ = SCHEDULER.review_card(theirs, Rating.Good, morning.astimezone(UTC))
    assert round(theirs.stability, 4) == 2.3065  # what fsrs makes of the plain times: no day at all


def test_who_is_awake_at_two_in_the_morning_is_still_in_yesterdays_learning():
    late, early = datetime(2027, 1, 5, 20, 59, tzinfo=UTC), datetime(2027, 1, 5, 21, 1, tzinfo=UTC)
    assert [reviews.begin(learning_day(moment)).due for moment in (late, early)] == [date(2027, 1, 7), date(2027, 1, 8)]


def test_fsrs_only_ever_hears_of_noon():
    assert reviews.stamp(DAY) == datetime(2027, 1, 5, 12, tzinfo=UTC)
    assert reviews.stamp(DAY).tzinfo is UTC


def test_no_card_sleeps_to_find_itself_a_name(monkeypatch):
    monkeypatch.setattr("fsrs.card.time", None)
    with pytest.raises(AttributeError):
        fsrs.Card()
    card = reviews.review(reviews.begin(DAY), Rating.Good, DAY)
    assert reviews.retrievability(card, DAY) == 1


# --- refreshers -------------------------------------------------------------------------------------------------------
def test_who_always_passes_is_asked_six_times_in_the_first_year_and_refreshed_after_four_and_six_months():
    card, days = reviews.begin(DAY), []
    for _ in range(6):
        days.append((card.due - DAY).days)
        card = reviews.review(card, Rating.Good, card.due)
    assert days == [2, 13, 59, 120, 180, 300]
    assert (card.due - DAY).days == 420


def test_a_refresher_never_puts_off_what_is_due_earlier():
    card = reviews.review(reviews.begin(DAY), Rating.Again, DAY + timedelta(days=110))
    assert (card.due - DAY).days < 120


def test_each_refresher_comes_on_its_day_and_once():
    strong = replace(reviews.begin(DAY), stability=200.0)
    dues = [(reviews.review(strong, Rating.Good, DAY + timedelta(days=days)).due - DAY).days for days in (119, 120, 179, 180)]
    assert dues == [120, 180, 180, 300]


@given(st.lists(st.tuples(RATINGS, st.integers(0, 90)), max_size=12))
def test_whatever_somebody_answers_the_next_question_lies_ahead_and_no_refresher_is_jumped(answers):
    card = reviews.begin(DAY)
    for rating, delay in answers:
        card = reviews.review(card, rating, card.due + timedelta(days=delay))
        assert 1 <= (card.due - card.last_review).days <= 120
        assert not any(card.last_review < DAY + timedelta(days=days) < card.due for days in (120, 180))
        assert card.since == DAY


# --- ratings ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("bars", "hinted", "rating"),
    [
        ((2, 2, 2, 2), False, Rating.Good),
        ((2, 2, 2, 2), True, Rating.Hard),
        ((2, 2, 1, 2), False, Rating.Hard),
        ((1, 2, 2, 2), True, Rating.Hard),
        ((2, 2, 0, 2), False, Rating.Again),
        ((1, 2, 1, 2), False, Rating.Again),
        ((0, 2, 0, 2), False, Rating.Again),
        ((4, 4, 0, 0), False, Rating.Again),  # one side only shows nothing
        ((3, 3, 0, 1), False, Rating.Again),
        ((2, 2, 1, 1), False, Rating.Hard),  # one item was withdrawn
        ((2, 2, 0, 0), False, Rating.Again),
        ((3, 3, 3, 3), False, Rating.Good),
        ((3, 3, 2, 3), False, Rating.Hard),
    ],
)
def test_a_review_is_worth_what_both_sides_show(bars, hinted, rating):
    assert reviews.rate(*bars, hinted=hinted) == rating


@given(*[st.tuples(st.integers(0, 4), st.integers(0, 4))] * 2, st.booleans())
def test_nobody_is_ever_rated_easy(scams, genuine, hinted):
    assert reviews.rate(min(scams), max(scams), min(genuine), max(genuine), hinted=hinted) != Rating.Easy


@pytest.mark.parametrize(("d", "good", "hard", "again"), [(0, 0.06, 0.25, 0.69), (1.5, 0.36, 0.42, 0.22), (2.5, 0.64, 0.30, 0.06)])
def test_who_guesses_mostly_fails_and_who_knows_mostly_passes(d, good, hard, again):
    right, chances = NormalDist().cdf(d / 2), dict.fromkeys(LETTERS.values(), 0.0)
    for marks in product([True, False], repeat=4):
        rating = reviews.rate(sum(marks[:2]), 2, sum(marks[2:]), 2)
        chances[rating] += right ** sum(marks) * (1 - right) ** (4 - sum(marks))
    assert [round(chances[rating], 2) for rating in (Rating.Good, Rating.Hard, Rating.Again)] == [good, hard, again]


# --- whom to ask what -------------------------------------------------------------------------------------------------
def test_three_failures_in_a_row_lead_back_to_the_lesson_and_any_success_breaks_the_row():
    card, sent = reviews.begin(DAY), []
    for letter in "AAHAAGAAAA":
        card = reviews.review(card, LETTERS[letter], card.due)
        sent.append(reviews.back_to_lesson(card))
    assert sent == [False] * 8 + [True] * 2


def test_a_sitting_asks_the_three_skills_most_likely_forgotten():
    card, today = reviews.begin(DAY), DAY + timedelta(days=10)
    cards = {
        "solid": replace(card, stability=50.0),
        "shaky": replace(card, stability=1.0),
        "not due": replace(card, stability=0.5, due=today + timedelta(days=1)),
        "fair": replace(card, stability=10.0),
        "due today": replace(card, stability=5.0, due=today),
    }
    assert reviews.most_overdue(cards, today) == ["shaky", "due today", "fair"]
    assert reviews.most_overdue(cards, today, most=9) == ["shaky", "due today", "fair", "solid"]
    assert reviews.most_overdue(cards, DAY) == []
    assert reviews.most_overdue({}, today) == []


def test_skills_equally_forgotten_are_asked_in_one_order_always():
    card = reviews.begin(DAY)
    forwards = reviews.most_overdue({"a": card, "b": card, "c": card}, card.due)
    assert forwards == reviews.most_overdue({"c": card, "b": card, "a": card}, card.due) == ["a", "b", "c"]


def test_who_was_just_asked_knows_and_after_as_many_days_as_the_stability_nine_in_ten_do():
    card = replace(reviews.begin(DAY), stability=46.0)
    assert reviews.retrievability(card, DAY) == 1
    assert reviews.retrievability(card, DAY + timedelta(days=46)) == pytest.approx(0.9)


def test_a_web_worker_gets_neither_torch_nor_numpy_with_the_reviews():
    code = "import sys, learning.reviews; print(sorted({'torch', 'numpy', 'pandas', 'django'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
