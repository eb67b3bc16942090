"""The computation of daily figures: DuckDB runs the SQL files of this folder over Arrow tables, in a fixed order.

Sums are made of whole numbers (ten-thousandths and finer) and rounded once, so that the same inputs give the same figures
to the last digit whatever their order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from importlib import resources
from typing import Any

import duckdb
import pyarrow as pa

Row = dict[str, Any]

# Suffix of a column -> decimals that its whole numbers stand for.
_SCALES = {"11": 11, "4": 4, "8": 8}
_STEP = Decimal("0.0001")


def compute(tables: Mapping[str, pa.Table], days: Iterable[dt.date]) -> dict[str, list[Row]]:
    """Figures of the given days.

    Args:
        tables: observation, listing, version, page and expectation, as load.sql names their columns.
        days: the days to compute.

    Returns:
        Rows of daily_market and daily_quality, ordered by key, without the columns that say when they were computed.

    """
    with duckdb.connect(":memory:") as db:
        db.execute("SET threads = 2; SET preserve_insertion_order = true")
        for name, table in tables.items():
            db.register(f"raw_{name}", table)
        _run(db, "load")
        db.execute("CREATE TEMP TABLE day (day DATE)")
        db.executemany("INSERT INTO day VALUES (?)", [[day] for day in sorted(set(days))] or [[dt.date.min]])
        _run(db, "states")
        _run(db, "counters")
        _split(db)
        _run(db, "units")
        _run(db, "contributors")
        quality = _rows(db, "daily_quality")
        db.execute(f"CREATE TEMP TABLE daily_quality AS {_text('daily_quality')}")
        return {"daily_quality": quality, "daily_market": _rows(db, "daily_market")}


def _split(db: duckdb.DuckDBPyConnection) -> None:
    """Repeat the splitting of counters until no reset is left inside a segment."""
    segments = -1
    while (found := _count_segments(db)) != segments:
        segments = found
        _run(db, "counters_split")


def _count_segments(db: duckdb.DuckDBPyConnection) -> int:
    row = db.execute("SELECT count(*) FROM (SELECT DISTINCT listing_id, segment FROM counter)").fetchone()
    return int(row[0]) if row else 0


def _text(name: str) -> str:
    return (resources.files("db.derive") / f"{name}.sql").read_text(encoding="utf-8")


def _run(db: duckdb.DuckDBPyConnection, name: str) -> None:
    db.execute(_text(name))


def _rows(db: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    result = db.execute(_text(name))
    columns = [column[0] for column in result.description]
    return [_scaled(columns, values) for values in result.fetchall()]


def _scaled(columns: list[str], values: tuple[Any, ...]) -> Row:
    """Whole numbers of a scaled column become exact decimals with four places."""
    row: Row = {}
    for column, value in zip(columns, values, strict=True):
        suffix = next((s for s in _SCALES if column.endswith(s)), None)
        if suffix is None:
            row[column] = value
        else:
            exact = None if value is None else Decimal(value).scaleb(-_SCALES[suffix])
            row[column.removesuffix(suffix)] = None if exact is None else exact.quantize(_STEP, ROUND_HALF_EVEN)
    return row
