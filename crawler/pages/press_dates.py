"""Days in the ways that article pages write them. Pure: text -> day in Asia/Shanghai, or None."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipelines.readers.patterns import ARTICLE, near

ZONE = ZoneInfo("Asia/Shanghai")
_FIRST_YEAR = 1990

# The first three letters settle the month in most languages that write it in Latin script; the longer ones where they do not.
_MONTHS = {
    1: "jan gen ene janv januari janeiro tháng1",
    2: "feb fev févr fév februari",
    3: "mar mär maret mars märz",
    4: "apr abr avr april",
    5: "may mai mei mag maio mayo",
    6: "jun giu juin juni",
    7: "jul lug juil juli",
    8: "aug ago août aou agustus agu",
    9: "sep set",
    10: "oct okt ott out",
    11: "nov",
    12: "dec dez dic déc des",
}
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}
_HINDI = ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
_MONTH_OF.update({name: number for number, name in enumerate(_HINDI, 1)} | {"फरवरी": 2})
_THAI = [
    "มกราคม ม.ค.", "กุมภาพันธ์ ก.พ.", "มีนาคม มี.ค.", "เมษายน เม.ย.", "พฤษภาคม พ.ค.", "มิถุนายน มิ.ย.",
    "กรกฎาคม ก.ค.", "สิงหาคม ส.ค.", "กันยายน ก.ย.", "ตุลาคม ต.ค.", "พฤศจิกายน พ.ย.", "ธันวาคม ธ.ค.",
]  # fmt: skip
_THAI_MONTHS = {name.rstrip("."): number for number, names in enumerate(_THAI, 1) for name in names.split()}
_THAI_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?({'|'.join(map(re.escape, _THAI_MONTHS))})\.?\s?(?:พ\.ศ\.|ค\.ศ\.|ปี)?\s?(\d{{4}}|\d\d)(?!\d)"
)
_BUDDHIST = 543
_DIGITS = str.maketrans("〇零一二三四五六七八九०१२३४५६७८९０１２３４５６７８９๐๑๒๓๔๕๖๗๘๙", "00123456789" + "0123456789" * 3)

# A clock may follow without a space, where only its style sets it apart.
_END = r"(?!\d(?!\d?:\d\d))"
_WORD = r"(?:[\u0900-\u097f]{2,12}|[^\W\d_]{3,12})"
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<y>\d{4})\s?(?P<s>[-/.年])\s?(?P<m>\d{1,2})\s?(?:(?P=s)|[月])\s?(?P<d>\d{1,2})"
    + _END
    + r"(?P<t>[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)? ?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}.*)?$")
_CHINESE = re.compile(
    r"([〇零一二三四五六七八九]{4})年(十?[一二三四五六七八九]|十)月(二?三?十?[一二三四五六七八九]|[二三]?十)日"
)
_MINGUO = re.compile(r"民[國国]\s?(\d{2,3})年\s?(\d{1,2})月\s?(\d{1,2})日")
_MONTH_FIRST = near(
    rf"(?<![\u0900-\u097f])(?<![^\W\d_])({_WORD})\.?\s{{1,9}}(\d{{1,2}})(?:st|nd|rd|th)?(?:\s{{0,3}},)?\s{{1,9}}(\d{{4}}){_END}",
    ARTICLE,
)
_DAY_FIRST = near(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|º|\.)?[\s-]{{1,9}}(?:de\s|of\s)?({_WORD})\.?,?[\s-]{{1,9}}(?:de\s)?(\d{{4}}){_END}",
    ARTICLE,
)
_VIETNAMESE = re.compile(r"[Nn]gày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})" + _END)
# Xinhua's three boxes: year, month/day, time.
_BOXED = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?(\d\d)\s?/\s?(\d\d)\s?(?=\d\d:\d\d)")
_EPOCH = re.compile(r"^(\d{10})(\d{3})?$")
_IN_PATH = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:(?P<s>[-/_]?)(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>0[1-9]|[12]\d|3[01])|/(?P<m1>[1-9])/(?P<d1>\d{1,2}))(?!\d)"
)


def plausible(day: date | None, observed_at: datetime) -> date | None:
    """The day, where an article seen at that instant can have been published on it."""
    latest = observed_at.astimezone(ZONE).date() + timedelta(days=1)
    return day if day and day.year >= _FIRST_YEAR and day <= latest else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def from_epoch(text: str) -> date | None:
    """A day from seconds or milliseconds since 1970."""
    match = _EPOCH.match(text.strip())
    return datetime.fromtimestamp(int(match[1]), UTC).astimezone(ZONE).date() if match else None


def from_machine(text: str) -> date | None:
    """A day from a value made for machines: ISO 8601 in its variants, RFC 2822, epoch, and what people put there instead."""
    text = text.strip()
    compact = _COMPACT.match(text)
    if compact and (day := _day(int(compact[1]), int(compact[2]), int(compact[3]))):
        return day
    found = days_in(text)
    return found[0][0] if found else from_epoch(text)


def days_in(text: str, language: str = "") -> list[tuple[date, int]]:
    """Full dates in a text with the place where each begins, in order; a day without a year is none.

    `language` (BCP 47) settles 06/05/2020: the month stands first only in American English; elsewhere than in English the day.
    """
    found: list[tuple[date | None, int]] = []
    if any("0" <= sign <= "9" or sign in "〇零" or "०" <= sign <= "९" or "０" <= sign <= "９" or "๐" <= sign <= "๙"
           or sign == "年" for sign in text):  # fmt: skip
        found = [*_numeric(text), *_worded(text.translate(_DIGITS)), *_slashed(text, language)]
    return sorted(((day, at) for day, at in found if day), key=lambda pair: pair[1])


def _numeric(text: str) -> list[tuple[date | None, int]]:
    found: list[tuple[date | None, int]] = []
    for match in _NUMERIC.finditer(text):
        day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
        found.append((_with_zone(match, day), match.start()))
    for match in _BOXED.finditer(text):
        found.append((_day(int(match[1]), int(match[2]), int(match[3])), match.start()))
    for match in _CHINESE.finditer(text):
        found.append((_day(int(match[1].translate(_DIGITS)), _tens(match[2]), _tens(match[3])), match.start()))
    for match in _MINGUO.finditer(text):
        found.append((_day(int(match[1]) + 1911, int(match[2]), int(match[3])), match.start()))
    return found


def _with_zone(match: re.Match[str], day: date | None) -> date | None:
    """The same instant's day in our zone, where a time with its offset follows."""
    clock = (match["t"] or "").strip(" T")
    if day is None or not re.search(r"Z|[+-]\d\d:?\d\d$", clock):
        return day
    hours, zone = re.split(r" ?(?=[Z+-])", clock, maxsplit=1)
    hours = re.sub(r"\.\d+", "", hours).zfill(5)
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{hours}{zone}").astimezone(ZONE).date()
    except (ValueError, OverflowError):
        return day


