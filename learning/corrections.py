"""Questions whose answer key was wrong: their evidence stops counting, and those who were misled are told (decisions B6)."""

from datetime import datetime

from learning import progress
from learning.models import Evidence, Learner, VoidedItem


def void(*, item_version: int, text: str, correction: str, now: datetime) -> None:
    """Note that answers to this version of a question count no longer, and what people shall read about it; once."""
    VoidedItem.objects.get_or_create(item_version=item_version, defaults={"text": text, "correction": correction, "at": now})


def settle(now: datetime) -> int:
    """Make the progress of everybody who answered a voided question again without it; return how many people that were.

    Killed half-way, it starts that question again: making progress anew twice does no harm.
    """
    settled = 0
    for item in VoidedItem.objects.filter(settled_at__isnull=True).order_by("at"):
        learners = Learner.objects.filter(pk__in=Evidence.objects.filter(item_version=item.item_version).values("learner"))
        for learner in learners.iterator(chunk_size=500):
            progress.rebuild(learner)
            settled += 1
        VoidedItem.objects.filter(pk=item.pk).update(settled_at=now)
    return settled


def of(learner: Learner) -> list[VoidedItem]:
    """Return the questions about which this person was told something wrong, the newest correction first."""
    answered = Evidence.objects.filter(learner=learner, item_version__isnull=False).values("item_version")
    return list(VoidedItem.objects.filter(item_version__in=answered).order_by("-at"))
