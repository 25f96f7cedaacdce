"""Questions, quizzes, attempts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    """The question bank and what people answered."""

    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        """Keep an immutable version whenever a question is published."""
        from quizzes import versions  # noqa: PLC0415 -- models must be loaded first

        versions.connect()
