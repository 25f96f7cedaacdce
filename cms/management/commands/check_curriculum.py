"""Check that every curriculum file is sound and canonical, and that its texts keep our rules; `--write` puts it in canonical form.

`--advice` prints what is only advice, such as sentences of more than twelve words.
"""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import curriculum, english, text_faults
from courses.files import CurriculumError


class Command(BaseCommand):
    """manage.py check_curriculum [--write] [--advice]."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("--write", action="store_true")
        parser.add_argument("--advice", action="store_true")

    def handle(self, *, write: bool, advice: bool, **_: object) -> None:  # noqa: D102 -- Django's own
        try:
            content = curriculum.Curriculum(settings.CURRICULUM)
            wanted = curriculum.canonical_texts(content) | english.canonical(content)
        except CurriculumError as error:
            raise CommandError(str(error)) from error
        others = {path: text for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text}
        if write:
            for path, text in others.items():
                path.write_text(text, encoding="utf-8")
        elif others:
            raise CommandError("not in canonical form (make format mends it): " + ", ".join(sorted(path.name for path in others)))
        self.stdout.write(f"{len(wanted)} curriculum files in canonical form")
        if not write:
            self._look_over(content, advice=advice)

    def _look_over(self, content: curriculum.Curriculum, *, advice: bool) -> None:
        faults, soft = text_faults.of(content)
        if advice:
            self.stdout.write("\n".join(map(str, soft)))
        self.stdout.write("\n".join(text_faults.summary(content)))
        if faults:
            raise CommandError("\n".join(map(str, faults)))
