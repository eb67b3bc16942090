"""Spans of days as Vietnamese, Hindi, Italian and Indonesian texts write them, which the reader of dates leaves in pieces."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pipelines.readers.patterns import ARTICLE, near

HINDI = ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
NUMBERS = {
    "due": 2,
    "tre": 3,
    "quattro": 4,
    "cinque": 5,
    "sei": 6,
    "sette": 7,
    "otto": 8,
    "nove": 9,
    "dieci": 10,
    "undici": 11,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
}
_N = "|".join(NUMBERS)
_DAYS = near(
    r"(?:từ )?ngày (?P<v1>\d{1,2}) ?(?:đến|-|–) ?(?:ngày )?(?P<v2>\d{1,2})/(?P<vm>\d{1,2})(?:/(?P<vy>20\d\d))?(?!\d)"
    rf"|(?<!\d)(?P<h1>\d{{1,2}}) से (?P<h2>\d{{1,2}}) (?P<hm>{'|'.join(HINDI)})(?: (?P<hy>20\d\d))?",
    ARTICLE,
    flags=re.I,
)
_FIRST_MONTHS = near(
    rf"primi (?P<it>{_N}|\d{{1,2}}) mesi (?:del(?:l'anno)?) (?P<iy>20\d\d)|(?P<vi>\d{{1,2}}) tháng đầu năm (?P<vy>20\d\d)"
    rf"|(?P<id>{_N}|\d{{1,2}}) bulan pertama (?:tahun )?(?P<dy>20\d\d)",
    ARTICLE,
    flags=re.I,
)
_OF_YEAR = near(
    r"(?:nel(?:l'anno)?|per il|del|nell'intero|साल|वर्ष|sepanjang|selama tahun) (20\d\d)(?!\d|-)", ARTICLE, flags=re.I
)
_DAY_OF_PART = re.compile(
    r"(?:tối|sáng|chiều|trưa|đêm|hôm)(?: ngày)? (?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>20\d\d))?(?!\d)", re.I
)
_HINDI_MONTHS = re.compile(
    rf"(?P<a>\d{{1,2}}) (?P<am>{'|'.join(HINDI)})(?: से| और| - ) ?(?P<b>\d{{1,2}}) (?P<bm>{'|'.join(HINDI)})"
)
# Words for a year or a half of one, counted from the day of publication: (pattern, year, first month, last month).
_RELATIVE = (
    (near(r"(?:l'anno scorso|lo scorso anno|tahun lalu|năm ngoái|năm trước|पिछले (?:साल|वर्ष))", ARTICLE, flags=re.I), -1, 1, 12),
    (near(r"(?:quest'anno|tahun ini|इस (?:साल|वर्ष))(?! की)", ARTICLE, flags=re.I), 0, 1, 12),
    (
        near(r"(?:l'anno prossimo|il prossimo anno|tahun depan|năm sau|năm tới|sang năm|अगले (?:साल|वर्ष))", ARTICLE, flags=re.I),
        1,
        1,
        12,
    ),
    (
        near(
            r"(?:6|sáu) tháng đầu năm(?: nay)?(?! 20)|nửa đầu năm(?: nay)?|(?:इस साल की )?पहली छमाही|semester (?:pertama|I)(?: tahun ini)?(?! 20)|primo semestre(?! del)",
            ARTICLE,
            flags=re.I,
        ),
        0,
        1,
        6,
    ),
)
_WHOLE_YEAR = re.compile(r"(?<![去今前明\d年])(?:全年(?!龄)|一年来)")
_AIM = re.compile("力争|预计|计划|目标|确保|争取|有望|将|拟")
_AIM_BEHIND = near("[\u4e00-\u9fff]{0,16}?(?:力争|预计|计划|目标|确保|争取|有望|将达|将突破|将超)")
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SPOKEN_DAY = near(
    rf"(?P<m1>{'|'.join(MONTHS)}) the (?P<d1>{'|'.join(reversed(ORDINALS))})(?![a-z-])|the (?P<d2>{'|'.join(reversed(ORDINALS))}) of (?P<m2>{'|'.join(MONTHS)})(?![a-z])",
    ARTICLE,
    flags=re.I,
)
_QUARTER = re.compile(r"(?<![\w.])(?:(?P<q1>[1-4])q ?(?P<y1>\d\d)|q(?P<q2>[1-4])[ -]?(?P<y2>20\d\d))(?!\w)", re.I)
_YEARS = re.compile(
    r"(?P<ago>(?P<n1>[一两二三四五六七八九十])年(?:多)?来)|(?:within|in) (?P<n2>two|three|four|five|\d) years(?! (?:ago|later|before))|(?P<n3>[一两二三四五六七八九十])年(?:之)?内"
)
_SMALL = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    **{sign: number for number, sign in enumerate("一二三四五六七八九十", 1)},
    "两": 2,
}
_EARLY = 4
_END_OF_YEAR = re.compile(r"(?:akhir(?: tahun)?|cuối năm|fine (?:del|anno)) (20\d\d)(?!\d)", re.I)


@dataclass(frozen=True, slots=True)
class Spanned:
    """A span of days with its offsets in the text; `closing`: only its end counts."""

    start: date
    end: date
    at: int
    behind: int
    text: str
    has_year: bool
    closing: bool = False


def spans_in(text: str, base: date) -> list[Spanned]:
    """The spans of a text; those without a year lie nearest to the base."""
    found = [one for match in _DAYS.finditer(text) if (one := _of_days(match, base)) is not None]
    for match in _FIRST_MONTHS.finditer(text):
        said = next(match[name] for name in ("it", "vi", "id") if match[name])
        months = NUMBERS.get(said.lower()) or int(said)
        year = int(match["iy"] or match["vy"] or match["dy"])
        if 1 <= months <= 12:
            last = date(year, months, calendar.monthrange(year, months)[1])
            found.append(Spanned(date(year, 1, 1), last, *match.span(), match.group(), has_year=True))
    for match in _END_OF_YEAR.finditer(text):
        last = date(int(match[1]), 12, 31)
        found.append(Spanned(last, last, *match.span(), match.group(), has_year=True, closing=True))
    found += [one for match in _DAY_OF_PART.finditer(text) if (one := _of_part(match, base)) is not None]
    found += [*_of_years(text, base), *_of_quarters(text)]
    for match in _SPOKEN_DAY.finditer(text):
        said, month = match["d1"] or match["d2"], match["m1"] or match["m2"]
        known = nearest(ORDINALS.index(said.lower()) + 1, MONTHS.index(month.capitalize()) + 1, base)
        if known is not None:
            found.append(Spanned(known, known, *match.span(), match.group(), has_year=False))
    found = outermost(found)
    for match in _HINDI_MONTHS.finditer(text):
        opens = nearest(int(match["a"]), HINDI.index(match["am"]) + 1, base)
        closes = nearest(int(match["b"]), HINDI.index(match["bm"]) + 1, base)
        if opens is not None and closes is not None and opens <= closes:
            found.append(Spanned(opens, closes, *match.span(), match.group(), has_year=False))
    return sorted(found, key=lambda one: one.at)


def outermost(found: list[Spanned]) -> list[Spanned]:
    """Spans that lie in no other."""
    kept: list[Spanned] = []
    for one in sorted(found, key=lambda span: (span.at, -span.behind)):
        if not kept or one.behind > kept[-1].behind:
            kept.append(one)
    return kept


def _of_years(text: str, base: date) -> list[Spanned]:
    """Whole years and halves of them, and so many years back or ahead."""
    found = []
    for match in _OF_YEAR.finditer(text):
        year = int(match[1])
        found.append(Spanned(date(year, 1, 1), date(year, 12, 31), *match.span(), match.group(), has_year=True))
    for pattern, ahead, first, last in _RELATIVE:
        for match in pattern.finditer(text):
            year = base.year + ahead
            end = date(year, last, calendar.monthrange(year, last)[1])
            found.append(Spanned(date(year, first, 1), end, *match.span(), match.group(), has_year=True))
    for match in _WHOLE_YEAR.finditer(text):
        # Told in the first months, it is the year before; an aim is of the year that has begun.
        aim = _AIM.search(text[max(0, match.start() - 12) : match.start()]) or _AIM_BEHIND.match(
            text, match.end(), match.end() + 24
        )
        year = base.year - (base.month <= _EARLY and aim is None)
        found.append(Spanned(date(year, 1, 1), date(year, 12, 31), *match.span(), match.group(), has_year=True))
    for match in _YEARS.finditer(text):
        said = match["n1"] or match["n2"] or match["n3"]
        years = _SMALL.get(said) or int(said)
        start, end = (_moved(base, -years), base) if match["ago"] else (base, _moved(base, years))
        found.append(Spanned(start, end, *match.span(), match.group(), has_year=True))
    return found


def _of_quarters(text: str) -> list[Spanned]:
    found = []
    for match in _QUARTER.finditer(text):
        quarter = int(match["q1"] or match["q2"])
        year = int(match["y2"] or f"20{match['y1']}")
        end = date(year, quarter * 3, calendar.monthrange(year, quarter * 3)[1])
        found.append(Spanned(date(year, quarter * 3 - 2, 1), end, *match.span(), match.group(), has_year=True))
    return found


def _moved(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def nearest(day: int, month: int, base: date) -> date | None:
    """The day of this number and month that lies nearest to a date."""
    days = []
    for year in (base.year - 1, base.year, base.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return min(days, key=lambda one: abs((one - base).days)) if days else None


def _of_part(match: re.Match[str], base: date) -> Spanned | None:
    day, month = int(match["d"]), int(match["m"])
    try:
        known = date(int(match["y"]), month, day) if match["y"] else nearest(day, month, base)
    except ValueError:
        return None
    return None if known is None else Spanned(known, known, *match.span(), match.group(), has_year=bool(match["y"]))


def _of_days(match: re.Match[str], base: date) -> Spanned | None:
    first, last = int(match["v1"] or match["h1"]), int(match["v2"] or match["h2"])
    month = int(match["vm"]) if match["vm"] else HINDI.index(match["hm"]) + 1
    said = match["vy"] or match["hy"]
    years = [int(said)] if said else [base.year - 1, base.year, base.year + 1]
    spans = []
    for year in years:
        try:
            spans.append((date(year, month, first), date(year, month, last)))
        except ValueError:
            continue
    spans = [span for span in spans if span[0] <= span[1]]
    if not spans:
        return None
    start, end = min(spans, key=lambda span: abs((span[0] - base).days))
    return Spanned(start, end, *match.span(), match.group(), has_year=bool(said))
