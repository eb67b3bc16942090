"""Promotions of one batch of pages: the thing itself, what changes of it from day to day, and what belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from db.ingest import listings, records, series, shown
from db.ingest.revisions import Revisions
from db.ingest.values import as_day
from db.rows import ListingKey, PageRows

Numbered = Sequence[tuple[PageRows, int]]
_COUNTS = tuple(
    f"{name}_{bound}" for name in ("announced_count", "participants", "videos", "views") for bound in ("min", "max")
)
_FACTS = ("name", "kind", "organiser", "region_code", "starts_on", "ends_on", "announced_count")


def store(
    connection: Connection, pages: Numbered, known: Mapping[ListingKey, int], again: Collection[int], kept: Revisions
) -> None:
    """Write what the pages say of promotions; `known` are the listings on them, `again` the captures read before."""
    rows = [(row, capture_id) for page, capture_id in pages for row in page.promotions]
    touched = series.observed_by(connection, "promotion", again)
    if not rows and not touched:
        return
    ids = records.ids_of(connection, "promotion", [row.key for row, _ in rows], kept, kind="other")
    named = {member for row, _ in rows for member in row.members} - known.keys()
    everyone = {**known, **listings.named(connection, named)}
    observed: set[tuple[Any, ...]] = set()
    members: set[shown.Key] = set()
    for row, capture_id in rows:
        key = {"promotion_id": ids[row.key], "capture_id": capture_id}
        values = {name: row.observed.get(name) for name in (*_COUNTS, "listings_shown")}
        said = {"observed_on": row.observed_on, "said": series.saying(row.values)}
        records.put(connection, "promotion_observation", key, {**values, **said}, kept)
        observed.add((ids[row.key], capture_id))
        members |= {(ids[row.key], everyone[member], row.observed_on, capture_id) for member in row.members}
    records.drop_others(connection, "promotion_observation", again, observed, kept)
    shown.store(connection, "promotion_listing", members, again, kept)
    for promotion_id in sorted(touched | set(ids.values())):
        _fold(connection, promotion_id, kept)


def _fold(connection: Connection, promotion_id: int, kept: Revisions) -> None:
    said, last = series.folded(connection, "promotion", promotion_id)
    values = {name: said.get(name) for name in _FACTS}
    values |= {"kind": values["kind"] or "other", "capture_id": last}
    values |= {name: as_day(values[name]) for name in ("starts_on", "ends_on")}
    former = records.get(connection, "promotion", {"id": promotion_id})
    assert former is not None
    key = {name: former[name] for name in ("platform_code", "native_id")}
    records.change(connection, "promotion", key, former, values, kept)
