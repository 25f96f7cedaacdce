"""Print the data map: every table with somebody's data, made from the notes; `--write` keeps the one in docs/privacy.md in step."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from learning.privacy import notice

PAGE = settings.BASE / "docs/privacy.md"
BEGIN, END = "<!-- data map: manage.py data_map --write -->", "<!-- end of the data map -->"


def page(text: str) -> str:
    """Return the page with the map as it is today."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"{PAGE} has no place for the map: {BEGIN} ... {END}")
    with translation.override("en"):
        return f"{before}{begin}\n{notice.table()}\n{end}{after}"


class Command(BaseCommand):
    """manage.py data_map [--write]."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("--write", action="store_true")

    def handle(self, *, write: bool, **_: object) -> None:  # noqa: D102 -- Django's own
        if write:
            PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        with translation.override("en"):
            self.stdout.write(notice.table())
        self.stdout.write(f"{notice.fields()} fields say what they are for")
