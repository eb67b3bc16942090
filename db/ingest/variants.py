"""Variants of listings of one batch of pages: each bears what the latest page said of it, and an observation a page."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, update

from db.ingest import bulk
from db.ingest.listings import Placed
from db.ingest.revisions import Revisions
from db.ingest.values import as_exact, as_instant, read_row
from db.models import Base
from db.rows import VariantRow

_DESCRIBED = ("name", "net_weight_g", "gtin")
_OBSERVED = ("variant_id", "capture_id", "price", "list_price", "availability")
Key = tuple[int, str]


def store(connection: Connection, placed: Sequence[Placed], again: Collection[int], kept: Revisions) -> None:
    """Write the variants that the pages show; `again` holds the captures that were read before."""
    shown = [(p, v) for p in placed for v in p.row.variants]
    ids = _place(connection, shown, again)
    wanted = {(ids[p.listing_id, v.native_id], p.capture_id): (v.price, v.list_price, v.availability) for p, v in shown}
    table: Table = Base.metadata.tables["variant_observation"]
    for found in bulk.find(connection, "variant_observation", ("capture_id",), [(key,) for key in again], _OBSERVED):
        former = read_row("variant_observation", _OBSERVED, found)
        key = (former[0], former[1])
        values = wanted.pop(key, None)
        if values == former[2:]:
            continue
        kept.keep("variant_observation", dict(zip(_OBSERVED, key, strict=False)), dict(zip(_OBSERVED, former, strict=True)))
        same = and_(table.c.variant_id == key[0], table.c.capture_id == key[1])
        if values is None:
            connection.execute(delete(table).where(same))
        else:
            connection.execute(update(table).where(same).values(**dict(zip(_OBSERVED[2:], values, strict=True))))
    bulk.insert(connection, "variant_observation", _OBSERVED, [(*key, *values) for key, values in wanted.items()])


def _place(connection: Connection, shown: Iterable[tuple[Placed, VariantRow]], again: Container[int]) -> dict[Key, int]:
    """Ids of the variants, made where they are new; the latest page that describes one is believed."""
    described: dict[Key, tuple[datetime | None, tuple[Any, ...], bool]] = {}
    for one, variant in shown:
        key = (one.listing_id, variant.native_id)
        said = (variant.name, variant.net_weight_g, variant.gtin)
        at = one.observed_at if any(value is not None for value in said) else None
        former = described.get(key)
        if former is None or _later(at, said, former[0], former[1], False):
            described[key] = (at, said, one.capture_id in again)
    found = bulk.find(
        connection,
        "variant",
        ("listing_id", "native_id"),
        described.keys(),
        ("listing_id", "native_id", "id", "described_at", *_DESCRIBED),
    )
    ids = {(int(row[0]), str(row[1])): int(row[2]) for row in found}
    new = [key for key in described if key not in ids]
    ids |= dict(zip(new, bulk.allot(connection, "variant", len(new)), strict=True))
    rows = [(ids[key], *key, described[key][0], *described[key][1]) for key in new]
    bulk.insert(connection, "variant", ("id", "listing_id", "native_id", "described_at", *_DESCRIBED), rows)
    changed = []
    for row in found:
        at, said, corrected = described[row[0], row[1]]
        if _later(at, said, as_instant(row[3]), (row[4], as_exact(row[5]), row[6]), corrected):
            changed.append((*said, at, row[2]))
    bulk.update(connection, "variant", (*_DESCRIBED, "described_at"), changed)
    return ids


def _later(
    at: datetime | None, said: tuple[Any, ...], former_at: datetime | None, former: tuple[Any, ...], corrected: bool
) -> bool:
    """The latest description wins, of one instant the greatest; a page that is read again corrects what it said."""
    if at is None or former_at is None:
        return at is not None
    if at != former_at:
        return at > former_at
    return said != former and (corrected or _rank(said) > _rank(former))


def _rank(said: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in said)
