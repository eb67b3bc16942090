"""The computation of daily figures: DuckDB runs the SQL files of this folder over columns of the store, in a fixed order.

Sums are made of whole numbers (ten-thousandths and finer) and rounded once, so that the same inputs give the same figures
to the last digit whatever their order.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from db.derive import sql

# Observations whose states are made at once.
_OBSERVATIONS_AT_ONCE = 2_000_000
# Where many days are made, snapshots are kept so many days before the last observation. They are kept for ten weeks.
_BACK = tuple(dt.timedelta(days) for days in (35, 7, 1))
_KEPT = dt.timedelta(weeks=10)
_WEEK = dt.timedelta(weeks=1)
# So long after a discount its rebound is told: see discount.sql.
REBOUND = dt.timedelta(8)
# To look back over so many days costs less than a snapshot.
_APART = dt.timedelta(days=3)
_OF_PARTS = ("spell", "unit_spell", "last_count", "counter_reset")
# What spells are made of.
_MADE_OF = ("counting", "event", "plain", "again", "base", "counter", "former", "fallen")
_KEPT_UNTIL = """
    DELETE FROM snapshot WHERE before > getvariable('first');
    DELETE FROM counter_snapshot WHERE before > getvariable('first');
    SET VARIABLE kept_until = (SELECT coalesce(max(before), DATE '0001-01-01') FROM snapshot)"""


def begin(db: duckdb.DuckDBPyConnection, first: dt.date, last: dt.date, judged_from: dt.date | None = None) -> None:
    """Set the days from which and to which figures are wanted; before `judged_from` verdicts stand."""
    span(db, first=first, until=last, judged_from=judged_from or first)
    db.execute("SET VARIABLE parts = 1; SET VARIABLE part = 0")
    sql.run(db, "verdicts", "prepare")


def span(db: duckdb.DuckDBPyConnection, **days: dt.date) -> None:
    """Set variables that the files read."""
    for name, day in days.items():
        db.execute(f"SET VARIABLE {name} = DATE '{day.isoformat()}'")


def cut(db: duckdb.DuckDBPyConnection, day: dt.date) -> dt.date:
    """The day, or one shortly before it, from which on no count was taken before one of the days before.

    Days are those of the sources' time zones, counts follow each other by instants: where a listing is met in two zones, a day
    can begin before the eve is over.
    """
    while (row := sql.one(db, sql.text("crossing").replace("$1", f"DATE '{day.isoformat()}'"))) and row[0]:
        day -= dt.timedelta(1)
    return day


def quality(db: duckdb.DuckDBPyConnection) -> None:
    """Make `daily_quality` of the days from judged_from to until, `judgement` (day, source, verdict) of those from first on,
    and `left_out`: the source-days that no other figure rests on.

    Reads, beside the columns: expectation (source, min_pages), former_share (day, source, share4) and former_verdict (day,
    source, verdict) of the days before.
    """
    db.execute(f"CREATE OR REPLACE TEMP TABLE daily_quality AS {sql.text('daily_quality')}")
    db.execute("""
        CREATE OR REPLACE TEMP TABLE judgement AS
        SELECT day, source_code AS source, verdict FROM daily_quality
        UNION ALL
        SELECT day, source, verdict FROM former_verdict WHERE day >= getvariable('first') AND day < getvariable('judged_from');
        CREATE OR REPLACE TEMP TABLE left_out AS
        SELECT day, source FROM judgement WHERE verdict = 'invalid'
        UNION ALL
        SELECT day, source FROM former_verdict WHERE day < getvariable('first') AND verdict = 'invalid'""")
    sql.run(db, "used")


def listings(db: duckdb.DuckDBPyConnection, asked_from: dt.date, whole_from: dt.date | None = None) -> None:
    """Make the spells of states and of units that reach into the days from `first` on, of some listings after the others.

    `snapshot` holds how listings stood before some days, so that a new day need not look back over all days.

    Args:
        db: where.
        asked_from: the first day whose quotes are made.
        whole_from: the days before it are only filled; None = none are.

    """
    span(db, asked_from=asked_from, whole_from=whole_from or dt.date.min)
    db.execute(f"SET VARIABLE of_all = {whole_from is None}")
    free(db)
    db.execute(_KEPT_UNTIL)
    row = sql.one(db, "SELECT count(*) FROM observation WHERE day >= getvariable('kept_until')")
    parts = -(-(row[0] if row else 0) // _OBSERVATIONS_AT_ONCE) or 1
    snapshots = _snapshots(db)
    # What asked for a price a week ago may go on.
    db.execute(f"SET VARIABLE parts = {parts}; SET VARIABLE open_from = (SELECT max(day) - 7 FROM observation)")
    for part in range(parts):
        db.execute(f"SET VARIABLE part = {part}")
        _part(db, snapshots)
        for name in _OF_PARTS:
            # Many are kept packed, in the file; few are not worth it.
            into = f"INSERT INTO {name}" if part else f"CREATE {'TABLE' if parts > 1 else 'TEMP TABLE'} {name} AS"
            db.execute(f"{into} SELECT * FROM {name}_part")
    _drop(db, *_MADE_OF)
    sql.run(db, "resets", "places")
    for part in range(parts):
        db.execute(f"SET VARIABLE part = {part}")
        sql.run(db, "quotes")
    db.execute("SET VARIABLE parts = 1; SET VARIABLE part = 0")


def _snapshots(db: duckdb.DuckDBPyConnection) -> list[dt.date]:
    """The days before which a snapshot is to be kept: the first one of an update, so that the next need not look back further,
    where it lies some days after the last one.

    Where many days are made, some before the last one. Of older snapshots those a week apart are left.
    """
    row = sql.one(db, "SELECT getvariable('first'), max(day) FROM observation")
    if row is None or row[1] is None:
        return []
    first, last = row
    kept = [day for (day,) in db.execute("SELECT DISTINCT before FROM snapshot ORDER BY before").fetchall()]
    left: list[dt.date] = []
    for day in kept:
        if day == kept[-1] or (day >= last - _KEPT and (not left or day - left[-1] >= _WEEK)):
            left.append(day)
    for day in sorted({*kept} - {*left}):
        db.execute("DELETE FROM snapshot WHERE before = ?", [day])
        db.execute("DELETE FROM counter_snapshot WHERE before = ?", [day])
    if kept and last - first <= _WEEK:
        return [first] if first - kept[-1] >= _APART else []
    wanted = [day for day in sorted({cut(db, last - back) for back in _BACK}) if day >= first] or [first]
    return [day for day in wanted if day not in left]


def _part(db: duckdb.DuckDBPyConnection, snapshots: list[dt.date]) -> None:
    """What spells are made of, for one part of the listings."""
    sql.run(db, "events", "counters")
    segments = -1
    while (found := _segments(db)) != segments:
        segments = found
        sql.run(db, "counters_split")
    first, kept_until = db.execute("SELECT getvariable('first'), getvariable('kept_until')").fetchall()[0]
    if first > kept_until:
        span(db, base_of=first)
        sql.run(db, "base")
        db.execute("""
            DELETE FROM event WHERE day < getvariable('first') AND listing_id IN (FROM again);
            INSERT INTO event FROM base""")
    for day in snapshots:
        span(db, base_of=day)
        sql.run(db, "base", "snapshot")
    sql.run(db, "spells", "units")


def market(db: duckdb.DuckDBPyConnection, since: dt.date, until: dt.date) -> None:
    """Make `daily_market` of some days."""
    _cells(db, since, until, is_filling=False)
    _published(db)


def filled(db: duckdb.DuckDBPyConnection, since: dt.date, until: dt.date) -> dt.date | None:
    """Make `daily_market` of days on which all stands but the units that counts from `whole_from` on share out over them.

    Returns: the first day on which a cell's verdict has changed all the same; None = on none.
    """
    _cells(db, since, until, is_filling=True)
    sql.run(db, "filled")
    _published(db)
    row = sql.one(db, "SELECT getvariable('turned_on')")
    return row[0] if row else None


def _cells(db: duckdb.DuckDBPyConnection, since: dt.date, until: dt.date, *, is_filling: bool) -> None:
    span(db, since=since, until=until)
    db.execute(f"SET VARIABLE is_filling = {is_filling}")
    sql.run(db, "unit_day")
    few = " SEMI JOIN unit_day USING (listing_id)" if is_filling else ""
    db.execute(f"CREATE OR REPLACE TEMP VIEW due AS SELECT s.* FROM spell s{few}")
    sql.run(db, "states", "gate", "unused", "cell")


def _published(db: duckdb.DuckDBPyConnection) -> None:
    """Keep the cells that were made, and make their figures."""
    db.execute("""
        DELETE FROM cell WHERE day BETWEEN getvariable('since') AND getvariable('until');
        INSERT INTO cell BY NAME FROM cell_made""")
    db.execute(f"CREATE OR REPLACE TEMP TABLE daily_market AS {sql.text('daily_market')}")
    db.execute("""
        INSERT INTO doubt
        SELECT DISTINCT day, region_code, commodity_code, currency, verdict FROM daily_market WHERE verdict <> 'ok'""")


def doubts(db: duckdb.DuckDBPyConnection) -> None:
    """Begin `doubt`: the cells that `market` makes and whose verdict is not ok."""
    db.execute("""
        CREATE OR REPLACE TEMP TABLE doubt (
            day DATE, region_code VARCHAR, commodity_code VARCHAR, currency VARCHAR, verdict VARCHAR)""")


def free(db: duckdb.DuckDBPyConnection) -> None:
    """Drop the states of days that are done, and what they were made of: what follows needs the room."""
    db.execute("DROP VIEW IF EXISTS due")
    _drop(db, "state", "gate", "unit_day", "unused", "cell_made", "standing", *_OF_PARTS)


def _drop(db: duckdb.DuckDBPyConnection, *names: str) -> None:
    for name in names:
        # The second is the one of the file, where both are there.
        db.execute(f"DROP TABLE IF EXISTS {name}; DROP TABLE IF EXISTS {name}")


def _segments(db: duckdb.DuckDBPyConnection) -> int:
    row = sql.one(db, "SELECT count(*) FROM (SELECT DISTINCT listing_id, segment FROM fallen)")
    return int(row[0]) if row else 0


def events(db: duckdb.DuckDBPyConnection, first: dt.date, last: dt.date) -> None:
    """Make `daily_promotion` and `daily_livestream` of all days. Reads `quality` of all days."""
    span(db, since=first, until=last)
    sql.run(db, "verdicts")
    for name in ("promotion_seen", "promotion_member", "livestream_seen"):
        db.execute(f"""
            CREATE OR REPLACE TEMP VIEW {name}_believed AS
            SELECT * FROM {name} s
             WHERE (s.day, s.source) NOT IN (SELECT (day, source_code) FROM quality WHERE verdict = 'invalid')""")
    for name in ("daily_promotion", "daily_livestream"):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql.text(name)}")


def discounts(db: duckdb.DuckDBPyConnection, first: dt.date, last: dt.date) -> None:
    """Make `discount` of the spells on which the days from `first` on may bear, and `recomputed`: whose, and since when."""
    span(db, first=first, last=last)
    db.execute("""
        CREATE OR REPLACE TEMP TABLE in_question AS
        SELECT DISTINCT listing_id FROM quotes
         WHERE price4 < regular4 AND until >= getvariable('first') - 8
           -- Of a listing that was not met since, a week that is over may be told: nothing else.
           AND (getvariable('of_all') OR until <= getvariable('last') - 7 OR listing_id IN (SELECT h.listing_id FROM heard h));
        CREATE OR REPLACE TEMP VIEW quoted AS
        SELECT q.* REPLACE (least(q.until, getvariable('last')) AS until), s.currency
          FROM quotes q JOIN scope s ON s.scope = q.scope
         WHERE listing_id IN (SELECT listing_id FROM in_question) AND since <= getvariable('last')""")
    db.execute(f"CREATE OR REPLACE TEMP TABLE discount AS {sql.text('discount')}")
    first_spells = "SELECT listing_id, min(began_on) AS since FROM discount GROUP BY listing_id"
    db.execute(f"CREATE OR REPLACE TEMP TABLE recomputed AS {first_spells}")
