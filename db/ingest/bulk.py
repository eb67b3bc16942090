"""Many rows at once, as each database takes them fastest: executemany with prepared tuples on SQLite, COPY on PostgreSQL.

All of it happens inside the caller's transaction, which holds the writer's lock: ids can be allotted before rows are written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, Table, text
from sqlalchemy.types import TypeEngine

from db.models import Base
from db.models.base import Exact, Instant

Values = tuple[Any, ...]
_LOCK = 7_241_920_425


def writer_lock(connection: Connection) -> None:
    """Let one writer in at a time; SQLite's BEGIN IMMEDIATE has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def allot(connection: Connection, table: str, number: int) -> range | list[int]:
    """So many new ids of a table."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :number)")
        return [row[0] for row in connection.execute(query, {"table": table, "number": number})]
    last: int = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()
    return range(last + 1, last + 1 + number)


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
    """Insert rows, values in the order of the columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
        return
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
    connection.exec_driver_sql(statement, _converted(table, columns, rows))


def update(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
    """Set columns of rows by id; each row's last value is its id."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        staged = f"staged_{table}"
        names = ", ".join(columns)
        create = f"CREATE TEMP TABLE {staged} ON COMMIT DROP AS SELECT {names}, id FROM {table} WITH NO DATA"
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {staged}")
        connection.exec_driver_sql(create)
        _copy(connection, staged, [*columns, "id"], rows, like=table)
        sets = ", ".join(f"{name} = s.{name}" for name in columns)
        connection.exec_driver_sql(f"UPDATE {table} t SET {sets} FROM {staged} s WHERE t.id = s.id")
        return
    sets = ", ".join(f"{name} = ?" for name in columns)
    statement = f"UPDATE {table} SET {sets} WHERE id = ?"
    connection.exec_driver_sql(statement, _converted(table, [*columns, "id"], rows))


def find(
    connection: Connection, table: str, keys: Sequence[str], wanted: Iterable[Sequence[Any]], columns: Sequence[str]
) -> list[Values]:
    """Columns of the rows whose key is among the wanted ones, values as the driver gives them."""
    listed = json.dumps([list(key) for key in wanted], ensure_ascii=False)
    if listed == "[]":
        return []
    names = ", ".join(f"t.{name}" for name in columns)
    if connection.dialect.name == "postgresql":
        same = " AND ".join(f"t.{key} = {_json_value(table, key, f'j.value ->> {n}')}" for n, key in enumerate(keys))
        query = f"SELECT {names} FROM json_array_elements(CAST(:listed AS json)) j JOIN {table} t ON {same}"
    else:
        same = " AND ".join(f"t.{key} = j.value ->> {n}" for n, key in enumerate(keys))
        query = f"SELECT {names} FROM json_each(:listed) j CROSS JOIN {table} t ON {same}"
    return [tuple(row) for row in connection.execute(text(query), {"listed": listed})]


def _json_value(table: str, key: str, expression: str) -> str:
    kind = Base.metadata.tables[table].c[key].type.python_type
    return f"({expression})::bigint" if kind is int else expression


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Values], like: str = "") -> None:
    """COPY in text form; psycopg formats the values in C."""
    places = [n for n, name in enumerate(columns) if isinstance(_type(like or table, name), JSON)]
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(_with_json(row, places) if places else row)


def _with_json(row: Values, places: Sequence[int]) -> list[Any]:
    values = list(row)
    for n in places:
        values[n] = None if values[n] is None else json.dumps(values[n], ensure_ascii=False)
    return values


def _converted(table: str, columns: Sequence[str], rows: Sequence[Values]) -> list[Values]:
    """Rows as SQLite stores them."""
    wanted = _converters(table, tuple(columns))
    if not wanted:
        return list(rows)
    result = []
    for row in rows:
        values = list(row)
        for n, convert in wanted:
            if values[n] is not None:
                values[n] = convert(values[n])
        result.append(tuple(values))
    return result


@lru_cache(maxsize=64)
def _converters(table: str, columns: tuple[str, ...]) -> list[tuple[int, Callable[[Any], Any]]]:
    return [(n, convert) for n, name in enumerate(columns) if (convert := _converter(_type(table, name))) is not None]


def _type(table: str, column: str) -> TypeEngine[Any]:
    found: Table = Base.metadata.tables[table]
    return found.c[column].type


def _converter(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, Exact):
        return float
    if isinstance(kind, Instant):
        return instant_text
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, Boolean):
        return int
    return _json_text if isinstance(kind, JSON) else None


def instant_text(value: datetime) -> str:
    """An instant as SQLAlchemy's SQLite dialect writes it."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_instant(value: Any) -> datetime | None:
    """An instant from what a driver gives: text on SQLite, aware on PostgreSQL."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def as_day(value: Any) -> date | None:
    """A day from what a driver gives."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_exact(value: Any) -> Decimal | None:
    """A decimal with four places from what a driver gives."""
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.0001"))
