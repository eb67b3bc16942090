"""Sellers of one batch of pages: each bears the name that the latest page gave it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
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


def named(placed: Iterable[Placed]) -> dict[ListingKey, Named | None]:
    """The sellers on pages, each with the latest name that one gives it."""
    found: dict[ListingKey, Named | None] = {}
    for one in placed:
        if one.seller is not None and one.row.description.shop is not None:
            said = one.row.description.shop[1]
            name = (one.observed_at, said) if said else None
            known = found.get(one.seller)
            found[one.seller] = max(known, name) if known and name else known or name
    return found


def place(
    connection: Connection, named: Mapping[ListingKey, Named | None], corrected: Container[ListingKey]
) -> dict[ListingKey, int]:
    """Ids of the sellers, made where they are new; `corrected` are those on captures that were read before."""
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
