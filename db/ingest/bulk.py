"""Many rows at once, as each database takes them fastest: executemany with prepared tuples on SQLite, COPY on PostgreSQL.

All of it happens inside the caller's transaction, which holds the writer's lock: ids can be allotted before rows are written.
Only here is psycopg spoken to, and it is imported where PostgreSQL is the store.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, TypeVar
from zlib import crc32

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.ingest.copied import copied
from db.ingest.values import Values, for_sqlite, time_text, type_of
from db.models.base import Instant

_LOCK = 7_241_920_425
_MOST = 5_000
# Tables that nothing else writes and that are written under the lock only: their ids can be taken in one stretch.
_OURS = ("capture", "shop", "listing", "description", "observation", "variant", "revision")
_LAST_OF = "last {}"
# In a connection's `info` while `in_flight`: the next id of each of these tables.
_NEXT = "next_ids"
_CASTS = {int: "::bigint", date: "::date"}
T = TypeVar("T")


def writer_lock(connection: Connection) -> None:
    """Let one writer in at a time; SQLite's BEGIN IMMEDIATE has done so already."""
    if not _sqlite(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


@contextmanager
def in_flight(connection: Connection) -> Iterator[None]:
    """Inside, PostgreSQL's answer to rows is not waited for until something else is asked; at the end all is settled.

    Only functions of this module may use the connection meanwhile.

    Raises:
        DBAPIError: rows were refused; the next function that uses the connection may say so earlier.

    """
    if _sqlite(connection):
        yield
        return
    counters = [f"pg_get_serial_sequence('{table}', 'id')" for table in _OURS]
    row = connection.exec_driver_sql(f"SELECT {', '.join(f'nextval({counter})' for counter in counters)}").one()
    ids = connection.info[_NEXT] = dict(zip(_OURS, row, strict=True))
    try:
        yield
        reached = ", ".join(f"setval({counter}, {ids[table]}, false)" for counter, table in zip(counters, _OURS, strict=True))
        _run(connection, f"SELECT {reached}", wait=True)
    except BaseException:
        # What failed first is told; the connection has to be free for the rollback.
        with suppress(DBAPIError), driven(connection, ""):
            pass
        raise
    finally:
        connection.info.pop(_NEXT, None)


def is_in_flight(connection: Connection) -> bool:
    """Whether PostgreSQL may still be busy with what it was sent."""
    return _NEXT in connection.info


def allot(connection: Connection, table: str, number: int) -> Sequence[int]:
    """So many new ids of a table."""
    if not number:
        return ()
    if table in connection.info.get(_NEXT, ()):
        first = connection.info[_NEXT][table]
        connection.info[_NEXT][table] += number
        return range(first, first + number)
    if _sqlite(connection):
        last = _last_given(connection, table)
        return range(last + 1, last + 1 + number)
    counter = f"pg_get_serial_sequence('{table}', 'id')"
    if table in _OURS:
        first = connection.exec_driver_sql(f"SELECT nextval({counter})").scalar_one()
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
        _copy(connection, table, *copied(table, columns, rows))
        return
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    with driven(connection, statement) as driver:
        driver.executemany(statement, for_sqlite(table, columns, rows))


def update(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Values], *keys: str) -> None:
    """Set columns of rows by their key, which is `id` where none is named; each row's last values are its key."""
    if not rows:
        return
    keys = keys or ("id",)
    named = [*columns, *keys]
    if _sqlite(connection):
        sets, same = ", ".join(f"{name} = ?" for name in columns), " AND ".join(f"{key} = ?" for key in keys)
        statement = f"UPDATE {table} SET {sets} WHERE {same}"
        with driven(connection, statement) as driver:
            driver.executemany(statement, for_sqlite(table, named, rows))
        return
    staged = f"staged_{table}_{crc32(','.join(named).encode()):x}"
    _stage(connection, staged, table, named, rows)
    sets = ", ".join(f"{name} = s.{name}" for name in columns)
    same = " AND ".join(f"t.{key} = s.{key}" for key in keys)
    _run(connection, f"UPDATE {table} t SET {sets} FROM {staged} s WHERE {same}")


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
    _stage(connection, gone, table, keys, rows)
    _run(connection, f"ANALYZE {gone}")
    same = " AND ".join(f"t.{key} = g.{key}" for key in keys)
    _run(connection, f"DELETE FROM {table} t USING {gone} g WHERE {same}")


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
    plain = [time_text(value) if isinstance(value, date) else value for value in once.values()]
    return query, [json.dumps(listed, ensure_ascii=False, default=time_text), *plain]


