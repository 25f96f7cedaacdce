"""Check that nobody passes without reading: what bots would score in every check and every bank of the curriculum files."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.curriculum import Curriculum
from courses.files import CurriculumError, Data
from quizzes import scoring
from quizzes.bots import Choice, Pair, Row, Set, Written, percent, report

# How much of a bank one run draws of each side, and what passing it means (decisions D5, D7).
_POOLS = {"practice": (2, scoring.passes_check), "test": (4, scoring.passes_test)}
_WORDS = 3  # columns of the table that hold words; the others hold shares


class Command(BaseCommand):
    """manage.py check_bots."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **_: object) -> None:  # noqa: D102 -- Django's own
        try:
            rows = report(sets(Curriculum(settings.CURRICULUM)))
        except CurriculumError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(table(rows))
        if broken := [str(row) for row in rows if row.broken]:
            raise CommandError("can be passed unread (decision D9):\n" + "\n".join(broken))


def sets(content: Curriculum) -> list[Set]:
    """Return what is drawn and passed together: each lesson's check, and the pools of each bank. A pair without a skill is its course's."""
    checks, pools = list[Set](), defaultdict[tuple[str, str], list[Pair]](list)
    banked = [(skill, pair) for skill, pairs in content.banks.items() for pair in pairs]
    for course, lessons in content.courses:
        for lesson in lessons:
            written, pairs = map(_written, lesson["questions"]), map(_pair, lesson["pairs"])
            checks.append(Set(lesson["id"], course["id"], tuple(written), tuple(pairs), lesson["draws"]))
            banked += [(pair.get("skill") or course["id"], pair) for pair in lesson["pairs"]]
    for skill, pair in banked:
        pools[skill, pair.get("pool", "practice")].append(_pair(pair))
    banks = (Set(f"{skill} {pool}", f"bank {skill}", (), tuple(pairs), *_POOLS[pool], bank=True) for (skill, pool), pairs in sorted(pools.items()))
    return [*checks, *banks]


def _written(question: Data) -> Written:
    choices = (Choice(choice["text"], choice.get("right", False)) for choice in question["choices"])
    return Written(tuple(choices), question["kind"])


def _pair(pair: Data) -> Pair:
    """Return the text of both halves; where a half has a sender or a context of its own, that may give it away, too."""
    return Pair(*("\n".join(half[name] for name in ("context", "sender", "text") if name in half) for half in (pair["scam"], pair["genuine"])))


def table(rows: Sequence[Row]) -> str:
    """Return the report for people: of each set, course and bank the bot that got farthest beyond a guesser."""
    worst: dict[tuple[str, str, bool], Row] = {}
    for row in rows:
        place = row.measure, row.where, row.bot == "n-grams"
        worst[place] = max(worst.get(place, row), row, key=lambda one: (one.broken, one.share - one.guesser))
    lines = [["set", "measure", "worst bot", "share", "guesser", "at most"]]
    lines += [[row.where, row.measure, row.bot, *map(percent, (row.share, row.guesser, row.most))] for row in worst.values()]
    return "\n".join(_aligned(lines))


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        yield "  ".join(cell.ljust(wide) if place < _WORDS else cell.rjust(wide) for place, (cell, wide) in enumerate(cells))
