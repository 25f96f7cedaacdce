"""What the worker runs for learning; one line each."""

from celery import shared_task
from django.utils import timezone

from learning import corrections, nudges
from learning.privacy import erasing, retention


@shared_task(name="learning.send_due_nudges", ignore_result=True)
def send_due_nudges() -> None:
    """Decide about everybody whose reminder is due."""
    nudges.send_due(timezone.now())


@shared_task(name="learning.settle_corrections", ignore_result=True)
def settle_corrections() -> None:
    """Let answers to questions with a wrong key count no longer."""
    corrections.settle(timezone.now())


@shared_task(name="learning.erase_due", ignore_result=True)
def erase_due() -> None:
    """Erase whoever asked for it seven days ago."""
    erasing.erase_due(timezone.now())


@shared_task(name="learning.sweep_old", ignore_result=True)
def sweep_old() -> None:
    """Let old rows go, and write down that they went."""
    retention.sweep(timezone.now())
