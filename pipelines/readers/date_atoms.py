"""What dates are made of: a piece of a text that names a day, a span of the calendar or a time of day, and its place in a year.

A span of the calendar without its year is a form: (month, day, month, day) from the first to the last day, where day 0 is the last
of its month. So April is (4, 1, 4, 0), the second quarter (4, 1, 6, 0), 4月下旬 (4, 21, 4, 0).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Literal

from pipelines.readers.festivals import festival_days
from pipelines.readers.lunisolar import lunar_day

Precision = Literal["second", "minute", "hour", "day", "month", "none"]
Form = tuple[int, int, int, int]
Days = tuple[date, date]
_DAY_FIRST = re.compile(r"(?:ngày|tanggal|tháng|đến|từ|sampai|hingga|dal|fino|scadenza)(?!\w)")
_THAI = re.compile("[\u0e00-\u0e7f]")
_TO_COME = re.compile(r"将|即将|计划|预计|\b(?:will|to be held|scheduled|upcoming|plans? to)\b")
FINEST: tuple[Precision, ...] = ("second", "minute", "hour", "day", "month", "none")
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; hour 24 is the midnight that ends the day."""

    hour: int
    minute: int
    second: int
    precision: Precision
    halved: bool
    """Whether the text says which half of the day it means (晚8点, 8 p.m., 20:00)."""
    zone: tzinfo | None = None

    def on(self, day: date, zone: tzinfo) -> datetime:
        """The moment of this time on a day."""
        start = datetime(day.year, day.month, day.day, tzinfo=self.zone or zone)
        return start + timedelta(hours=self.hour, minutes=self.minute, seconds=self.second)


@dataclass(slots=True)
class Atom:
    """A piece of a text; `start` and `end` are offsets of the plain text. One of form, festival, lunar, days, moments, clock, dom is there."""

    start: int
    end: int
    rule: str
    precision: Precision = "day"
    form: Form | None = None
    year: int | None = None
    festival: str = ""
    lunar: tuple[int, int, int, bool] | None = None
    """Month, first and last day of the Chinese lunisolar calendar, and whether it is the leap month."""
    days: Days | None = None
    moments: tuple[datetime, datetime] | None = None
    clock: Clock | None = None
    until: Clock | None = None
    """The last time of day, of a range of times."""
    dom: int = 0
    """Day of a month that stands elsewhere."""
    dom_end: int = 0
    """The last such day, of a range."""
    half: str = ""
    """Half of the day that a word beside the day names (今晚): am, pm."""
    ranged: bool = False
    """The piece is a range by itself (4月28-30日)."""
    weekday: bool = False
    """Names a day of the week."""
    weak: bool = False
    """Says a date only beside other words (a bare time, 4.28, Friday)."""
    closing: bool = False
    open_end: bool = False
    more: int = 0
    """Years from the start of a range to this end of it, where the text tells (次年)."""


@dataclass(frozen=True)
class Scan:
    """A text on the way: its plain form, the offsets of each sign in the original, and the base that relative dates count from."""

    text: str
    offsets: Sequence[int]
    original: str
    today: date
    now: datetime | None
    """None where the base is a day without a time."""
    zone: tzinfo
    whole: bool
    """The text is a date or nothing: short forms count."""

    @cached_property
    def day_first(self) -> bool:
        """Whether the text is in a language that writes 24/4 for the 24th of April."""
        text = self.text
        return _THAI.search(text) is not None or any(
            not match.start() or not text[match.start() - 1].isalnum() for match in _DAY_FIRST.finditer(text)
        )

    def capital(self, at: int) -> bool:
        """Whether the sign of the plain text at an offset is a capital in the original."""
        return at < len(self.text) and self.original[self.offsets[at]].isupper()

    def to_come(self, start: int, end: int) -> bool:
        """Whether the words around a piece speak of what will be."""
        return _TO_COME.search(self.text[max(0, start - 80) : end + 40]) is not None


def base_of(base: date | datetime | str) -> tuple[date, datetime | None, tzinfo]:
    """Day, moment and zone of a base; a moment without a zone is in China, a day has no moment."""
    if isinstance(base, str):
        base = datetime.fromisoformat(base) if len(base) > 10 else date.fromisoformat(base)
    if not isinstance(base, datetime):
        return base, None, CHINA
    moment = base if base.tzinfo is not None else base.replace(tzinfo=CHINA)
    return moment.date(), moment, moment.tzinfo or CHINA


def in_year(atom: Atom, year: int) -> Days | None:
    """The days of a form or a festival in a year; None where that year has no such day."""
    if not 1 <= year <= 9998:
        return None
    if atom.festival:
        return festival_days(atom.festival, year)
    if atom.lunar:
        return _lunar_days(atom.lunar, year)
    if atom.form is None:
        return None
    month, day, last_month, last_day = atom.form
    try:
        start = date(year, month, day or calendar.monthrange(year, month)[1])
        later = year + 1 if last_month < month else year
        end = date(later, last_month, last_day or calendar.monthrange(later, last_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return (start, end) if start <= end else None


def _lunar_days(lunar: tuple[int, int, int, bool], year: int) -> Days | None:
    """The days of a span of the lunisolar calendar in a year; None where that year has none."""
    month, first, last, leap = lunar
    start, end = lunar_day(month, first, year, leap=leap), lunar_day(month, last, year, leap=leap)
    return (start, end) if start and end and start <= end else None


def nearest(atom: Atom, today: date) -> Days | None:
    """The days of a form or a festival in the year that lies nearest to a day."""
    found = [days for year in range(today.year - 1, today.year + 2) if (days := in_year(atom, year))]
    return min(found, key=lambda days: distance(days, today), default=None)


def distance(days: Days, today: date) -> int:
    """Days between a span and a day, 0 where it lies in it."""
    return max((days[0] - today).days, (today - days[1]).days, 0)


def months_on(day: date, months: int) -> date:
    """The same day some months later (or earlier), or the last of a month that is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
