"""Absences: what a complete walk of a closed set did not hold, of the listings that earlier walks of the same set did.

A ranked search proves nothing, nor does a walk that missed a page. Method: METHODS, "A listing on a day".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, bindparam, text

from db.ingest import bulk

CLOSED_SETS = ("zone", "shop", "category", "sitemap", "api")
DELISTED_AFTER = 3
_FORGOTTEN = timedelta(days=90)

_WALKS = text("""
    SELECT w.id, w.scope_kind, w.scope_key, r.source_code, s.time_zone
      FROM walk w JOIN run r ON r.id = w.run_id JOIN source s ON s.code = r.source_code
     WHERE w.run_id = :run_id AND w.complete AND w.scope_kind IN :kinds
     ORDER BY w.id""").bindparams(bindparam("kinds", expanding=True))
_LAST_PAGE = text("SELECT id, observed_at FROM capture WHERE walk_id = :walk_id ORDER BY fetched_at DESC, id DESC LIMIT 1")
_MISSING = text("""
    SELECT DISTINCT l.id, l.last_seen_on
      FROM walk w JOIN run r ON r.id = w.run_id JOIN capture c ON c.walk_id = w.id
      JOIN observation o ON o.capture_id = c.id JOIN listing l ON l.id = o.listing_id
     WHERE w.scope_kind = :kind AND w.scope_key = :key AND r.source_code = :source AND o.presence = 'seen'
       AND l.last_seen_on < :today AND l.last_seen_on > :since AND l.delisted_on IS NULL
       AND NOT EXISTS (SELECT 1 FROM observation a WHERE a.listing_id = l.id AND a.capture_id = :capture_id)
     ORDER BY l.id""")
# Of the promotions that a walk's pages are: members as last seen that are not among those of the day.
_LEFT = text("""
    INSERT INTO promotion_listing (promotion_id, listing_id, observed_on, presence, capture_id)
    SELECT m.promotion_id, m.listing_id, :today, 'absent', :capture_id
      FROM promotion_listing m
     WHERE m.presence = 'seen'
       AND m.promotion_id IN (SELECT o.promotion_id FROM promotion_observation o JOIN capture c ON c.id = o.capture_id
                               WHERE c.walk_id = :walk_id)
       AND m.observed_on = (SELECT max(x.observed_on) FROM promotion_listing x
                             WHERE x.promotion_id = m.promotion_id AND x.listing_id = m.listing_id AND x.observed_on < :today)
       AND NOT EXISTS (SELECT 1 FROM promotion_listing y
                        WHERE y.promotion_id = m.promotion_id AND y.listing_id = m.listing_id AND y.observed_on = :today)""")
_BACK = text("UPDATE listing SET delisted_on = NULL WHERE last_seen_on > delisted_on")
_ABSENT_DAYS = text("""
    SELECT listing_id, observed_on FROM observation o
     WHERE listing_id IN :ids AND presence = 'absent'
       AND observed_on > (SELECT last_seen_on FROM listing l WHERE l.id = o.listing_id)
     GROUP BY listing_id, observed_on ORDER BY listing_id, observed_on""").bindparams(bindparam("ids", expanding=True))


def mark_absent(engine: Engine, run_id: str) -> int:
    """Write an absent observation for each known listing that the complete walks of a run did not hold; how many."""
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        bulk.writer_lock(connection)
        connection.execute(_BACK)
        walks = connection.execute(_WALKS, {"run_id": run_id, "kinds": list(CLOSED_SETS)}).mappings().all()
        return sum(_absent(connection, run_id, dict(walk)) for walk in walks)


def _absent(connection: Connection, run_id: str, walk: dict[str, Any]) -> int:
    page = connection.execute(_LAST_PAGE, {"walk_id": walk["id"]}).first()
    if page is None:
        return 0
    at = _instant(page[1])
    today = at.astimezone(ZoneInfo(walk["time_zone"])).date()
    if walk["scope_kind"] == "zone":
        # Absence from a zone ends the membership, not the listing.
        known = {"today": _day(connection, today), "capture_id": page[0], "walk_id": walk["id"]}
        connection.execute(_LEFT, known)
        return 0
    scope = {"kind": walk["scope_kind"], "key": walk["scope_key"], "source": walk["source_code"]}
    days = {"today": _day(connection, today), "since": _day(connection, today - _FORGOTTEN)}
    missing = [row[0] for row in connection.execute(_MISSING, {**scope, **days, "capture_id": page[0]})]
    ids = bulk.allot(connection, "observation", len(missing))
    columns = ("id", "listing_id", "capture_id", "run_id", "observed_at", "observed_on", "presence")
    rows = [(key, one, page[0], run_id, at, today, "absent") for key, one in zip(ids, missing, strict=True)]
    bulk.insert(connection, "observation", columns, rows)
    _delist(connection, missing)
    return len(missing)


def _delist(connection: Connection, ids: list[int]) -> None:
    """Of these listings, those that were absent on their third observed day in a row."""
    for start in range(0, len(ids), 500):
        days: dict[int, list[Any]] = {}
        for listing_id, day in connection.execute(_ABSENT_DAYS, {"ids": ids[start : start + 500]}):
            days.setdefault(listing_id, []).append(day)
        gone = [(_date(found[DELISTED_AFTER - 1]), key) for key, found in days.items() if len(found) >= DELISTED_AFTER]
        bulk.update(connection, "listing", ("delisted_on",), gone)


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _day(connection: Connection, value: date) -> Any:
    """A day as the driver compares it: SQLite keeps text."""
    return value.isoformat() if connection.dialect.name == "sqlite" else value
