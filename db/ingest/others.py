"""Promotions, livestreams and announcements of one batch: few rows, written one by one, by natural key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from db.ingest.revisions import Revisions
from db.models import Base
from db.rows import LivestreamRow, PageRows, PromotionRow

Ids = Mapping[tuple[str, str, str], int]


def store(connection: Connection, pages: Sequence[tuple[PageRows, int]], listings: Ids, kept: Revisions) -> None:
    """Write what pages say beyond listings; `listings` gives the ids of the listings on them."""
    for page, capture_id in pages:
        for promotion in page.promotions:
            _promotion(connection, promotion, capture_id, listings, kept)
        for stream in page.livestreams:
            _livestream(connection, stream, page, capture_id, listings, kept)
        for announcement in page.announcements:
            key = {"url": announcement["url"], "text_sha256": announcement["text_sha256"]}
            values = {k: v for k, v in announcement.items() if k not in key}
            put(connection, "announcement", key, values, {"capture_id": capture_id}, kept)


def put(
    connection: Connection,
    name: str,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    once: Mapping[str, Any],
    kept: Revisions,
) -> int:
    """Insert a row by natural key, or change it where a value differs; its id (0 for tables without one).

    Null values do not erase what is there; `once` holds columns that only the first insert sets.
    """
    table: Table = Base.metadata.tables[name]
    same = and_(*(table.c[column] == value for column, value in key.items()))
    former = connection.execute(select(table).where(same)).mappings().first()
    if former is None:
        made = connection.execute(insert(table).values(**key, **values, **once))
        return int(made.inserted_primary_key[0]) if "id" in table.c and made.inserted_primary_key else 0
    different = {column: value for column, value in values.items() if value is not None and former[column] != value}
    if different:
        kept.keep(name, key, dict(former))
        connection.execute(update(table).where(same).values(**different))
    return int(former["id"]) if "id" in table.c else 0


def _promotion(connection: Connection, row: PromotionRow, capture_id: int, listings: Ids, kept: Revisions) -> None:
    key = {"platform_code": row.key[0], "native_id": row.key[1]}
    promotion_id = put(connection, "promotion", key, row.values, {"capture_id": capture_id}, kept)
    seen = {"promotion_id": promotion_id, "capture_id": capture_id}
    put(connection, "promotion_observation", seen, {"observed_on": row.observed_on, **row.observed}, {}, kept)
    for listing_id in {listings[member] for member in row.members if member in listings}:
        member = {"promotion_id": promotion_id, "listing_id": listing_id, "observed_on": row.observed_on}
        put(connection, "promotion_listing", member, {"presence": "seen"}, {"capture_id": capture_id}, kept)


def _livestream(
    connection: Connection, row: LivestreamRow, page: PageRows, capture_id: int, listings: Ids, kept: Revisions
) -> None:
    key = {"platform_code": row.key[0], "native_id": row.key[1]}
    values = dict(row.values)
    if row.promotion is not None:
        series = {"platform_code": row.promotion[0], "native_id": row.promotion[1]}
        values["promotion_id"] = put(
            connection, "promotion", series, {}, {"kind": "livestream_series", "capture_id": capture_id}, kept
        )
    stream_id = put(connection, "livestream", key, values, {"capture_id": capture_id}, kept)
    observed = {"observed_at": page.capture.observed_at, **row.observed}
    put(connection, "livestream_observation", {"livestream_id": stream_id, "capture_id": capture_id}, observed, {}, kept)
    hosts: Table = Base.metadata.tables["livestream_host"]
    if row.hosts:
        connection.execute(delete(hosts).where(hosts.c.livestream_id == stream_id))
        named = [
            {"livestream_id": stream_id, "ordinal": n, "role": role, "name": name}
            for n, (role, name) in enumerate(row.hosts, 1)
        ]
        connection.execute(insert(hosts), named)
    for listing_id in {listings[one] for one in row.listings if one in listings}:
        sold = {"livestream_id": stream_id, "listing_id": listing_id}
        put(connection, "livestream_listing", sold, {}, {"capture_id": capture_id}, kept)
