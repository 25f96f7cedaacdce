"""What somebody can do: counted per competence and per judging skill; for judging also mastery, and when to review.

Everything here follows from evidence, in the order in which it was recorded, and can be made again from it.
"""

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from learning import mastery, reviews
from learning.models import Evidence, Learner, LearnerSkill, VoidedItem

_COUNTED = ("answered", "right", "scams", "caught", "genuine", "recognised")
# One statement instead of update, insert, update; and two tabs that count at the same moment both count.
_ADD = f"""
INSERT INTO learning_learnerskill (learner_id, skill, {", ".join(f'"{name}"' for name in _COUNTED)}, teach_again, again_in_a_row)
VALUES (%s, %s, {", ".join(["%s"] * len(_COUNTED))}, %s, 0)
ON CONFLICT (learner_id, skill) DO UPDATE SET {", ".join(f'"{name}" = learning_learnerskill."{name}" + excluded."{name}"' for name in _COUNTED)}
"""  # noqa: S608 -- our own column names
# Tests keep their pool to themselves, and a day's messages are mostly real: neither says how well somebody tells the two apart here.
_PRACTISED = ("practice", "check", "review")
_CARD = ("stability", "difficulty", "due", "last_review", "again_in_a_row")


def count(learner: Learner, skill: str, row: Evidence) -> None:
    """Add one answer to the counts of a competence or a judging skill."""
    if row.kind != Evidence.Kind.ANSWER:
        return
    scam, genuine = row.truth == "scam", row.truth == "genuine"
    counts = (True, row.correct, scam, scam and row.correct, genuine, genuine and row.correct)
    key = LearnerSkill._meta.get_field("learner").get_db_prep_value(learner.pk, connection)  # noqa: SLF001 -- Django's documented API
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [key, skill, *map(int, counts), False])


def assess(learner: Learner, skill: str, end: Evidence) -> None:
    """After a run of a judging skill, note whether mastery was reached, or how the review went that the run was."""
    mine = LearnerSkill.objects.filter(learner=learner, skill=skill).first()
    if mine is None:
        return
    if mine.mastered_at is None:
        _look_for_mastery(mine, _history(learner, skill, end))
    elif end.role == "review":
        _review(mine, Evidence.objects.filter(learner=learner, attempt_key=end.attempt_key, kind=Evidence.Kind.ANSWER), end.learning_day)


def _history(learner: Learner, skill: str, end: Evidence) -> list[mastery.Shown]:
    """Return what was judged for the first time up to this run, in order of time."""
    new = {"first_attempt": True, "unseen": True, "recorded_at__lte": end.recorded_at}
    found = Evidence.objects.filter(
        learner=learner, judging=skill, kind=Evidence.Kind.ANSWER, role__in=_PRACTISED, **new
    ).exclude(item_version__in=VoidedItem.objects.values("item_version"))  # fmt: skip
    rows = found.order_by("recorded_at", "id").values_list("truth", "correct", "attempt_key", "learning_day")
    return [mastery.Shown("scam" if truth == "scam" else "genuine", correct, run, day) for truth, correct, run, day in rows]


def _look_for_mastery(mine: LearnerSkill, history: list[mastery.Shown]) -> None:
    now = mastery.assess(history)
    mine.teach_again = now.teach_again
    if now.reached_at is not None:
        mine.mastered_at = history[now.reached_at].day
        _keep_card(mine, reviews.begin(mine.mastered_at))
    mine.save()


def _review(mine: LearnerSkill, answers: QuerySet[Evidence], day: date) -> None:
    card = card_of(mine)
    sides = [[one.correct for one in answers if one.truth == side] for side in ("scam", "genuine")]
    if card is None or card.last_review > day:
        return
    rating = reviews.rate(sum(sides[0]), len(sides[0]), sum(sides[1]), len(sides[1]))
    if mine.confirmed_at is None and rating != reviews.Rating.Again:
        mine.confirmed_at = day
    _keep_card(mine, reviews.review(card, rating, day))
    mine.teach_again = reviews.back_to_lesson(card_of(mine) or card)
    mine.save()


def card_of(mine: LearnerSkill) -> reviews.Card | None:
    """Return the plan of reviews of a mastered skill, or None."""
    if mine.mastered_at is None or mine.card_state is None:
        return None
    return reviews.Card(state=mine.card_state, since=mine.mastered_at, **{name: getattr(mine, name) for name in _CARD})


def _keep_card(mine: LearnerSkill, card: reviews.Card) -> None:
    mine.card_state = card.state
    for name in _CARD:
        setattr(mine, name, getattr(card, name))
