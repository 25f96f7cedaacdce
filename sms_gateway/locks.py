"""Locks and the clock, in the form each database has them (decisions E4, F6)."""

import hashlib
from datetime import datetime
from typing import TypeVar

from django.db import connection, connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


class DatabaseNow(Now):
    """The database's clock, read when the statement runs: clocks of workers never matter."""


# A time, or something the database reckons to a time.
Moment = datetime | Combinable
Row = TypeVar("Row", bound=Model)


def moment(now: datetime | None) -> Moment:
    """Return the time to reckon with: the one given, else the database's clock."""
    return now or DatabaseNow()


def held(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows locked until the transaction ends, waiting for whoever holds them."""
    return rows.select_for_update() if _locks_rows(rows) else rows


def claimable(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows locked until the transaction ends, leaving out those that another worker holds."""
    return rows.select_for_update(skip_locked=True) if _locks_rows(rows) else rows


def alone(name: str) -> None:
    """Let nobody else be between this call and the end of the transaction, for the same name. On SQLite every transaction is alone."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _locks_rows(rows: QuerySet[Row]) -> bool:
    # SQLite ignores row locks without a word; there BEGIN IMMEDIATE, set for every transaction, lets one writer in at a time.
    return connections[rows.db].features.has_select_for_update_skip_locked