def _tens(text: str) -> int:
    """A Chinese number below 40."""
    left, ten, right = text.partition("十")
    value = int(right.translate(_DIGITS)) if right else 0
    if not ten:
        return int(text.translate(_DIGITS))
    return (int(left.translate(_DIGITS)) if left else 1) * 10 + value


def _worded(text: str) -> list[tuple[date | None, int]]:
    found: list[tuple[date | None, int]] = []
    for match in _MONTH_FIRST.finditer(text):
        found.append((_day(int(match[3]), _month(match[1]), int(match[2])), match.start()))
    for match in _DAY_FIRST.finditer(text):
        found.append((_day(int(match[3]), _month(match[2]), int(match[1])), match.start()))
    for match in _VIETNAMESE.finditer(text):
        found.append((_day(int(match[3]), int(match[2]), int(match[1])), match.start()))
    for match in _THAI_DAY.finditer(text):
        found.append((_day(_thai_year(match[3]), _THAI_MONTHS[match[2]], int(match[1])), match.start()))
    return found


def _thai_year(text: str) -> int:
    """Of the common era: Thai pages count from the Buddha's death, in two digits too."""
    year = int(text) + (2500 if len(text) == 2 else 0)
    return year - _BUDDHIST if year > 2400 else year


def _month(name: str) -> int:
    """Its number; 0, which is no month, where it is none."""
    name = name.lower()
    return _MONTH_OF.get(name) or _MONTH_OF.get(name[:4]) or _MONTH_OF.get(name[:3], 0)


def _slashed(text: str, language: str) -> list[tuple[date | None, int]]:
    found: list[tuple[date | None, int]] = []
    for match in _SLASHED.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first > 12 or (second <= 12 and match[2] == ".") or (language and not language.startswith(("en", "zh"))):
            found.append((_day(year, second, first), match.start()))
        elif second > 12 or first == second:
            found.append((_day(year, first, second), match.start()))
    return found


def from_path(path: str) -> date | None:
    """A day that an address names: /2020/0424/, /2020-04-24/, /202004/24/, /2020/4/24/, ..._20200424.html."""
    for match in _IN_PATH.finditer(path):
        day = _day(int(match["y"]), int(match["m"] or match["m1"]), int(match["d"] or match["d1"]))
        if day:
            return day
    return None
