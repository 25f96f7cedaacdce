"""What a loader wrote the first time is written again row by row: loading a small course took half the time of the tests that need one.

Only inside a test's own transaction, only from the same rows as the first time, and never while a test travels in time. Only on
PostgreSQL: on SQLite the search keeps words of its own beside the rows, which do not come along.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import time_machine
from django.apps import apps
from django.db import connection

Rows = dict[str, dict[Any, tuple[Any, ...]]]  # table -> key -> row


class Written(NamedTuple):
    """What was there in the tables that changed, and what was there afterwards."""

    before: Rows
    after: Rows


_KEPT: dict[tuple[str, str], list[Written]] = {}


def once(key: str, write: Callable[[], object]) -> None:
    """Write, or write again what it wrote the first time; `key` says everything that it depends on."""
    if connection.vendor != "postgresql" or not connection.in_atomic_block or time_machine.escape_hatch.is_travelling():
        write()
        return
    kept = _KEPT.setdefault((str(connection.settings_dict["NAME"]), key), [])
    known = next((one for one in kept if one.before == _rows(one.before)), None)
    if known:
        _write(known)
        return
    before = _rows(_tables())
    write()
    after = _rows(before)
    changed = [table for table in before if before[table] != after[table]]
    kept.append(Written(*({table: rows[table] for table in changed} for rows in (before, after))))


@cache
def _tables() -> dict[str, str]:
    managed = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    return {one.db_table: connection.ops.quote_name(one.pk.column) for one in managed}


def _rows(tables: Iterable[str]) -> Rows:
    keys, found = _tables(), {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT {keys[table]}, * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- our own tables
            found[table] = {row[0]: row[1:] for row in cursor.fetchall()}
    return found


def _write(known: Written) -> None:
    keys = _tables()
    with connection.cursor() as cursor:
        for table, before in known.before.items():
            after, name = known.after[table], connection.ops.quote_name(table)
            gone = [[key] for key, row in before.items() if after.get(key) != row]
            if gone:
                cursor.executemany(f"DELETE FROM {name} WHERE {keys[table]} = %s", gone)  # noqa: S608 -- as above
            new = [row for key, row in after.items() if before.get(key) != row]
            if new:
                holes = ", ".join(["%s"] * len(new[0]))
                cursor.executemany(f"INSERT INTO {name} VALUES ({holes})", new)  # noqa: S608 -- as above
