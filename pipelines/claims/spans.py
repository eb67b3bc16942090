"""Spans of days as Vietnamese, Hindi, Italian and Indonesian texts write them, which the reader of dates leaves in pieces."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_HINDI = ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
_NUMBERS = {
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
_N = "|".join(_NUMBERS)
_DAYS = re.compile(
    r"(?:từ )?ngày (?P<v1>\d{1,2}) ?(?:đến|-|–) ?(?:ngày )?(?P<v2>\d{1,2})/(?P<vm>\d{1,2})(?:/(?P<vy>20\d\d))?(?!\d)"
    rf"|(?<!\d)(?P<h1>\d{{1,2}}) से (?P<h2>\d{{1,2}}) (?P<hm>{'|'.join(_HINDI)})(?: (?P<hy>20\d\d))?",
    re.I,
)
_FIRST_MONTHS = re.compile(
    rf"primi (?P<it>{_N}|\d{{1,2}}) mesi (?:del(?:l'anno)?) (?P<iy>20\d\d)|(?P<vi>\d{{1,2}}) tháng đầu năm (?P<vy>20\d\d)"
    rf"|(?P<id>{_N}|\d{{1,2}}) bulan pertama (?:tahun )?(?P<dy>20\d\d)",
    re.I,
)
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
        months = _NUMBERS.get(said.lower()) or int(said)
        year = int(match["iy"] or match["vy"] or match["dy"])
        if 1 <= months <= 12:
            last = date(year, months, calendar.monthrange(year, months)[1])
            found.append(Spanned(date(year, 1, 1), last, *match.span(), match.group(), has_year=True))
    for match in _END_OF_YEAR.finditer(text):
        last = date(int(match[1]), 12, 31)
        found.append(Spanned(last, last, *match.span(), match.group(), has_year=True, closing=True))
    return sorted(found, key=lambda one: one.at)


def _of_days(match: re.Match[str], base: date) -> Spanned | None:
    first, last = int(match["v1"] or match["h1"]), int(match["v2"] or match["h2"])
    month = int(match["vm"]) if match["vm"] else _HINDI.index(match["hm"]) + 1
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
