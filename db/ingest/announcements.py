"""Announcements of one batch of pages. An article is its address and its text; it bears the first page that showed it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.ingest import duplicates, records
from db.ingest import told as tellings
from db.ingest.promotions import Numbered
from db.ingest.revisions import Revisions
from db.rows import ToldRows


def store(connection: Connection, pages: Numbered, again: Collection[int], kept: Revisions) -> None:
    """Write the announcements on the pages; `again` holds the captures that were read before.

    What an announcement mentions and claims hangs on its row and is replaced as a set.
    """
    first: dict[tuple[str, str], tuple[dict[str, Any], datetime, int]] = {}
    told: dict[tuple[str, str], ToldRows] = {}
    for page, capture_id in sorted(pages, key=lambda p: (p[0].capture.observed_at, p[1])):
        for row in page.announcements:
            shown = row["url"], row["text_sha256"]
            if shown not in first:
                first[shown] = row, page.capture.observed_at, capture_id
                told[shown] = page.told.get(row["text_sha256"], ToldRows())
    changed: list[int] = []
    for (url, digest), (row, at, capture_id) in first.items():
        key = {"url": url, "text_sha256": digest}
        values = {name: value for name, value in row.items() if name not in key} | {"capture_id": capture_id}
        former = records.get(connection, "announcement", key)
        if former is None:
            made = connection.execute(insert(records.table("announcement")).values(**key, **values))
            assert made.inserted_primary_key is not None
            announcement_id = int(made.inserted_primary_key[0])
        elif former["capture_id"] in again or at < records.observed_at(connection, former["capture_id"]):
            records.change(connection, "announcement", key, former, values, kept)
            announcement_id = int(former["id"])
        else:
            continue
        tellings.store(connection, announcement_id, capture_id, told[url, digest], kept)
        changed.append(announcement_id)
    changed += _drop_others(connection, again, set(first), kept)
    duplicates.mark(connection, changed, kept)


def _drop_others(connection: Connection, again: Iterable[int], shown: set[tuple[str, str]], kept: Revisions) -> list[int]:
    """A page that is read again and has another text now: the former text goes; ids of what pointed to it."""
    released: list[int] = []
    table = records.table("announcement")
    for capture_id in sorted(again):
        found: Any = connection.execute(select(table).where(table.c.capture_id == capture_id)).mappings().all()
        for row in found:
            if (row["url"], row["text_sha256"]) not in shown:
                kept.keep("announcement", {"url": row["url"], "text_sha256": row["text_sha256"]}, dict(row))
                released += duplicates.release(connection, row["id"], kept)
                connection.execute(delete(table).where(table.c.id == row["id"]))
    return released
