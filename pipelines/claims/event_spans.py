"""Spans of an event where its sentence tells them in pieces: what opens on a day and closes on another, a year that is part of a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipelines.claims.days import Day, moved
from pipelines.claims.sentences import Sentence
from pipelines.readers.patterns import REACH, WHOLE, near

# 2024年“云品出滇·春茶季”, 2023年秭归脐橙直播电商节, the 2023 Spring Tea Fair: which one it is, no time.
_NAME_BEHIND = near(
    r"(?:的|全国|中国|首届|第[一二三四五六七八九十\d]{1,3}届){0,2}[“\"「](?=[^”\"」\n]{2,24}[”\"」])"
    r"|[\u4e00-\u9fff“”·]{0,14}?(?:[\u4e00-\u9fff](?<![春环季细情章调使过佳])节(?!日|约|能|前|后|气|假)|(?:消费|购物|直播|年货|春茶|丰收|采购|惠民|帮扶|促销|宣传|展销|文化)[季周月](?!度)|(?:博览|交易|展销|推介|对接|展览)会|大促)"
    r"| (?:[a-z'-]{2,16} ){0,5}(?:festival|carnival|fair|gala|expo|shopping season|shopping week|campaign)(?![a-z])",
    WHOLE,
)
_VERBS = re.compile(
    "举办|开展|启动|实现|销售|推出|组织|完成|发放|累计|已|将|在|通过|卖|达|增长|[，,。；;0-9]|(?<![a-z])(?:in|of|at|the|was|were|sold|with|sales|during)(?![a-z])"
)
_LABEL_OF = ("今年", "20", "this year's")
# It closes on a day: behind a day of opening in the same sentence.
_CLOSES = near(
    r"(?:[,，;；] ?(?:将|并|并将|一直)?[至到] ?|(?<![a-z])(?:close[sd]?|ends?|ended|concludes?|concluded|wrap(?:s|ped)? up|finish(?:es|ed)?)(?: on| at)?(?: the)? ?)$",
    WHOLE,
)
_OPENS = near(
    r"启动|开启|开始|上线|开幕|开馆|开园|开售|推出|始于|拉开|举行|(?<![a-z])(?:open(?:s|ed)?|launch(?:es|ed)?|start(?:s|ed)?|beg[aiu]ns?|kick(?:s|ed) off|went live|went online)(?![a-z])",
    WHOLE,
)
_LONGEST = timedelta(200)
_SINCE = re.compile(r"(?<![a-z])since (?:[a-z]{1,12} ){0,4}$")


def with_spans(sentence: Sentence, known: Sequence[Day], published_on: date | None) -> list[Day]:
    """The dates of a sentence; those between which an event lasts are one span, years in names are left out beside others."""
    found = _without_labels(sentence, [_since(sentence, day, published_on) for day in known])
    for number, day in enumerate(found[1:], 1):
        opens = next((one for one in reversed(found[:number]) if not one.festival), None)
        if opens is not None and _closes(sentence.low, opens, day):
            # Behind its opening the closing day is no date of its own: the span stands where it opens.
            text = sentence.low[opens.at : day.behind]
            span = replace(opens, end=day.end, closing=False, text=text if len(text) <= 40 else opens.text)
            return [span if one is opens else one for one in found if one is not day]
    return found


def _since(sentence: Sentence, day: Day, published_on: date | None) -> Day:
    """What has gone on since a day began in the past: the year before, where the nearest one lies ahead."""
    if day.is_anchored or day.start is None or day.end is not None or published_on is None or day.start <= published_on:
        return day
    before = _SINCE.search(sentence.low[max(0, day.at - 40) : day.at])
    return replace(day, start=moved(day.start, -1)) if before is not None or "以来" in day.text else day


def _closes(low: str, one: Day, other: Day) -> bool:
    if not (one.is_day and one.start and other.end and other.start in (None, other.end)) or one.closing or other.festival:
        return False
    if not one.start < other.end <= one.start + _LONGEST or other.at - one.behind > REACH:
        return False
    if _CLOSES.search(low[max(0, other.at - 24) : other.at]) is None:
        return False
    return _OPENS.search(low[max(0, one.at - 40) : other.at]) is not None


def _without_labels(sentence: Sentence, known: Sequence[Day]) -> list[Day]:
    """The dates without years that only say which event is meant, where the sentence names other days."""
    if not any(not day.festival and not is_year(day) and day.end for day in known):
        return list(known)
    return [day for day in known if not is_label(sentence, day)]


def is_label(sentence: Sentence, day: Day) -> bool:
    """Whether a year stands before the name of an event, as part of it or to say which one is meant."""
    if day.festival or not is_year(day) or not day.text.lower().startswith(_LABEL_OF):
        return False
    match = _NAME_BEHIND.match(sentence.low, day.behind, day.behind + REACH)
    return match is not None and _VERBS.search(match.group()) is None


def is_year(day: Day) -> bool:
    """Whether a date is a calendar year."""
    start, end = day.start, day.end
    return bool(start and end and (start.month, start.day) == (1, 1) and end == date(start.year, 12, 31))
