"""Captures, walks and rejections of one batch of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from db.ingest import bulk
from db.ingest.revisions import Revisions
from db.ingest.values import as_instant
from db.rows import CaptureRow, PageRows

_KEY = ("url_sha256", "method", "request_sha256", "fetched_at", "payload_sha256")
_COLUMNS = tuple(field.name for field in fields(CaptureRow) if field.name != "walk")
key_of = attrgetter(*_KEY)
"""What tells captures apart."""
_values_of = attrgetter(*_COLUMNS)
Key = tuple[Any, ...]
_REJECTION = ("run_id", "capture_id", "item_type", "field", "ordinal", "reason", "raw")


@dataclass(slots=True)
class Found:
    """The pages of a batch with the ids of their captures; `known` are those that were read before."""

    pages: list[PageRows]
    ids: list[int]
    known: frozenset[int]


def place(connection: Connection, by_key: Mapping[Key, PageRows], code_version: str, kept: Revisions) -> Found:
    """Give every page its capture, made where it is new. Where another wall is read, or none any more, the former is kept."""
    there: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in bulk.find(connection, "capture", _KEY, by_key.keys(), (*_KEY, "id", "read_with", "wall")):
        there[row[0], row[1], row[2], as_instant(row[3]), row[4]] = row[5:]
    walks = _walks(connection, list(by_key.values()))
    new = [key for key in by_key if key not in there]
    ids = dict(zip(new, bulk.allot(connection, "capture", len(new)), strict=True))
    rows = []
    for key in new:
        capture = by_key[key].capture
        walk_id = walks.get((capture.run_id, *capture.walk)) if capture.walk else None
        rows.append((ids[key], *_values_of(capture), walk_id, code_version))
    bulk.insert(connection, "capture", ("id", *_COLUMNS, "walk_id", "read_with"), rows)
    known = {key: int(there[key][0]) for key in by_key if key in there}
    newly = [
        (code_version, by_key[key].capture.wall, known[key])
        for key in known
        if tuple(there[key][1:]) != (code_version, by_key[key].capture.wall)
    ]
    for key in known:
        if there[key][2] != by_key[key].capture.wall:
            kept.keep("capture", dict(zip(_KEY, key, strict=True)), {"wall": there[key][2]})
    bulk.update(connection, "capture", ("read_with", "wall"), newly)
    every = {**known, **ids}
    return Found(list(by_key.values()), [every[key] for key in by_key], frozenset(known.values()))


def _walks(connection: Connection, pages: Sequence[PageRows]) -> dict[tuple[str, str, str], int]:
    """Ids of the walks that the pages belong to; a walk's figures are written when it ends."""
    wanted = {(p.capture.run_id, *p.capture.walk): p.capture.logical_date for p in pages if p.capture.walk}
    columns = ("run_id", "scope_kind", "scope_key")
    found = bulk.find(connection, "walk", columns, wanted.keys(), (*columns, "id"))
    ids = {(row[0], row[1], row[2]): int(row[3]) for row in found}
    new = [key for key in wanted if key not in ids]
    ids |= dict(zip(new, bulk.allot(connection, "walk", len(new)), strict=True))
    rows = [(ids[key], *key, wanted[key], 0, None, 0, False) for key in new]
    bulk.insert(connection, "walk", ("id", *columns, "logical_date", "pages", "stated_total", "enumerated", "complete"), rows)
    return ids


def rejections(connection: Connection, found: Found, kept: Revisions) -> None:
    """Write what could not be read; of a page that is read again the rejections become those of the new reading."""
    wanted = {
        (capture_id, n): (page.capture.run_id, capture_id, r.item_type, r.field, n, r.reason, r.raw)
        for page, capture_id in zip(found.pages, found.ids, strict=True)
        for n, r in enumerate(page.rejections, 1)
    }
    gone = []
    for row in bulk.find(connection, "rejection", ("capture_id",), [(key,) for key in found.known], ("id", *_REJECTION)):
        key = (row[2], row[5])
        if wanted.get(key) == tuple(row[1:]):
            del wanted[key]
        else:
            kept.keep("rejection", {"capture_id": key[0], "ordinal": key[1]}, dict(zip(_REJECTION, row[1:], strict=True)))
            gone.append(row[0])
    bulk.delete(connection, "rejection", gone)
    ids = bulk.allot(connection, "rejection", len(wanted))
    rows = [(key, *values) for key, values in zip(ids, wanted.values(), strict=True)]
    bulk.insert(connection, "rejection", ("id", *_REJECTION), rows)
