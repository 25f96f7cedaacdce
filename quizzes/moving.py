"""What happens to runs and answers when a guest turns out to be somebody who was there before (learning/merging.py)."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from learning import merging
from learning.models import Learner
from quizzes.models import REPEATED, TESTS, Attempt, Response


def attempts(guest: Learner, into: Learner) -> None:
    """Hand over every run with its answers; of a test taken as both, the first stays the test.

    All runs of both are locked first: an answer that is being written comes to its end, and one that comes later finds its run moved.
    """
    both = Attempt.objects.filter(learner__in=[guest, into])
    tests: dict[UUID, list[Attempt]] = defaultdict(list)
    for one in both.select_for_update(of=("self",)).order_by("pk"):
        if one.role in TESTS:
            tests[one.quiz_key].append(one)
    for taken in tests.values():
        _first_counts(sorted(taken, key=_when))
    Attempt.objects.filter(learner=guest).update(learner=into)
    _note_what_was_met_before(into)


def _when(attempt: Attempt) -> tuple[bool, datetime]:
    """Return what to sort by: sent before begun, then by time."""
    return attempt.sent_at is None, attempt.sent_at or attempt.opened_at


def _first_counts(taken: list[Attempt]) -> None:
    """Keep the later ones as repeated: shown to whoever took them, counted by nobody. One that was begun and never sent holds no answer."""
    others = [one.pk for one in taken[1:]]
    Attempt.objects.open().filter(pk__in=others, responses=None).delete()
    Attempt.objects.filter(pk__in=others).update(role=REPEATED)
    merging.recast(others, REPEATED)


def _note_what_was_met_before(learner: Learner) -> None:
    answers = Response.objects.filter(attempt__learner=learner)
    before = Q(answered_at__lt=OuterRef("answered_at")) | Q(answered_at=OuterRef("answered_at"), pk__lt=OuterRef("pk"))
    met = Exists(answers.filter(before, version__question_key=OuterRef("version__question_key")))
    again = answers.filter(Q(first_attempt=True) | Q(seen_before=False)).filter(met)
    Response.objects.filter(pk__in=list(again.values_list("pk", flat=True))).update(first_attempt=False, seen_before=True)
