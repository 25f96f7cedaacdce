"""Questions, quizzes, attempts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    """The question bank and what people answered."""

    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        """Keep an immutable version whenever a question is published, and let answers move with whoever gave them."""
        from learning import merging  # noqa: PLC0415 -- models must be loaded first
        from quizzes import moving, versions  # noqa: PLC0415 -- as above
        from quizzes.models import Attempt  # noqa: PLC0415 -- as above

        versions.connect()
        merging.first(Attempt, moving.attempts)
