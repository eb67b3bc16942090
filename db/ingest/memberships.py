"""Who left a zone: of the promotions that a complete walk of a zone shows, the members that it does not hold any more.

Written once, on the first day of a walk without them; looked at again when something of an earlier day arrives later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from db.ingest.of_runs import of_runs
from db.ingest.revisions import Revisions
from db.ingest.values import as_day, for_query, local

# Those that pages of the runs show, and those that they showed before they were read again.
_PROMOTIONS = """
    SELECT o.promotion_id FROM capture c JOIN promotion_observation o ON o.capture_id = c.id WHERE c.run_id IN :runs
     UNION
    SELECT m.promotion_id FROM capture c JOIN promotion_listing m ON m.capture_id = c.id
     WHERE c.run_id IN :runs AND m.presence = 'absent' ORDER BY 1"""
_HIDDEN = "SELECT listing_id FROM reread WHERE run_id IN :runs LIMIT 1"
# Those that pages of the runs showed with others before they were read again.
_HELD = """
    SELECT DISTINCT m.promotion_id FROM reread r JOIN promotion_listing m ON m.listing_id = r.listing_id
     WHERE r.run_id IN :runs AND m.presence = 'absent'"""
_MARKED = text("""
    SELECT DISTINCT observed_on FROM promotion_listing
     WHERE promotion_id = :promotion_id AND presence = 'absent' AND observed_on >= :since""")
_WALKED = text("""
    SELECT DISTINCT c.id, c.observed_at, c.url_sha256, z.time_zone
      FROM promotion_observation o JOIN capture p ON p.id = o.capture_id
      JOIN walk w ON w.id = p.walk_id AND w.complete AND w.scope_kind = 'zone'
      JOIN run r ON r.id = w.run_id JOIN source z ON z.code = r.source_code
      JOIN capture c ON c.id = (SELECT x.id FROM capture x WHERE x.walk_id = w.id AND x.status < 400
                                 ORDER BY x.fetched_at DESC, x.url_sha256, x.payload_sha256 LIMIT 1)
     WHERE o.promotion_id = :promotion_id ORDER BY c.observed_at, c.url_sha256""")
# Members as last told that are not among those of the day.
_LEFT = text("""
    SELECT m.listing_id FROM promotion_listing m
     WHERE m.promotion_id = :promotion_id AND m.presence = 'seen'
       AND m.observed_on = (SELECT max(x.observed_on) FROM promotion_listing x
                             WHERE x.promotion_id = m.promotion_id AND x.listing_id = m.listing_id AND x.observed_on < :today)
       AND NOT EXISTS (SELECT 1 FROM promotion_listing y WHERE y.promotion_id = m.promotion_id
                          AND y.listing_id = m.listing_id AND y.observed_on = :today AND y.presence = 'seen')
     ORDER BY m.listing_id""")
_THERE = text("""
    SELECT listing_id, capture_id FROM promotion_listing
     WHERE promotion_id = :promotion_id AND observed_on = :today AND presence = 'absent'""")
_DROP = text("""
    DELETE FROM promotion_listing
     WHERE promotion_id = :promotion_id AND observed_on = :today AND listing_id = :listing_id AND presence = 'absent'""")
_ADD = text("""
    INSERT INTO promotion_listing (promotion_id, listing_id, observed_on, presence, capture_id)
    VALUES (:promotion_id, :listing_id, :today, 'absent', :capture_id)""")


def settle(connection: Connection, runs: Sequence[str], since: date, kept: Revisions) -> None:
    """Bring the leavers of the promotions that these runs showed up to date, from a day on."""
    promotions = {row[0] for row in of_runs(connection, _PROMOTIONS, runs)}
    if of_runs(connection, _HIDDEN, runs).first() is not None:
        promotions |= {row[0] for row in of_runs(connection, _HELD, runs)}
    for promotion_id in sorted(promotions):
        days: dict[date, int] = {}
        for capture_id, at, _, zone in connection.execute(_WALKED, {"promotion_id": promotion_id}).all():
            days.setdefault(local(at, zone)[1], capture_id)
        marked = connection.execute(_MARKED, {"promotion_id": promotion_id, "since": for_query(connection, since)}).all()
        unwalked = {day for (told,) in marked if (day := as_day(told))} - days.keys()
        for day, capture_id in [*days.items(), *((day, None) for day in sorted(unwalked))]:
            if day >= since:
                _settle(connection, {"promotion_id": promotion_id, "today": for_query(connection, day)}, day, capture_id, kept)


def _settle(connection: Connection, given: dict[str, Any], day: date, capture_id: int | None, kept: Revisions) -> None:
    """Write who left on a day; nobody did where no complete walk is known of it (no capture)."""
    wanted = set() if capture_id is None else {row[0] for row in connection.execute(_LEFT, given)}
    for listing_id, shown_by in connection.execute(_THERE, given).all():
        if listing_id in wanted and shown_by == capture_id:
            wanted.remove(listing_id)
            continue
        key = {"promotion_id": given["promotion_id"], "listing_id": listing_id, "observed_on": day}
        kept.keep("promotion_listing", key, {**key, "presence": "absent", "capture_id": shown_by})
        connection.execute(_DROP, {**given, "listing_id": listing_id})
    if wanted:
        connection.execute(_ADD, [{**given, "listing_id": one, "capture_id": capture_id} for one in sorted(wanted)])
