"""After a leak: how many people it concerns, and how they can be told. Numbers are opened only with --numbers, into a file for you alone."""

import os
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from learning import looks
from learning.privacy import breach


class Command(BaseCommand):
    """manage.py breach_list [--since TIME] [--table LABEL]... [--numbers FILE]."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("--since", help="only rows written since, such as 2027-01-04T10:00; without it everybody a copy would tell of")
        parser.add_argument("--table", action="append", default=[], help=f"one of: {', '.join(breach.tables())}; without it all of them")
        parser.add_argument("--numbers", type=Path, metavar="FILE", help="write the numbers here, for you alone; each person sees that")

    def handle(self, *, since: str | None, table: list[str], numbers: Path | None, **_: object) -> None:  # noqa: D102 -- Django's own
        try:
            found = breach.concerned(table or breach.tables(), _moment(since))
        except breach.NoSuchTable as error:
            raise CommandError(f"No table with people's data: {error}") from error
        self.stdout.write(f"{len(found.learners)} people are concerned")
        self.stdout.write(f"{len(found.reached)} of them have a proved number")
        self.stdout.write(f"{found.on_pages_only} can be told on the pages only")
        self.stdout.write(f"{len(found.numbers)} numbers are concerned, {found.stopped} of them said stop to our texts")
        if numbers:
            self.stdout.write(f"{self._write(numbers, found)} numbers written to {numbers}; delete the file when everybody is told")

    def _write(self, path: Path, found: breach.Concerned) -> int:
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise CommandError(f"{path} is there already.") from error
        looks.note(None, looks.BREACH, indexes=found.numbers, now=timezone.now())  # before a single one is opened
        with os.fdopen(file, "w", encoding="ascii") as out:
            opened = list(breach.opened(found))
            out.writelines(f"{one}\n" for one in opened)
        return len(opened)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = parse_datetime(text)
    except ValueError as error:
        raise CommandError("Write the time like 2027-01-04T10:00.") from error
    if found is None:
        raise CommandError("Write the time like 2027-01-04T10:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
