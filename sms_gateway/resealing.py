"""A change of keys, beside running workers: every number sealed anew with the first key, and under today's index.

The unit is a number, not a row: all its rows go over together, with its stop, so that none of them loses the others.
Killed in the middle it has done a part of the numbers, and the next run does the rest. It never waits for a row that somebody is
writing, so it holds nobody up; such a number is left for the next run. `Report.left` says what still needs the keys of before.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import BinaryField, Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Substr

from sms_gateway import locks, sealing
from sms_gateway.models import OutboundMessage, Suppression

# Short, for whoever has to wait: on SQLite everybody who writes.
_BATCH = 100
_SAMPLE = 5


@dataclass(frozen=True)
class Numbers:
    """A table with sealed numbers: its rows, and the names of the two columns."""

    rows: QuerySet[Any]
    sealed: str = "number_sealed"
    index: str = "number_index"

    @property
    def name(self) -> str:
        """What a report calls the table."""
        return self.rows.model._meta.label  # noqa: SLF001 -- Django's documented API

    def of(self, index: str | OuterRef) -> QuerySet[Any]:
        """Return the rows of one number."""
        return self.rows.filter(**{self.index: index})

    def may_hold(self, index: str) -> bool:
        """Whether a row may go over to this index: not where each number stands once and this one stands there already."""
        column: Any = self.rows.model._meta.get_field(self.index)  # noqa: SLF001 -- Django's documented API
        return not (column.unique and self.of(index).exists())


@dataclass(frozen=True)
class Marks:
    """A table that knows a number by its index alone."""

    rows: QuerySet[Any]
    index: str = "number_index"


OUTBOX = Numbers(OutboundMessage.objects.all(), "recipient_sealed", "recipient_index")


@dataclass
class Report:
    """What a pass did, and what it left; no number, no index."""

    # Rows sealed anew, by table.
    turned: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    # Rows that still need an old key: why, and how many.
    left: Counter[str] = field(default_factory=Counter)
    # Rows whose number stands a second time in a table where each stands once: table and id, for whoever must join them by hand.
    twice: list[str] = field(default_factory=list)
    # Stops whose number stands in no table: nobody can tell under which key.
    stops_alone: int = 0


class WrongKeys(Exception):
    """Some seals cannot be opened with the keys there are. Nothing was changed."""


class _Row(NamedTuple):
    pk: Any
    number: sealing.SealedNumber


class _InUse(Exception):
    """Somebody is writing one of the rows just now."""


def reseal(tables: Sequence[Numbers], marks: Sequence[Marks] = ()) -> Report:
    """Seal every number in the tables, and every waiting code, with the first key and under today's index. Raises `WrongKeys`."""
    _refuse_wrong_keys(tables)
    report = Report()
    for table in tables:
        for batch in _batches(table):
            _turn(batch, tables, marks, report)
    report.turned["codes"] = _turn_codes()
    for table in tables:
        _count_left(table, report)
    report.left["wait with a code"] = _under_old_key(_codes(), "secret_sealed").count()
    if settings.SEALING_OLD_INDEX_KEY:
        report.stops_alone = _alone(tables).count()
    return report


# --- a few numbers at once --------------------------------------------------------------------------------------------------
def _turn(batch: Sequence[_Row], tables: Sequence[Numbers], marks: Sequence[Marks], report: Report) -> None:
    numbers = list({row.number.index: row.number for row in batch}.values())
    done = Report()
    try:
        with transaction.atomic():
            moved = [index for number in numbers for index in _turn_one(number, tables, done)]
            for mark in marks:
                _mark_anew(mark, dict(moved))
    except _InUse:
        return
    report.turned.update(done.turned)
    report.stops += done.stops


def _turn_one(number: sealing.SealedNumber, tables: Sequence[Numbers], done: Report) -> list[tuple[str, str]]:
    """Turn all rows of one number, or none; return from which index to which its marks go."""
    try:
        plain = sealing.open(number)
    except sealing.CannotOpen:
        return []
    fresh, known = sealing.seal(plain), sealing.indexes(plain)
    if number.index not in known:
        return []
    try:
        with transaction.atomic():
            # The stop first: nothing of the number may go over before it.
            stops = sum(Suppression.objects.carry(old, fresh.index) for old in known[1:])
            turned = {table.name: _go_over(table, number.index, fresh) for table in tables}
    except (_InUse, IntegrityError):
        return []
    done.stops += stops
    done.turned.update(turned)
    return [(old, fresh.index) for old in known[1:]]


def _go_over(table: Numbers, index: str, fresh: sealing.SealedNumber) -> int:
    rows = _free(_under_old_key(table.of(index), table.sealed) if index == fresh.index else table.of(index))
    return rows.update(**{table.sealed: fresh.sealed, table.index: fresh.index})


def _mark_anew(marks: Marks, moved: Mapping[str, str]) -> None:
    rows = _free(marks.rows.filter(**{f"{marks.index}__in": list(moved)})) if moved else marks.rows.none()
    for pk, old in rows.values_list("pk", marks.index):
        row = marks.rows.filter(pk=pk)
        try:
            with transaction.atomic():
                row.update(**{marks.index: moved[old]})
        except IntegrityError:
            row.delete()  # the same already stands there under the new index


