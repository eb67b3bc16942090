"""Announcements of one batch of pages. An article is its address and its text; it bears the first page that shows it.

It stands as long as a page shows it: which do is kept beside it, with what was read there (`announcement_shown`,
`announcement_reading`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.ingest import bulk, duplicates, readings, records
from db.ingest import told as tellings
from db.ingest.promotions import Numbered
from db.ingest.revisions import Revisions
from db.rows import ToldRows

Reading = tuple[str, dict[str, Any]]
"""Digest, and what it is the digest of."""
_SHOWN = ("announcement_id", "capture_id", "reading_sha256")


def store(connection: Connection, pages: Numbered, again: Collection[int], kept: Revisions) -> None:
    """Write the announcements on the pages; `again` holds the captures that were read before.

    What an announcement mentions and claims hangs on its row and is replaced as a set.
    """
    known = bulk.find(connection, "announcement_shown", ("capture_id",), [(key,) for key in again], _SHOWN)
    former = {(row[0], row[1]): row[2] for row in known}
    ids: dict[tuple[str, str], int] = {}
    shown: dict[tuple[int, int], Reading] = {}
    for page, capture_id in pages:
        for row in page.announcements:
            key = row["url"], row["text_sha256"]
            if key not in ids:
                ids[key] = _placed(connection, row, capture_id, kept)
            reading = readings.of(row, page.told.get(row["text_sha256"], ToldRows()))
            shown.setdefault((ids[key], capture_id), reading)
    changed = {key for key in former.keys() | shown.keys() if key not in shown or former.get(key) != shown[key][0]}
    _write(connection, former.keys(), {key: shown[key] for key in changed if key in shown}, changed)
    others: list[int] = []
    for announcement_id in sorted({key[0] for key in changed}):
        captures = {capture_id for one, capture_id in changed if one == announcement_id}
        others += _settle(connection, announcement_id, captures, kept)
    duplicates.mark(connection, others, kept)


def _placed(connection: Connection, row: Mapping[str, Any], capture_id: int, kept: Revisions) -> int:
    """The id of an announcement, made where it is new."""
    key = {"url": row["url"], "text_sha256": row["text_sha256"]}
    former = records.get(connection, "announcement", key)
    if former is not None:
        return int(former["id"])
    made = connection.execute(insert(records.table("announcement")).values(**row, capture_id=capture_id))
    assert made.inserted_primary_key is not None
    kept.made("announcement", key)
    return int(made.inserted_primary_key[0])


def _write(
    connection: Connection,
    former: Collection[tuple[int, int]],
    shown: Mapping[tuple[int, int], Reading],
    changed: Collection[tuple[int, int]],
) -> None:
    """Keep what is shown otherwise now, or no more, and each reading once."""
    bulk.remove(connection, "announcement_shown", _SHOWN[:2], sorted(key for key in changed if key in former))
    wanted = {(key[0], digest): reading for key, (digest, reading) in sorted(shown.items(), key=lambda item: item[0])}
    columns = ("announcement_id", "sha256")
    there = {tuple(row) for row in bulk.find(connection, "announcement_reading", columns, wanted.keys(), columns)}
    rows = [(*key, reading) for key, reading in wanted.items() if key not in there]
    bulk.insert(connection, "announcement_reading", (*columns, "reading"), rows)
    bulk.insert(connection, "announcement_shown", _SHOWN, sorted((*key, digest) for key, (digest, _) in shown.items()))
    if any(key in former for key in changed):
        _forget(connection, {key[0] for key in changed})


def _forget(connection: Connection, announcements: Iterable[int]) -> None:
    """Remove readings that no page shows any more."""
    table, pages = records.table("announcement_reading"), records.table("announcement_shown")
    for announcement_id in sorted(announcements):
        shown = select(pages.c.reading_sha256).where(
            pages.c.announcement_id == announcement_id, pages.c.reading_sha256.is_not(None)
        )
        connection.execute(delete(table).where(table.c.announcement_id == announcement_id, table.c.sha256.not_in(shown)))


def _settle(connection: Connection, announcement_id: int, changed: Collection[int], kept: Revisions) -> list[int]:
    """Make an announcement what its first page says, or remove it where none shows it; ids of those to be compared anew.

    `changed` are the captures that show it otherwise now, or no more.
    """
    former = records.get(connection, "announcement", {"id": announcement_id})
    assert former is not None
    key = {"url": former["url"], "text_sha256": former["text_sha256"]}
    bearer = _first(connection, announcement_id)
    if bearer is None:
        kept.keep("announcement", key, former)
        released = duplicates.release(connection, announcement_id, kept)
        connection.execute(delete(records.table("announcement")).where(records.same("announcement", key)))
        return released
    capture_id, reading = bearer
    if capture_id == former["capture_id"] and capture_id not in changed:
        return []
    # Of one that was read before readings were kept, what stands is all that is known.
    values = {} if reading is None else readings.said(reading)
    records.change(connection, "announcement", key, former, {**values, "capture_id": capture_id}, kept)
    if reading is not None:
        tellings.store(connection, announcement_id, capture_id, readings.told(reading), kept)
    return [announcement_id]


def _first(connection: Connection, announcement_id: int) -> tuple[int, dict[str, Any] | None] | None:
    """The first page that shows an announcement, in the order of instants, and its reading."""
    pages, capture, kept = (records.table(name) for name in ("announcement_shown", "capture", "announcement_reading"))
    same = (kept.c.announcement_id == pages.c.announcement_id) & (kept.c.sha256 == pages.c.reading_sha256)
    query = (
        select(pages.c.capture_id, kept.c.reading)
        .join(capture, capture.c.id == pages.c.capture_id)
        .join(kept, same, isouter=True)
        .where(pages.c.announcement_id == announcement_id)
        .order_by(capture.c.observed_at, capture.c.url_sha256, capture.c.payload_sha256, capture.c.id)
    )
    row = connection.execute(query.limit(1)).first()
    return None if row is None else (int(row[0]), row[1])
