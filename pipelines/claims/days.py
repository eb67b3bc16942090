"""The dates of an announcement as its figures need them: days, closing days, and a year earlier where the past is told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipelines.claims.sentences import Sentence
from pipelines.claims.spans import Spanned, outermost, spans_in
from pipelines.claims.spans_worded import worded_spans
from pipelines.readers.dates import DateSpan, find_dates
from pipelines.readers.festivals import festival_days
from pipelines.readers.patterns import WHOLE, near

_NEAR_AHEAD, _END_NEAR = 150, 5
_NO_BASE = date(2020, 7, 1)
# A clock behind the day hides the word from the reader of dates.
_CLOSING = re.compile(r"(?:截至|截止|截至到|截止到|as of|up to|até|tính đến(?: hết)?|đến hết|hingga)(?: ngày)? ?$")
_END_OF = re.compile(r"end of|底|月末|年末|fine di|cuối|akhir")
# The time that a growth is measured against is not the time of the figure.
_COMPARED = near(
    r"(?:than(?: in| on| during)?|compared (?:with|to)|versus|over|from|比|较|相比|与|dibanding(?:kan)?|so với(?: cùng kỳ)?|rispetto al?(?:lo|la|l')?)"
    r"(?: the| that)? (?:same|corresponding|previous) (?:periods?|months?|quarters?|weeks?|days?|times?)(?: of| in)? ?$"
    r"|(?:than(?: in| on| during)?|compared (?:with|to)|versus|比|较|相比|与|dibanding(?:kan)?|so với(?: cùng kỳ)?(?: năm)?|rispetto al?(?:lo|la|l')?)(?: the)? ?$"
    r"|(?:the (?:figure|number|amount|level|total|volume|record|sum) (?:for|of|in)(?: the whole of| all of)?|that of|cùng kỳ(?: năm)?) ?$",
    WHOLE,
)
# A time of day alone names no day.
_ONLY_A_CLOCK = near(
    r"(?:清晨|凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚|早)?[\d一二三四五六七八九十两]{1,3}[点时](?:半|[\d一二三四五六七八九十]{1,3}分?|多|左右)?|\d{1,2}:\d\d|\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\.?",
    WHOLE,
    flags=re.I,
)
# 是2018年的三倍: the year is what a multiple is measured by.
_MULTIPLIED = near(r"年?(?:全年|同期)?的[\d.]*[一二两三四五六七八九十]?[余多]?倍", WHOLE)
# The day on which somebody told it is not the day of what is told.
_TOLD = near(
    r"(?:\b(?:said|says|told (?:(?:the |a )?[a-z]+(?: [a-z]+){0,2})|(?:data|figures|statistics|report|statement) (?:released|published|issued))"
    r"(?: in a (?:statement|report|press release|news release)| at a (?:press|news) conference| here)?(?:,? (?:late )?(?:on|in))?(?: the)?|记者|\bkata\w*(?: [a-z]+){0,3}(?: pada)?|(?:cho biết|ha detto)(?: ngày)?) ?$",
    WHOLE,
)
_TOLD_BEHIND = near(
    r"(?:日|上午|下午)?从[^,，。]{1,24}?(?:获悉|了解到)| ?को (?:बताया|कहा)|,? (?:the |its )?(?:[a-z]+ ){1,4}(?:said|told reporters)\b",
    WHOLE,
)
_SAID_THEN = re.compile(r" (?:said|announced|reported|released|published)(?![a-z])")
_OF_A_NOUN = re.compile(r"(?:this|last|next) year's")
_LONG = re.compile(
    r"(?:为期|持续|历时)(?P<zh>\d{1,3})(?P<unit>天|日|周)|\b(?:for|lasts?|lasting|runs? for|over) (?P<en>\d{1,3}|three|four|five|six|seven|ten) days\b"
)
_WORDED = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_ORDINAL = re.compile(
    r"(?<=on the |of the |by the )(\d{1,2})(?:st|nd|rd|th)(?! (?:century|anniversary|session|edition|floor|time|place|day|largest|most|biggest))(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date or span of dates in a sentence; offsets are those of its plain text."""

    start: date | None
    """None: open towards the past."""
    end: date | None
    """None: open towards the future."""
    closing: bool
    precision: str
    festival: str
    at: int
    behind: int
    text: str
    is_anchored: bool = True
    """The text names its year; else the nearest to the day of publication was taken."""

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.start is not None and self.start == self.end


