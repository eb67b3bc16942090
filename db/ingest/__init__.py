"""Pages into the store: one transaction a batch, by natural key, on both databases. A page written twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from db.ingest import announcements, bulk, captures, listings, livestreams, observations, promotions, variants, versions
from db.ingest.listings import Placed
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

    Raises:
        DBAPIError: the database is away, full, or refuses a row; nothing of the batch is written.

    """
    bulk.writer_lock(connection)
    kept = Revisions(now, code_version)
    found = captures.place(connection, pages, code_version, kept)
    numbered = list(zip(found.pages, found.ids, strict=True))
    placed = [
        Placed(row, capture_id, page.capture.observed_at)
        for page, capture_id in numbered
        for row in observations.one_a_listing(page.listings)
    ]
    _listings(connection, placed, found, kept)
    ids = {p.row.key: p.listing_id for p in placed}
    promotions.store(connection, numbered, ids, found.known, kept)
    livestreams.store(connection, numbered, ids, found.known, kept)
    announcements.store(connection, numbered, found.known, kept)
    captures.rejections(connection, found, kept)
    return Counts(len(found.pages), len(found.ids) - len(found.known), len(placed), kept.write(connection))


def _listings(connection: Connection, placed: list[Placed], found: captures.Found, kept: Revisions) -> None:
    refold = listings.place(connection, placed, found.known)
    runs = {capture_id: page.capture.run_id for page, capture_id in zip(found.pages, found.ids, strict=True)}
    observations.add(connection, [p for p in placed if p.capture_id not in found.known], runs)
    if found.known:
        again = [p for p in placed if p.capture_id in found.known]
        refold |= observations.reread(connection, again, runs, found.known, kept)
    variants.store(connection, placed, found.known, kept)
    if refold:
        versions.fold(connection, refold, kept)
