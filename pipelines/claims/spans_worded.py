"""Spans of days that are told in words: halves of a month, months up to one, the year so far, days in brackets, Hindi months."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from pipelines.claims.spans import HINDI, MONTHS, NUMBERS, ORDINALS, Spanned, nearest
from pipelines.readers.patterns import ARTICLE, near

_EN = "|".join(MONTHS)
_HI = "|".join(HINDI)
_N = "|".join(NUMBERS)
_WORDS = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_IT_WEEK = ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"]
_HI_WEEK = ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"]
_IT = [
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
]


def _told(pattern: str) -> re.Pattern[str]:
    return near(pattern, ARTICLE, flags=re.IGNORECASE)


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _month(month: int, said: str | None, base: date) -> int:
    """The year of a month: the one that is said, else the last that has begun."""
    return int(said) if said else base.year - (month > base.month)


_HALF = _told(rf"(?:the )?(?P<half>first|second) half of (?P<m>{_EN})(?: (?P<y>20\d\d))?")


def _half(match: re.Match[str], base: date) -> tuple[date, date]:
    month = MONTHS.index(match["m"].capitalize()) + 1
    year = _month(month, match["y"], base)
    if match["half"].lower() == "first":
        return date(year, month, 1), date(year, month, 15)
    return date(year, month, 16), _last(year, month)


_MONTHS_TO = _told(
    rf"(?:the )?(?P<n>{'|'.join(_WORDS)}|\d{{1,2}}) months (?:to|through|ending(?: in)?|ended(?: in)?) (?:the end of )?(?P<m>{_EN})(?: (?P<y>20\d\d))?(?! \d)",
)


def _months_to(match: re.Match[str], base: date) -> tuple[date, date] | None:
    number = _WORDS.get(match["n"].lower()) or int(match["n"])
    month = MONTHS.index(match["m"].capitalize()) + 1
    year = _month(month, match["y"], base)
    if not 1 <= number <= 24:
        return None
    opens = year * 12 + month - number
    return date(opens // 12, opens % 12 + 1, 1), _last(year, month)


_QUARTER_ENDED = _told(
    rf"(?:the )?(?P<n>quarter|year|(?:{'|'.join(_WORDS)}|\d{{1,2}})[- ]months?(?: period)?) (?:ended|ending|to) (?P<m>{_EN}) (?P<d>\d{{1,2}})(?:,? (?P<y>20\d\d))?(?!\d)"
)


def _quarter_ended(match: re.Match[str], base: date) -> tuple[date, date] | None:
    said = match["n"].lower()
    words = said.replace("-", " ").split()[0]
    number = 3 if said == "quarter" else 12 if said == "year" else _WORDS.get(words) or int(words)
    month = MONTHS.index(match["m"].capitalize()) + 1
    year = _month(month, match["y"], base)
    closes = _exact(match["d"], str(month), str(year))
    if closes is None or not 1 <= number <= 24:
        return None
    opens = year * 12 + month - number
    return date(opens // 12, opens % 12 + 1, 1), closes


_YEAR_SO_FAR = _told(
    r"(?:今年)?(?:年初|开年|入年)(?:以来|至今|到现在)|since the (?:start|beginning) of (?:the|this) year|(?:the )?year to date"
    r"|sejak awal tahun(?: ini)?|từ đầu năm(?: nay)?(?: đến nay)?|(?:dall'|da )inizio (?:dell')?anno|साल की शुरुआत से",
)


def _year_so_far(_match: re.Match[str], base: date) -> tuple[date, date]:
    return date(base.year, 1, 1), base


_SPOKEN = _told(
    rf"(?P<m1>{_EN}) (?P<d1>{'|'.join(reversed(ORDINALS))})(?: (?:to|and|through|until) (?:(?P<m2>{_EN}) )?(?:the )?(?P<d2>{'|'.join(reversed(ORDINALS))}))?(?![a-z-]| (?:half|quarter|week|time))",
)


def _spoken(match: re.Match[str], base: date) -> tuple[date, date] | None:
    month = MONTHS.index(match["m1"].capitalize()) + 1
    opens = nearest(ORDINALS.index(match["d1"].lower()) + 1, month, base)
    if match["d2"] is None or opens is None:
        return (opens, opens) if opens else None
    other = MONTHS.index(match["m2"].capitalize()) + 1 if match["m2"] else month
    closes = nearest(ORDINALS.index(match["d2"].lower()) + 1, other, base)
    return (opens, closes) if closes and opens <= closes else None


# Brackets behind an event or a weekday: (31/8 - 4/9/2023), Selasa (29/3), (Kamis, 3/6).
_BRACKET = _told(
    r"\((?:[^\W\d]{4,6}, ?)?(?P<d1>\d{1,2})/(?P<m1>\d{1,2})(?:/(?P<y1>20\d\d))?(?: ?[-–] ?(?P<d2>\d{1,2})/(?P<m2>\d{1,2})(?:/(?P<y2>20\d\d))?)?\)"
)


def _bracket(match: re.Match[str], base: date) -> tuple[date, date] | None:
    year = match["y2"] or match["y1"]
    near = date(int(year), base.month, min(base.day, 28)) if year else base
    opens = _exact(match["d1"], match["m1"], year) if year else nearest(int(match["d1"]), int(match["m1"]), near)
    if match["d2"] is None or opens is None:
        return (opens, opens) if opens else None
    closes = _exact(match["d2"], match["m2"], year) if year else nearest(int(match["d2"]), int(match["m2"]), near)
    return (opens, closes) if closes and opens <= closes else None


def _exact(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


_HINDI_SPAN = _told(
    rf"(?P<a>{_HI}) (?:से|और) (?P<b>{_HI})(?: (?P<y>20\d\d))?(?: तक| के बीच)?|(?<![\d०-९] )(?P<one>{_HI})(?: (?P<y1>20\d\d))?(?= (?:में|के दौरान|महीने))"
)


def _hindi(match: re.Match[str], base: date) -> tuple[date, date]:
    if match["one"]:
        month = HINDI.index(match["one"]) + 1
        year = _month(month, match["y1"], base)
        return date(year, month, 1), _last(year, month)
    first, last = HINDI.index(match["a"]) + 1, HINDI.index(match["b"]) + 1
    year = _month(last, match["y"], base)
    return date(year - (first > last), first, 1), _last(year, last)


_ITALIAN = _told(
    rf"(?:dal(?:l'| )?|tra (?:il |l'))(?P<d1>\d{{1,2}})°? ?(?P<m1>{'|'.join(_IT)})?(?: (?P<y1>20\d\d))? ?(?:all?(?:'| )|e (?:il |l'))(?P<d2>\d{{1,2}})°? (?P<m2>{'|'.join(_IT)})(?: (?P<y2>20\d\d))?",
)


def _italian(match: re.Match[str], base: date) -> tuple[date, date] | None:
    last = _IT.index(match["m2"].lower()) + 1
    first = _IT.index(match["m1"].lower()) + 1 if match["m1"] else last
    year = match["y2"] or match["y1"]
    closes = _exact(match["d2"], str(last), year) if year else nearest(int(match["d2"]), last, base)
    if closes is None:
        return None
    opens = _exact(match["d1"], str(first), match["y1"] or str(closes.year - (first > last)))
    return (opens, closes) if opens and opens <= closes else None


# So many months of this year; a quarter or a half of a year with its number.
_OF_THIS_YEAR = _told(
    rf"(?P<vi>\d{{1,2}}) tháng đầu năm(?: nay)?(?! 20)|(?P<id>{_N}|\d{{1,2}}) bulan pertama tahun ini|primi (?P<it>{_N}|\d{{1,2}}) mesi (?:dell'anno|di quest'anno)",
)


def _of_this_year(match: re.Match[str], base: date) -> tuple[date, date] | None:
    said = (match["vi"] or match["id"] or match["it"]).lower()
    months = NUMBERS.get(said) or int(said)
    return (date(base.year, 1, 1), _last(base.year, months)) if 1 <= months <= 12 else None


_PART_OF_YEAR = _told(
    r"(?:(?P<quarter>quý|kuartal|triwulan|(?:trimestre(?= I))) (?P<q>IV|I{1,3}|[1-4])|semester (?P<half>II|I|1|2|pertama|kedua))(?:[/-]| (?:năm |tahun |del )?)(?P<y>20\d\d)",
)


def _part_of_year(match: re.Match[str], _base: date) -> tuple[date, date]:
    said = (match["q"] or match["half"]).lower()
    number = _ROMAN.get(said) or {"pertama": 1, "kedua": 2}.get(said) or int(said)
    length = 3 if match["q"] else 6
    year = int(match["y"])
    return date(year, (number - 1) * length + 1, 1), _last(year, number * length)


_YEAR = _told(r"(?<![\w/])(?:pada|di|nel|trong|năm|tahun)(?: tahun| năm)? (?P<y>20\d\d)(?![\d/.-]\d)")


def _year(match: re.Match[str], _base: date) -> tuple[date, date]:
    year = int(match["y"])
    return date(year, 1, 1), date(year, 12, 31)


_MONTH_AWAY = _told(
    r"(?P<last>पिछले महीने|(?:il|lo) mese scorso|lo scorso mese)|अगले (?:महीने|माह)|il mese prossimo|il prossimo mese"
)


def _month_away(match: re.Match[str], base: date) -> tuple[date, date]:
    number = base.year * 12 + base.month - 1 + (-1 if match["last"] else 1)
    year, month = number // 12, number % 12 + 1
    return date(year, month, 1), _last(year, month)


_WEEKDAY = _told(rf"(?P<it>{'|'.join(_IT_WEEK)}) scors[oa]|(?P<hi>{'|'.join(_HI_WEEK)}) को")


def _weekday(match: re.Match[str], base: date) -> tuple[date, date]:
    number = _IT_WEEK.index(match["it"].lower()) if match["it"] else _HI_WEEK.index(match["hi"])
    back = (base.weekday() - number) % 7
    day = base - timedelta(back or (7 if match["it"] else 0))
    return day, day


# A year or a month by whose end something stands: only its end counts.
_BY_END = _told(
    rf"(?:entro (?:il|la fine del)|hingga akhir|đến hết năm|đến năm|pada akhir) (?P<y>20\d\d)(?!\d)|(?:tính )?đến (?:hết|cuối) tháng (?P<m>\d{{1,2}})(?:/(?P<my>20\d\d))?(?!\d)|(?P<d>\d{{1,2}}) (?P<hm>{_HI})(?: (?P<hy>20\d\d))? तक",
)


def _by_end(match: re.Match[str], base: date) -> tuple[date, date] | None:
    if match["y"]:
        day: date | None = date(int(match["y"]), 12, 31)
    elif match["m"]:
        month = int(match["m"])
        day = _last(_month(month, match["my"], base), month) if 1 <= month <= 12 else None
    else:
        month = HINDI.index(match["hm"]) + 1
        day = _exact(match["d"], str(month), match["hy"]) if match["hy"] else nearest(int(match["d"]), month, base)
    return (day, day) if day else None


_HALF_YEAR = _told(r"(?<=in the )(first|second) half(?! of (?:\d|the (?:month|match|game)))(?: of (?:this|the) year)?")


def _half_year(match: re.Match[str], base: date) -> tuple[date, date]:
    """Half of a year that has ended or runs: the last one before the base."""
    first = match[1].lower() == "first"
    if match.group().lower().endswith("this year"):
        return (date(base.year, 1, 1), date(base.year, 6, 30)) if first else (date(base.year, 7, 1), date(base.year, 12, 31))
    year = base.year - (0 if base.month >= (6 if first else 12) else 1)
    return (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], tuple[date, date] | None]]
_RULES: tuple[_Rule, ...] = (
    (_HALF, _half),
    (_MONTHS_TO, _months_to),
    (_QUARTER_ENDED, _quarter_ended),
    (_YEAR_SO_FAR, _year_so_far),
    (_SPOKEN, _spoken),
    (_BRACKET, _bracket),
    (_HINDI_SPAN, _hindi),
    (_ITALIAN, _italian),
    (_OF_THIS_YEAR, _of_this_year),
    (_PART_OF_YEAR, _part_of_year),
    (_YEAR, _year),
    (_MONTH_AWAY, _month_away),
    (_WEEKDAY, _weekday),
    (_BY_END, _by_end),
    (_HALF_YEAR, _half_year),
)

# These count from the base: nearest to it is no question.
_COUNTED = frozenset([_YEAR_SO_FAR, _OF_THIS_YEAR, _MONTH_AWAY, _WEEKDAY])


def worded_spans(text: str, base: date) -> Iterator[Spanned]:
    """The spans of a text that these rules know, in no order; relative ones count from the base."""
    ended = "ended" in text or "ending" in text or re.search("(?:quarter|months?|year) to ", text) is not None
    for pattern, meant in _RULES:
        if pattern is _QUARTER_ENDED and not ended:
            continue
        for match in pattern.finditer(text):
            span = meant(match, base)
            if span is not None:
                has_year = pattern in _COUNTED or re.search("20[0-9]{2}|this year", match.group()) is not None
                yield Spanned(*span, *match.span(), match.group(), has_year=has_year, closing=pattern is _BY_END)
