"""The dates of an announcement as its figures need them: days, closing days, and a year earlier where the past is told."""

from __future__ import annotations

import re
from bisect import bisect_left
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
_CLOSING = re.compile(
    r"(?:截至|截止|截至到|截止到|as of|up to|até|tính đến(?: hết)?|đến hết|đến cuối|hingga|sampai|per)(?: ngày| tanggal)? ?$"
)
_END_OF = re.compile(r"end of|底|月末|年末|fine di|cuối|akhir")
# The time that a growth is measured against is not the time of the figure.
_COMPARED = near(
    r"(?:(?<![a-z])(?:than(?: in| on| during)?|compared (?:with|to)|versus|over|from)|比|较|相比|与|dibanding(?:kan)?|so với(?: cùng kỳ)?|rispetto al?(?:lo|la|l')?)"
    r"(?: the| that)? (?:same|corresponding|previous) (?:periods?|months?|quarters?|weeks?|days?|times?)(?: of| in)? ?$"
    r"|(?:(?<![a-z])(?:than(?: in| on| during)?|compared (?:with|to)|versus|above|below|ahead of|up on|down on)|比|较|相比|与|dibanding(?:kan)?|so với(?: cùng kỳ)?(?: năm)?|gấp (?:đôi|ba|[\d,.]{1,6} lần)|rispetto al?(?:lo|la|l')?)(?: the)? ?$"
    r"|(?:percent|per cent|%|times|fold|-fold|\dx) (?:from|on|over)(?: the)? ?$|(?:the (?:figure|number|amount|level|total|volume|record|sum) (?:for|of|in)(?: the whole of| all of)?|that of|cùng kỳ(?: năm)?) ?$",
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
# 三年前, five years ago: no day.
_YEARS_AGO = near(
    r"(?:[\d一两二三四五六七八九十几]{1,3}|several|some|\d{1,2}|[a-z]{2,8}) ?(?:年(?:多)?(?:以)?前|years? (?:ago|earlier|before))",
    WHOLE,
    flags=re.I,
)
_AFTER_A_ROLE = re.compile("(?:人|长|播|星|员|红|记|师|任|总|者)$")
_IN_A_NAME = re.compile("[\u4e00-\u9fff](?<![晚早上下中起至到当的凌清在将与和])")
# The day on which somebody told it is not the day of what is told.
_TOLD = near(
    r"(?:\b(?:said|says|told (?:(?:the |a )?[a-z]+(?: [a-z]+){0,2})|(?:data|figures|statistics|report|statement) (?:released|published|issued))"
    r"(?: in a (?:statement|report|press release|news release)| at a (?:press|news) conference| here)?(?:,? (?:late )?(?:on|in))?(?: the)?|记者|\bkata\w*(?: [a-z]+){0,3}(?: pada)?|(?:cho biết|ha detto)(?: ngày)?) ?$",
    WHOLE,
)
_TOLD_BEHIND = near(
    r"(?:日|上午|下午)?[,，]?(?:记者)?从[^,，。]{1,24}?(?:获悉|了解到)|[)）]?(?:对外|正式|向记者)?(?:介绍|表示|告诉|透露|通报|公布|称(?!号|为|作)|发布(?:[,，]|[^,，。]{0,14}(?:数据|报告|战报|财报|公告|消息)))|[,，][^,，。\d]{1,16}(?:公布|发布)[^,，。]{0,14}(?:数据|报告|战报|财报|成绩单)| ?को (?:बताया|कहा)|,? (?:the |its )?(?:[a-z]+ ){1,4}(?:said|told reporters)\b",
    WHOLE,
)
# Announced on Friday that it will hold ...; On Thursday, JD announced that it would ...: not the day of what is announced.
_ANNOUNCED = near(r"(?:announced|revealed|confirmed|declared|disclosed|pledged|promised),? (?:late )?(?:on )?$", WHOLE)
_THAT = near(r",? (?:that|(?:it|they) (?:will|would|plan|plans|is|are)|plans? (?:to|for))(?![a-z])", WHOLE)
_ANNOUNCED_BEHIND = near(
    r",? (?:[a-z][\w.'&-]* ){1,5}(?:announced|revealed|confirmed|declared|disclosed|pledged|promised|said) (?:that (?:it|they) (?:will|would|plan)|(?:it|they) (?:will|would|plan))",
    WHOLE,
)
_SAID_THEN = re.compile(r" (?:said|announced|reported|released|published)(?![a-z])")
# This year's sale: which one is meant.
_WHICH = re.compile('今年的?[“"]?(?:大促|购物节|年货节|丰收节|电商节|年中大促|促销|活动|主题)')
_OF_A_NOUN = re.compile(r"(?:this|last|next) year's")
_HEAD = 4
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
    if is_weekday(day) and _AFTER_A_ROLE.search(low[max(0, at - 3) : at]) and _IN_A_NAME.match(low, sentence.at(day.behind)):
        # 主持人周一鸣: a surname.
        return None
    if (
        low[max(0, at - 2) : at] == "作为"
        or _YEARS_AGO.fullmatch(day.text.strip())
        or _ONLY_A_CLOCK.fullmatch(day.text.strip())
    ):
        return None
    earlier = low.startswith("last year's", at) and (at <= 1 or low[max(0, at - 3) : at] in ("in ", "at "))
    if not day.festival and _WHICH.match(low, at) is not None:
        return None
    if not day.festival and not earlier and _OF_A_NOUN.match(low, at) is not None:
        return None
    ends = day.start == day.end and _END_OF.search(day.text.lower()) is not None
    closing = day.closing or ends or _CLOSING.search(low[max(0, at - 24) : at]) is not None
    return replace(day, closing=closing, at=at, behind=sentence.at(day.behind))


def _is_of_telling(low: str, at: int, behind: int) -> bool:
    if _TOLD.search(low[max(0, at - 60) : at]) is not None:
        return True
    if _THAT.match(low, behind) is not None and _ANNOUNCED.search(low[max(0, at - 32) : at]) is not None:
        return True
    if at <= _HEAD and _ANNOUNCED_BEHIND.match(low, behind, min(len(low), behind + 90)) is not None:
        return True
    if _SAID_THEN.match(low, behind) is not None:
        return True
    told = _TOLD_BEHIND.match(low, behind, min(len(low), behind + 60))
    return told is not None and (("said" not in told.group() and "told" not in told.group()) or at <= 4)


_WEEKDAY = near("(?:mon|tues|wednes|thurs|fri|satur|sun)day|周[一二三四五六日末]|星期", WHOLE, flags=re.I)


def is_weekday(day: Day) -> bool:
    """Whether a date is only the name of a day of the week."""
    return _WEEKDAY.fullmatch(day.text.strip()) is not None


def weekday_past(day: Day, published_on: date | None) -> Day:
    """A weekday ahead, of something that has happened: that of the week before."""
    ahead = published_on is not None and day.start is not None and day.end is not None and day.start > published_on
    if not ahead or not is_weekday(day):
        return day
    assert day.start is not None and day.end is not None
    return replace(day, start=day.start - timedelta(7), end=day.end - timedelta(7))


_JUST_OVER = 21


def in_the_future(day: Day, published_on: date | None) -> Day:
    """A date without a year that would lie behind, of something that is planned: the year after."""
    if published_on is None or day.is_anchored or day.festival or day.end is None or day.end >= published_on:
        return day
    if (published_on - day.end).days <= _JUST_OVER:
        # A target beside the result of what has just ended.
        return day
    return replace(day, start=day.start and moved(day.start, 1), end=moved(day.end, 1))


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
    return replace(day, start=moved(day.start, -1), end=day.end and moved(day.end, -1))


def moved(day: date, years: int) -> date:
    """The same day so many years on; the 29th of February is the 28th."""
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


_NAMES_OF_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _day(span: DateSpan) -> Day:
    start, end = _as_day(span.start), _as_day(span.end)
    if span.closing and start == end and end is not None and "midnight" in span.text.lower():
        # Midnight on a day that is named ends it.
        named = re.search(r"\d{1,2}(?!\d)", span.text)
        weekday = next((n for n, name in enumerate(_NAMES_OF_DAYS) if name in span.text.lower()), None)
        ends_it = weekday is not None and end.weekday() == (weekday + 1) % 7
        start = end = end - timedelta(ends_it or (named is not None and int(named.group()) != end.day))
    if not span.closing and start == end and end is not None and "midnight" in span.text.lower():
        # What ends at midnight on Monday ends that day.
        named_day = next((n for n, name in enumerate(_NAMES_OF_DAYS) if name in span.text.lower()), None)
        start = end = end - timedelta(named_day is not None and end.weekday() == (named_day + 1) % 7)
    if "24" in span.text and isinstance(span.end, datetime) and span.end.hour == 0 and end is not None:
        # 24时 ends its day.
        start, end = (end - timedelta(1) if start == end else start), end - timedelta(1)
    return Day(
        *(start, end, span.closing, span.precision, span.festival, span.span_start, span.span_end, span.text, span.has_year)
    )
