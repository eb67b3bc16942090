"""Pages into the store: one transaction a batch, by natural key, on both databases. A page written twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from db.ingest import bulk, captures, observations, others, versions
from db.ingest.listings import Placed, place
from db.ingest.revisions import Revisions
from db.rows import PageRows


@dataclass(slots=True)
class Counts:
    """What a batch wrote."""

    pages: int = 0
    new_captures: int = 0
    observations: int = 0
    revisions: int = 0


def write_batch(engine: Engine, pages: Sequence[PageRows], *, code_version: str, now: datetime) -> Counts:
    """Write a batch of pages in one transaction of its own."""
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        return write(connection, pages, code_version=code_version, now=now)


def write(connection: Connection, pages: Sequence[PageRows], *, code_version: str, now: datetime) -> Counts:
    """Write a batch of pages inside the caller's transaction.

    Args:
        connection: in a transaction; on SQLite one that was begun IMMEDIATE.
        pages: with all that was read from them. A page that comes twice counts once, as it came last.
        code_version: of the code that read them.
        now: stands in `revision` where a re-extraction changes a row.

    """
    bulk.writer_lock(connection)
    kept = Revisions(now, code_version)
    found = captures.place(connection, pages, code_version)
    placed: list[Placed] = []
    for page, capture_id in zip(found.pages, found.ids, strict=True):
        rows = observations.one_a_listing(page.listings)
        placed += [Placed(row, capture_id, page.capture.observed_at) for row in rows]
    refold = place(connection, placed)
    runs = {capture_id: page.capture.run_id for page, capture_id in zip(found.pages, found.ids, strict=True)}
    again = set(found.known)
    observations.add(connection, [p for p in placed if p.capture_id not in again], runs)
    if again:
        refold |= observations.reread(connection, [p for p in placed if p.capture_id in again], runs, again, kept)
    observations.variants(connection, placed, kept)
    if refold:
        versions.fold(connection, refold, kept)
    listings: dict[Any, int] = {p.row.key: p.listing_id for p in placed}
    others.store(connection, list(zip(found.pages, found.ids, strict=True)), listings, kept)
    captures.rejections(connection, found)
    return Counts(len(found.pages), len(found.ids) - len(again), len(placed), kept.write(connection))
