"""When somebody is asked again about a skill once mastered. Pure: the day is an argument. The only module that knows `fsrs`.

FSRS-6 with its published weights, aiming at nine of ten still known: 2, 11, 46 and at most 120 days between reviews passed. The weights
come from 350 million reviews of flash cards (open-spaced-repetition/srs-benchmark), not of scams: they are a start, to be held against
our own answers. Whatever they say, there is a refresher four and six months after mastery: trained public servants still judged
better after four months, after six no longer (Reinheimer et al. 2020).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

import fsrs

Rating = fsrs.Rating  # for those who may not import fsrs; Easy is never given

MOST = timedelta(days=120)  # between two reviews: see the four months above
MILESTONES = (timedelta(days=120), timedelta(days=180))  # after mastery
AGAIN = 3  # in a row: the lesson, not one more review, is missing
ITEMS = 4  # of a review: two scams, two real messages

_ANY = 0  # a card without an id of its own would sleep a millisecond to make one
_scheduler = fsrs.Scheduler(desired_retention=0.90, learning_steps=(), relearning_steps=(), maximum_interval=MOST.days, enable_fuzzing=False)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What is known of one skill of one learner since it was mastered, as plain values for columns.

    `state` is always 2 (review), for there are no learning steps. `stability` is the days until nine of ten would still know;
    `difficulty` goes from 1 to 10. `due`, `last_review` and `since` (the day of mastery) are learning days.
    """

    state: int
    stability: float
    difficulty: float
    due: date
    last_review: date
    since: date
    again_in_a_row: int


def stamp(day: date) -> datetime:
    """Return noon UTC of a learning day, the only time of day fsrs ever hears.

    It floors what went by to whole periods of 24 hours, so that 08:00 and 07:50 the next morning would be no day at all; and it
    takes no other time zone than `datetime.timezone.utc`.
    """
    return datetime.combine(day, time(12), UTC)


def rate(caught: int, scams: int, recognised: int, genuine: int, *, hinted: bool = False) -> Rating:
    """Return what a whole review (two scams, two real messages) is worth; an item missing from it counts as wrong.

    >>> [rate(2, 2, 2, 2).name, rate(2, 2, 2, 2, hinted=True).name, rate(2, 2, 1, 2).name, rate(2, 2, 0, 2).name, rate(1, 2, 1, 2).name]
    ['Good', 'Hard', 'Hard', 'Again', 'Again']
    """
    lacking = max(ITEMS, scams + genuine) - caught - recognised
    if lacking > 1 or not caught or not recognised:
        return Rating.Again
    return Rating.Hard if lacking or hinted else Rating.Good


def begin(day: date) -> Card:
    """Return the card of a skill mastered on `day`: due two days later.

    >>> begin(date(2027, 1, 5)).due
    datetime.date(2027, 1, 7)
    """
    return _reviewed(fsrs.Card(card_id=_ANY, due=stamp(day)), Rating.Good, day, since=day, again=0)


def review(card: Card, rating: Rating, day: date) -> Card:
    """Return the card after a review on `day`. A second "Good" on the same day changes neither due day nor stability.

    >>> later = review(begin(date(2027, 1, 5)), Rating.Good, date(2027, 1, 7))
    >>> later.due, round(later.stability, 4)
    (datetime.date(2027, 1, 18), 10.9643)
    """
    again = card.again_in_a_row + 1 if rating == Rating.Again else 0
    return _reviewed(_unpacked(card), rating, day, since=card.since, again=again)


def retrievability(card: Card, day: date) -> float:
    """Return the chance, from 0 to 1, that the learner still knows on `day`.

    FSRS-6: (1 + f·days/stability)^-0.1542, with f such that it is 0.9 after as many days as the stability.
    """
    return _scheduler.get_card_retrievability(_unpacked(card), stamp(day))


def most_overdue(cards: Mapping[str, Card], day: date, most: int = 3) -> list[str]:
    """Return the skills due on `day`, the one most likely forgotten first; at most `most`, as many as one sitting bears."""
    due = [skill for skill, card in cards.items() if card.due <= day]
    return sorted(due, key=lambda skill: (retrievability(cards[skill], day), cards[skill].due, skill))[:most]


def back_to_lesson(card: Card) -> bool:
    """Whether the lesson should come before the next review: the last three went wrong."""
    return card.again_in_a_row >= AGAIN


def _unpacked(card: Card) -> fsrs.Card:
    return fsrs.Card(
        card_id=_ANY, state=fsrs.State(card.state), stability=card.stability, difficulty=card.difficulty,
        due=stamp(card.due), last_review=stamp(card.last_review),
    )  # fmt: skip


def _reviewed(before: fsrs.Card, rating: Rating, day: date, *, since: date, again: int) -> Card:
    after, _ = _scheduler.review_card(before, rating, stamp(day))
    ahead = [since + span for span in MILESTONES if since + span > day]
    return Card(
        state=int(after.state),
        stability=cast("float", after.stability),  # only a card never reviewed has none
        difficulty=cast("float", after.difficulty),
        due=min([after.due.date(), *ahead]),
        last_review=day,
        since=since,
        again_in_a_row=again,
    )