def find_days(text: str, published_on: date | None) -> list[tuple[int, Day]]:
    """(offset, day) of each date of a text. Without a day of publication only dates that name their year count."""
    spans = find_dates(text, base=published_on or _NO_BASE)
    # 一日 is any day.
    known = [span for span in spans if span.text != "一日" and (published_on is not None or _anchored(span))]
    days = [(span.span_start, _day(span)) for span in known]
    if published_on is not None:
        days += [(day.at, day) for match in _ORDINAL.finditer(text) if (day := _ordinal(match, published_on)) is not None]
    base = published_on or _NO_BASE
    joined = outermost([*spans_in(text, base), *worded_spans(text, base)])
    joined = [one for one in joined if published_on is not None or one.has_year]
    starts = [one.at for one in joined]
    days = [(at, day) for at, day in days if not _in_spans(day, joined, starts)]
    for one in joined:
        precision = "day" if one.closing or one.start.month == one.end.month else "month"
        days.append((one.at, Day(one.start, one.end, one.closing, precision, "", one.at, one.behind, one.text, one.has_year)))
    return sorted(days, key=lambda pair: pair[0])


def _in_spans(day: Day, spans: list[Spanned], starts: list[int]) -> bool:
    """Whether a date overlaps one of the spans, which are in order and none over another."""
    at = bisect_left(starts, day.behind)
    return at > 0 and spans[at - 1].behind > day.at


def placed(day: Day, sentence: Sentence) -> Day | None:
    """A date with the offsets of its sentence's plain text; None for one that only measures a growth, or says when it was told."""
    at, low = sentence.at(day.at), sentence.low
    if _MULTIPLIED.match(low, sentence.at(day.behind)) is not None:
        return None
    if _COMPARED.search(low[max(0, at - 48) : at]) is not None or _is_of_telling(low, at, sentence.at(day.behind)):
        return None
    if low[max(0, at - 2) : at] == "作为" or _ONLY_A_CLOCK.fullmatch(day.text.strip()):
        return None
    earlier = low.startswith("last year's", at) and (at <= 1 or low[max(0, at - 3) : at] in ("in ", "at "))
    if not day.festival and not earlier and _OF_A_NOUN.match(low, at) is not None:
        return None
    ends = day.start == day.end and _END_OF.search(day.text.lower()) is not None
    closing = day.closing or ends or _CLOSING.search(low[max(0, at - 12) : at]) is not None
    return replace(day, closing=closing, at=at, behind=sentence.at(day.behind))


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
    r"|(?:前|头)(?P<zh>[两三四五六七]|\d{1,2})天|(?P<zhweek>首周)",
    WHOLE,
)
_COUNTS = {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "two": 2}


def first_day(sentence: Sentence, span: Day, *, at: int = 0) -> list[Day]:
    """Words that mean the first days of the span that was named last (on the first day, 首日, in its first three days).

    Args:
        sentence: that holds the words.
        span: named last.
        at: where in the sentence it is named; 0 where in an earlier one. Behind it only several days are its first ones.

    """
    found = [] if at else [(match, 1) for match in _FIRST_DAY.finditer(sentence.low)]
    for match in _FIRST_DAYS.finditer(sentence.low, at):
        number = match["en"] or match["zh"]
        found.append((match, (_COUNTS.get(number) or _WORDED.get(number) or int(number)) if number else 7))
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


def _is_of_telling(low: str, at: int, behind: int) -> bool:
    if _TOLD.search(low[max(0, at - 60) : at]) is not None:
        return True
    if _SAID_THEN.match(low, behind) is not None:
        return True
    told = _TOLD_BEHIND.match(low, behind, min(len(low), behind + 60))
    return told is not None and (("said" not in told.group() and "told" not in told.group()) or at <= 4)


