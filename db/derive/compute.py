"""The computation of daily figures: DuckDB runs the SQL files of this folder over columns of the store, in a fixed order.

Sums are made of whole numbers (ten-thousandths and finer) and rounded once, so that the same inputs give the same figures
to the last digit whatever their order.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from db.derive import sql


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


def events(db: duckdb.DuckDBPyConnection, first: dt.date, last: dt.date) -> None:
    """Make `daily_promotion` and `daily_livestream` of all days. Reads `quality` of all days."""
    span(db, since=first, until=last)
    for name in ("daily_promotion", "daily_livestream"):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql.text(name)}")


def discounts(db: duckdb.DuckDBPyConnection, first: dt.date, last: dt.date) -> None:
    """Make `discount` of the listings on which the days from `first` on may bear, and `in_question`, which they are."""
    span(db, first=first, last=last)
    db.execute("""
        CREATE OR REPLACE TEMP TABLE in_question AS
        SELECT DISTINCT listing_id FROM quote WHERE price4 < regular4 AND until >= getvariable('first') - 8;
        CREATE OR REPLACE TEMP VIEW quoted AS
        SELECT * REPLACE (least(until, getvariable('last')) AS until) FROM quote
         WHERE listing_id IN (SELECT listing_id FROM in_question) AND since <= getvariable('last')""")
    db.execute(f"CREATE OR REPLACE TEMP TABLE discount AS {sql.text('discount')}")
