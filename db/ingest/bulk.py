"""Many rows at once, as each database takes them fastest: executemany with prepared tuples on SQLite, COPY on PostgreSQL.

All of it happens inside the caller's transaction, which holds the writer's lock: ids can be allotted before rows are written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.ingest.values import Values, for_copy, for_sqlite, instant_text, type_of
from db.models.base import Instant

_LOCK = 7_241_920_425
_MOST = 5_000
# Tables that nothing else writes and that are written under the lock only: their ids can be taken in one stretch.
_OURS = frozenset({"capture", "shop", "listing", "description", "observation", "variant"})
_LAST_OF = "last {}"
T = TypeVar("T")


def writer_lock(connection: Connection) -> None:
    """Let one writer in at a time; SQLite's BEGIN IMMEDIATE has done so already."""
    if not _sqlite(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def allot(connection: Connection, table: str, number: int) -> Sequence[int]:
    """So many new ids of a table."""
    if not number:
        return ()
    if _sqlite(connection):
        last = _last_given(connection, table)
        return range(last + 1, last + 1 + number)
    counter = f"pg_get_serial_sequence('{table}', 'id')"
    if table in _OURS:
        first: int = connection.exec_driver_sql(f"SELECT nextval({counter})").scalar_one()
        connection.exec_driver_sql(f"SELECT setval({counter}, {first + number - 1})")
        return range(first, first + number)
    query = text(f"SELECT array_agg(nextval({counter})) FROM generate_series(1, :number)")
    ids: list[int] = connection.execute(query, {"number": number}).scalar_one()
    return ids


def _last_given(connection: Connection, table: str) -> int:
    """The last id of a table on SQLite, be its row there still or not."""
    query = f"""SELECT max(coalesce((SELECT max(id) FROM {table}), 0),
                           coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?), 0))"""
    last: int = connection.exec_driver_sql(query, (_LAST_OF.format(table),)).scalar_one()
    return last


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
    """Insert rows, values in the order of the columns."""
    if not rows:
        return
    if not _sqlite(connection):
        _copy(connection, table, columns, for_copy(table, columns, rows))
        return
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    with driven(connection, statement) as driver:
        driver.executemany(statement, for_sqlite(table, columns, rows))


def update(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Values], key: str = "id") -> None:
    """Set columns of rows by their key; each row's last value is its key."""
    if not rows:
        return
    named = [*columns, key]
    if _sqlite(connection):
        statement = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE {key} = ?"
        with driven(connection, statement) as driver:
            driver.executemany(statement, for_sqlite(table, named, rows))
        return
    staged = f"staged_{table}_{columns[0]}"
    made = (
        f"CREATE TEMP TABLE IF NOT EXISTS {staged} ON COMMIT DELETE ROWS AS SELECT {', '.join(named)} FROM {table} WITH NO DATA"
    )
    connection.exec_driver_sql(made)
    connection.exec_driver_sql(f"TRUNCATE {staged}")
    _copy(connection, staged, named, for_copy(table, named, rows))
    sets = ", ".join(f"{name} = s.{name}" for name in columns)
    connection.exec_driver_sql(f"UPDATE {table} t SET {sets} FROM {staged} s WHERE t.{key} = s.{key}")


def delete(connection: Connection, table: str, ids: Sequence[int]) -> None:
    """Delete rows by id. No id is given twice: the derivation takes one that it has seen for a row that it knows."""
    if not ids:
        return
    if _sqlite(connection):
        # PostgreSQL's sequences never go back.
        kept = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        connection.exec_driver_sql(kept, (_LAST_OF.format(table), str(_last_given(connection, table))))
        statement = f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        with driven(connection, statement) as driver:
            driver.execute(statement, (json.dumps(list(ids)),))
        return
    statement = f"DELETE FROM {table} WHERE id = ANY(%s::bigint[])"
    with driven(connection, statement) as driver:
        driver.execute(statement, (list(ids),))


def remove(connection: Connection, table: str, keys: Sequence[str], rows: Sequence[Values]) -> None:
    """Delete rows by a key of several columns."""
    if not rows:
        return
    if _sqlite(connection):
        statement = f"DELETE FROM {table} WHERE {' AND '.join(f'{key} = ?' for key in keys)}"
        with driven(connection, statement) as driver:
            driver.executemany(statement, for_sqlite(table, keys, rows))
        return
    gone = f"gone_{table}"
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE IF NOT EXISTS {gone} ON COMMIT DELETE ROWS AS SELECT {', '.join(keys)} FROM {table} WITH NO DATA"
    )
    connection.exec_driver_sql(f"TRUNCATE {gone}")
    _copy(connection, gone, keys, for_copy(table, keys, rows))
    connection.exec_driver_sql(f"ANALYZE {gone}")
    same = " AND ".join(f"t.{key} = g.{key}" for key in keys)
    connection.exec_driver_sql(f"DELETE FROM {table} t USING {gone} g WHERE {same}")


