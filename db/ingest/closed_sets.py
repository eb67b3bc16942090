"""Absences by walks: what a complete walk of a closed set did not hold, of the listings that the set held before.

They are a function of the walks and of when listings were seen, whatever the order in which these arrived: a walk is looked
at again when something of an earlier day, or of its own, arrives later. A listing may leave a zone and be sold on: what a zone
does not hold is absent only where nothing but the zone's own walks showed it. Method: METHODS, "A listing on a day".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Connection, text

from db.ingest.observations import MISSED
from db.ingest.of_runs import of_runs
from db.ingest.values import as_day, as_json, for_query, local

CLOSED_SETS = ("shop", "category", "sitemap", "api", "zone")
"""Kinds of walks that prove an absence; those of a zone only for what was seen nowhere else."""
ELSEWHERE = timedelta(days=7)
"""A listing that another page showed so long before the zone last held it, or since, has left the zone and no more."""
AT_MOST = 7
"""Absences written of a set after a listing was last seen: three make it delisted, and some may fall on days that are not to be
believed."""
_FORGOTTEN = timedelta(days=90)

_IN_SCOPE = "r.source_code = :source AND w.scope_kind = :kind AND w.scope_key = :key"
_KINDS = ", ".join(f"'{kind}'" for kind in CLOSED_SETS)
_OWN = f"""
    SELECT DISTINCT r.source_code, w.scope_kind, w.scope_key FROM walk w JOIN run r ON r.id = w.run_id
     WHERE w.run_id IN :runs AND w.scope_kind IN ({_KINDS})"""
# Sets that held, or missed, a listing which these runs saw. Only the second matters while nothing comes late.
_SEEN = """SELECT DISTINCT s.listing_id FROM capture k JOIN observation s ON s.capture_id = k.id
            WHERE k.run_id IN :runs AND s.presence = 'seen'"""
_TOUCHED = """
    SELECT DISTINCT r.source_code, w.scope_kind, w.scope_key
      FROM ({seen}) m JOIN observation a ON a.listing_id = m.listing_id {missed}
      JOIN capture c ON c.id = a.capture_id JOIN walk w ON w.id = c.walk_id JOIN run r ON r.id = w.run_id
     WHERE w.scope_kind IN ({kinds})"""
# Those that held a listing which a page of these runs showed before it was read again.
_HIDDEN = "SELECT listing_id FROM reread WHERE run_id IN :runs"
_LATER = f"""
    SELECT 1 FROM walk w WHERE w.complete AND w.scope_kind IN ({_KINDS}) AND w.logical_date > :since AND w.run_id NOT IN :runs
     LIMIT 1"""
_WALKS = text(f"""
    SELECT w.id, w.run_id, c.id, c.observed_at, z.time_zone
      FROM walk w JOIN run r ON r.id = w.run_id JOIN source z ON z.code = r.source_code
      JOIN capture c ON c.id = (SELECT x.id FROM capture x WHERE x.walk_id = w.id AND x.status < 400
                                 ORDER BY x.fetched_at DESC, x.url_sha256, x.payload_sha256 LIMIT 1)
     WHERE w.complete AND {_IN_SCOPE} ORDER BY c.observed_at, c.url_sha256""")
_MISSING = text(f"""
    SELECT m.listing_id, m.held, (SELECT max(b.observed_on) FROM observation b
                                   WHERE b.listing_id = m.listing_id AND b.presence = 'seen' AND b.observed_on < :today)
      FROM (SELECT o.listing_id, max(o.observed_on) AS held
              FROM walk w JOIN run r ON r.id = w.run_id JOIN capture c ON c.walk_id = w.id
              JOIN observation o ON o.capture_id = c.id
             WHERE {_IN_SCOPE} AND o.presence = 'seen' AND o.observed_on < :today AND o.observed_on > :since
             GROUP BY o.listing_id) m
     WHERE NOT EXISTS (SELECT 1 FROM observation n
                        WHERE n.listing_id = m.listing_id AND n.presence = 'seen' AND n.observed_on = :today)
     ORDER BY m.listing_id""")
# The last day before one on which pages that are not of the set's walks showed a listing.
_ELSEWHERE = text(f"""
    SELECT max(o.observed_on) FROM observation o JOIN capture c ON c.id = o.capture_id
     WHERE o.listing_id = :listing_id AND o.presence = 'seen' AND o.observed_on < :today
       AND NOT EXISTS (SELECT 1 FROM walk w JOIN run r ON r.id = w.run_id WHERE w.id = c.walk_id AND {_IN_SCOPE})""")
_THERE = text("""
    SELECT a.id, a.listing_id, a.capture_id, a.read_from FROM capture c JOIN observation a ON a.capture_id = c.id
     WHERE c.walk_id = :walk_id AND a.presence = 'absent'""")


@dataclass(frozen=True, slots=True)
class Scope:
    """A set that is walked from time to time."""

    source: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Walk:
    """A complete walk, with its last page."""

    id: int
    run_id: str
    capture_id: int
    at: datetime
    day: date


Absence = tuple[int, int, str, datetime, date]
"""Listing, capture, run, instant, day."""


def scopes(connection: Connection, runs: Sequence[str], since: date) -> list[Scope]:
    """Sets of which these runs may have changed what is absent on or after a day."""
    found = set(of_runs(connection, _OWN, runs).all())
    late = of_runs(connection, _LATER, runs, since=for_query(connection, since)).first() is not None
    missed = "" if late else "AND a.presence = 'absent' AND a.read_from IS NOT NULL"
    for seen, only in ((_SEEN, missed), (_HIDDEN, "")):
        found |= set(of_runs(connection, _TOUCHED.format(seen=seen, missed=only, kinds=_KINDS), runs).all())
    return [Scope(*row) for row in sorted(found)]


def changes(connection: Connection, scope: Scope, since: date) -> Iterator[tuple[list[int], list[Absence]]]:
    """For each complete walk of a set from a day on: observations that no longer follow, and absences that are missing."""
    walks = list(complete(connection, scope))
    days = sorted({walk.day for walk in walks})
    for walk in walks:
        if walk.day < since:
            continue
        wanted = set(_missing(connection, scope, walk.day, days))
        gone = []
        for key, listing_id, capture_id, read_from in connection.execute(_THERE, {"walk_id": walk.id}).all():
            ours = as_json(read_from) == MISSED
            if capture_id == walk.capture_id and (listing_id in wanted or not ours):
                # It stands there; or the page itself states it.
                wanted.discard(listing_id)
            elif ours:
                gone.append(key)
        yield gone, [(one, walk.capture_id, walk.run_id, walk.at, walk.day) for one in sorted(wanted)]


def complete(connection: Connection, scope: Scope) -> Iterator[Walk]:
    """The complete walks of a set in the order of time, each on the day of its last page."""
    given = {"source": scope.source, "kind": scope.kind, "key": scope.key}
    for walk_id, run_id, capture_id, at, zone in connection.execute(_WALKS, given).all():
        yield Walk(walk_id, run_id, capture_id, *local(at, zone))


def _missing(connection: Connection, scope: Scope, today: date, days: list[date]) -> Iterable[int]:
    """Members of a set that were not seen on a day, while it is at most the seventh day of walks since they were last."""
    given = {"source": scope.source, "kind": scope.kind, "key": scope.key, "today": for_query(connection, today)}
    members = connection.execute(_MISSING, {**given, "since": for_query(connection, today - _FORGOTTEN)}).all()
    for listing_id, held, last in members:
        # A member was seen before.
        since = cast("date", as_day(last))
        if bisect_right(days, today) - bisect_right(days, since) > AT_MOST:
            continue
        if scope.kind == "zone":
            elsewhere = as_day(connection.execute(_ELSEWHERE, {**given, "listing_id": listing_id}).scalar_one())
            if elsewhere is not None and elsewhere >= cast("date", as_day(held)) - ELSEWHERE:
                continue
        yield listing_id
