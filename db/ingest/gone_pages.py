"""Absences by pages that are gone: the listing's own address answered 404 or 410 on two days, and it was not seen between.

One such answer proves nothing: some shops answer so until a list has shown the product. Method: METHODS, "A listing on a day".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db.ingest import bulk
from db.ingest.closed_sets import Absence
from db.ingest.observations import GONE
from db.ingest.of_runs import of_runs
from db.ingest.values import as_day, as_json, local

_GONE = "status IN (404, 410)"
_ASKED = f"SELECT DISTINCT canonical_url FROM capture WHERE run_id IN :runs AND {_GONE} AND canonical_url IS NOT NULL"
_ADDRESSED = text("SELECT id FROM listing WHERE url IN :urls").bindparams(bindparam("urls", expanding=True))
# Told by such answers of listings that these runs saw; also where the listing has another address by now.
_REFUTED = f"""
    SELECT DISTINCT m.listing_id
      FROM (SELECT DISTINCT s.listing_id FROM capture k JOIN observation s ON s.capture_id = k.id
             WHERE k.run_id IN :runs AND s.presence = 'seen') m
      JOIN observation a ON a.listing_id = m.listing_id AND a.presence = 'absent' AND a.read_from IS NOT NULL
      JOIN capture c ON c.id = a.capture_id AND c.{_GONE}"""
# Listings that these runs showed, whose page was gone at some time: what that answer says may have changed.
_SHOWN = f"""
    SELECT DISTINCT l.id
      FROM (SELECT DISTINCT o.listing_id FROM capture k JOIN observation o ON o.capture_id = k.id WHERE k.run_id IN :runs) m
      JOIN listing l ON l.id = m.listing_id
      JOIN capture c ON c.canonical_url = l.url AND c.{_GONE}"""
_HIDDEN = "SELECT listing_id FROM reread WHERE run_id IN :runs"
_ANSWERS = text(f"""
    SELECT l.id, c.id, c.run_id, c.observed_at, z.time_zone
      FROM listing l JOIN capture c ON c.canonical_url = l.url AND c.{_GONE} JOIN source z ON z.code = c.source_code
     WHERE l.id IN :ids ORDER BY l.id, c.observed_at, c.url_sha256, c.payload_sha256""")
_DAYS = text("SELECT DISTINCT listing_id, observed_on FROM observation WHERE listing_id IN :ids AND presence = 'seen'")
_THERE = text(f"""
    SELECT a.id, a.listing_id, a.capture_id, a.read_from FROM observation a JOIN capture c ON c.id = a.capture_id AND c.{_GONE}
     WHERE a.listing_id IN :ids AND a.presence = 'absent'""")


def changes(connection: Connection, runs: Sequence[str]) -> tuple[list[int], list[Absence]]:
    """Observations that no longer follow, and absences that are missing, of the listings that these runs touched."""
    gone: list[int] = []
    absent: list[Absence] = []
    for ids in bulk.batches(sorted(_touched(connection, runs))):
        wanted = {(row[0], row[1]): row for row in _wanted(connection, ids)}
        for key, listing_id, capture_id, read_from in _run(connection, _THERE, ids=ids):
            if wanted.pop((listing_id, capture_id), None) is None and as_json(read_from) == GONE:
                gone.append(key)
        absent += wanted.values()
    return gone, absent


def _touched(connection: Connection, runs: Sequence[str]) -> set[int]:
    urls = [row[0] for row in of_runs(connection, _ASKED, runs)]
    found = {row[0] for query in (_REFUTED, _SHOWN, _HIDDEN) for row in of_runs(connection, query, runs)}
    for some in bulk.batches(urls):
        found |= {row[0] for row in connection.execute(_ADDRESSED, {"urls": list(some)})}
    return found


def _wanted(connection: Connection, ids: Sequence[int]) -> Iterable[Absence]:
    """One absence a day, from the second day on that answers so; the day's last answer bears it."""
    seen: dict[int, set[date]] = {}
    for listing_id, day in _run(connection, _DAYS, ids=ids):
        seen.setdefault(listing_id, set()).add(as_day(day))  # type: ignore[arg-type]  # no day is null
    answers: dict[int, dict[date, Absence]] = {}
    for listing_id, capture_id, run_id, at, zone in _run(connection, _ANSWERS, ids=ids):
        instant, day = local(at, zone)
        answers.setdefault(listing_id, {})[day] = (listing_id, capture_id, run_id, instant, day)
    for listing_id, asked in answers.items():
        days = seen.get(listing_id, set())
        before: date | None = None
        for day in sorted(asked):
            if day in days or min(days, default=day) >= day:
                # Shown elsewhere on the same day, or never seen yet: no answer of a listing that is gone.
                before = None
                continue
            if before is not None and not any(before < one < day for one in days):
                yield asked[day]
            before = day


def _run(connection: Connection, statement: Any, **lists: Sequence[Any]) -> Sequence[Any]:
    bound = statement.bindparams(*(bindparam(name, expanding=True) for name in lists))
    return connection.execute(bound, {name: list(values) for name, values in lists.items()}).all()
