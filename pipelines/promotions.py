"""Promotions and livestreams as rows: counts become intervals, instants become days, places become codes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crawler.items import Livestream, Promotion
from db.rows import LivestreamRow, PromotionRow
from pipelines.readers import counts, dates, places

if TYPE_CHECKING:
    from pipelines.normalize import Context

When = datetime | date | None


def promotion_row(item: Promotion, context: Context) -> PromotionRow:
    """A promotion of a page, with what changes from day to day."""
    size = _interval(item.announced_count, item.announced_count_text)
    observed: dict[str, Any] = {"listings_shown": len(item.members) or None}
    for name, (low, high) in {
        "announced_count": size,
        "participants": _interval(None, item.participants_text),
        "videos": _interval(None, item.videos_text),
        "views": _interval(None, item.views_text),
    }.items():
        observed |= {f"{name}_min": low, f"{name}_max": high}
    starts, ends = _spell(item.starts_at, item.ends_at, item.dates_text, context)
    values = {
        "name": context.text("promotion", "name", item.name),
        "kind": item.kind if item.kind != "other" else None,
        "organiser": context.text("promotion", "organiser", item.organiser),
        "region_code": _region(item.region_text, context),
        "starts_on": context.day("promotion", "starts_at", starts),
        "ends_on": context.day("promotion", "ends_at", ends),
        "announced_count": size[0],
    }
    key = (item.platform, context.key("promotion", "native_id", item.native_id))
    return PromotionRow(key=key, observed_on=context.observed_on, values=values, observed=observed, members=list(item.members))


def livestream_row(item: Livestream, context: Context) -> LivestreamRow:
    """A livestream of a page, with its viewers and likes at that instant."""
    starts, ends = _spell(item.starts_at, item.ends_at, item.dates_text, context)
    # A day without a clock time is no instant.
    starts_at, ends_at = (
        context.instant("livestream", name, at if isinstance(at, datetime) else None)
        for name, at in (("starts_at", starts), ("ends_at", ends))
    )
    held_on = context.day("livestream", "held_on", starts_at if isinstance(starts, datetime) else starts)
    series = context.key("livestream", "promotion", item.promotion)
    viewers, likes = _interval(item.viewers, item.viewers_text), _interval(item.likes, item.likes_text)
    values = {
        "title": context.text("livestream", "title", item.title),
        "status": item.status,
        "held_on": held_on,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "region_code": _region(item.region_text, context),
    }
    return LivestreamRow(
        key=(item.platform, context.key("livestream", "native_id", item.native_id)),
        values=values,
        observed={"status": item.status, "viewers_min": viewers[0], "viewers_max": viewers[1], "likes_min": likes[0]},
        promotion=(item.platform, series) if series else None,
        hosts=[(host.role, context.text("livestream", "host", host.name)) for host in item.hosts],
        listings=list(item.listings),
    )


def _spell(start: When, end: When, shown: str | None, context: Context) -> tuple[When, When]:
    """Start and end as the page gives them structured, else as its words name them, the year being the nearest."""
    if start is not None or end is not None or not shown:
        return start, end
    read = dates.read_dates(shown, base=context.page.capture.observed_at.astimezone(ZoneInfo(context.page.time_zone)))
    if isinstance(read.start, datetime) and read.end == read.start:
        # A moment is the beginning of what begins then, and not its end.
        return read.start, None
    ordered = read.start is None or read.end is None or str(read.start)[:10] <= str(read.end)[:10]
    return (read.start, read.end) if ordered else (None, None)


def _interval(value: int | None, text: str | None) -> tuple[int | None, int | None]:
    if value is not None:
        return value, value
    read = counts.read_count(text) if text else None
    return (read.min, read.max) if read is not None else (None, None)


def _region(text: str | None, context: Context) -> str | None:
    return places.read_place(text, prior=context.page.place_prior).code or None if text else None