def find(
    connection: Connection, table: str, keys: Sequence[str], wanted: Collection[Sequence[Any]], columns: Sequence[str]
) -> list[Values]:
    """Columns of the rows whose key is among the wanted ones, values as the driver gives them."""
    names = ", ".join(f"t.{name}" for name in columns)
    found: list[Values] = []
    for batch in batches(list(wanted), _MOST):
        found += _find(connection, table, keys, batch, names)
    return found


def _find(connection: Connection, table: str, keys: Sequence[str], wanted: Sequence[Sequence[Any]], names: str) -> list[Any]:
    columns = dict(zip(keys, zip(*wanted, strict=True), strict=True))
    # What is the same in all keys, as platform and site on a page of results, is said once.
    once = {key: column[0] for key, column in columns.items() if column.count(column[0]) == len(column)}
    if len(once) == len(columns):
        del once[keys[0]]
    lists = {key: column for key, column in columns.items() if key not in once}
    query, parameters = (_by_json_each if _sqlite(connection) else _by_json_elements)(table, names, lists, once)
    with driven(connection, query) as driver:
        return list(driver.execute(query, parameters).fetchall())


def _by_json_each(table: str, names: str, lists: Mapping[str, Sequence[Any]], once: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A query for SQLite: the list comes first, each of its keys is looked up in the index."""
    several = len(lists) > 1
    same = [f"t.{key} = j.value" + (f" ->> {n}" if several else "") for n, key in enumerate(lists)]
    same += [f"t.{key} = ?" for key in once]
    listed = list(zip(*lists.values(), strict=True)) if several else next(iter(lists.values()))
    query = f"SELECT {names} FROM json_each(?) j CROSS JOIN {table} t ON {' AND '.join(same)}"
    plain = [instant_text(value) if isinstance(value, datetime) else value for value in once.values()]
    return query, [json.dumps(listed, ensure_ascii=False, default=instant_text), *plain]


def _by_json_elements(
    table: str, names: str, lists: Mapping[str, Sequence[Any]], once: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    """A query for PostgreSQL: a JSON list a key, side by side; psycopg writes arrays element by element, json in C."""
    elements = ", ".join("json_array_elements_text(%s::json)" for _ in lists)
    same = [f"t.{key} = j.k{n}{_cast(table, key)}" for n, key in enumerate(lists)] + [f"t.{key} = %s" for key in once]
    listed = f"ROWS FROM ({elements}) j({', '.join(f'k{n}' for n in range(len(lists)))})"
    query = f"SELECT {names} FROM {listed} JOIN {table} t ON {' AND '.join(same)}"
    texts = [json.dumps(column, ensure_ascii=False, default=_plain) for column in lists.values()]
    return query, [*texts, *once.values()]


def _cast(table: str, key: str) -> str:
    kind = type_of(table, key)
    if isinstance(kind, Instant):
        return "::timestamptz"
    return "::bigint" if kind.python_type is int else ""


def _plain(value: datetime) -> str:
    return value.isoformat()


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
    """COPY in text form; psycopg formats the values in C."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with driven(connection, statement) as driver, driver.cursor() as cursor, cursor.copy(statement) as copy:
        write: Callable[[Values], None] = copy.write_row
        for row in rows:
            write(row)


@contextmanager
def driven(connection: Connection, statement: str) -> Iterator[Any]:
    """The driver's own connection; its errors are told as SQLAlchemy tells them.

    Raises:
        DBAPIError: whatever the driver raises.

    """
    dialect = connection.dialect
    errors: Any = dialect.loaded_dbapi.Error
    driver: Any = connection.connection.driver_connection
    try:
        yield driver
    except errors as error:
        lost = dialect.is_disconnect(error, driver, None)
        raise DBAPIError.instance(
            statement, None, error, errors, hide_parameters=True, connection_invalidated=lost, dialect=dialect
        ) from error


def batches(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """A sequence in pieces."""
    return (values[at : at + size] for at in range(0, len(values), size))


def _sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
