"""The store's rows as Arrow tables, by ADBC: no Python object a row. Apart from db.engine, so that crawls do not load Arrow."""

from __future__ import annotations

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa
from sqlalchemy import Engine

from db.engine import is_sqlite, plain_address


def arrow(engine: Engine, query: str) -> pa.Table:
    """The rows of a query as an Arrow table, by ADBC: no Python object a row."""
    if is_sqlite(engine):
        # ADBC brings a SQLite library of its own. Two of them on one file in one process undo each other's locks (sqlite.org,
        # "How to corrupt"), and reads go stale: no connection of ours may be open meanwhile.
        engine.dispose()
        connection = adbc_driver_sqlite.dbapi.connect(engine.url.database or ":memory:")
    else:
        connection = adbc_driver_postgresql.dbapi.connect(plain_address(engine))
    with connection, connection.cursor() as cursor:
        if is_sqlite(engine):
            # The type of a column is told from the first batch: with a smaller one, values that come late (a first list
            # price, a first fraction) are errors. Nothing is allocated beforehand.
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": 1 << 30})
        cursor.execute(query)
        return cursor.fetch_arrow_table()
