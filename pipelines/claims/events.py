"""Words that mean days of an event told before: the same day, its first days, how long it lasted up to its end, over the four days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipelines.claims.days import Day
from pipelines.claims.sentences import Sentence
from pipelines.readers.patterns import WHOLE, near

_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "due": 2,
    "tre": 3,
    "quattro": 4,
}
_N = "|".join(_NUMBERS)
_ENDED = re.compile(
    r"(?<![a-z])(?:closed|ended|concluded|wrapped up|finished|came to an end)(?![a-z])|落幕|落下帷幕|收官|结束|闭幕"
)
_LENGTH = near(
    rf"(?<![\w-])(?P<en>{_N}|\d{{1,2}})-day(?![a-z])|(?:for|over|in|during) (?:the|its|those) (?P<en2>{_N}|\d{{1,2}}) days(?! (?:before|to|until|of))"
    rf"|(?:为期|历时)(?P<zh>{_N}|\d{{1,2}})天|(?<![\d第])(?P<zh2>\d{{1,2}})天(?:里|内|时间)",
    WHOLE,
)
_THOSE = near(
    r"(?:over|in|during|across) (?:the|those|these) (?P<en>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) days(?! (?:before|of|to|until))"
    r"|(?:over|during) the (?P<weekend>weekend|festival weekend|sale period)(?! of)|(?:这|上述|在)(?P<zh>[两三四五六七八九十]|\d{1,2})天",
    WHOLE,
)
_AFTER = near(
    r"(?:sau|trong) (?P<vi>hai|ba|bốn|năm|\d{1,2}) ngày(?! (?:đến|trước))(?: đầu)?|dalam (?P<id>dua|tiga|empat|lima|\d{1,2}) hari(?: pertama)?"
    r"|(?:after|within) (?P<en>two|three|four|five|six|seven|\d{1,2}) days(?! (?:of|before|after))|dopo (?P<it>due|tre|quattro|\d{1,2}) giorni",
    WHOLE,
)
_MONTHS = {"twelve": 12, "12": 12, "six": 6, "nine": 9, "three": 3}
_MONTHS_TO_IT = near(
    r"(?:the )?(twelve|12|six|nine|three)[- ]months? (?:to|ended|ending|through|up to) (?:that date|that day|then)", WHOLE
)
# A sentence without any of these has none of the words above: most are not searched.
_WORDS = (" days", "天", "weekend", "sale period", "ngày", "hari", "giorni", " months")
_MOST_DAYS = 45

_SAME_DAY = re.compile(
    r"(?:启动|开幕|发布|开播|签约)(?:仪式|式|现场|会)上|活动现场|at the (?:opening|launch|kick-off|launch ceremony|opening ceremony)(?![a-z])|当天|当日|当晚|同日|同一天|首日|头一天|第一天|首天|(?<![a-z])(?:that day|the same day|the same night|that night|that evening|the first day)"
)
_NEXT_DAY = re.compile(
    r"次日|翌日|第二天|(?<![a-z])(?:the (?:next|following) (?:day|morning|evening)|the day after)|keesokan harinya|hôm sau|il giorno dopo"
)
_FIRST_DAY = near(
    r"首日|第一天|(?<![a-z])(?:(?:on )?(?:its|the) (?:first|opening) day)(?! of)|(?:pada )?hari pertama|ngày đầu tiên|il primo giorno",
    WHOLE,
)


def same_day(sentence: Sentence, last: Day) -> list[Day]:
    """Words that mean the last day that was named (当天, the same night), as that day."""
    found = [(match, 0) for match in _SAME_DAY.finditer(sentence.low)] + [
        (match, 1) for match in _NEXT_DAY.finditer(sentence.low)
    ]
    return [
        replace(last, start=day, end=day, at=match.start(), behind=match.end(), text=match.group(), closing=False)
        for match, later in found
        if last.start is not None and (day := last.start + timedelta(later))
    ]


_FIRST_DAYS = near(
    r"(?:(?:in|during|over|within) )?(?:the|its) first (?P<en>two|three|four|five|six|seven|ten|\d{1,2}) days(?! of (?:the|this) (?:month|year))|(?:the|its) first (?P<week>week)(?! of (?:the month|[A-Z]))"
    r"|(?:前|头)(?P<zh>[两三四五六七]|\d{1,2})天|(?<!上线)(?<!开业)(?<!开播)(?<!上市)(?P<zhweek>首周)"
    r"|(?:(?:in|during|over|within) )?(?:the|its) first (?P<hours>24|48|72|96) hours|(?:前|首|头)(?P<zhhours>24|48|72|96)个?小时|पहले (?P<hihours>24|48|72|96) घंटों",
    WHOLE,
)


_FIRST_WORDS = ("first", "opening day", "首", "第一天", "前", "头", "पहले", "hari pertama", "ngày đầu", "primo giorno")


def first_day(sentence: Sentence, span: Day, *, at: int = 0) -> list[Day]:
    """Words that mean the first days of the span that was named last (on the first day, 首日, in its first three days).

    Args:
        sentence: that holds the words.
        span: named last.
        at: where in the sentence it is named; 0 where in an earlier one. Behind it only several days are its first ones.

    """
    if not any(word in sentence.low for word in _FIRST_WORDS):
        return []
    found = [] if at else [(match, 1) for match in _FIRST_DAY.finditer(sentence.low)]
    for match in _FIRST_DAYS.finditer(sentence.low, at):
        number = match["en"] or match["zh"]
        hours = match["hours"] or match["zhhours"] or match["hihours"]
        found.append((match, _number(number) if number else int(hours) // 24 if hours else 7))
    return [
        replace(
            span,
            end=span.start + timedelta(count - 1),
            at=match.start(),
            behind=match.end(),
            text=match.group(),
            closing=False,
            festival="",
        )
        for match, count in found
        if span.start is not None and count > 0
    ]


def is_first_days(day: Day) -> bool:
    """Whether a date is only told as the first days or week of a spell."""
    return _FIRST_DAYS.fullmatch(day.text.lower()) is not None


def _number(word: str) -> int:
    return _NUMBERS.get(word) or int(word)


def up_to_its_end(sentence: Sentence, known: Sequence[Day]) -> list[Day]:
    """An event of so many days that ended on the one day of its sentence, as that span; else the dates as they are."""
    days = [day for day in known if day.is_day and not day.festival]
    length = _LENGTH.search(sentence.low)
    if len(days) != 1 or length is None or not _ENDED.search(sentence.low):
        return list(known)
    end, number = days[0].end, _number(length["en"] or length["zh"] or length["en2"] or length["zh2"])
    if end is None or not 2 <= number <= _MOST_DAYS:
        return list(known)
    spell = replace(days[0], start=end - timedelta(number - 1), closing=False)
    return [spell if day is days[0] else day for day in known if day is days[0] or not day.festival]


def until_its_end(known: Sequence[Day], former: Sentence | None, last: Day | None) -> list[Day]:
    """What began on a day lasted up to the day on which, by the sentence before, it ended (18日落下帷幕。从5月31日起,...)."""
    end = last.end if last is not None and former is not None and _ENDED.search(former.low) else None
    if end is None:
        return list(known)
    return [replace(day, end=end) if day.end is None and day.start is not None and day.start < end else day for day in known]


def those_days(sentence: Sentence, span: Day | None, last: Day | None) -> list[Day]:
    """Words that mean the days of the spell told last, or the first days since the day told last.

    Args:
        sentence: that holds the words.
        span: the spell of days named last.
        last: the day named last.

    """
    found: list[Day] = []
    if not any(word in sentence.low for word in _WORDS):
        return found
    for match in _THOSE.finditer(sentence.low):
        if span is None or span.start is None or span.end is None:
            break
        said = match["en"] or match["zh"]
        if said is None or _number(said) == (span.end - span.start).days + 1:
            found.append(replace(span, at=match.start(), behind=match.end(), text=match.group(), closing=False, festival=""))
    told = span if last is None or (span is not None and span.at > last.at) else last
    for match in _MONTHS_TO_IT.finditer(sentence.low):
        if told is None or told.end is None:
            break
        months = told.end.year * 12 + told.end.month - _MONTHS[match[1]]
        opens = date(months // 12, months % 12 + 1, 1)
        found.append(
            replace(told, start=opens, at=match.start(), behind=match.end(), text=match.group(), closing=False, festival="")
        )
    for match in _AFTER.finditer(sentence.low):
        if told is None or told.start is None:
            break
        number = _number(match["vi"] or match["id"] or match["en"] or match["it"])
        if 1 < number <= _MOST_DAYS:
            end = told.start + timedelta(number - 1)
            found.append(
                replace(told, end=end, at=match.start(), behind=match.end(), text=match.group(), closing=False, festival="")
            )
    return found
