"""The store's rows as Arrow batches, by ADBC: no Python object a row. Apart from db.engine: crawls do not load Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa
from sqlalchemy import Engine

from db.engine import is_sqlite, plain_address

_BATCH_ROWS = 1 << 16
_PATIENCE_MS = 60_000


def release(engine: Engine) -> None:
    """Close idle connections of ours, before the store is read by `batches`; where threads do, before the first begins."""
    if is_sqlite(engine):
        # ADBC brings a SQLite library of its own. Two of them on one file in one process undo each other's locks (sqlite.org,
        # "How to corrupt"), and reads go stale: no connection of ours may be open meanwhile.
        engine.dispose()


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
    if is_sqlite(engine):
        connection = adbc_driver_sqlite.dbapi.connect(str(engine.url.database))
        query = f"{like} UNION ALL {query}"
    else:
        connection = adbc_driver_postgresql.dbapi.connect(plain_address(engine))
    with connection, connection.cursor() as cursor:
        if is_sqlite(engine):
            # Whoever closes the store last, or opens it first, holds it alone for a moment.
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            cursor.fetchall()
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": _BATCH_ROWS})
        cursor.execute(query)
        yield cursor.fetch_record_batch()