def _free(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows, locked, or raise: this pass never waits, so it can block nobody who waits for it."""
    if set(rows.values_list("pk", flat=True)) - set(locks.claimable(rows).values_list("pk", flat=True)):
        raise _InUse
    return rows


def _turn_codes() -> int:
    """Seal waiting codes anew; one that leaves meanwhile is not brought back."""
    turned = 0
    for pk, key, sealed in list(_under_old_key(_codes(), "secret_sealed").values_list("pk", "key", "secret_sealed")):
        try:
            fresh = sealing.seal_text(sealing.open_text(bytes(sealed), about=key), about=key)
        except sealing.CannotOpen:
            continue
        turned += OutboundMessage.objects.filter(pk=pk, secret_sealed=sealed).update(secret_sealed=fresh)
    return turned


# --- what needs an old key -----------------------------------------------------------------------------------------------
def _batches(table: Numbers) -> Iterator[list[_Row]]:
    """Rows that may need an old key, in portions, each read when the one before is done: no query stays open while others write."""
    # Under which key an index was made cannot be seen from outside: while that key is being changed, every number is opened.
    rows = table.rows if settings.SEALING_OLD_INDEX_KEY else _under_old_key(table.rows, table.sealed)
    rows, last = rows.order_by("pk"), None
    while True:
        read = (rows.filter(pk__gt=last) if last is not None else rows).values_list("pk", table.sealed, table.index)[:_BATCH]
        batch = [_Row(pk, sealing.SealedNumber(bytes(sealed), index)) for pk, sealed, index in read]
        if not batch:
            return
        last = batch[-1].pk
        yield batch


def _count_left(table: Numbers, report: Report) -> None:
    for batch in _batches(table):
        for row in batch:
            if why := _needs_old_key(row, table, report):
                report.left[why] += 1


def _needs_old_key(row: _Row, table: Numbers, report: Report) -> str:
    try:
        known = sealing.indexes(sealing.open(row.number))
    except sealing.CannotOpen:
        return "open with no key"
    if row.number.index not in known:
        return "stand under an index that neither key makes"
    if row.number.index != known[0] and not table.may_hold(known[0]):
        report.twice.append(f"{table.name} {row.pk}")
        return "stand there twice"
    return "were in use, or came meanwhile" if row.number.index != known[0] or row.number.sealed[0] != sealing.newest_key() else ""


def _under_old_key(rows: QuerySet[Any], sealed: str) -> QuerySet[Any]:
    return _with_key_id(rows, sealed).exclude(key_id=bytes([sealing.newest_key()]))


def _with_key_id(rows: QuerySet[Any], sealed: str) -> QuerySet[Any]:
    return rows.annotate(key_id=Substr(F(sealed), 1, 1, output_field=BinaryField()))


def _codes() -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(secret_sealed__isnull=False)


def _alone(tables: Sequence[Numbers]) -> QuerySet[Suppression]:
    """Stops whose number stands in none of the tables."""
    stops = Suppression.objects.all()
    for table in tables:
        stops = stops.filter(~Exists(table.of(OuterRef("recipient_index"))))
    return stops


# --- before anything is changed --------------------------------------------------------------------------------------------
def _refuse_wrong_keys(tables: Sequence[Numbers]) -> None:
    places = [*((table.rows, table.sealed) for table in tables), (_codes(), "secret_sealed")]
    used: Counter[int] = Counter()
    for rows, sealed in places:
        used.update(_key_ids(rows, sealed))
    if missing := {key_id: count for key_id, count in sorted(used.items()) if key_id not in settings.SEALING_KEYS}:
        raise WrongKeys(" ".join(f"CHBAS_SEALING_KEYS holds no key {key_id}, which sealed {count} rows." for key_id, count in missing.items()))
    for table in tables:
        for key_id in _key_ids(table.rows, table.sealed):
            if not _opens_something(table, key_id):
                raise WrongKeys(f"Key {key_id} of CHBAS_SEALING_KEYS is not the key {key_id} that sealed {table.name}.")


def _key_ids(rows: QuerySet[Any], sealed: str) -> Mapping[int, int]:
    counted = _with_key_id(rows, sealed).order_by().values_list("key_id").annotate(Count("pk"))
    return {bytes(key_id)[0]: count for key_id, count in counted if key_id}


def _opens_something(table: Numbers, key_id: int) -> bool:
    """Whether a key opens one of a few rows it sealed: one damaged row is no wrong key."""
    rows = _with_key_id(table.rows, table.sealed).filter(key_id=bytes([key_id])).values_list(table.sealed, table.index)
    return any(_opens(sealing.SealedNumber(bytes(sealed), index)) for sealed, index in rows[:_SAMPLE])


def _opens(number: sealing.SealedNumber) -> bool:
    try:
        sealing.open(number)
    except sealing.CannotOpen:
        return False
    return True
