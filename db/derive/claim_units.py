"""What each cell sold over some periods, by the end points of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import select

from db.derive import believed, compute, sql
from db.derive.columns import batches
from db.derive.update import Derivation
from db.models import Base

Period = tuple[date, date]
_FALLS = """
    CREATE OR REPLACE TEMP TABLE fall AS
    SELECT listing_id, epoch_us(began_at::{zone}) AS moment FROM incoming WHERE listing_id > 0"""


def sold(held: Derivation, periods: Sequence[Period]) -> Iterator[tuple[Period, list[tuple[Any, ...]]]]:
    """Rows of claim_units.sql for each period, both days included. To be asked after `held.update`."""
    db = held.columns.db
    compute.begin(db, held.observed[0], held.observed[-1])
    quality = Base.metadata.tables["daily_quality"]
    with held.engine.connect() as connection:
        doubted = select(quality.c.day, quality.c.source_code).where(quality.c.verdict == "invalid")
        rows = connection.execute(doubted).all()
    names = pa.schema({"day": pa.date32(), "source": pa.string()})
    db.register("incoming", pa.table([[row[n] for row in rows] for n in range(2)], schema=names))
    db.execute("CREATE OR REPLACE TEMP TABLE left_out AS FROM incoming")
    db.unregister("incoming")
    sql.run(db, "used")
    believed.versions(db, held.engine, held.now.observation)
    query, like = "SELECT listing_id, began_at FROM counter_reset", "SELECT 0 AS listing_id, '2000-01-01' AS began_at"
    with batches(held.engine, query, like=like) as reader:
        # SQLite keeps instants as text without a zone, in UTC.
        zone = "TIMESTAMP" if getattr(reader.schema.field("began_at").type, "tz", None) is None else "TIMESTAMPTZ"
        db.register("incoming", reader)
        db.execute(_FALLS.replace("{zone}", zone))
        db.unregister("incoming")
    for first, last in periods:
        compute.span(db, since=first - timedelta(1), until=last)
        yield (first, last), db.execute(sql.text("claim_units")).fetchall()


def last_counted(held: Derivation) -> date | None:
    """The last day of which a cumulative counter was read."""
    row = sql.one(held.columns.db, "SELECT max(day) FROM observation WHERE total")
    return row[0] if row else None
