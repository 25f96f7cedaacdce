"""What the worker runs for courses; one line each."""

from celery import shared_task
from django.core.management import call_command

from courses import sounds


@shared_task(name="courses.publish_scheduled", ignore_result=True)
def publish_scheduled() -> None:
    """Publish and unpublish what authors planned for a time that has come."""
    call_command("publish_scheduled")


# Acknowledged when done (settings.py): whoever is killed in the middle has changed nothing, and a second run finds it done.
@shared_task(name="courses.transcode_sound", ignore_result=True)
def transcode_sound(pk: int) -> None:
    """Make the small files of one recording."""
    sounds.transcode(pk)


@shared_task(name="courses.sweep_sounds", ignore_result=True)
def sweep_sounds() -> None:
    """Make small what was left over, and forget what was dropped."""
    sounds.sweep()
