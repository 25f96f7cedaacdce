"""What the worker runs for learning; one line each."""

from celery import shared_task
from django.utils import timezone

from learning import nudges


@shared_task(name="learning.send_due_nudges", ignore_result=True)
def send_due_nudges() -> None:
    """Decide about everybody whose reminder is due."""
    nudges.send_due(timezone.now())
