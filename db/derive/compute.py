"""The computation of daily figures: DuckDB runs the SQL files of this folder over columns of the store, in a fixed order.

Sums are made of whole numbers (ten-thousandths and finer) and rounded once, so that the same inputs give the same figures
to the last digit whatever their order.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from db.derive import sql

FRESH = dt.date(1, 1, 1)
"""Before all days."""


def begin(db: duckdb.DuckDBPyConnection, first: dt.date, last: dt.date) -> None:
    """Set the days from which and to which figures are wanted."""
    span(db, first=first, until=last)
    sql.run(db, "prepare")


def span(db: duckdb.DuckDBPyConnection, **days: dt.date) -> None:
    """Set variables that the files read."""
    for name, day in days.items():
        db.execute(f"SET VARIABLE {name} = DATE '{day.isoformat()}'")


def quality(db: duckdb.DuckDBPyConnection) -> None:
    """Make `daily_quality` of the days from first to until, and `left_out`: the source-days that no other figure rests on.

    Reads, beside the columns: expectation (source, min_pages), former_share (day, source, share4) and former_invalid (day,
    source) of the days before.
    """
    db.execute(f"CREATE OR REPLACE TEMP TABLE daily_quality AS {sql.text('daily_quality')}")
    db.execute("""
        CREATE OR REPLACE TEMP TABLE left_out AS
        SELECT day, source_code AS source FROM daily_quality WHERE verdict = 'invalid'
        UNION ALL SELECT day, source FROM former_invalid WHERE day < getvariable('first')""")
    sql.run(db, "used")


def listings(db: duckdb.DuckDBPyConnection) -> None:
    """Make the spells of states and of units that reach into the days from `first` on."""
    sql.run(db, "events", "spells", "counters")
    segments = -1
    while (found := _segments(db)) != segments:
        segments = found
        sql.run(db, "counters_split")
    sql.run(db, "units", "quotes")


def market(db: duckdb.DuckDBPyConnection, since: dt.date, until: dt.date) -> None:
    """Make `daily_market` of some days."""
    span(db, since=since, until=until)
    sql.run(db, "states", "unused")
    db.execute(f"CREATE OR REPLACE TEMP TABLE daily_market AS {sql.text('daily_market')}")


def _segments(db: duckdb.DuckDBPyConnection) -> int:
    row = sql.one(db, "SELECT count(*) FROM (SELECT DISTINCT listing_id, segment FROM fallen)")
    return int(row[0]) if row else 0
