"""From which day on figures may have changed since the last update. Method: METHODS, "Time and revisions"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from db.derive import sql
from db.derive.cache import Mark, listed


def first_dirty(db: duckdb.DuckDBPyConnection, last: Mark, revised: Sequence[int]) -> date | None:
    """The first day that an observation, a capture or a re-extraction since the last mark may have changed; None = none.

    A new observation touches the days after the listing's previous one. One that is late, or that tightens what was counted
    before, reaches back to where it does.
    """
    db.execute(f"SET VARIABLE mark = {last.observation}; SET VARIABLE capture_mark = {last.capture}")
    sql.run(db, "dirty")
    row = sql.one(
        db,
        f"""
        SELECT least((SELECT min(first) FROM touched),
                     (SELECT min(day) FROM observation WHERE listing_id IN ({listed(revised)})))""",
    )
    return row[0] if row else None
