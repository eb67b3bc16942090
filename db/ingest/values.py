"""Values between Python and the drivers: SQLite takes text and floats where PostgreSQL takes instants and decimals."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Connection, Date
from sqlalchemy.types import TypeEngine

from db.models import Base
from db.models.base import Exact, Instant, exact

Values = tuple[Any, ...]
Convert = Callable[[Any], Any]


def for_sqlite(table: str, columns: Sequence[str], rows: Sequence[Values]) -> Sequence[Values]:
    """Rows as SQLite's driver takes them and SQLAlchemy's types read them again."""
    return _converted(rows, _sqlite_converters(table, tuple(columns)))


def _converted(rows: Sequence[Values], converters: Sequence[tuple[int, Convert]]) -> Sequence[Values]:
    """Column by column: three times as fast as row by row."""
    if not converters or not rows:
        return rows
    columns: list[Any] = list(zip(*rows, strict=True))
    for n, convert in converters:
        columns[n] = [None if value is None else convert(value) for value in columns[n]]
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=128)
def _sqlite_converters(table: str, columns: tuple[str, ...]) -> list[tuple[int, Convert]]:
    found = ((n, _sqlite_converter(type_of(table, name))) for n, name in enumerate(columns))
    return [(n, convert) for n, convert in found if convert is not None]


def _sqlite_converter(kind: TypeEngine[Any]) -> Convert | None:
    if isinstance(kind, Exact):
        return float
    if isinstance(kind, Instant):
        return instant_text
    if isinstance(kind, Date):
        return day_text
    return json_text if isinstance(kind, JSON) else None


def type_of(table: str, column: str) -> TypeEngine[Any]:
    """The type of a column."""
    return Base.metadata.tables[table].c[column].type


def aware(value: datetime) -> datetime:
    """The instant itself.

    Raises:
        ValueError: it is naive.

    """
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no zone: instants are aware")
    return value


@lru_cache(maxsize=4096)
def instant_text(value: datetime) -> str:
    """An instant as SQLAlchemy's SQLite dialect writes it."""
    return aware(value).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@lru_cache(maxsize=4096)
def day_text(value: date) -> str:
    """A day as both databases read it."""
    return value.isoformat()


def time_text(value: date) -> str:
    """A day or an instant as SQLAlchemy's SQLite dialect writes it."""
    return instant_text(value) if isinstance(value, datetime) else day_text(value)


class Written(str):
    """JSON that is written already, in the form of `json_text`."""

    __slots__ = ()


def json_text(value: Any) -> str:
    """JSON in one form, so that equal values are equal text."""
    if isinstance(value, Written):
        # SQLite's driver looks long at what is no plain text.
        return str(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=4096)
def as_instant(value: Any) -> datetime | None:
    """An instant from what a driver gives: text on SQLite, aware in some zone on PostgreSQL."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def as_day(value: Any) -> date | None:
    """A day from what a driver gives."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def local(at: Any, zone: str) -> tuple[datetime, date]:
    """An instant as a driver gives it, and its day in a time zone."""
    instant = cast("datetime", as_instant(at))
    return instant, instant.astimezone(ZoneInfo(zone)).date()


def for_query(connection: Connection, day: date) -> Any:
    """A day as a hand-written query compares it: SQLite keeps text."""
    return day_text(day) if connection.dialect.name == "sqlite" else day


@lru_cache(maxsize=4096)
def as_exact(value: Any) -> Decimal | None:
    """A decimal with four places from what a driver gives."""
    return None if value is None else exact(Decimal(str(value)))


def as_json(value: Any) -> Any:
    """A value from what a driver gives: text on SQLite, read already on PostgreSQL."""
    return json.loads(value) if isinstance(value, str) else value


_READ: tuple[tuple[type, Convert], ...] = (
    (Exact, as_exact),
    (Instant, as_instant),
    (Date, as_day),
    (JSON, as_json),
    (bool, bool),
)


@lru_cache(maxsize=128)
def readers(table: str, columns: tuple[str, ...]) -> tuple[Convert | None, ...]:
    """For each column how to read what a driver gives; None = as it is."""
    return tuple(_reader(type_of(table, name)) for name in columns)


def _reader(kind: TypeEngine[Any]) -> Convert | None:
    for wanted, read in _READ:
        if isinstance(kind, wanted):
            return read
    return (lambda value: None if value is None else bool(value)) if kind.python_type is bool else None


def read_row(table: str, columns: tuple[str, ...], row: Sequence[Any]) -> Values:
    """A driver's row as Python values."""
    kinds = readers(table, columns)
    return tuple(value if read is None else read(value) for read, value in zip(kinds, row, strict=True))