def joined_days(days: Sequence[Day], sentence: Sentence) -> list[Day]:
    """The days of a sentence; two behind "from" and "to" are one span, and a beginning lasts as long as the sentence says."""
    kept: list[Day] = []
    for day in days:
        former = kept[-1] if kept else None
        if former is not None and _are_ends(former, day, sentence.low):
            kept[-1] = replace(former, end=day.end, closing=False, behind=day.behind, text=sentence.low[former.at : day.behind])
        else:
            kept.append(day)
    long = _LONG.search(sentence.low) if len(kept) == 1 and kept[0].is_day and not kept[0].closing else None
    if long is not None and kept[0].start is not None and kept[0].at < long.start():
        number = long["zh"] or long["en"]
        length = (_WORDED.get(number) or int(number)) * (7 if long["unit"] == "周" else 1)
        kept[0] = replace(kept[0], end=kept[0].start + timedelta(max(length, 1) - 1))
    return kept


def _are_ends(one: Day, other: Day, low: str) -> bool:
    if one.start is None or other.end is None or one.start > other.end or other.at - one.behind > 90:
        return False
    return (
        re.search(r"(?:between|from|自|从|dal|dall'|dari|từ) ?$", low[: one.at][-9:]) is not None
        and re.search(r"(?:and|to|through|until|至|到|al|all'|hingga|đến) ?$", low[: other.at][-9:]) is not None
    )


_WEEKDAY = near("(?:mon|tues|wednes|thurs|fri|satur|sun)day|周[一二三四五六日末]|星期", WHOLE, flags=re.I)


def weekday_past(day: Day, published_on: date | None) -> Day:
    """A weekday ahead, of something that has happened: that of the week before."""
    ahead = published_on is not None and day.start is not None and day.end is not None and day.start > published_on
    if not ahead or _WEEKDAY.fullmatch(day.text.strip()) is None:
        return day
    assert day.start is not None and day.end is not None
    return replace(day, start=day.start - timedelta(7), end=day.end - timedelta(7))


def in_the_future(day: Day, published_on: date | None) -> Day:
    """A date without a year that would lie behind, of something that is planned: the year after."""
    if published_on is None or day.is_anchored or day.festival or day.end is None or day.end >= published_on:
        return day
    return replace(day, start=day.start and _moved(day.start, 1), end=_moved(day.end, 1))


def in_the_past(day: Day, published_on: date | None, *, is_told_past: bool = True) -> Day:
    """A date without a year that would lie ahead, of something that has happened: the year before.

    What is not told as past (`is_told_past`) stays ahead where it lies near: nobody names a day of last year without its year.
    """
    if published_on is None or day.is_anchored or day.start is None or day.start <= published_on:
        return day
    if day.closing and day.end is not None and (day.end - published_on).days <= _END_NEAR:
        # As of the end of December, told on the 30th.
        return day
    if not is_told_past and (day.start - published_on).days <= _NEAR_AHEAD:
        return day
    if day.festival:
        days = festival_days(day.festival, day.start.year - 1)
        return day if days is None else replace(day, start=days[0], end=days[1])
    return replace(day, start=_moved(day.start, -1), end=day.end and _moved(day.end, -1))


def _moved(day: date, years: int) -> date:
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if last else day.day)


def _ordinal(match: re.Match[str], published_on: date) -> Day | None:
    """A day of which only the number stands there (on the 21st): the last such day."""
    number, day = int(match[1]), published_on
    for _ in range(62):
        if day.day == number:
            return Day(day, day, False, "day", "", match.start(), match.end(), match.group())
        day -= timedelta(1)
    return None


def _anchored(span: DateSpan) -> bool:
    """Whether a date stands on its own: its text holds the year in digits."""
    return any(str(one.year) in span.text for one in (span.start, span.end) if one is not None)


def _as_day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _day(span: DateSpan) -> Day:
    start, end = _as_day(span.start), _as_day(span.end)
    if span.closing and start == end and end is not None and "midnight" in span.text.lower():
        # Midnight on a day that is named ends it.
        named = re.search(r"\d{1,2}(?!\d)", span.text)
        start = end = end - timedelta(named is not None and int(named.group()) != end.day)
    if "24" in span.text and isinstance(span.end, datetime) and span.end.hour == 0 and end is not None:
        # 24时 ends its day.
        start, end = (end - timedelta(1) if start == end else start), end - timedelta(1)
    return Day(
        *(start, end, span.closing, span.precision, span.festival, span.span_start, span.span_end, span.text, span.has_year)
    )
