"""Sellers of one batch of pages: each bears the name that the latest page gave it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from db.ingest import bulk
from db.ingest.values import as_instant
from db.rows import ListingKey

if TYPE_CHECKING:
    from db.ingest.listings import Placed

_KEY = ("platform_code", "site", "native_id")
Named = tuple[datetime, str]


def place(connection: Connection, placed: Iterable[Placed], again: Container[int]) -> dict[ListingKey, int]:
    """Ids of the sellers, made where they are new; `again` holds the captures that were read before."""
    named: dict[ListingKey, Named | None] = {}
    corrected: set[ListingKey] = set()
    for one in placed:
        shop = one.row.description.shop
        if shop is not None:
            key = (one.row.key[0], one.row.key[1], shop[0])
            name = (one.observed_at, shop[1]) if shop[1] else None
            known = named.get(key)
            named[key] = max(known, name) if known and name else known or name
            if one.capture_id in again:
                corrected.add(key)
    there = {
        (row[1], row[2], row[3]): row
        for row in bulk.find(connection, "shop", _KEY, named.keys(), ("id", *_KEY, "name", "named_at"))
    }
    new = [key for key in named if key not in there]
    ids = {key: int(row[0]) for key, row in there.items()}
    ids |= dict(zip(new, bulk.allot(connection, "shop", len(new)), strict=True))
    rows = [(ids[key], *key, *_columns(named[key])) for key in new]
    bulk.insert(connection, "shop", ("id", *_KEY, "name", "named_at"), rows)
    later = []
    for key, row in there.items():
        name, at = named[key], as_instant(row[5])
        if name is not None and _wins(name, (at, row[4]) if at else None, key in corrected):
            later.append((*_columns(name), row[0]))
    bulk.update(connection, "shop", ("name", "named_at"), later)
    return ids


def _columns(name: Named | None) -> tuple[str | None, datetime | None]:
    return (name[1], name[0]) if name else (None, None)


def _wins(name: Named, former: Named | None, corrected: bool) -> bool:
    """The latest name wins, of one instant the greatest; a page that is read again corrects what it said."""
    if former is None or name > former:
        return True
    return corrected and name[0] == former[0] and name[1] != former[1]
