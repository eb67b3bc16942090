"""Captures, walks and rejections of one batch of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from sqlalchemy import Connection, delete

from db.ingest import bulk
from db.models import Base
from db.rows import CaptureRow, PageRows

_KEY = ("url_sha256", "method", "request_sha256", "fetched_at", "payload_sha256")
_COLUMNS = tuple(field.name for field in fields(CaptureRow) if field.name != "walk")


@dataclass(slots=True)
class Found:
    """The pages of a batch with the ids of their captures; `known` are those that were there before."""

    pages: list[PageRows]
    ids: list[int]
    known: list[int]


def place(connection: Connection, pages: Sequence[PageRows], code_version: str) -> Found:
    """Give every page its capture, made where it is new."""
    by_key = {_key(page.capture): page for page in pages}
    wanted = {(key[0],) for key in by_key}
    there: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in bulk.find(connection, "capture", ("url_sha256",), wanted, (*_KEY, "id", "read_with", "wall")):
        there[row[0], row[1], row[2], bulk.as_instant(row[3]), row[4]] = row[5:]
    walks = _walks(connection, list(by_key.values()))
    new = [key for key in by_key if key not in there]
    ids = dict(zip(new, bulk.allot(connection, "capture", len(new)), strict=True))
    rows = []
    for key in new:
        capture = by_key[key].capture
        *values, _ = astuple(capture)
        walk_id = walks.get((capture.run_id, *capture.walk)) if capture.walk else None
        rows.append((ids[key], *values, walk_id, code_version))
    bulk.insert(connection, "capture", ("id", *_COLUMNS, "walk_id", "read_with"), rows)
    known = {key: int(there[key][0]) for key in by_key if key in there}
    newly = [
        (code_version, by_key[key].capture.wall, known[key])
        for key in known
        if tuple(there[key][1:]) != (code_version, by_key[key].capture.wall)
    ]
    bulk.update(connection, "capture", ("read_with", "wall"), newly)
    every = {**known, **ids}
    return Found(list(by_key.values()), [every[key] for key in by_key], list(known.values()))


def _key(capture: CaptureRow) -> tuple[Any, ...]:
    return (capture.url_sha256, capture.method, capture.request_sha256, capture.fetched_at, capture.payload_sha256)


def _walks(connection: Connection, pages: Sequence[PageRows]) -> dict[tuple[str, str, str], int]:
    """Ids of the walks that the pages belong to; a walk's figures are written when it ends."""
    wanted = {(p.capture.run_id, *p.capture.walk): p.capture.logical_date for p in pages if p.capture.walk}
    columns = ("run_id", "scope_kind", "scope_key")
    ids = {(row[0], row[1], row[2]): int(row[3]) for row in bulk.find(connection, "walk", columns, wanted, (*columns, "id"))}
    new = [key for key in wanted if key not in ids]
    ids |= dict(zip(new, bulk.allot(connection, "walk", len(new)), strict=True))
    rows = [(ids[key], *key, wanted[key], 0, None, 0, False) for key in new]
    bulk.insert(connection, "walk", ("id", *columns, "logical_date", "pages", "stated_total", "enumerated", "complete"), rows)
    return ids


def rejections(connection: Connection, found: Found) -> None:
    """Write what could not be read; of a page that is read again the former rejections go."""
    table = Base.metadata.tables["rejection"]
    if found.known:
        for at in range(0, len(found.known), 500):
            connection.execute(delete(table).where(table.c.capture_id.in_(found.known[at : at + 500])))
    rows = [
        (page.capture.run_id, capture_id, r.item_type, r.field, n, r.reason, r.raw)
        for page, capture_id in zip(found.pages, found.ids, strict=True)
        for n, r in enumerate(page.rejections, 1)
    ]
    columns = ("run_id", "capture_id", "item_type", "field", "ordinal", "reason", "raw")
    ids = bulk.allot(connection, "rejection", len(rows))
    bulk.insert(connection, "rejection", ("id", *columns), [(key, *row) for key, row in zip(ids, rows, strict=True)])
