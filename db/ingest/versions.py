"""The versions of listings folded anew from all their observations, where a page came late or was read again."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db.ingest import bulk
from db.ingest.listings import FACTS, VERSIONED, Facts, exact_facts, merged
from db.ingest.revisions import Revisions, changed

_FACTS = ", ".join(f"d.{name}" for name in FACTS)
_NOTHING: Facts = (None,) * len(FACTS)
_SHOWN = text(
    f"""SELECT o.listing_id, o.observed_at, o.capture_id, o.presence, o.observed_on, {_FACTS}, d.sha256
          FROM observation o LEFT JOIN description d ON d.id = o.description_id
         WHERE o.listing_id IN :ids ORDER BY o.listing_id, o.observed_at, d.sha256, o.capture_id"""
).bindparams(bindparam("ids", expanding=True))
_KEPT = text(
    f"SELECT listing_id, valid_from, capture_id, {', '.join(VERSIONED)} FROM listing_version WHERE listing_id IN :ids"
).bindparams(bindparam("ids", expanding=True))


def fold(connection: Connection, listing_ids: Iterable[int], revisions: Revisions) -> None:
    """Fold the versions of these listings, and write those that differ; the listing repeats the latest."""
    ids = sorted(listing_ids)
    for at in range(0, len(ids), 500):
        _fold(connection, ids[at : at + 500], revisions)


def _fold(connection: Connection, ids: list[int], revisions: Revisions) -> None:
    wanted: dict[tuple[int, Any], tuple[Any, ...]] = {}
    latest: list[tuple[Any, ...]] = []
    for listing_id, rows in groupby(connection.execute(_SHOWN, {"ids": ids}), key=lambda row: row[0]):
        facts, before, days, last = _NOTHING, _NOTHING, [], None
        for row in rows:
            observed_at = last = bulk.as_instant(row[1])
            day = bulk.as_day(row[4])
            if row[3] == "seen" and day is not None:
                days.append(day)
            shown = exact_facts(row[5:-1])
            if any(value is not None for value in shown):
                facts = merged(facts, shown)
                key = (int(listing_id), observed_at)
                if facts[2:] != before[2:] or key in wanted:
                    wanted[key] = (row[2], *facts[2:])
                before = facts
        latest.append((min(days, default=None), max(days, default=None), last, *facts, listing_id))
    bulk.update(connection, "listing", ("first_seen_on", "last_seen_on", "last_observed_at", *FACTS), latest)
    _replace(connection, ids, wanted, revisions)


def _replace(
    connection: Connection, ids: list[int], wanted: dict[tuple[int, Any], tuple[Any, ...]], revisions: Revisions
) -> None:
    columns = ("listing_id", "valid_from", "capture_id", *VERSIONED)
    for row in connection.execute(_KEPT, {"ids": ids}).all():
        key = (int(row[0]), bulk.as_instant(row[1]))
        kept = (row[2], *exact_facts((None, None, *row[3:]))[2:])
        if key in wanted and not changed(kept, wanted[key]):
            del wanted[key]
            continue
        former = dict(zip(columns, (*key, *kept), strict=True))
        revisions.keep("listing_version", {"listing_id": key[0], "valid_from": key[1]}, former)
        instant: Any = bulk.instant_text(key[1]) if isinstance(row[1], str) and key[1] else row[1]
        connection.execute(
            text("DELETE FROM listing_version WHERE listing_id = :id AND valid_from = :at"), {"id": key[0], "at": instant}
        )
    bulk.insert(connection, "listing_version", columns, [(*key, *values) for key, values in wanted.items()])
