"""Write the reviewers' book, a page to print: everything we say, Khmer with English beside it; `--cms` takes what stands in the CMS."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import book
from courses.files import CurriculumError


class Command(BaseCommand):
    """manage.py curriculum_book [FILE] [--cms]."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("file", nargs="?", type=Path, default=settings.DATA / "curriculum-book.html")
        parser.add_argument("--cms", action="store_true")

    def handle(self, *, file: Path, cms: bool, **_: object) -> None:  # noqa: D102 -- Django's own
        try:
            page = book.from_cms() if cms else book.from_files()
        except CurriculumError as error:
            raise CommandError(str(error)) from error
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
        self.stdout.write(f"{file}: {len(page.encode()) // 1024} KB")
