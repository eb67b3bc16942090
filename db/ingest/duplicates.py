"""The same story on several sites: copies by the shingles of their texts, translations by their figures.

A story's first announcement is the one published first, of one day the one whose address was seen first; others point to it.
What an address said before it was corrected points to what it says now, whatever was changed.
"""

from __future__ import annotations

import heapq
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, or_, select

from db.ingest import records
from db.ingest.revisions import Revisions

SKETCH = 48
WINDOW = timedelta(days=15)
ALIKE, SHARED = 0.25, 0.6
"""A sketch that is so much alike is looked into; a text of which so much stands in the other is a copy."""
FIGURES, SAME_FIGURES = 3, 0.75
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_OTHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Story:
    """What is compared of an announcement."""

    id: int
    published_on: date | None
    language: str | None
    sketch: frozenset[int]
    rank: tuple[Any, ...]
    url: str
    text_sha256: str
    duplicate_of: int | None
    is_former: bool
    """Whether it points to a later text of its own address."""


def sketch(text: str) -> str:
    """The smallest hashes of a text's shingles, in hexadecimal: texts that share many of them share most of their words."""
    return "".join(f"{one:08x}" for one in heapq.nsmallest(SKETCH, shingles(text)))


def shingles(text: str) -> set[int]:
    """Hashes of all runs of 5 Chinese or 16 other signs, without spaces and punctuation."""
    plain = _OTHER.sub("", text.casefold())
    size = 5 if len(_WIDE.findall(plain)) > len(plain) // 4 else 16
    return {zlib.crc32(plain[at : at + size].encode("utf-8", "surrogatepass")) for at in range(max(0, len(plain) - size + 1))}


def mark(connection: Connection, changed: Iterable[int], kept: Revisions) -> None:
    """Bring `duplicate_of` of the announcements that changed, and of those that are like them, up to date."""
    for announcement_id in sorted(set(changed)):
        found = _stories(connection, records.table("announcement").c.id == announcement_id)
        if found:
            _mark(connection, found[0], kept)


def release(connection: Connection, announcement_id: int, kept: Revisions) -> list[int]:
    """Let go of the duplicates of an announcement that goes; their ids."""
    table = records.table("announcement")
    ids = list(connection.execute(select(table.c.id).where(table.c.duplicate_of == announcement_id)).scalars())
    for story in _stories(connection, table.c.id.in_(ids)) if ids else []:
        _point(connection, story, None, None, kept)
    return ids


def _mark(connection: Connection, story: Story, kept: Revisions) -> None:
    table = records.table("announcement")
    story = _in_force(connection, story, kept)
    near = table.c.id != story.id
    if story.published_on is not None:
        span = table.c.published_on.between(story.published_on - WINDOW, story.published_on + WINDOW)
        near &= or_(span, table.c.published_on.is_(None))
    others = [other for other in _stories(connection, near) if other.url != story.url and not other.is_former]
    kinds = {other.id: kind for other in others if (kind := _kind(connection, story, other)) is not None}
    family = sorted([story, *(other for other in others if other.id in kinds)], key=lambda one: one.rank)
    first = family[0]
    for other in family[1:]:
        kind = _kind(connection, first, other) or kinds.get(other.id) or kinds[first.id]
        _point(connection, other, first.id, kind, kept)
    if len(family) == 1 or first.id == story.id:
        _point(connection, first, None, None, kept)


def _in_force(connection: Connection, story: Story, kept: Revisions) -> Story:
    """The text that a story's address showed last; its former ones point to it."""
    readings = _stories(connection, records.table("announcement").c.url == story.url)
    if len(readings) == 1:
        return readings[0]
    shown = _last_shown(connection, [one.id for one in readings])
    last = max(readings, key=lambda one: (shown[one.id], one.text_sha256))
    for former in readings:
        if former.id != last.id:
            _point(connection, former, last.id, "copy", kept)
    return last


def _last_shown(connection: Connection, ids: Sequence[int]) -> dict[int, datetime]:
    """When a page last showed each announcement."""
    pages, capture = records.table("announcement_shown"), records.table("capture")
    query = select(pages.c.announcement_id, func.max(capture.c.observed_at)).join(capture, capture.c.id == pages.c.capture_id)
    found = connection.execute(query.where(pages.c.announcement_id.in_(ids)).group_by(pages.c.announcement_id))
    return {int(row[0]): row[1] for row in found}


def _stories(connection: Connection, where: Any) -> list[Story]:
    table, capture = records.table("announcement"), records.table("capture")
    other, page = table.alias(), capture.alias()
    first_seen = (
        select(func.min(page.c.observed_at)).join(other, other.c.capture_id == page.c.id).where(other.c.url == table.c.url)
    )
    later = select(other.c.url).where(other.c.id == table.c.duplicate_of)
    columns = (table.c.id, table.c.published_on, table.c.language, table.c.text_sketch, table.c.url, table.c.text_sha256)
    query = select(
        *(*columns, table.c.duplicate_of),
        *(first_seen.scalar_subquery().label("first_seen"), later.scalar_subquery().label("points_to")),
    )
    return [
        Story(
            *(row.id, row.published_on, row.language, _hashes(row.text_sketch or "")),
            (row.published_on or date.max, row.first_seen, row.url, row.text_sha256),
            *(row.url, row.text_sha256, row.duplicate_of, row.points_to == row.url),
        )
        for row in connection.execute(query.where(where))
    ]


def _hashes(text: str) -> frozenset[int]:
    return frozenset(int(text[at : at + 8], 16) for at in range(0, len(text), 8))


def _kind(connection: Connection, one: Story, other: Story) -> str | None:
    """copy or translation; None for another story."""
    if _alike(one.sketch, other.sketch) >= ALIKE:
        texts = [shingles(text) for text in _texts(connection, (one.id, other.id))]
        if len(texts[0] & texts[1]) >= SHARED * max(1, min(map(len, texts))):
            return "copy"
    if one.language and other.language and one.language[:2] != other.language[:2]:
        figures = [_figures(connection, story.id) for story in (one, other)]
        smaller = min(map(len, figures))
        if smaller >= FIGURES and len(figures[0] & figures[1]) >= SAME_FIGURES * smaller:
            return "translation"
    return None


def _alike(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the smallest hashes of both together stands in both: an estimate of the share of common shingles."""
    if not one or not other:
        return 0.0
    smallest = heapq.nsmallest(min(len(one), len(other)), one | other)
    return sum(hashed in one and hashed in other for hashed in smallest) / len(smallest)


def _texts(connection: Connection, ids: Sequence[int]) -> list[str]:
    table = records.table("announcement")
    return [connection.execute(select(table.c.text).where(table.c.id == one)).scalar_one() for one in ids]


def _figures(connection: Connection, announcement_id: int) -> set[tuple[Decimal, str]]:
    claim = records.table("claim")
    query = select(claim.c.value, claim.c.unit).where(claim.c.announcement_id == announcement_id, claim.c.value >= 10)
    return {(value, unit) for value, unit in connection.execute(query)}


def _point(connection: Connection, story: Story, first: int | None, kind: str | None, kept: Revisions) -> None:
    key = {"url": story.url, "text_sha256": story.text_sha256}
    former = records.get(connection, "announcement", key)
    if former is not None:
        records.change(connection, "announcement", key, former, {"duplicate_of": first, "duplicate_kind": kind}, kept)
