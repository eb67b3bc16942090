"""Flash sales: goods whose sale has its own start and end, put together into one promotion a spell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crawler.items import Listing, Promotion

Sale = tuple[Listing, datetime | None, datetime | None]
"""What is sold, from when, until when; None where the page does not say."""


def spells_of(platform: str, series: str, name: str | None, sales: Iterable[Sale]) -> list[Promotion]:
    """One promotion a spell, in the order of the page; sales without a time of their own belong to the series itself.

    Args:
        platform: code of the platform that holds the sales.
        series: native id of the series; that of a spell is made of it and its start.
        name: what the page calls the series.
        sales: the goods with their times.

    """
    found: dict[tuple[datetime | None, datetime | None], Promotion] = {}
    for listing, start, end in sales:
        if start is not None and end is not None and end <= start:
            start = end = None
        promotion = found.get((start, end))
        if promotion is None:
            native_id = series if start is None and end is None else f"{series}:{_stamp(start)}-{_stamp(end)}"
            promotion = Promotion(platform=platform, native_id=native_id, name=name, kind="activity")
            promotion.starts_at, promotion.ends_at = start, end
            found[start, end] = promotion
        key = (listing.platform, listing.site, listing.native_id)
        if key not in promotion.members:
            promotion.members.append(key)
    return list(found.values())


def _stamp(at: datetime | None) -> str:
    return "" if at is None else str(int(at.timestamp()))
