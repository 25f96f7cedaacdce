"""What the worker runs for learning; one line each."""

from celery import shared_task
from django.utils import timezone

from learning import corrections, nudges


@shared_task(name="learning.send_due_nudges", ignore_result=True)
def send_due_nudges() -> None:
    """Decide about everybody whose reminder is due."""
    nudges.send_due(timezone.now())


@shared_task(name="learning.settle_corrections", ignore_result=True)
def settle_corrections() -> None:
    """Let answers to questions with a wrong key count no longer."""
    corrections.settle(timezone.now())
