"""Work out anew what all answers say about each question and each skill. Runs every night; running it again does no harm."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes import analysis


class Command(BaseCommand):
    """manage.py analyse_items."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **_: object) -> None:  # noqa: D102 -- Django's own
        questions, tests = analysis.analyse(timezone.now())
        self.stdout.write(f"{questions} questions, {tests} tests of skills")
