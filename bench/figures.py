"""docs/figures.md: one chapter per measurement; measuring again replaces its chapter and leaves the others."""

import re
from dataclasses import dataclass
from statistics import median

from cms.up import BASE

FILE = BASE / "docs/figures.md"
TITLES = ["Pages", "Queries", "The door", "Search", "Lesson page under load", "Answers under load", "Memory", "Start", "Tests"]
INTRODUCTION = """# Figures

Measured, not estimated. `make bench` makes all of them and writes this page; `python -m bench pages start` makes some.
Each chapter says its command, the day, the machine and how busy that machine was before; on a shared machine only the
ratios taken in one run mean much. What the tests hold is held there (`tests/browser/test_page_weight.py`), not here.
"""
TESTS = """## Tests

`make test` and `make test DATABASE=sqlite`, written down by hand.

| database | tests | seconds |
|---|--:|--:|
| SQLite | - | - |
| PostgreSQL, with browsers and processes | - | - |
"""
Cell = str | int | float


@dataclass(frozen=True)
class Chapter:
    """One table and what has to be said about it."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """Return it as Markdown, without its heading."""
        line = "|".join("--:" if column and not isinstance(self.rows[0][column], str) else "---" for column in range(len(self.head)))
        rows = [" | ".join(_said(cell) for cell in row) for row in self.rows]
        table = "\n".join([f"| {' | '.join(self.head)} |", f"|{line}|", *(f"| {row} |" for row in rows)])
        return "\n".join([table, *([""] if self.notes else []), *(f"- {note}" for note in self.notes)])


def write(chapter: Chapter, source: str) -> None:
    """Put one chapter in its place."""
    chapters = _chapters()
    chapters[chapter.title] = f"## {chapter.title}\n\n{source}\n\n{chapter.text()}\n"
    ordered = [chapters[title] for title in TITLES if title in chapters]
    FILE.write_text("\n".join([INTRODUCTION, *ordered]), encoding="utf-8")


def spread(values: list[float], form: str = ".0f") -> str:
    """Return the median with the lowest and the highest."""
    return f"{median(values):{form}} ({min(values):{form}}-{max(values):{form}})"


def _chapters() -> dict[str, str]:
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    found = {one.split("\n", 1)[0]: f"## {one.rstrip()}\n" for one in re.split(r"^## ", text, flags=re.MULTILINE)[1:]}
    return {"Tests": TESTS} | found


def _said(cell: Cell) -> str:
    return f"{cell:,.1f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell
