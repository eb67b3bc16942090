"""Observations and variants of one batch of pages; a page that is read again changes its rows in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, select, update

from db.ingest import bulk
from db.ingest.listings import Placed
from db.ingest.revisions import Revisions, changed
from db.models import Base
from db.rows import ListingRow

SAID = (
    *(
        "presence",
        "price",
        "price_max",
        "list_price",
        "currency",
        "price_text",
        "list_price_text",
        "price_kind",
        "conditions_text",
    ),
    *(
        "unit_price_per_kg",
        "sold_min",
        "sold_max",
        "sold_period",
        "sold_text",
        "availability",
        "rating",
        "review_count",
        "position",
    ),
    *("sponsored", "read_from"),
)
COLUMNS = ("id", "listing_id", "capture_id", "run_id", "observed_at", "observed_on", "description_id", *SAID)
_said = attrgetter(*SAID)


def one_a_listing(rows: Iterable[ListingRow]) -> list[ListingRow]:
    """A listing that a page shows twice: its lowest position."""
    best: dict[Any, ListingRow] = {}
    for row in rows:
        known = best.get(row.key)
        if known is None or (row.position or 1 << 30) < (known.position or 1 << 30):
            best[row.key] = row
    return list(best.values())


def add(connection: Connection, placed: Sequence[Placed], runs: dict[int, str]) -> None:
    """Insert the observations of new captures; `runs` names the run of each capture."""
    ids = bulk.allot(connection, "observation", len(placed))
    rows = [
        (key, p.listing_id, p.capture_id, runs[p.capture_id], p.observed_at, p.row.observed_on, p.description_id, *_said(p.row))
        for key, p in zip(ids, placed, strict=True)
    ]
    bulk.insert(connection, "observation", COLUMNS, rows)


def reread(
    connection: Connection, placed: Sequence[Placed], runs: dict[int, str], captures: Iterable[int], kept: Revisions
) -> set[int]:
    """Bring the observations of captures that were read before to the new reading; the listings that changed."""
    table = Base.metadata.tables["observation"]
    names = ("listing_id", "capture_id", "observed_on", "description_id", *SAID)
    there: dict[tuple[int, int], Any] = {}
    for batch in _batches(list(captures)):
        for row in connection.execute(select(table).where(table.c.capture_id.in_(batch))).mappings():
            there[row["listing_id"], row["capture_id"]] = row
    touched: set[int] = set()
    new: list[Placed] = []
    for one in placed:
        former = there.pop((one.listing_id, one.capture_id), None)
        if former is None:
            new.append(one)
            touched.add(one.listing_id)
            continue
        values = dict(
            zip(names, (one.listing_id, one.capture_id, one.row.observed_on, one.description_id, *_said(one.row)), strict=True)
        )
        if changed([former[name] for name in names], list(values.values())):
            kept.keep("observation", {"listing_id": one.listing_id, "capture_id": one.capture_id}, former)
            connection.execute(update(table).where(table.c.id == former["id"]).values(**values))
            touched.add(one.listing_id)
    for (listing_id, capture_id), former in there.items():
        kept.keep("observation", {"listing_id": listing_id, "capture_id": capture_id}, former)
        connection.execute(delete(table).where(table.c.id == former["id"]))
        touched.add(listing_id)
    add(connection, new, runs)
    return touched


def variants(connection: Connection, placed: Sequence[Placed], kept: Revisions) -> None:
    """Variants of listings, and what the pages say of them."""
    shown = {(p.listing_id, v.native_id): (p, v) for p in placed for v in p.row.variants}
    if not shown:
        return
    found = bulk.find(connection, "variant", ("listing_id", "native_id"), shown, ("listing_id", "native_id", "id"))
    ids = {(int(row[0]), str(row[1])): int(row[2]) for row in found}
    new = [key for key in shown if key not in ids]
    ids |= dict(zip(new, bulk.allot(connection, "variant", len(new)), strict=True))
    rows = [(ids[key], *key, v.name, v.net_weight_g, v.gtin) for key in new for v in (shown[key][1],)]
    bulk.insert(connection, "variant", ("id", "listing_id", "native_id", "name", "net_weight_g", "gtin"), rows)
    wanted = {
        (ids[p.listing_id, v.native_id], p.capture_id): (v.price, v.list_price, v.availability)
        for p in placed
        for v in p.row.variants
    }
    there = _variants_there(connection, wanted)
    columns = ("variant_id", "capture_id", "price", "list_price", "availability")
    bulk.insert(
        connection, "variant_observation", columns, [(*key, *values) for key, values in wanted.items() if key not in there]
    )
    table = Base.metadata.tables["variant_observation"]
    for key, former in there.items():
        if changed(former[2:], wanted[key]):
            kept.keep("variant_observation", dict(zip(columns, key, strict=False)), dict(zip(columns, former, strict=True)))
            same = and_(table.c.variant_id == key[0], table.c.capture_id == key[1])
            connection.execute(update(table).where(same).values(**dict(zip(columns[2:], wanted[key], strict=True))))


def _variants_there(connection: Connection, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Any]:
    table: Table = Base.metadata.tables["variant_observation"]
    keys = set(wanted)
    there = {}
    for batch in _batches(sorted({capture_id for _, capture_id in keys})):
        for row in connection.execute(select(table).where(table.c.capture_id.in_(batch))):
            if (row[0], row[1]) in keys:
                there[row[0], row[1]] = row
    return there


def _batches(values: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (values[at : at + size] for at in range(0, len(values), size))
