"""Announcements of one batch of pages. An article is its address and its text; it bears the first page that showed it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.ingest import records
from db.ingest.promotions import Numbered
from db.ingest.revisions import Revisions


def store(connection: Connection, pages: Numbered, again: Collection[int], kept: Revisions) -> None:
    """Write the announcements on the pages; `again` holds the captures that were read before.

    What an announcement mentions and claims hangs on its row and is replaced by who reads its text.
    """
    first: dict[tuple[str, str], tuple[dict[str, Any], datetime, int]] = {}
    for page, capture_id in sorted(pages, key=lambda p: (p[0].capture.observed_at, p[1])):
        for row in page.announcements:
            first.setdefault((row["url"], row["text_sha256"]), (row, page.capture.observed_at, capture_id))
    for (url, digest), (row, at, capture_id) in first.items():
        key = {"url": url, "text_sha256": digest}
        values = {name: value for name, value in row.items() if name not in key} | {"capture_id": capture_id}
        former = records.get(connection, "announcement", key)
        if former is None:
            connection.execute(insert(records.table("announcement")).values(**key, **values))
        elif former["capture_id"] in again or at < records.observed_at(connection, former["capture_id"]):
            records.change(connection, "announcement", key, former, values, kept)
    _drop_others(connection, again, set(first), kept)


def _drop_others(connection: Connection, again: Iterable[int], shown: set[tuple[str, str]], kept: Revisions) -> None:
    """A page that is read again and has another text now: the former text goes."""
    table = records.table("announcement")
    for capture_id in sorted(again):
        found: Any = connection.execute(select(table).where(table.c.capture_id == capture_id)).mappings().all()
        for row in found:
            if (row["url"], row["text_sha256"]) not in shown:
                kept.keep("announcement", {"url": row["url"], "text_sha256": row["text_sha256"]}, dict(row))
                connection.execute(delete(table).where(table.c.id == row["id"]))
