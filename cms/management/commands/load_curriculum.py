"""Load the curriculum files: new ones and changed ones; what was edited in the CMS stays."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import curriculum
from courses.files import CurriculumError
from courses.loading import Decision


class Command(BaseCommand):
    """manage.py load_curriculum [FOLDER] [--theirs ID ...]."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CURRICULUM)
        parser.add_argument("--theirs", action="append", default=[], metavar="ID", help="take the file's text for this object, over the CMS's")

    def handle(self, *, folder: Path, theirs: list[str], **_: object) -> None:  # noqa: D102 -- Django's own
        try:
            loading = curriculum.load(folder, tuple(theirs))
        except CurriculumError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("curriculum: " + ", ".join(f"{count} {decision}" for decision, count in sorted(loading.counts().items())))
        for decision in (Decision.KEEP, Decision.CONFLICT):
            for name in loading.named(decision):
                self.stdout.write(
                    f"  {name}: {decision}" + (f" (nothing loaded; --theirs '{name}' takes the file)" if decision is Decision.CONFLICT else "")
                )
        for line in curriculum.closed_tests():
            self.stdout.write(f"  {line}")
