"""Erase somebody who asked for it in person, by the data-protection officer; or erase again after a restore what had been erased.

The number is asked for, never given on the command line, where it would stay in the shell's history.
"""

from argparse import ArgumentParser
from datetime import datetime
from getpass import getpass
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learning import looks
from learning.models import Learner
from learning.privacy import erasing
from sms_gateway import numbers, sealing


class Command(BaseCommand):
    """manage.py erase ID | --number | --replay FILE..."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:  # noqa: D102 -- Django's own
        parser.add_argument("learner", nargs="?", type=UUID, help="the random number; it stands on the person's page My data")
        parser.add_argument("--number", action="store_true", help="ask for a telephone number and find who learns with it")
        parser.add_argument("--now", action="store_true", help="without the seven days to undo")
        parser.add_argument("--replay", nargs="+", type=Path, metavar="FILE", help="lists of erasures (erasures.jsonl), after a restore")

    def handle(self, *, learner: UUID | None, number: bool, now: bool, replay: list[Path] | None, **_: object) -> None:  # noqa: D102 -- Django's own
        moment = timezone.now()
        if replay:
            self._replay(replay, moment)
        elif learner:
            self._erase(learner, moment, at_once=now)
        elif number:
            self._by_number(moment, at_once=now)
        else:
            raise CommandError("Say whom: a random number, --number, or --replay FILE.")

    def _replay(self, files: list[Path], moment: datetime) -> None:
        if missing := [str(one) for one in files if not one.exists()]:
            raise CommandError(f"There is no file {', '.join(missing)}.")
        counts = erasing.replay(files, moment)
        self.stdout.write(f"{counts['erased']} erased again, {counts['asked']} will be when their days are over")

    def _by_number(self, moment: datetime, *, at_once: bool) -> None:
        try:
            index = sealing.index(numbers.parse(getpass("Telephone number (not shown): ")))
        except numbers.NotAMobile as error:
            raise CommandError("That is no Cambodian mobile number.") from error
        looks.note(None, looks.ERASURE, indexes=[index], now=moment)
        found = list(Learner.objects.filter(contact__number_index=index).order_by("made_at"))
        if len(found) > 1:
            people = "\n".join(f"{one.pk}  here since {one.made_at:%Y-%m-%d}  {one.nickname}" for one in found)
            raise CommandError(f"{len(found)} people learn with this number; name one of them:\n{people}")
        if found:
            self._erase(found[0].pk, moment, at_once=at_once)
        elif self._sure("Nobody learns with this number. Erase the texts and codes to it?"):
            self.stdout.write(f"{sum(erasing.forget_number(index).values())} rows erased")

    def _erase(self, pk: UUID, moment: datetime, *, at_once: bool) -> None:
        person = Learner.objects.filter(pk=pk).first()
        if person is None:
            raise CommandError("Nobody has this random number: it was never given, or everything is gone already.")
        looks.note(None, looks.ERASURE, learners=[pk], now=moment)
        if not self._sure("Erase at once, for good?" if at_once else "Erase in seven days? Until then the person can undo it."):
            raise CommandError("Nothing was erased.")
        row = erasing.ask(person, moment)
        if at_once:
            erasing.finish(pk, moment)
            self.stdout.write("Everything is gone.")
        else:
            self.stdout.write(f"Nothing works any more; on {timezone.localtime(row.due_at):%Y-%m-%d %H:%M} it is gone.")

    def _sure(self, question: str) -> bool:
        return input(f"{question} Type yes: ").strip() == "yes"
