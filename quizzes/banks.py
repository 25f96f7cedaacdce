"""The banks that messages to judge are drawn from: how full they are, and what is missing until tests may open."""

from collections import Counter

from django.db.models import Count
from django.utils import timezone

from courses.blocks import Truth
from quizzes.models import Pool, Question

# Of each side. A test shows four fake and four real messages and is taken up to three times (before, after, a month later): twelve of each
# are three tests without a message met before. As many again are practised with: what was practised cannot be tested (decisions D7).
NEEDED, NEEDED_FOR_TESTS = 24, 12


def counts(skill: str, locale: str) -> Counter[tuple[str, str]]:
    """Return how many published messages a bank has, by what they are and what they are drawn for: ("scam", "test")."""
    found = Counter[tuple[str, str]]()
    for pool in Pool.values:
        rows = Question.objects.bank(skill, pool, locale, timezone.localdate()).values_list("truth").annotate(Count("pk"))
        found.update({(truth, pool): count for truth, count in rows})
    return found


def missing(skill: str, locale: str) -> dict[str, int]:
    """Return how many messages a bank lacks until its tests may open: of each side, and of each side in the tests' pool. Empty: they may.

    The names are "scam", "genuine", "scam test" and "genuine test".
    """
    have = counts(skill, locale)
    lacking = {}
    for truth in Truth.values:
        lacking[truth] = NEEDED - sum(have[truth, pool] for pool in Pool.values)
        lacking[f"{truth} {Pool.TEST}"] = NEEDED_FOR_TESTS - have[truth, Pool.TEST]
    return {name: count for name, count in lacking.items() if count > 0}
