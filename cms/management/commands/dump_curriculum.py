"""Write the content of the CMS back into curriculum files, in canonical form."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from cms import curriculum


class Command(BaseCommand):
    """manage.py dump_curriculum [FOLDER]."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CURRICULUM)

    def handle(self, *, folder: Path, **_: object) -> None:  # noqa: D102 -- Django's own
        texts = curriculum.texts()
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(texts)} files written")