def _by_json_elements(
    table: str, names: str, lists: Mapping[str, Sequence[Any]], once: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    """A query for PostgreSQL: a list of one key as an array, found by one walk through the index, else JSON lists side by side.

    Both are written here as text: psycopg writes arrays element by element.
    """
    same = [f"t.{key} = %s" for key in once]
    key, column = next(iter(lists.items()))
    if len(lists) == 1 and isinstance(column[0], int | str):
        same.insert(0, f"t.{key} = ANY(%s::{'bigint' if type_of(table, key).python_type is int else 'text'}[])")
        return f"SELECT {names} FROM {table} t WHERE {' AND '.join(same)}", [_array(column), *once.values()]
    elements = ", ".join("json_array_elements_text(%s::json)" for _ in lists)
    same = [f"t.{key} = j.k{n}{_cast(table, key)}" for n, key in enumerate(lists)] + same
    listed = f"ROWS FROM ({elements}) j({', '.join(f'k{n}' for n in range(len(lists)))})"
    query = f"SELECT {names} FROM {listed} JOIN {table} t ON {' AND '.join(same)}"
    texts = [json.dumps(column, ensure_ascii=False, default=_plain) for column in lists.values()]
    return query, [*texts, *once.values()]


def _array(column: Sequence[Any]) -> str:
    """Texts or numbers as PostgreSQL reads an array."""
    if isinstance(column[0], int):
        return f"{{{','.join(map(str, column))}}}"
    together = '","'.join(column)
    if "\\" in together or together.count('"') > 2 * (len(column) - 1):
        together = '","'.join([text.replace("\\", "\\\\").replace('"', '\\"') for text in column])
    return f'{{"{together}"}}'


def _cast(table: str, key: str) -> str:
    kind = type_of(table, key)
    return "::timestamptz" if isinstance(kind, Instant) else _CASTS.get(kind.python_type, "")


def _plain(value: date) -> str:
    return value.isoformat()


def _stage(connection: Connection, staged: str, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
    """Rows in a table of the session's own, empty after each transaction, with the types of a table's columns."""
    like = f"SELECT {', '.join(columns)} FROM {table} WITH NO DATA"
    _run(connection, f"CREATE TEMP TABLE IF NOT EXISTS {staged} ON COMMIT DELETE ROWS AS {like}; TRUNCATE {staged}", wait=True)
    _copy(connection, staged, *copied(table, columns, rows))


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterator[str]) -> None:
    from db.ingest import flight

    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with driven(connection, statement) as driver:
        flight.copy(driver, statement, rows, wait=_NEXT not in connection.info)


def _run(connection: Connection, statement: str, *, wait: bool = False) -> None:
    """A statement on PostgreSQL without parameters."""
    from db.ingest import flight

    with driven(connection, statement) as driver:
        if wait or _NEXT not in connection.info:
            driver.execute(statement, prepare=False)
        else:
            flight.send(driver, statement)


@contextmanager
def driven(connection: Connection, statement: str) -> Iterator[Any]:
    """The driver's own connection, nothing in flight; its errors are told as SQLAlchemy tells them.

    Raises:
        DBAPIError: whatever the driver raises.

    """
    dialect = connection.dialect
    errors: Any = dialect.loaded_dbapi.Error
    driver: Any = connection.connection.driver_connection
    try:
        if not _sqlite(connection):
            from db.ingest import flight

            flight.settle(driver)
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
