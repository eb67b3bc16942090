"""Times of day as they are written: 20:00, 晚8点半, 8 p.m., 20h30, with the zone beside them."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo

from pipelines.readers.date_atoms import Atom, Clock, Precision, Scan
from pipelines.readers.date_forms import Match, Rule

_AM = ("凌晨", "清晨", "早上", "早晨", "早", "上午", "晨", "a", "pagi", "sáng")
_NOON = ("中午", "正午", "午间", "siang", "trưa")
_PM = ("下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜里", "夜间", "夜", "当晚", "p", "malam", "tối", "chiều")
_HALF = "凌晨|清晨|早上|早晨|早|上午|晨|中午|正午|午间|下午|午后|傍晚|当晚|晚上|晚间|晚|夜里|夜间|夜"
_ZONE = r"(?: ?(?P<zone>z\b|(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d\d)?)?|\+\d\d:?\d\d|(?<=\d:\d\d:\d\d)-\d\d:\d\d(?!:)|(?<=\d:\d\d:\d\d )-\d{4}\b|\(?(?:beijing time|北京时间|bjt|cst|wib|ict)\)?))?"
_AP = r"(?P<ap>[ap])(?:\.m\.?|m\b\.?)"
_OTHER = r"(?: ?(?P<ap2>pagi|siang|malam|sáng|trưa|chiều|tối))?"


def _clock(match: Match, _scan: Scan) -> Atom | None:
    named = match.groupdict()
    hour, minute, second = int(named["h"]), int(named.get("mi") or named.get("mih") or 0), int(named.get("s") or 0)
    precision: Precision = "second" if named.get("s") else ("minute" if named.get("mi") or named.get("mih") else "hour")
    if named.get("halfhour"):
        minute, precision = 30, "minute"
    elif named.get("quarter"):
        minute, precision = 15 * int(named["quarter"]), "minute"
    half = named.get("half") or named.get("ap") or named.get("ap2") or ""
    hour = halved(hour, half)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    clock = Clock(
        hour, minute, min(second, 59), precision, bool(half) or hour > 12 or named["h"][0] == "0", _zone(named.get("zone"))
    )
    atom = Atom(*match.span(), "clock", precision, clock=clock, weak=not (half and half not in ("a", "p")))
    if named.get("to"):
        last = halved(int(named["to"]), half)
        if last > 24:
            return None
        atom.until = Clock(last, 0, 0, precision, clock.halved, clock.zone)
    return atom


def halved(hour: int, half: str) -> int:
    """The hour of 24 of an hour in a half of the day."""
    if half.startswith(_PM):
        late = half.startswith(("晚", "夜", "当晚")) and hour == 12
        return 24 if late else (hour + 12 if hour < 12 else hour)
    if half.startswith(_NOON):
        return hour + 12 if hour < 4 else hour
    return 0 if half.startswith(("凌晨", "a")) and hour == 12 else hour


def noon(match: Match, _scan: Scan) -> Atom | None:
    """noon, midnight: the midnight that ends the day."""
    hour = 12 if "noon" in match[0] or "正午" in match[0] else 24
    return Atom(*match.span(), "clock", "hour", clock=Clock(hour, 0, 0, "hour", True), weak=True)


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    shift = re.search(r"([+-])(\d{1,2}?)(?::?(\d\d))?$", text)
    if shift is not None:
        hours, minutes = int(shift[2]), int(shift[3] or 0)
        span = timedelta(hours=hours, minutes=minutes)
        return timezone(span if shift[1] == "+" else -span) if hours < 15 and minutes < 60 else None
    if text in ("wib", "ict"):
        return timezone(timedelta(hours=7))
    return UTC if text in ("z", "utc", "gmt") else timezone(timedelta(hours=8))


RULES: tuple[Rule, ...] = (
    (
        "hm",
        "do",
        rf"(?P<half>{_HALF})?(?<![\d.:,/])(?P<h>\d{{1,2}}):(?P<mi>\d\d)(?::(?P<s>\d\d)(?:[.,]\d{{1,9}})?)?(?!\d|[:.]\d)(?: ?{_AP})?{_OTHER}{_ZONE}",
        _clock,
    ),
    (
        "cnclock",
        "hdo",
        rf"(?P<half>{_HALF})?(?<![\d.:])(?P<h>\d{{1,2}})(?:[点时]?(?:-|~|至|到)(?P<to>\d{{1,2}})(?=[点时]))?(?:点钟?|时)(?![间候尚装令段评赞])(?:(?P<mi>\d{{1,2}})(?:分(?!钟|之)|(?![\d.分刻]))|(?P<halfhour>半)|(?P<quarter>[13])刻|整)?(?:(?P<s>\d{{1,2}})秒)?",
        _clock,
    ),
    (
        "enclock",
        "d",
        rf"(?<![\d.:,/$])(?P<h>\d{{1,2}})(?:(?: ?- ?|~| to )(?P<to>\d{{1,2}}))?(?:\.(?P<mi>\d\d))? ?{_AP}{_ZONE}",
        _clock,
    ),
    (
        "viclock",
        "dl",
        r"(?:\b(?:lúc|vào) )?(?<![\d.:,/])(?P<h>\d{1,2})(?: ?giờ(?! trước)(?: ?(?P<mi>\d\d)(?: phút)?)?|h(?P<mih>\d\d)?(?![\d/a-z]))(?: (?P<ap2>sáng|trưa|chiều|tối))?",
        _clock,
    ),
    ("idclock", "l", r"(?:\bpukul|\bjam|\balle|\bore) (?P<h>\d{1,2})[.:](?P<mi>\d\d)(?!\d)(?: (?P<zone>wib))?", _clock),
    ("thclock", "d", r"(?<![\d.:,/])(?P<h>\d{1,2})[.:](?P<mi>\d\d) ?น(?:\.|(?![\u0e00-\u0e7f]))", _clock),
    ("noon", "dlo", r"\b(?:12 )?(?:noon|midnight)\b", noon),
)
