"""Livestreams of one batch of pages: the thing itself, its viewers over time, its hosts and its goods."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection

from db.ingest import listings, records, series, shown
from db.ingest.promotions import Numbered
from db.ingest.revisions import Revisions
from db.ingest.values import as_day, as_instant
from db.rows import ListingKey, LivestreamRow

_COUNTS = ("status", "viewers_min", "viewers_max", "likes_min")
_FACTS = ("title", "status", "held_on", "starts_at", "ends_at", "region_code")


def store(
    connection: Connection, pages: Numbered, known: Mapping[ListingKey, int], again: Collection[int], kept: Revisions
) -> None:
    """Write what the pages say of livestreams; `known` are the listings on them, `again` the captures read before."""
    rows = [(row, page.capture.observed_at, capture_id) for page, capture_id in pages for row in page.livestreams]
    touched = series.observed_by(connection, "livestream", again)
    if not rows and not touched:
        return
    ids = records.ids_of(connection, "livestream", [row.key for row, _, _ in rows], kept)
    named = {listing for row, _, _ in rows for listing in row.listings} - known.keys()
    everyone = {**known, **listings.named(connection, named)}
    observed: set[tuple[Any, ...]] = set()
    goods: set[shown.Key] = set()
    for row, at, capture_id in rows:
        key = {"livestream_id": ids[row.key], "capture_id": capture_id}
        values = {name: row.observed.get(name) for name in _COUNTS}
        records.put(connection, "livestream_observation", key, {**values, "observed_at": at, "said": _saying(row)}, kept)
        observed.add((ids[row.key], capture_id))
        goods |= {(ids[row.key], everyone[listing], capture_id) for listing in row.listings}
    records.drop_others(connection, "livestream_observation", again, observed, kept)
    shown.store(connection, "livestream_listing", goods, again, kept)
    for livestream_id in sorted(touched | set(ids.values())):
        _fold(connection, livestream_id, kept)


def _saying(row: LivestreamRow) -> series.Said:
    return series.saying({**row.values, "promotion": row.promotion, "hosts": row.hosts})


def _fold(connection: Connection, livestream_id: int, kept: Revisions) -> None:
    said, last = series.folded(connection, "livestream", livestream_id)
    values: dict[str, Any] = {name: said.get(name) for name in _FACTS}
    values |= {"held_on": as_day(values["held_on"]), "capture_id": last, "promotion_id": None}
    values |= {name: as_instant(values[name]) for name in ("starts_at", "ends_at")}
    if "promotion" in said:
        platform, native_id = said["promotion"]
        found = records.ids_of(connection, "promotion", [(platform, native_id)], kept, kind="other")
        values["promotion_id"] = found[platform, native_id]
    former = records.get(connection, "livestream", {"id": livestream_id})
    assert former is not None
    key = {name: former[name] for name in ("platform_code", "native_id")}
    records.change(connection, "livestream", key, former, values, kept)
    owner = {"livestream_id": livestream_id}
    hosts = [{**owner, "ordinal": n, "role": role, "name": name} for n, (role, name) in enumerate(said.get("hosts", []), 1)]
    records.replace(connection, "livestream_host", owner, "ordinal", hosts, kept)
