"""The Chinese lunisolar calendar: which day a month and a day of it are, by the table of db/reference."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from pipelines.readers.festivals import reference_table


def lunar_day(month: int, day: int, year: int, *, leap: bool = False) -> date | None:
    """The day of a lunisolar date in the year that begins with the spring festival of `year`; None where there is none."""
    known = _years().get(year)
    if known is None or not 1 <= month <= 12:
        return None
    start, leap_month, lengths = known
    if leap and month != leap_month:
        return None
    index = month - 1 + (bool(leap_month) and (leap or month > leap_month))
    return start + timedelta(sum(lengths[:index]) + day - 1) if 1 <= day <= lengths[index] else None


@lru_cache(maxsize=1)
def _years() -> dict[int, tuple[date, int, list[int]]]:
    return {
        int(row["year"]): (
            date.fromisoformat(row["starts_on"]),
            int(row["leap_month"] or 0),
            [30 if sign == "L" else 29 for sign in row["months"]],
        )
        for row in reference_table("lunar_years.csv")
    }
