"""Check that every curriculum file is sound and canonical; `--write` puts it in canonical form."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import curriculum
from courses.files import CurriculumError


class Command(BaseCommand):
    """manage.py check_curriculum [--write]."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("--write", action="store_true")

    def handle(self, *, write: bool, **_: object) -> None:  # noqa: D102 -- Django's own
        try:
            wanted = curriculum.canonical(settings.CURRICULUM)
        except CurriculumError as error:
            raise CommandError(str(error)) from error
        others = {path: text for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text}
        if write:
            for path, text in others.items():
                path.write_text(text, encoding="utf-8")
        elif others:
            raise CommandError("not in canonical form (make format mends it): " + ", ".join(sorted(path.name for path in others)))
        self.stdout.write(f"{len(wanted)} curriculum files in canonical form")
