"""What belongs to a promotion or a livestream: a membership stands as long as a page shows it, and bears the first that does.

Which pages show it is kept beside it (`promotion_listing_shown`, `livestream_listing_shown`), so that it does not go with one
page that is read again, nor stay when the last one shows it no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.ingest import bulk, observations
from db.ingest.records import table
from db.ingest.revisions import Revisions
from db.ingest.values import as_instant, read_row

Key = tuple[Any, ...]


def store(connection: Connection, name: str, shown: set[Key], again: Collection[int], kept: Revisions) -> None:
    """Bring the memberships of a table to what pages show.

    Args:
        connection: in a transaction.
        name: promotion_listing or livestream_listing.
        shown: primary keys, each with a capture of the batch that shows it behind it.
        again: captures that were read before: what they do not show any more goes, unless another page shows it.
        kept: takes the former rows of what goes.

    """
    pages = f"{name}_shown"
    columns = tuple(column.name for column in table(pages).primary_key.columns)
    known = bulk.find(connection, pages, ("capture_id",), [(key,) for key in again], columns)
    there = {read_row(pages, columns, row) for row in known}
    new, gone = sorted(shown - there), sorted(there - shown)
    bulk.remove(connection, pages, columns, gone)
    bulk.insert(connection, pages, columns, new)
    _note(connection, columns, gone)
    _settle(connection, name, columns, {row[:-1] for row in (*new, *gone)}, kept)


def _note(connection: Connection, columns: Sequence[str], gone: Sequence[Key]) -> None:
    """Who was a member may not have left later."""
    at = columns.index("listing_id")
    captures = {(row[-1],) for row in gone}
    runs = {row[0]: row[1] for row in bulk.find(connection, "capture", ("id",), captures, ("id", "run_id"))}
    observations.note(connection, {(runs[row[-1]], row[at]) for row in gone})


def _settle(connection: Connection, name: str, columns: Sequence[str], keys: set[Key], kept: Revisions) -> None:
    """Make the rows of these keys follow from the pages that show them. That something is absent no page shows: an absence
    stays until a page shows the membership after all, or the walks say otherwise (`db.ingest.memberships`)."""
    own, has_presence = columns[:-1], "presence" in table(name).c
    held = (*columns, "presence") if has_presence else tuple(columns)
    former = {row[: len(own)]: row for row in (read_row(name, held, r) for r in bulk.find(connection, name, own, keys, held))}
    bearers = first(connection, f"{name}_shown", columns, keys)
    seen = ("seen",) if has_presence else ()
    new, changed, gone = [], [], []
    for key in sorted(keys):
        stood, wanted = former.get(key), (*key, bearers[key], *seen) if key in bearers else None
        if stood is None and wanted is not None:
            new.append(wanted)
        elif stood is not None and stood != wanted:
            absent = has_presence and stood[-1] == "absent"
            if wanted is None and absent:
                continue
            if wanted is None or absent:
                # Which page shows it first is no fact about a membership.
                kept.keep(name, dict(zip(own, key, strict=True)), dict(zip(held, stood, strict=True)))
            if wanted is None:
                gone.append(key)
            else:
                changed.append((*wanted[len(own) :], *key))
    bulk.remove(connection, name, own, gone)
    bulk.update(connection, name, held[len(own) :], changed, *own)
    bulk.insert(connection, name, held, new)


def first(connection: Connection, pages: str, columns: Sequence[str], keys: set[Key]) -> dict[Key, int]:
    """For each key the first page that shows it, in the order of instants: not of arrival."""
    found = [read_row(pages, tuple(columns), row) for row in bulk.find(connection, pages, columns[:-1], keys, columns)]
    order = _order(connection, {row[-1] for row in found})
    earliest: dict[Key, int] = {}
    for *key, capture_id in found:
        other = earliest.setdefault(tuple(key), capture_id)
        if order[capture_id] < order[other]:
            earliest[tuple(key)] = capture_id
    return earliest


def _order(connection: Connection, captures: set[int]) -> dict[int, tuple[datetime | None, str, str, int]]:
    columns = ("id", "observed_at", "url_sha256", "payload_sha256")
    rows = bulk.find(connection, "capture", ("id",), [(key,) for key in captures], columns)
    return {row[0]: (as_instant(row[1]), row[2], row[3], row[0]) for row in rows}
