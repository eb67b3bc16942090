"""Days of a sentence that are the ends of one span, and how long what begins on a day lasts."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipelines.claims.days import Day
from pipelines.claims.sentences import Sentence
from pipelines.readers.patterns import WHOLE, near

_LONG = re.compile(
    r"(?:为期|持续|历时|展期|会期|延续)(?:了|共)?(?P<zh>\d{1,3}|[一二两三四五六七八九十]|十[一二三四五])(?P<unit>天|日|个?星期|周|个月)"
    r"|\b(?:for|lasts?|lasting|runs? for|over) (?:a total of )?(?P<en>\d{1,3}|two|three|four|five|six|seven|ten) (?P<en_unit>days|weeks)\b"
)
_WORDED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_WORDED |= {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_WORDED |= {f"十{sign}": number for number, sign in enumerate("一二三四五", 11)}


def joined_days(days: Sequence[Day], sentence: Sentence) -> list[Day]:
    """The days of a sentence; two behind "from" and "to" are one span, and a beginning lasts as long as the sentence says."""
    kept: list[Day] = []
    for day in days:
        former = kept[-1] if kept else None
        opens = kept[-2] if former is not None and former.festival and len(kept) > 1 else None
        if opens is not None and _lasts_until(opens, day, sentence.low):
            # 10月20日,双11好物节开启,持续至11月11日: the name of a festival stands between.
            kept[-2] = replace(opens, end=day.end, behind=day.behind, text=sentence.low[opens.at : day.behind])
        elif former is not None and _are_ends(former, day, sentence.low):
            kept[-1] = replace(former, end=day.end, closing=False, behind=day.behind, text=sentence.low[former.at : day.behind])
        else:
            kept.append(day)
    long = _LONG.search(sentence.low) if len(kept) == 1 and kept[0].is_day and not kept[0].closing else None
    if long is not None and kept[0].start is not None and kept[0].at < long.start():
        kept[0] = replace(kept[0], end=_last_of(kept[0].start, long))
    return kept


def _last_of(start: date, long: re.Match[str]) -> date:
    """The last day of what lasts so long from a day on."""
    said, unit = long["zh"] or long["en"], long["unit"] or long["en_unit"]
    number = _WORDED.get(said) or int(said)
    if unit == "个月":
        months = start.year * 12 + start.month - 1 + number
        same = min(start.day, calendar.monthrange(months // 12, months % 12 + 1)[1])
        return date(months // 12, months % 12 + 1, same) - timedelta(1)
    weeks = unit in ("周", "个星期", "星期", "weeks")
    return start + timedelta(max(number * (7 if weeks else 1), 1) - 1)


def _are_ends(one: Day, other: Day, low: str) -> bool:
    if _lasts_until(one, other, low):
        return True
    if one.start is None or other.end is None or one.start > other.end or other.at - one.behind > 90:
        return False
    if re.search(r"(?:and|to|through|until|至|到|al|all'|hingga|đến) ?$", low[: other.at][-9:]) is None:
        return False
    # 自去年12月28日开启至1月15日; 去年11月初开园至今年1月底.
    return (
        re.search(r"(?:between|from|自|从|dal|dall'|dari|từ) ?$", low[: one.at][-9:]) is not None
        or one.text.startswith(("自", "从"))
        or (not one.closing and _UP_TO.fullmatch(low, one.behind, other.at) is not None)
    )


_UP_TO = re.compile("[\u4e00-\u9fff]{1,6}[至到]")
# It opens on a day and lasts until another one: 自1月20日开始,将持续至2月18日; launched on May 2 and running until May 9.
_RUNS_UNTIL = near(
    r"(?:持续|延续|运行|开放|进行|截止)[到至] ?$|(?<![a-z])(?:lasts?|runs?|running|continues?|run|last|continue|will end|ends?) (?:until|till|through|to|on)(?: the)? ?$"
    r"|(?:berlangsung|berakhir|digelar) (?:hingga|sampai)(?: dengan)? ?$|kéo dài (?:đến|tới)(?: hết)?(?: ngày)? ?$",
    WHOLE,
)
_OPENS = near(
    r"启动|开启|开始|上线|开幕|开馆|开园|开售|推出|起|始于|即日|举行|举办|(?<![a-z])(?:opened|opens|launched|started|began|begins|kicked off|from|since)(?![a-z])|mulai|sejak|từ|khai mạc",
    WHOLE,
)


def _lasts_until(one: Day, other: Day, low: str) -> bool:
    """Whether one day is when something opens, the other until when it lasts."""
    if not (one.start and other.end and one.start < other.end) or one.closing or (one.end not in (None, one.start)):
        return False
    if one.festival or other.at - one.behind > 60:
        return False
    if low.startswith((" तक", "तक"), other.behind) or other.text.endswith("तक"):
        return " से" in low[one.at : other.at]
    if _RUNS_UNTIL.search(low[max(0, other.at - 24) : other.at]) is None:
        return False
    return _OPENS.search(low[max(0, one.at - 16) : other.at]) is not None
