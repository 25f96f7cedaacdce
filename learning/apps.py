"""Who learns, what it shows, and what follows from it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Learners, evidence, progress, nudges, reports, privacy."""

    name = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        """Load the system checks."""
        from learning import checks  # noqa: F401, PLC0415 -- models must be loaded first
