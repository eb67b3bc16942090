"""Dates told by their distance from the base: yesterday, 上周五, last month, 3天前, 近30天, the past nine months."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipelines.readers.date_atoms import Atom, Days, Precision, Scan, months_on
from pipelines.readers.date_forms import Match, Rule
from pipelines.readers.date_words import EN_NUMBER, EN_UNIT, NEAR, NEAR_DAYS, UNITS, WEEKDAY, WEEKDAYS, ZH_UNIT, number

_STEPS = {
    "上上": -2,
    "上": -1,
    "本": 0,
    "这": 0,
    "下": 1,
    "下下": 2,
    "last": -1,
    "previous": -1,
    "this": 0,
    "next": 1,
    "coming": 1,
}
_STEPS |= {"trước": -1, "lalu": -1, "này": 0, "ini": 0, "sau": 1, "depan": 1}
_UNITS = UNITS | {
    "m": "minute",
    "h": "hour",
    "d": "day",
    "w": "week",
    "quý": "quarter",
    "周末": "weekend",
    "weekend": "weekend",
}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def near(match: Match, scan: Scan) -> Atom | None:
    """昨天, today, tomorrow; the part of the day that the word names is for the clock behind it."""
    distance, half = NEAR_DAYS[match["near"]]
    day = scan.today + timedelta(distance)
    return Atom(*match.span(), "near day", "day", days=(day, day), half=half)


def just_now(match: Match, scan: Scan) -> Atom | None:
    """刚刚: the base itself; in a running text it says no more than lately."""
    if not scan.whole:
        return None
    if scan.now is None:
        return Atom(*match.span(), "now", "day", days=(scan.today, scan.today))
    return Atom(*match.span(), "now", "minute", moments=(scan.now, scan.now))


def closing(match: Match, scan: Scan) -> Atom | None:
    """目前, to date: the day of the base as a closing day."""
    return Atom(*match.span(), "to date", "day", days=(scan.today, scan.today), closing=True)


def weekday(match: Match, scan: Scan) -> Atom | None:
    """上周五, last Friday: of the week before; Friday alone: the nearest, in a running text the last one unless it speaks of what will be."""
    named = match["day"]
    wanted = int(named) if named.isdigit() else WEEKDAYS[named]
    step = match["step"] or match.groupdict().get("of")
    monday = scan.today - timedelta(scan.today.weekday())
    if step:
        day = monday + timedelta(wanted - 1 + 7 * _STEPS[step])
        return Atom(*match.span(), "weekday", "day", days=(day, day), weekday=True)
    if named.isascii() and not named.isdigit() and len(named) < 6 and not scan.whole and not scan.capital(match.start("day")):
        return None
    ahead = (wanted - scan.today.isoweekday()) % 7
    before = scan.text[max(0, match.start() - 8) : match.start()]
    if before.endswith(_SINCE):
        later = False
    elif before.endswith(_UNTIL):
        later = True
    else:
        later = ahead <= 3 if scan.whole else not ahead or scan.to_come(*match.span())
    day = scan.today + timedelta(ahead if later else ahead - 7)
    return Atom(*match.span(), "weekday", "day", days=(day, day), weekday=True, weak=True)


_SINCE = ("since ", "as of ", "自", "从")
_UNTIL = ("by ", "until ", "till ", "before ", "截至", "最迟")


def calendar_unit(match: Match, scan: Scan) -> Atom | None:
    """本周, last month, 下季度, 本周末, 上月底: a unit of the calendar counted from the one of the base."""
    step = _STEPS[match["step"]]
    today, unit = scan.today, _UNITS[match["unit"]]
    monday = today - timedelta(today.weekday()) + timedelta(7 * step)
    first = months_on(today.replace(day=1), step)
    days: Days
    precision: Precision = "day"
    if unit == "week":
        days = monday, monday + timedelta(6)
    elif unit == "weekend":
        days = monday + timedelta(5), monday + timedelta(6)
    elif unit == "month":
        precision = "month"
        days = first, months_on(first, 1) - timedelta(1)
    elif unit == "quarter":
        first = months_on(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * step)
        precision = "month"
        days = first, months_on(first, 3) - timedelta(1)
    else:
        first = date(today.year + step, 1, 1)
        precision = "month"
        days = first, date(today.year + step, 12, 31)
    return _part(Atom(*match.span(), "calendar unit", precision, days=days), match.groupdict().get("part"))


def day_of_unit(match: Match, scan: Scan) -> Atom | None:
    """本月18日, 上月5日至8日: days of a month that words name; None where it has no such day."""
    first = months_on(scan.today.replace(day=1), _STEPS[match["step"]])
    day, last = int(match["d"]), int(match["d2"] or match["d"])
    if not 1 <= day <= last <= (months_on(first, 1) - timedelta(1)).day:
        return None
    days = first.replace(day=day), first.replace(day=last)
    return Atom(*match.span(), "day of unit", "day", days=days, ranged=last > day)


def weekend(match: Match, scan: Scan) -> Atom | None:
    """周末: the one of the week of the base."""
    saturday = scan.today - timedelta(scan.today.weekday() - 5)
    return Atom(*match.span(), "weekend", "day", days=(saturday, saturday + timedelta(1)))


def _part(atom: Atom, part: str | None) -> Atom:
    """底, 初, 旬 of a month that words name."""
    if part and atom.days and atom.precision == "month":
        first, last = atom.days
        thirds = {"上旬": (1, 10), "中旬": (11, 20), "初": (1, 10), "early": (1, 10), "mid": (11, 20)}
        if part in thirds:
            days = first.replace(day=thirds[part][0]), first.replace(day=thirds[part][1])
        else:
            days = first.replace(day=21) if part in ("下旬", "late") else last, last
        if "beginning" in part:
            days = first, first
        atom.days, atom.precision = days, "day"
    return atom


def this_end(match: Match, scan: Scan) -> Atom | None:
    """月底, the end of the month, 年底, by year-end; 月初: the first ten days of the month."""
    if "初" in match[0]:
        return Atom(*match.span(), "beginning of unit", "day", days=(scan.today.replace(day=1), scan.today.replace(day=10)))
    if "年" in match[0] or "year" in match[0]:
        day = date(scan.today.year, 12, 31)
    else:
        day = months_on(scan.today.replace(day=1), 1) - timedelta(1)
    return Atom(*match.span(), "end of unit", "day", days=(day, day))


def ago(match: Match, scan: Scan) -> Atom | None:
    """3天前, 5 minutes ago, half an hour ago, 2天后."""
    count = number(match["n"])
    if count is None:
        return None
    if match.groupdict().get("half"):
        count += 0.5
    sign = 1 if match["way"] in _LATER else -1
    unit = _UNITS[match["unit"]]
    if unit in _SECONDS:
        return _moment(match, scan, sign * count * _SECONDS[unit], "minute" if count % 1 else _exactness(unit))
    day = moved(scan.today, unit, sign * count)
    return None if day is None else Atom(*match.span(), "ago", "day", days=(day, day))


_LATER = ("", "后", "之后", "以后", "from now", "later")


def _exactness(unit: str) -> Precision:
    return "second" if unit == "second" else ("minute" if unit == "minute" else "hour")


def _moment(match: Match, scan: Scan, seconds: float, precision: Precision) -> Atom | None:
    if scan.now is None:
        day = scan.today
        return Atom(*match.span(), "ago", "day", days=(day, day)) if abs(seconds) < 3600 else None
    try:
        moment = scan.now + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return Atom(*match.span(), "ago", precision, moments=(moment, moment))


def moved(day: date, unit: str, count: float) -> date | None:
    """A day some units of the calendar away; None beyond the calendar."""
    try:
        if unit in _DAYS:
            return day + timedelta(int(count * _DAYS[unit]))
        months = count * _MONTHS[unit]
        # Thirty days are a month where half of one is meant.
        return months_on(day, int(months)) + timedelta(int((months - int(months)) * 30))
    except (ValueError, OverflowError):
        return None


def window(match: Match, scan: Scan) -> Atom | None:
    """近30天, 过去70天, the past nine months, 未来7天: from the base back, or on."""
    count = number(match["n"]) if match["n"] else 1.0
    if count is None:
        return None
    if match.groupdict().get("half"):
        count += 0.5
    ahead = match["way"] in _AHEAD
    unit = _UNITS[match["unit"]]
    if unit in _SECONDS:
        return _hours(match, scan, count * _SECONDS[unit] * (1 if ahead else -1), _exactness(unit))
    other = moved(scan.today, unit, count if ahead else -count)
    if other is None:
        return None
    return Atom(*match.span(), "window", "day", days=(scan.today, other) if ahead else (other, scan.today))


_AHEAD = ("未来", "接下来", "今后", "next", "coming")


def _hours(match: Match, scan: Scan, seconds: float, precision: Precision) -> Atom | None:
    if scan.now is None:
        return None
    other: datetime = scan.now + timedelta(seconds=seconds)
    return Atom(*match.span(), "window", precision, moments=(min(other, scan.now), max(other, scan.now)))


_ZH_N = r"(?P<n>\d{1,4}|半)个?(?P<half>半)?"
_EN_N = rf"(?P<n>{EN_NUMBER})"
RULES: tuple[Rule, ...] = (
    ("ago", "ho", rf"(?=[\d半])(?<![\d.]){_ZH_N}(?P<unit>{ZH_UNIT})(?:之|以)?(?P<way>前(?!后|几|三|两|一|\d)|后(?!天))", ago),
    ("enago", "dl", rf"(?<![\d.,a-z])(?:about |some |nearly )?{_EN_N} (?P<unit>{EN_UNIT})s? (?P<way>ago|from now)\b", ago),
    ("shortago", "d", r"(?<![\d.,a-z])(?P<n>\d{1,3}) ?(?P<unit>m|min|h|hr|d|w)s? (?P<way>ago)\b", ago),
    (
        "viago",
        "d",
        r"(?<!\d)(?P<n>\d{1,3}) (?P<unit>phút|giờ|ngày|tuần|tháng|năm|menit|jam|hari|minggu|bulan|tahun) (?P<way>trước|yang lalu|lalu)\b",
        ago,
    ),
    ("window", "o", rf"(?P<way>过去|最近|近|未来|接下来|今后)的?这?{_ZH_N}(?P<unit>{ZH_UNIT})(?!度)内?", window),
    (
        "enwindow",
        "l",
        rf"\b(?:the )?(?P<way>past|last|previous|recent|latest|trailing|next|coming) {_EN_N} (?:calendar )?(?P<unit>{EN_UNIT})s?\b",
        window,
    ),
    ("enwindow1", "l", rf"\b(?:the )?(?P<way>past|coming)(?P<n>) (?P<unit>{EN_UNIT})\b", window),
    (
        "viwindow",
        "d",
        r"(?<!\d)(?P<n>\d{1,3}) (?P<unit>ngày|tuần|tháng|năm|hari|minggu|bulan|tahun) (?P<way>qua|gần đây|terakhir)\b",
        window,
    ),
    (
        "weekday",
        "o",
        r"(?P<step>上上|下下|上|本|这|下)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天](?!\d(?!\d?(?::\d\d|[点时月])))|[1-7](?!\d))(?![年月周日天.]|[一二三四五六七八九十]|期)",
        weekday,
    ),
    (
        "enweekday",
        "l",
        rf"\b(?:(?P<step>last|this|next|previous|coming) )?(?P<day>{WEEKDAY})\b(?!s)(?: (?P<of>last|this|next) week\b)?",
        weekday,
    ),
    (
        "unitday",
        "o",
        r"(?P<step>上上|下下|上|本|这|下)个?月份?(?P<d>\d{1,2})(?:[日号]?(?:-{1,2}|~|至|到)(?P<d2>\d{1,2}))?[日号]",
        day_of_unit,
    ),
    (
        "unit",
        "o",
        r"(?P<step>上上|下下|上|本|这|下)个?(?P<unit>周末|周|星期|礼拜|月|季度)(?:份)?(?P<part>[上中下]旬|底|末|初)?(?!岗|刊|期|年|考|饼|报)",
        calendar_unit,
    ),
    (
        "enunit",
        "l",
        r"\b(?:(?P<part>early|mid|late|(?:the )?end of|(?:the )?beginning of)[ -])?(?P<step>last|this|next|previous) (?P<unit>weekend|week|month|quarter)\b",
        calendar_unit,
    ),
    ("viunit", "l", r"\b(?P<unit>tuần|tháng|quý|minggu|bulan) (?P<step>trước|này|sau|lalu|ini|depan)\b", calendar_unit),
    ("indays", "l", rf"^in {_EN_N} (?P<way>)(?P<unit>{EN_UNIT})s?$", ago),
    ("weekend", "o", r"^周末$", weekend),
    (
        "end",
        "lo",
        r"(?:the )?end of (?:the|this) (?:month|year)\b|year-end|(?<![岁今去明])年[底终](?!奖)|(?<![\d上本下])月[底初]",
        this_end,
    ),
    (
        "closing",
        "lo",
        r"(?:截[至止]到?)?(?:目前|今日?(?=已)|当前|发稿)(?:为止|时)?|\b(?:to date|so far|up to now|until now|as of now|till now)\b|\b(?:hingga|sampai) (?:kini|saat ini|hari ini|sekarang)\b|(?<!\w)(?:tính |cho )?đến nay\b|\b(?:finora|ad oggi)\b|अब तक",
        closing,
    ),
    ("now", "lo", r"刚刚|刚才|现在|\bjust now\b|\bmoments ago\b|^now$|\bbaru saja\b|\bvừa xong\b", just_now),
    ("near", "lo", rf"(?<![a-z])(?P<near>{NEAR})(?![a-z]|头条)", near),
)
