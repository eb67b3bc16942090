"""Absences that no page states: what complete walks did not hold, whose page is gone, who left a zone, what is delisted.

A ranked search proves nothing, nor does a walk that missed a page. Method: METHODS, "A listing on a day".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, bindparam, text

from db.ingest import bulk, closed_sets, gone_pages, memberships, observations
from db.ingest.closed_sets import Absence
from db.ingest.of_runs import of_runs
from db.ingest.revisions import Revisions
from db.ingest.values import as_day, local

DELISTED_AFTER = 3
_COLUMNS = ("id", "listing_id", "capture_id", "run_id", "observed_at", "observed_on", "presence", "read_from")
_SINCE = "SELECT min(observed_at) FROM capture WHERE run_id IN :runs"
# What was seen may have arrived after the absences that followed it.
_SHOWN = """
    SELECT DISTINCT o.listing_id FROM capture c JOIN observation o ON o.capture_id = c.id JOIN listing l ON l.id = o.listing_id
     WHERE c.run_id IN :runs
       AND (o.presence = 'absent' OR l.delisted_on IS NOT NULL
            OR l.last_seen_on < (SELECT max(a.observed_on) FROM observation a
                                  WHERE a.listing_id = o.listing_id AND a.presence = 'absent'))"""
_HIDDEN = "SELECT listing_id FROM reread WHERE run_id IN :runs"
_ABSENT_DAYS = text("""
    SELECT l.id, l.delisted_on, o.observed_on
      FROM listing l LEFT JOIN observation o ON o.listing_id = l.id AND o.presence = 'absent' AND o.observed_on > l.last_seen_on
     WHERE l.id IN :ids GROUP BY l.id, l.delisted_on, o.observed_on ORDER BY l.id, o.observed_on""").bindparams(
    bindparam("ids", expanding=True)
)


def mark_absent(engine: Engine, runs: Sequence[str], *, code_version: str, now: datetime) -> int:
    """Bring the absences that runs may have changed up to date; how many were written.

    Args:
        engine: the store, with all pages of the runs and their closed walks.
        runs: ids. Of a replay all its runs at once: each walk is then looked at once.
        code_version: stands in `revision` where an absence no longer follows.
        now: stands in `revision`.

    """
    begun = engine.execution_options(sqlite_begin="IMMEDIATE")
    with begun.begin() as connection:
        bulk.writer_lock(connection)
        first = of_runs(connection, _SINCE, runs).scalar_one()
        if first is None:
            return 0
        # The day before, for source zones west of Greenwich.
        since = local(first, "UTC")[0].date() - timedelta(days=1)
        kept = Revisions(now, code_version)
        memberships.settle(connection, runs, since, kept)
        gone, absent = gone_pages.changes(connection, runs)
        touched = {row[0] for query in (_SHOWN, _HIDDEN) for row in of_runs(connection, query, runs)}
        touched |= _apply(connection, gone, absent, observations.GONE, kept)
        written = len(absent)
        for scope in closed_sets.scopes(connection, runs, since):
            for gone, absent in closed_sets.changes(connection, scope, since):
                touched |= _apply(connection, gone, absent, observations.MISSED, kept)
                written += len(absent)
        _delist(connection, touched)
        of_runs(connection, "DELETE FROM reread WHERE run_id IN :runs", runs)
        kept.write(connection)
        return written


def _apply(
    connection: Connection, gone: Sequence[int], absent: Sequence[Absence], why: dict[str, str], kept: Revisions
) -> set[int]:
    """Remove and write absences; the listings concerned."""
    touched = observations.remove(connection, gone, kept)
    ids = bulk.allot(connection, "observation", len(absent))
    bulk.insert(connection, "observation", _COLUMNS, [(key, *one, "absent", why) for key, one in zip(ids, absent, strict=True)])
    return touched | {one[0] for one in absent}


def _delist(connection: Connection, listings: set[int]) -> None:
    """Of these listings, those that were absent on their third observed day in a row; those seen since are back."""
    for ids in bulk.batches(sorted(listings)):
        days: dict[int, list[date]] = {}
        stood: dict[int, date | None] = {}
        for listing_id, delisted_on, day in connection.execute(_ABSENT_DAYS, {"ids": list(ids)}):
            stood[listing_id] = as_day(delisted_on)
            absent = as_day(day)
            days.setdefault(listing_id, []).extend([absent] if absent else [])
        now = {key: found[DELISTED_AFTER - 1] if len(found) >= DELISTED_AFTER else None for key, found in days.items()}
        bulk.update(connection, "listing", ("delisted_on",), [(day, key) for key, day in now.items() if day != stood[key]])
