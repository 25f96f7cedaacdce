"""What is taught. Knows no learner."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Course and lesson pages, steps, competences, official services, Khmer text."""

    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Weigh a lesson whenever it is published; let a sound's files go with it."""
        from courses import sounds, weights  # noqa: PLC0415 -- models must be loaded first

        weights.connect()
        sounds.connect()
