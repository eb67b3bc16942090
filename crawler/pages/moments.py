"""Instants as sites' JSON gives them: seconds or milliseconds of an epoch, or a clock time of Shanghai without its zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler.pages.dom import decimal, string

ZONE = ZoneInfo("Asia/Shanghai")
_FIRST, _LAST = 946_684_800, 4_102_444_800
"""2000 and 2100: zero times (0, -62135596800) and counters lie outside and are no dates."""
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S")


def instant(value: Any) -> datetime | None:
    """The instant in UTC; None for what is none of the years 2000 to 2100."""
    number = decimal(value)
    if number is not None and len(str(value)) != len("20200424200000"):
        seconds = number / 1000 if number >= _LAST else number
        return datetime.fromtimestamp(float(seconds), UTC) if _FIRST <= seconds < _LAST else None
    text = string(value)
    if text is None or len(text) < len("20200424200000"):
        return None
    for form in _FORMS:
        try:
            local = datetime.strptime(text, form).replace(tzinfo=ZONE)
        except ValueError:
            continue
        return local.astimezone(UTC) if _FIRST <= local.timestamp() < _LAST else None
    return None
