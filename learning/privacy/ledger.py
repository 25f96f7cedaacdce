"""The list of erasures beside the database: a restored copy knows nothing of what was erased since, this file does.

One JSON object a line: a random number that belonged to somebody, and times. Nothing else may ever stand here.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from learning.models import Erasure


@dataclass(frozen=True)
class Entry:
    """The last word of the list on one person: when they asked, whether it was done; taken back, it is neither."""

    learner: UUID
    asked_at: datetime | None = None
    due_at: datetime | None = None
    is_done: bool = False


def path() -> Path:
    """Return where the list is kept; backups must take it along, and a restore must not overwrite it."""
    return settings.DATA / "erasures.jsonl"


def asked(row: Erasure) -> None:
    """Write down that somebody asked."""
    _append({"learner": str(row.learner), "asked_at": row.asked_at.isoformat(), "due_at": row.due_at.isoformat()})


def undone(learner: UUID, now: datetime) -> None:
    """Write down that they took it back."""
    _append({"learner": str(learner), "undone_at": now.isoformat()})


def done(row: Erasure, now: datetime) -> None:
    """Write down that everything is gone."""
    _append({"learner": str(row.learner), "done_at": now.isoformat()})


def read(files: Iterable[Path]) -> dict[UUID, Entry]:
    """Return the last word on each person. A line cut short by a full disk or a crash says nothing."""
    found: dict[UUID, Entry] = {}
    for line in (line for file in files if file.exists() for line in file.read_text(encoding="utf-8").splitlines()):
        try:
            said = json.loads(line)
            learner = UUID(said["learner"])
        except (ValueError, KeyError, TypeError):
            continue
        before = found.get(learner, Entry(learner))
        if "asked_at" in said:
            found[learner] = Entry(learner, datetime.fromisoformat(said["asked_at"]), datetime.fromisoformat(said["due_at"]))
        elif "undone_at" in said:
            found[learner] = Entry(learner)
        elif "done_at" in said:
            found[learner] = Entry(learner, before.asked_at, before.due_at, is_done=True)
    return found


def catch_up(now: datetime) -> None:
    """Write what a crash between the database and the file left out."""
    known = read([path()])
    for row in Erasure.objects.order_by("pk"):
        said = known.get(row.learner)
        if said is None or (said.asked_at is None and not said.is_done):
            asked(row)
        if row.done_at and not (said and said.is_done):
            done(row, now)


def _append(line: dict[str, str]) -> None:
    # One write and a sync, so that the lines of several workers never mix and none is lost with the power.
    file = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{json.dumps(line)}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
