"""Stretches of days: those that have figures, and those whose states can be held at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import duckdb

from db.derive import sql
from db.derive.cache import Columns

CARRY = timedelta(days=7)
# Days whose states are held at once, where there are many listings.
_ROWS_AT_ONCE = 2_000_000


def days_between(first: date, last: date) -> list[date]:
    """All days from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def chunks(db: duckdb.DuckDBPyConnection, days: Sequence[date]) -> Iterator[Sequence[date]]:
    """Days in stretches whose states can be held at once."""
    row = sql.one(db, "SELECT count(*) FROM listing")
    size = max(1, _ROWS_AT_ONCE // max(1, row[0] if row else 1))
    return (days[at : at + size] for at in range(0, len(days), size))


def observed(columns: Columns) -> list[date]:
    """All days from the first page to a week after the last one, whatever they showed; none where there is no page."""
    row = sql.one(
        columns.db,
        """
        SELECT min(first), max(last)
          FROM (SELECT min(day) AS first, max(day) AS last FROM capture
                UNION ALL SELECT min(day), max(day) FROM observation
                UNION ALL SELECT min(day), max(day) FROM promotion_seen
                UNION ALL SELECT min(day), max(day) FROM livestream_seen)""",
    )
    return days_between(row[0], row[1] + CARRY) if row and row[0] else []
