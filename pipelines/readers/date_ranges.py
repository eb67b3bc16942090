"""From pieces of dates to spans: a day and its time, a range and its ends, and what the words around it make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from pipelines.readers.date_atoms import FINEST, Atom, Clock, Days, Scan, distance, in_year, nearest
from pipelines.readers.date_marks import Span, in_context, marked, strong
from pipelines.readers.patterns import REACH, near

_DAY_GAP = near(r"[ ,(.]{0,3}\)?|\) ?|, on |- ?")
_CLOCK_AFTER = near(r"(?:\)?,? ?(?:at |lúc |pukul |jam |alle |ore )?|\)?t|的|当天|当日|当晚|,? from |:|, | - )")
_DAY_AFTER = near(r"[ ,]{0,2}(?:on |of |ngày |tanggal )?(?:the )?|\(")
_TO = near(
    r"[ )]{0,2}(?:起|开始|日|当天)?[ ,]?(?:-{1,2}|~|至|到|直至|直到|持续到|持续至|延续至|to|through|thru|until|till|up to|between|al|đến(?: ngày| hết ngày)?|sampai(?: dengan)?"
    r"|hingga|/|s/d|s\.d\.|ถึง(?:วันที่)?|bis|au|a|and|、|和|及|与)[ ]?(?:the |于)?"
)
_YEAR_BEHIND = near(r" ((?:19|20)\d\d)\b")
_BETWEEN = near(r"(?:between|antara|giữa|từ|from|tra) (?:the )?$")


def spans_of(scan: Scan, atoms: list[Atom]) -> list[Span]:
    """The dates that pieces of a text make together, in order."""
    if not atoms:
        return []
    atoms = _with_clocks(scan, _without_weekdays(scan, atoms))
    found: list[Span] = []
    at = 0
    while at < len(atoms):
        one = atoms[at]
        if at + 1 < len(atoms) and _is_range(scan, one, atoms[at + 1]):
            both = _range(scan, one, atoms[at + 1], found)
            if both is not None and (
                not (one.weak and atoms[at + 1].weak) or scan.whole or in_context(scan, one.start, atoms[at + 1].end)
            ):
                found.append(marked(scan, both, is_range=True))
                at += 2
                continue
        single = _single(scan, one, found)
        if single is not None:
            found.append(single)
        at += 1
    return found


def _without_weekdays(scan: Scan, atoms: list[Atom]) -> list[Atom]:
    """A weekday beside a date only repeats it."""
    kept: list[Atom] = []
    for atom in atoms:
        last = kept[-1] if kept else None
        if last is None or not (last.weekday or atom.weekday) or (last.weekday and atom.weekday):
            kept.append(atom)
            continue
        other = atom if last.weekday else last
        day = other.form is not None or other.dom or other.lunar or (other.days and other.days[0] == other.days[1])
        if day and other.precision == "day" and _DAY_GAP.fullmatch(scan.text, last.end, atom.start):
            other.start, other.end = last.start, atom.end
            kept[-1] = other
        else:
            kept.append(atom)
    return kept


def _is_day(atom: Atom) -> bool:
    if atom.form is not None:
        return atom.form[:2] == atom.form[2:]
    return bool(atom.dom or atom.festival or (atom.lunar and not atom.ranged)) or (
        atom.days is not None and atom.days[0] == atom.days[1]
    )


def _with_clocks(scan: Scan, atoms: list[Atom]) -> list[Atom]:
    """A time of day belongs to the day beside it."""
    kept: list[Atom] = []
    for atom in atoms:
        last = kept[-1] if kept else None
        if last is None:
            kept.append(atom)
        elif atom.clock and not last.clock and _is_day(last) and _CLOCK_AFTER.fullmatch(scan.text, last.end, atom.start):
            last.clock, last.until, last.end, last.weak = _half(atom.clock, last.half), atom.until, atom.end, False
            year = _YEAR_BEHIND.match(scan.text, atom.end, atom.end + REACH)
            if year and last.year is None and last.form:
                last.year, last.end = int(year[1]), year.end()
        elif _is_time(last) and _is_day(atom) and not atom.clock and _DAY_AFTER.fullmatch(scan.text, last.end, atom.start):
            _take_times(scan, atom, kept)
            kept.append(atom)
        else:
            kept.append(atom)
    return kept


def _take_times(scan: Scan, day: Atom, kept: list[Atom]) -> None:
    """The time before a day is its time; of 20:00-22:00, April 17 both are."""
    last = kept.pop()
    day.clock, day.until, day.start, day.weak = last.clock, last.until, last.start, False
    first = kept[-1] if kept else None
    if first is not None and _is_time(first) and _TO.fullmatch(scan.text, first.end, last.start):
        day.clock, day.until, day.start = first.clock, last.clock, first.start
        kept.pop()


def _is_time(atom: Atom) -> bool:
    return atom.clock is not None and not _has_day(atom)


def _half(clock: Clock, half: str) -> Clock:
    if half != "pm" or clock.halved or not 1 <= clock.hour <= 12:
        return clock
    return replace(clock, hour=clock.hour + 12, halved=True)


def _has_day(atom: Atom) -> bool:
    return bool(atom.form or atom.festival or atom.lunar or atom.days or atom.dom or atom.moments)


def _is_range(scan: Scan, one: Atom, other: Atom) -> bool:
    if one.moments or other.moments or one.until or (one.weekday and one.weak) or other.rule == "window":
        return False
    match = _TO.fullmatch(scan.text, one.end, other.start)
    if match is None:
        return False
    word = match[0].strip()
    if word == "/":
        return one.year is not None and other.year is not None
    if word in ("、", "和", "及", "与"):
        # 4月18日、19日: two days that follow each other.
        return scan.whole and one.form is not None and _is_day(one) and not one.clock and other.dom == one.form[1] + 1
    if word in ("and", "a"):
        return _BETWEEN.search(scan.text, max(0, one.start - 14), one.start) is not None if word == "and" else scan.whole
    return True


def _days(scan: Scan, atom: Atom, before: list[Span]) -> Days | None:
    """The days that a piece names by itself."""
    if atom.days is not None:
        return atom.days
    if atom.dom:
        days = _of_month(atom.dom, scan, before, atom.start)
        last = _replaced(days[0], atom.dom_end) if days and atom.dom_end > atom.dom else None
        return (days[0], last) if days and last else days
    if not _has_day(atom):
        return (scan.today, scan.today)
    if atom.year is not None:
        return in_year(atom, atom.year)
    return nearest(atom, scan.today)


def _of_month(day: int, scan: Scan, before: list[Span], at: int) -> Days | None:
    """A day of the month named shortly before, else of the month in which it lies nearest to the base."""
    if before and at - before[-1].last < 4:
        last = before[-1].end or before[-1].start
        on = _replaced(last, day)
        return (on, on) if on is not None else None
    months = [scan.today.replace(day=1) + timedelta(shift) for shift in (-1, 0, 31)]
    days = [on for month in months if (on := _replaced(month, day)) is not None]
    if not scan.whole and not scan.to_come(at, at):
        # What a running text tells has been.
        days = [on for on in days if on <= scan.today] or days
    close = min(days, key=lambda on: abs((on - scan.today).days), default=None)
    return (close, close) if close is not None else None


def _replaced(day: date | datetime, number: int) -> date | None:
    try:
        return date(day.year, day.month, number)
    except ValueError:
        return None


def _single(scan: Scan, atom: Atom, before: list[Span]) -> Span | None:
    if atom.moments is not None:
        return Span(atom.start, atom.end, *atom.moments, atom.precision, atom.rule)
    days = _days(scan, atom, before)
    if days is None or (atom.weak and not strong(scan, atom)):
        return None
    span = Span(atom.start, atom.end, *days, atom.precision, atom.rule, atom.closing, atom.festival, _has_year(atom))
    if atom.clock is None:
        return marked(scan, span, is_range=atom.ranged or atom.rule == "window")
    start = atom.clock.on(days[0], scan.zone)
    span.start, span.end, span.precision, span.rule = start, start, atom.clock.precision, "clock"
    if atom.until is not None:
        span.end = _until(atom.until, days[0], start, scan)
        span.precision = min(span.precision, atom.until.precision, key=FINEST.index)
    return marked(scan, span, is_range=atom.until is not None)


def _until(clock: Clock, day: date, start: datetime, scan: Scan) -> datetime:
    end = clock.on(day, scan.zone)
    if end < start and not clock.halved and clock.hour <= 12 and end + timedelta(hours=12) >= start:
        return end + timedelta(hours=12)
    return end if end >= start else end + timedelta(days=1)


def _has_year(atom: Atom) -> bool:
    return atom.year is not None or atom.days is not None or atom.moments is not None


def _range(scan: Scan, one: Atom, other: Atom, before: list[Span]) -> Span | None:
    """Two ends of a range; what one of them leaves out it takes from the other."""
    if not _has_day(other):
        return _clock_range(scan, one, other, before)
    if not _has_day(one):
        return None
    ends = _ends(scan, one, other, before)
    if ends is None or ends[0][0] > ends[1][1]:
        return None
    (start, _), (_, end) = ends
    months = one.precision == other.precision == "month"
    span = Span(one.start, other.end, start, end, "month" if months else "day", "range")
    span.festival, span.has_year = one.festival or other.festival, _has_year(one) or _has_year(other)
    if one.clock and other.clock:
        span.precision = min(one.clock.precision, other.clock.precision, key=FINEST.index)
        span.start, span.end, span.rule = one.clock.on(start, scan.zone), other.clock.on(end, scan.zone), "range of times"
        return span if span.start <= span.end else None
    return span


def _clock_range(scan: Scan, one: Atom, other: Atom, before: list[Span]) -> Span | None:
    if one.clock is None or other.clock is None:
        return None
    days = _days(scan, one, before)
    if days is None or (one.weak and not scan.whole and not _has_day(one)):
        return None
    start = one.clock.on(days[0], scan.zone)
    end = _until(_half(other.clock, "pm") if one.clock.hour > 12 else other.clock, days[0], start, scan)
    precision = min(one.clock.precision, other.clock.precision, key=FINEST.index)
    return Span(one.start, other.end, start, end, precision, "range of times", has_year=_has_year(one))


def _ends(scan: Scan, one: Atom, other: Atom, before: list[Span]) -> tuple[Days, Days] | None:
    if other.dom and not one.dom:
        first = _days(scan, one, before)
        on = _after(first[0], other.dom) if first else None
        return (first, (on, on)) if first and on else None
    if one.dom and not other.dom:
        last = _days(scan, other, before)
        on = _before(last[0], one.dom) if last else None
        return ((on, on), last) if last and on else None
    if one.days or other.days or one.dom:
        return _with_fixed(scan, one, other, before)
    if one.year is not None:
        first = in_year(one, one.year)
        return _first_after(first, other, one.year + other.more)
    if other.year is not None:
        last = in_year(other, other.year)
        firsts = [days for year in (other.year, other.year - 1) if (days := in_year(one, year)) and last and days[0] <= last[1]]
        return (firsts[0], last) if firsts and last else None
    found = [
        pair
        for year in range(scan.today.year - 1, scan.today.year + 2)
        if (pair := _first_after(in_year(one, year), other, year + other.more))
    ]
    return min(found, key=lambda pair: distance((pair[0][0], pair[1][1]), scan.today), default=None)


def _first_after(first: Days | None, other: Atom, year: int) -> tuple[Days, Days] | None:
    if first is None:
        return None
    years = (other.year,) if other.year is not None else (year, year + 1)
    last = next((days for y in years if (days := in_year(other, y)) and days[1] >= first[0]), None)
    return (first, last) if last else None


def _with_fixed(scan: Scan, one: Atom, other: Atom, before: list[Span]) -> tuple[Days, Days] | None:
    first = _days(scan, one, before)
    if first is None:
        return None
    if one.weekday and other.weekday and other.weak and other.days:
        # 上周一至周三: both of the same week.
        last_day = first[0] + timedelta((other.days[0].weekday() - first[0].weekday()) % 7)
        return first, (last_day, last_day)
    if other.days is None and not other.dom and other.year is None:
        return _first_after(first, other, first[0].year)
    if other.dom:
        on = _after(first[0], other.dom)
        return (first, (on, on)) if on else None
    last = _days(scan, other, before)
    return (first, last) if last else None


def _after(day: date, number: int) -> date | None:
    """The next day of that number in a month, from a day on."""
    if number >= day.day:
        return _replaced(day, number)
    return _replaced(day.replace(day=1) + timedelta(31), number)


def _before(day: date, number: int) -> date | None:
    if number <= day.day:
        return _replaced(day, number)
    return _replaced(day.replace(day=1) - timedelta(1), number)
