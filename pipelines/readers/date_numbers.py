"""Dates in numbers: 2020/4/24, 24.4.2020, 4.28, 24日, 20200401, 2018-2020年."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.readers.date_atoms import Atom, Scan, months_on
from pipelines.readers.date_forms import FREE, NO_DAY, TO, Match, Rule
from pipelines.readers.patterns import near

_RANGED = near(r"\d ?[-~] ?\d", 2_000)
_YEARS_LED = near(r"\b(?:in|from|between|during|for|of) $|[自从在]$")


def _ymd(match: Match, _scan: Scan) -> Atom | None:
    """2020/4/24, 2020-04-24, 2020.4.24, 2020/4/24-26."""
    if match["s"] != match["s2"] or not 1 <= int(match["m"]) <= 12 or match["d"] in NO_DAY:
        return None
    month, day = int(match["m"]), int(match["d"])
    return Atom(
        *match.span(),
        "year-month-day",
        "day",
        (month, day, month, int(match["d2"] or day)),
        int(match["y"]),
        ranged=bool(match["d2"]),
    )


def _ym(match: Match, _scan: Scan) -> Atom | None:
    """2020-04, 2020/4."""
    month = int(match["m"])
    return Atom(*match.span(), "year-month", "month", (month, 1, month, 0), int(match["y"])) if 1 <= month <= 12 else None


def _dmy(match: Match, scan: Scan) -> Atom | None:
    """24/4/2020, 04/24/2020; where both may be the month only a text of a language that writes the day first is read."""
    if match["s"] != match["s2"] or match["d"] in NO_DAY or match["m"] in NO_DAY:
        return None
    day, month, year = int(match["d"]), int(match["m"]), int(match["y"])
    if month > 12:
        day, month = month, day
    elif day <= 12 and day != month and match["s"] != "." and not scan.day_first:
        return None
    return Atom(*match.span(), "day-month-year", "day", (month, day, month, day), common_era(year))


def common_era(year: int) -> int:
    """A year of the Buddhist era (2563) as one of the common era."""
    return year - 543 if year > 2400 else year


def _md(match: Match, scan: Scan) -> Atom | None:
    """4.28-5.10, 04-24, 4/24; alone only where the whole text or the words beside it make it a date.

    5/4 alone does not tell which of the two is the month.
    """
    month, day = int(match["m"]), int(match["d"])
    open_order = match["s"] == "/" and max(month, day) <= 12 and month != day and not scan.day_first
    if open_order and scan.text.isascii() and not _RANGED.search(scan.text):
        return None
    if match["s"] == "/" and scan.day_first:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(*match.span(), "month.day" if match["s"] == "." else "month-day", "day", (month, day, month, day), weak=True)


def _dom(match: Match, _scan: Scan) -> Atom | None:
    """24日, 25号, 28日-30日 without their month."""
    day = int(match["d"])
    last = int(match["d2"] or day)
    if not 1 <= day <= last <= 31:
        return None
    return Atom(*match.span(), "day of month", "day", dom=day, dom_end=last, ranged=last > day, weak=match["u"] == "号")


def _month_range(match: Match, _scan: Scan) -> Atom | None:
    """2019.4-2020.4, 2019/04-2020/04."""
    months = int(match["m"]), int(match["m2"])
    if not all(1 <= month <= 12 for month in months):
        return None
    last = months_on(date(int(match["y2"]), months[1], 1), 1) - timedelta(1)
    return _fixed(match, date(int(match["y"]), months[0], 1), last)


def _years(match: Match, scan: Scan) -> Atom | None:
    """2018-2020年, from 2018 to 2020; two numbers alone only where the whole text is a date."""
    led = _YEARS_LED.search(scan.text[max(0, match.start() - 8) : match.start()])
    if not (match["end"] or led or scan.whole):
        return None
    return _fixed(match, date(int(match["y"]), 1, 1), date(int(match["y2"]), 12, 31))


def _compact(match: Match, _scan: Scan) -> Atom | None:
    """20200401 beside words of dates."""
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(*match.span(), "month.day", "day", (month, day, month, day), int(match["y"]), weak=True)


def _fixed(match: Match, first: date, last: date) -> Atom | None:
    return Atom(*match.span(), "range", "month", days=(first, last), ranged=True) if first < last else None


# Tried before the Chinese forms.
FIRST: tuple[Rule, ...] = (
    (
        "ymrange",
        "d",
        rf"{FREE}(?P<y>(?:19|20)\d\d)[./-](?P<m>\d{{1,2}}) ?(?:-{{1,2}}|~|至|到) ?(?P<y2>(?:19|20)\d\d)[./-](?P<m2>\d{{1,2}})(?![\d/-]|\.\d)",
        _month_range,
    ),
    (
        "ymd",
        "d",
        rf"(?<!\d)(?<!\d[.,:])(?P<y>(?:19|20)\d\d) ?(?P<s>[-/.]) ?(?P<m>\d{{1,2}}) ?(?P<s2>[-/.]) ?(?P<d>\d{{1,2}})(?![\d]|\.\d|日?\d\d:)(?:日)?(?:{TO}(?P<d2>\d{{1,2}})(?![\d/.:年月-]))?",
        _ymd,
    ),
    ("dmy", "d", rf"{FREE}(?P<d>\d{{1,2}})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P<s2>[-/.])(?P<y>(?:19|20|25)\d\d)(?!\d|\.\d)", _dmy),
    (
        "years",
        "hd",
        rf"{FREE}(?P<y>(?:19|20)\d\d)年?(?:-{{1,2}}|~|至|到| to )(?P<y2>(?:19|20)\d\d)(?P<end>年度?)?(?!\d|[./-]\d)(?!代)",
        _years,
    ),
    ("compact", "hd", rf"{FREE}(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d|[.,:/]\d)", _compact),
)
# Short forms, tried last.
LAST: tuple[Rule, ...] = (
    ("my", "d", rf"{FREE}(?P<m>\d{{1,2}})/(?P<y>(?:19|20)\d\d)(?![\d/-]|\.\d)", _ym),
    ("ym", "d", rf"{FREE}(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{{1,2}})(?![\d/-]|\.\d)", _ym),
    (
        "dom",
        "hd",
        rf"{FREE}(?<!\d月)(?P<d>\d{{1,2}})(?:{TO}(?P<d2>\d{{1,2}}))?(?P<u>[日号])(?!内|游|龄|楼|线|机|店|门|院|码|球|文|车|馆|元|均|间)",
        _dom,
    ),
    (
        "md",
        "d",
        rf"{FREE}(?P<m>\d{{1,2}})(?P<s>[./-])(?P<d>\d{{1,2}})(?!\d|[./:]\d|%|(?![至到起止前后期活大预限当])[\u4e00-\u9fff])",
        _md,
    ),
)
