"""Observations of one batch of pages; a page that is read again changes its rows in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from db.ingest import bulk
from db.ingest.listings import Placed
from db.ingest.revisions import Revisions
from db.ingest.values import read_row
from db.rows import ListingRow

SAID = (
    *("presence", "price", "price_max", "list_price", "currency", "price_text", "list_price_text", "price_kind"),
    *("conditions_text", "unit_price_per_kg", "sold_min", "sold_max", "sold_period", "sold_text", "availability", "rating"),
    *("review_count", "position", "sponsored", "read_from"),
)
_READ = ("observed_on", "description_id", *SAID)
_COLUMNS = ("id", "listing_id", "capture_id", "run_id", "observed_at", *_READ)
_FORMER = ("id", "listing_id", "capture_id", *_READ)
_FROM = _FORMER.index("read_from")
_SAID_AT = _READ.index("presence")
MISSED = {"presence": "walk"}
"""`read_from` of an absence that a walk tells: no page states it (`db.ingest.absences`)."""
GONE = {"presence": "status"}
"""That of an absence which follows from answers that the listing's own address gave."""
_said = attrgetter(*SAID)
_LAST = 1 << 62


def one_a_listing(rows: Iterable[ListingRow]) -> list[ListingRow]:
    """A listing that a page shows twice counts once, at its lowest position."""
    best: dict[Any, ListingRow] = {}
    for row in rows:
        known = best.get(row.key)
        if known is None or (row.position or _LAST) < (known.position or _LAST):
            best[row.key] = row
    return list(best.values())


def add(connection: Connection, placed: Sequence[Placed], runs: Mapping[int, str]) -> None:
    """Insert observations; `runs` names the run of each capture."""
    ids = bulk.allot(connection, "observation", len(placed))
    rows = [
        (key, p.listing_id, p.capture_id, runs[p.capture_id], p.observed_at, p.row.observed_on, p.description_id, *_said(p.row))
        for key, p in zip(ids, placed, strict=True)
    ]
    bulk.insert(connection, "observation", _COLUMNS, rows)


def reread(
    connection: Connection, placed: Sequence[Placed], runs: Mapping[int, str], captures: Iterable[int], kept: Revisions
) -> set[int]:
    """Bring the observations of captures that were read before to the new reading; the listings that changed."""
    there: dict[tuple[int, int], tuple[Any, ...]] = {}
    for row in bulk.find(connection, "observation", ("capture_id",), [(key,) for key in captures], _FORMER):
        there[row[1], row[2]] = read_row("observation", _FORMER, row)
    touched: set[int] = set()
    new, changed, gone = [], [], []
    hidden: set[tuple[str, int]] = set()
    for one in placed:
        former = there.pop((one.listing_id, one.capture_id), None)
        values = (one.row.observed_on, one.description_id, *_said(one.row))
        if former is None:
            new.append(one)
        elif former[3:] != values:
            _keep(kept, former)
            changed.append((*values, former[0]))
            if (values[0], values[_SAID_AT]) != (former[3], former[3 + _SAID_AT]):
                hidden.add((runs[one.capture_id], one.listing_id))
        else:
            continue
        touched.add(one.listing_id)
    for (listing_id, capture_id), former in there.items():
        if former[_FROM] in (MISSED, GONE):
            # Whether it still follows is not for the page to say.
            continue
        _keep(kept, former)
        gone.append(former[0])
        touched.add(listing_id)
        hidden.add((runs[capture_id], listing_id))
    note(connection, hidden)
    bulk.update(connection, "observation", _READ, changed)
    bulk.delete(connection, "observation", gone)
    add(connection, new, runs)
    return touched


def note(connection: Connection, hidden: set[tuple[str, int]]) -> None:
    """Remember whom pages of a run show no more: absences that other runs' walks tell are settled after all pages.

    `hidden` holds (run, listing).
    """
    columns = ("run_id", "listing_id")
    there = {tuple(row) for row in bulk.find(connection, "reread", columns, hidden, columns)}
    bulk.insert(connection, "reread", columns, sorted(hidden - there))


def remove(connection: Connection, ids: Sequence[int], kept: Revisions) -> set[int]:
    """Remove observations, their former values kept; the listings concerned."""
    rows = bulk.find(connection, "observation", ("id",), [(key,) for key in ids], _FORMER)
    former = [read_row("observation", _FORMER, row) for row in rows]
    for row in former:
        _keep(kept, row)
    bulk.delete(connection, "observation", ids)
    return {int(row[1]) for row in former}


def _keep(kept: Revisions, former: tuple[Any, ...]) -> None:
    row = dict(zip(_FORMER[1:], former[1:], strict=True))
    kept.keep("observation", {"listing_id": row["listing_id"], "capture_id": row["capture_id"]}, row)
