"""Dates in text: the days or moments that it names, counted from a base; whole texts (read_dates) and running ones (find_dates)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from pipelines.readers.date_atoms import Precision, Scan, base_of
from pipelines.readers.date_marks import Span
from pipelines.readers.date_ranges import spans_of
from pipelines.readers.date_scan import atoms_of, scan_of

LONGEST = 500
LONGEST_RUNNING = 20_000
_EPOCH = re.compile(r"(\d{10})(?:(\d{3})|\.\d{1,6})?")
_COMPACT = re.compile(r"(20\d\d|19\d\d)([01]\d)([0-3]\d)(?:t?([0-2]\d)([0-5]\d)([0-5]\d)(z)?)?")


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a text. Days are dates, end inclusive; moments are aware datetimes; an end of None beside a start is open."""

    start: date | datetime | None
    end: date | datetime | None
    precision: Precision
    rule: str


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date or a range of dates in a running text."""

    start: date | datetime
    end: date | datetime | None
    """Inclusive; None = open (since, 自…起)."""
    precision: Precision
    span_start: int
    """Offsets in the text as it was given."""
    span_end: int
    text: str
    closing: bool
    """The day that a figure or an offer closes with (截至, as of, by, 目前, to date)."""
    festival: str
    """Code of the festival of db/reference/festivals.csv that is named, else ''."""
    has_year: bool
    """The text itself anchors the year; False where the nearest to the base was taken."""
    rule: str

    @property
    def is_open(self) -> bool:
        """Whether the span has a start only."""
        return self.end is None


NOTHING = Dates(None, None, "none", "no date")


def read_dates(text: str, *, base: date | datetime | str) -> Dates:
    """The first date or range of a text that is a date.

    Args:
        text: as shown.
        base: the moment or day that relative and year-less dates count from; its zone is that of the times. Without zone: UTC+8.

    """
    # Two moments that are equal but stand in different zones are different bases.
    return _read(text[:LONGEST], base, base.tzinfo if isinstance(base, datetime) else None)


@lru_cache(maxsize=20_000)
def _read(text: str, base: date | datetime | str, _zone: tzinfo | None) -> Dates:
    scan = scan_of(text, *base_of(base), whole=True)
    number = _number(scan) if scan.text[:1].isdigit() else None
    if number is not None:
        return number
    found = spans_of(scan, atoms_of(scan))
    if not found:
        return NOTHING
    first = found[0]
    return Dates(first.start, first.end, first.precision, first.rule)


def _number(scan: Scan) -> Dates | None:
    """A text of digits only: seconds or milliseconds since 1970, or year, month and day without signs between them."""
    text = scan.text.strip()
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        moment = datetime.fromtimestamp(int(epoch[1]), UTC).astimezone(scan.zone)
        if epoch[2]:
            moment = moment.replace(microsecond=int(epoch[2]) * 1000)
        return Dates(moment, moment, "second", "epoch")
    compact = _COMPACT.fullmatch(text)
    if compact is None:
        return NOTHING if text.isdigit() and text not in ("618", "818", "520") else None
    year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups()[:6])
    try:
        if compact[4] is None:
            on = date(year, month, day)
            return Dates(on, on, "day", "compact")
        zone = UTC if compact[7] else scan.zone
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return NOTHING
    return Dates(moment, moment, "second", "compact")


def find_dates(text: str, *, base: date | datetime | str) -> list[DateSpan]:
    """The dates and ranges that a running text names, in order.

    Of longer texts the first 20,000 signs are read, and of these the first 1,000 dates.
    Bare times, bare numbers (4.28) and "618" count only beside words that make them dates. What `base` is: see read_dates.
    """
    scan = scan_of(text[:LONGEST_RUNNING], *base_of(base), whole=False)
    return [_placed(scan, span) for span in spans_of(scan, atoms_of(scan))]


def _placed(scan: Scan, span: Span) -> DateSpan:
    first, last = scan.offsets[span.first], scan.offsets[span.last]
    written = scan.original[first:last]
    last -= len(written) - len(written.rstrip(" " if written.endswith("m.") else " .,("))
    return DateSpan(
        *(span.start, span.end, span.precision, first, last, scan.original[first:last]),
        *(span.closing, span.festival, span.has_year, span.rule),
    )
