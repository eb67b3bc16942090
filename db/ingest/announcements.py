"""Announcements of one batch of pages. An article is its address and its text; it bears the first page that shows it.

It stands as long as a page shows it: which do is kept beside it, with what was read there (`announcement_shown`,
`announcement_reading`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.ingest import bulk, duplicates, readings, records, shown
from db.ingest import told as tellings
from db.ingest.promotions import Numbered
from db.ingest.revisions import Revisions
from db.rows import ToldRows

Shown = tuple[int, int]
"""An announcement, and a capture that shows it."""
Reading = tuple[str, dict[str, Any]]
"""Digest, and what it is the digest of."""
_SHOWN = ("announcement_id", "capture_id", "reading_sha256")


def store(connection: Connection, pages: Numbered, again: Collection[int], kept: Revisions) -> None:
    """Write the announcements on the pages; `again` holds the captures that were read before.

    What an announcement mentions and claims hangs on its row and is replaced as a set.
    """
    known = bulk.find(connection, "announcement_shown", ("capture_id",), [(key,) for key in again], _SHOWN)
    former = {(row[0], row[1]): row[2] for row in known}
    rows = [(row, page, capture_id) for page, capture_id in pages for row in page.announcements]
    ids = _place(connection, [(row, capture_id) for row, _, capture_id in rows], kept)
    shows: dict[Shown, Reading] = {}
    for row, page, capture_id in rows:
        shown_at = (ids[row["url"], row["text_sha256"]], capture_id)
        if shown_at not in shows:
            shows[shown_at] = readings.of(row, page.told.get(row["text_sha256"], ToldRows()))
    changed = {key for key in former.keys() | shows.keys() if key not in shows or former.get(key) != shows[key][0]}
    _write(connection, former.keys(), {key: shows[key] for key in changed if key in shows}, changed)
    duplicates.mark(connection, _settle(connection, changed, shows, again, kept), kept)


def _place(
    connection: Connection, rows: Sequence[tuple[Mapping[str, Any], int]], kept: Revisions
) -> dict[tuple[str, str], int]:
    """Ids of announcements by address and digest, made where they are new."""
    columns = ("url", "text_sha256")
    first = {(row["url"], row["text_sha256"]): (row, capture_id) for row, capture_id in reversed(rows)}
    found = bulk.find(connection, "announcement", columns, first.keys(), (*columns, "id"))
    ids = {(row[0], row[1]): int(row[2]) for row in found}
    for key in sorted(first.keys() - ids.keys()):
        row, capture_id = first[key]
        made = connection.execute(insert(records.table("announcement")).values(**row, capture_id=capture_id))
        assert made.inserted_primary_key is not None
        kept.made("announcement", dict(zip(columns, key, strict=True)))
        ids[key] = int(made.inserted_primary_key[0])
    return ids


def _write(
    connection: Connection,
    former: Collection[Shown],
    shows: Mapping[Shown, Reading],
    changed: Collection[Shown],
) -> None:
    """Keep what is shown otherwise now, or no more, and each reading once."""
    bulk.remove(connection, "announcement_shown", _SHOWN[:2], sorted(key for key in changed if key in former))
    wanted = {(key[0], digest): reading for key, (digest, reading) in sorted(shows.items(), key=lambda item: item[0])}
    columns = ("announcement_id", "sha256")
    there = {tuple(row) for row in bulk.find(connection, "announcement_reading", columns, wanted.keys(), columns)}
    rows = [(*key, reading) for key, reading in wanted.items() if key not in there]
    bulk.insert(connection, "announcement_reading", (*columns, "reading"), rows)
    bulk.insert(connection, "announcement_shown", _SHOWN, sorted((*key, digest) for key, (digest, _) in shows.items()))
    if any(key in former for key in changed):
        _forget(connection, {key[0] for key in changed})


def _forget(connection: Connection, announcements: Iterable[int]) -> None:
    """Remove readings that no page shows any more."""
    table, pages = records.table("announcement_reading"), records.table("announcement_shown")
    for announcement_id in sorted(announcements):
        stay = select(pages.c.reading_sha256).where(
            pages.c.announcement_id == announcement_id, pages.c.reading_sha256.is_not(None)
        )
        connection.execute(delete(table).where(table.c.announcement_id == announcement_id, table.c.sha256.not_in(stay)))


def _settle(
    connection: Connection, changed: set[Shown], shows: Mapping[Shown, Reading], again: Collection[int], kept: Revisions
) -> list[int]:
    """Make announcements what their first pages say, or remove those that none shows; ids of those to be compared anew.

    `changed` says where one is shown otherwise now, or no more.
    """
    keys = {(key[0],) for key in (*changed, *(key for key in shows if key[1] in again))}
    bearers = shown.first(connection, "announcement_shown", _SHOWN[:2], keys)
    stand = {row[0]: row[1:] for row in bulk.find(connection, "announcement", ("id",), keys, ("id", "capture_id", "url"))}
    texts = Counter(
        row[0] for row in bulk.find(connection, "announcement", ("url",), {(s[1],) for s in stand.values()}, ("url",))
    )
    others: list[int] = []
    for (announcement_id,) in sorted(keys):
        borne_by, url = stand[announcement_id]
        bearer = bearers.get((announcement_id,))
        if bearer is None:
            others += _remove(connection, announcement_id, kept)
        elif bearer != borne_by or (announcement_id, bearer) in changed:
            _become(connection, announcement_id, bearer, shows.get((announcement_id, bearer)), kept)
            others.append(announcement_id)
        elif bearer in again or texts[url] > 1:
            # Later code may compare otherwise; which of its address's texts was shown last may be another.
            others.append(announcement_id)
    return others


def _remove(connection: Connection, announcement_id: int, kept: Revisions) -> list[int]:
    """Remove an announcement; ids of what pointed to it."""
    former = records.get(connection, "announcement", {"id": announcement_id})
    assert former is not None
    kept.keep("announcement", {"url": former["url"], "text_sha256": former["text_sha256"]}, former)
    released = duplicates.release(connection, announcement_id, kept)
    connection.execute(delete(records.table("announcement")).where(records.same("announcement", {"id": announcement_id})))
    return released


def _become(connection: Connection, announcement_id: int, capture_id: int, known: Reading | None, kept: Revisions) -> None:
    """Make an announcement what a page says."""
    former = records.get(connection, "announcement", {"id": announcement_id})
    assert former is not None
    key = {"url": former["url"], "text_sha256": former["text_sha256"]}
    reading = known[1] if known else _reading(connection, announcement_id, capture_id)
    # Of one that was read before readings were kept, what stands is all that is known.
    values = readings.said(reading) if reading else {}
    records.change(connection, "announcement", key, former, {**values, "capture_id": capture_id}, kept)
    if reading:
        tellings.store(connection, announcement_id, capture_id, readings.told(reading), kept)


def _reading(connection: Connection, announcement_id: int, capture_id: int) -> dict[str, Any] | None:
    """What was read of an announcement on a page; None = not kept."""
    pages, kept = records.table("announcement_shown"), records.table("announcement_reading")
    same = (kept.c.announcement_id == pages.c.announcement_id) & (kept.c.sha256 == pages.c.reading_sha256)
    where = (pages.c.announcement_id == announcement_id) & (pages.c.capture_id == capture_id)
    found: dict[str, Any] | None = connection.execute(select(kept.c.reading).join(pages, same).where(where)).scalar()
    return found
