"""What the worker runs for quizzes."""

import subprocess
import sys

from celery import shared_task
from django.conf import settings

_LONGEST = 20 * 60  # seconds


# acks_late=False: it may run longer than the broker waits for a late answer, and the next night does what this one could not.
@shared_task(name="quizzes.analyse_items", acks_late=False, ignore_result=True, time_limit=_LONGEST + 60)
def analyse_items() -> None:
    """Work out the figures of questions in a child that ends: a worker keeps numpy once it has loaded it (decisions H2)."""
    command = [sys.executable, "manage.py", "analyse_items"]
    quiet = subprocess.DEVNULL  # nothing is kept of what it says; why it failed stands where the worker's own errors do
    subprocess.run(command, cwd=settings.BASE, stdin=quiet, stdout=quiet, timeout=_LONGEST, check=True)  # noqa: S603 -- fixed words
