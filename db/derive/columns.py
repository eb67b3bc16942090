"""The store's rows as Arrow batches, by ADBC: no Python object a row. Apart from db.engine: crawls do not load Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import adbc_driver_manager.dbapi
import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa
from sqlalchemy import Engine

from db.engine import is_sqlite, plain_address

_BATCH_ROWS = 1 << 16
_PATIENCE_MS = 60_000
# Idle connections to PostgreSQL inside `kept`.
_idle: dict[Engine, list[adbc_driver_postgresql.dbapi.Connection]] = {}


def release(engine: Engine) -> None:
    """Close idle connections of ours, before the store is read by `batches`; where threads do, before the first begins."""
    if is_sqlite(engine):
        # ADBC brings a SQLite library of its own. Two of them on one file in one process undo each other's locks (sqlite.org,
        # "How to corrupt"), and reads go stale: no connection of ours may be open meanwhile.
        engine.dispose()


@contextmanager
def kept(engine: Engine) -> Iterator[None]:
    """Inside, a connection to PostgreSQL is used again: ADBC reads all types there are for each new one, for 80 ms."""
    _idle[engine] = []
    try:
        yield
    finally:
        for connection in _idle.pop(engine):
            connection.close()


@contextmanager
def _connected(engine: Engine) -> Iterator[adbc_driver_manager.dbapi.Connection]:
    if is_sqlite(engine):
        with adbc_driver_sqlite.dbapi.connect(str(engine.url.database)) as connection:
            yield connection
        return
    idle = _idle.get(engine, [])
    connection = idle.pop() if idle else adbc_driver_postgresql.dbapi.connect(plain_address(engine))
    try:
        yield connection
        # The next query sees what has been written meanwhile.
        connection.rollback()
    except BaseException:
        connection.close()
        raise
    if engine in _idle:
        _idle[engine].append(connection)
    else:
        connection.close()


@contextmanager
def batches(engine: Engine, query: str, *, like: str) -> Iterator[pa.RecordBatchReader]:
    """The rows of a query, batch by batch.

    Args:
        engine: the store; its own connections are closed first.
        query: SELECT without a semicolon; instants and days come as the database has them.
        like: a SELECT of one row of constants. SQLite's columns have no types: those of the first row hold for all, and no
            value that comes late (a first fraction, a first text) is an error. The row itself is among the rows on SQLite.

    """
    release(engine)
    with _connected(engine) as connection, connection.cursor() as cursor:
        if is_sqlite(engine):
            query = f"{like} UNION ALL {query}"
            # Whoever closes the store last, or opens it first, holds it alone for a moment.
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            cursor.fetchall()
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": _BATCH_ROWS})
        cursor.execute(query)
        yield cursor.fetch_record_batch()
