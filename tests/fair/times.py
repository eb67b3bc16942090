"""Days and instants of the fair. Its market day ends at ten in the morning, when it is observed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
OPENS_AT = time(10, 0)

# Share of a day's units that is sold by the end of each of the 24 hours after ten in the morning.
_WEIGHTS = (5, 6, 5, 4, 5, 6, 6, 5, 5, 7, 9, 10, 9, 6, 3, 1, 1, 1, 1, 1, 1, 1, 3, 5)


def observed(day: date) -> datetime:
    """The instant at which that day is observed."""
    return datetime.combine(day, OPENS_AT, ZONE)


def place_of(instant: datetime) -> tuple[date, float]:
    """The last observation instant's day, and the share of the day's trade done since then (0 to below 1)."""
    local = instant.astimezone(ZONE)
    day = local.date() if local.timetz().replace(tzinfo=None) >= OPENS_AT else local.date() - timedelta(1)
    hours = (local - observed(day)) / timedelta(hours=1)
    whole = min(int(hours), 23)
    done = sum(_WEIGHTS[:whole]) + _WEIGHTS[whole] * (hours - whole)
    return day, min(done / sum(_WEIGHTS), 1.0)


def local_day(instant: datetime) -> date:
    """The calendar day of an instant."""
    return instant.astimezone(ZONE).date()
