"""Pages into the store: one transaction a batch, by natural key, on both databases. A page written twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from db.ingest import announcements, bulk, captures, listings, livestreams, observations, promotions, variants, versions
from db.ingest.listings import Placed
from db.ingest.prepared import Prepared, prepare
from db.ingest.revisions import Revisions
from db.rows import PageRows

__all__ = ["Counts", "Prepared", "prepare", "write", "write_batch"]


@dataclass(slots=True)
class Counts:
    """What a batch wrote."""

    pages: int = 0
    new_captures: int = 0
    observations: int = 0
    revisions: int = 0


def write_batch(
    engine: Engine,
    pages: Sequence[PageRows] | Prepared,
    *,
    code_version: str,
    now: datetime,
    meanwhile: Callable[[], None] | None = None,
) -> Counts:
    """Write a batch of pages in one transaction of its own; arguments as those of `write`."""
    batch = pages if isinstance(pages, Prepared) else prepare(pages)
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        return write(connection, batch, code_version=code_version, now=now, meanwhile=meanwhile)


def write(
    connection: Connection,
    pages: Sequence[PageRows] | Prepared,
    *,
    code_version: str,
    now: datetime,
    meanwhile: Callable[[], None] | None = None,
) -> Counts:
    """Write a batch of pages inside the caller's transaction.

    Args:
        connection: in a transaction; on SQLite one that was begun IMMEDIATE.
        pages: with all that was read from them, or what was prepared of them.
        code_version: of the code that read them.
        now: stands in `revision` where a re-extraction changes a row.
        meanwhile: called where the database is at work and nothing is left to do but to wait for it; not on SQLite.

    Raises:
        DBAPIError: the database is away, full, or refuses a row; nothing of the batch is written.

    """
    batch = pages if isinstance(pages, Prepared) else prepare(pages)
    bulk.writer_lock(connection)
    kept = Revisions(now, code_version)
    found = captures.place(connection, batch.pages, code_version, kept)
    numbered = list(zip(found.pages, found.ids, strict=True))
    for ones, capture_id in zip(batch.placed, found.ids, strict=True):
        for one in ones:
            one.capture_id, one.description_id = capture_id, None
    placed = [one for ones in batch.placed for one in ones]
    _listings(connection, batch, placed, found, kept, meanwhile)
    ids = {p.row.key: p.listing_id for p in placed}
    promotions.store(connection, numbered, ids, found.known, kept)
    livestreams.store(connection, numbered, ids, found.known, kept)
    announcements.store(connection, numbered, found.known, kept)
    captures.rejections(connection, found, kept)
    return Counts(len(found.pages), len(found.ids) - len(found.known), len(placed), kept.write(connection))


def _listings(
    connection: Connection,
    batch: Prepared,
    placed: list[Placed],
    found: captures.Found,
    kept: Revisions,
    meanwhile: Callable[[], None] | None,
) -> None:
    runs = {capture_id: page.capture.run_id for page, capture_id in zip(found.pages, found.ids, strict=True)}
    with bulk.in_flight(connection):
        refold = listings.place(connection, batch.in_time, batch.sellers, found.known)
        observations.add(connection, [p for p in placed if p.capture_id not in found.known], runs)
        if meanwhile is not None and bulk.is_in_flight(connection):
            meanwhile()
    if found.known:
        again = [p for p in placed if p.capture_id in found.known]
        refold |= observations.reread(connection, again, runs, found.known, kept)
    variants.store(connection, placed, found.known, kept)
    if refold:
        versions.fold(connection, refold, kept)
