"""What the worker runs for courses; one line each."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="courses.publish_scheduled", ignore_result=True)
def publish_scheduled() -> None:
    """Publish and unpublish what authors planned for a time that has come."""
    call_command("publish_scheduled")
