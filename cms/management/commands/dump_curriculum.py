"""Write the content of the CMS back into curriculum files, in canonical form; nothing at all if the loader would refuse something."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import curriculum
from courses.files import CurriculumError


class Command(BaseCommand):
    """manage.py dump_curriculum [FOLDER]."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CURRICULUM)

    def handle(self, *, folder: Path, **_: object) -> None:  # noqa: D102 -- Django's own
        try:
            dump = curriculum.dump(folder)
        except CurriculumError as error:
            raise CommandError(f"nothing written; correct this in the CMS first:\n{error}") from error
        for name, text in dump.texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for path in dump.gone:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
        self.stdout.write(f"{len(dump.texts)} files written")
        for path in dump.gone:
            self.stdout.write(f"  {path.parent.name}/{path.name}: removed, it was deleted in the CMS")
        for name in dump.unwritten:
            self.stdout.write(f"  {name}: in no lesson: not written")
