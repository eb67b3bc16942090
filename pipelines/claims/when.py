"""When a figure was: the date of its sentence, of the sentence that it goes on from, or of the livestream that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.days import Day
from pipelines.claims.figures import Figure
from pipelines.claims.notices import day_of_notice
from pipelines.claims.people import people_in

_GOES_ON = re.compile(
    r"其中|期间|此外|当天|当日|同时|活动|直播|整场|全场|最终|截至|短短|开播|仅|不到|\d+(?:个多?)?小时|\d+分钟|他|她|该|这|上述|平均|累计|同比"
    r"|(?:it|they|he|she|among|within|during|altogether|these|this|those|that|by the end|before long) "
    r"|the (?:event|stream|broadcast|show|two|livestream|campaign|festival|sale)|of (?:these|them|the)|in (?:just|only|total|all)"
)
_NOW = re.compile(r"如今|现如今|\b(?:now|nowadays|today)\b")
_SINCE = re.compile(r"\bsince (?:the |its |their )?(?:[a-z-]+ ){1,4}(?:in|on)? ?$")
_UNTIL = re.compile(r"(?:until|till|through)(?: the)? ?$")
_DURING = re.compile(
    r"(?:活动|节日|大促|促销|期间|消费季|年货节|购物节)期间|\b(?:during|throughout|over) the (?:[\w-]+ ){0,3}(?:festival|campaign|event|promotion|fair|sale|carnival|period|season)\b"
    r"|\bselama (?:kampanye|acara|festival|promo)|\btrong (?:chiến dịch|chương trình|sự kiện)"
)
_ELSEWHEN = re.compile(r"days earlier|earlier|last time|previously|此前|之前|早前|曾")
_STREAMING = frozenset(
    ["viewers", "views", "likes", "orders", "sales_value", "units_sold", "weight_sold", "livestream_sessions"]
)


def bounds_of(day: Day | None) -> tuple[date | None, date | None, date | None]:
    """(first day, last day, closing day) that a date gives a figure."""
    if day is None:
        return None, None, None
    if day.closing:
        return None, None, day.end or day.start
    return day.start, day.end, None


RATE = re.compile(
    r"日均|每天|每日|每月|每年|月均|年均|单日|一年卖|平均每|(?:every|per|each|single|a) (?:day|month|year|week)(?![a-z]| earlier| ago| on | later| before)|daily|monthly"
)
_HELD = re.compile(r"已有|已入驻|已汇聚|已累计|已达|现有|共有|(?:already|now) (?:has|have|had)")


def day_of(article: Article, number: int, figure: Figure) -> tuple[Day | None, str]:
    """The date of a figure, and the rule that found it."""
    part = article.parts[number]
    first, last = part.sentence.clause(figure.amount.start)
    clause = part.sentence.low[first:last]
    rate = _is_rate(part, figure, first)
    notice = day_of_notice(article, number)
    found = day_at(part, figure.amount.start, figure.amount.end)
    if notice is not None and (found is None or found.festival) and not rate:
        return notice[0], "date: of the notice"
    if found is not None and found.festival and _is_ahead(found, article):
        # A festival that is still to come is no time of what has happened: it is a name.
        found = None
    away = found is not None and not first <= found.at < last
    is_stock = figure.verdict.rule.startswith(("accounts", "share: del mercato", "share: of the market"))
    if found is not None and away and (is_stock or rate):
        return None, ""
    if found is not None:
        if found.is_day and _HELD.search(clause):
            return replace(found, closing=True), "date: how many there were on the day"
        return found, "date: in the sentence"
    if figure.verdict.rule.startswith(("places", "platforms")) or rate:
        return None, ""
    carried = _carried(article, number)
    if carried is not None:
        return carried, "date: of the sentence before"
    during = _during(article, number) if _DURING.search(part.sentence.low) else None
    if during is not None:
        return during, "date: of the event"
    statistic = _of_statistics(article, number, figure)
    if statistic is not None:
        return statistic, "date: of the statistics before"
    return _day_of_stream(article, number, figure)


def _carried(article: Article, number: int) -> Day | None:
    """The date of the sentence that this one goes on from; an end set to something ahead is not handed on."""
    if not number or not goes_on(article, number):
        return None
    published = article.published_on
    former = article.parts[number - 1]
    low = former.sentence.low
    days = [day for day in former.days if not (day.closing and published and day.end and day.end > published)]
    days = [day for day in days if not _SINCE.search(low[max(0, day.at - 40) : day.at])]
    return days[-1] if days else None


def _during(article: Article, number: int) -> Day | None:
    """The days of the event that was told of last."""
    for part in reversed(article.parts[:number]):
        spans = [day for day in part.days if not day.closing and day.start and day.end and 0 < (day.end - day.start).days <= 70]
        if spans:
            return spans[-1]
    return None


def _of_statistics(article: Article, number: int, figure: Figure) -> Day | None:
    """The period that the sentence before gives a row of statistics: growth, shares, sales of months and years."""
    if number == 0 or not (figure.metric == "sales_value" or figure.verdict.unit in ("%", "percentage_points", "times")):
        return None
    part, former = article.parts[number], article.parts[number - 1]
    if part.sentence.paragraph != former.sentence.paragraph or part.of("platform") or part.of("region"):
        return None
    spans = [day for day in former.days if not day.is_day and not day.closing and day.start is not None and day.end is not None]
    return spans[-1] if spans and len(spans) == len(former.days) else None


def _same_platforms(part: Part, other: Part) -> bool:
    return bool({m.code for m in part.of("platform")} & {m.code for m in other.of("platform")})


def _is_ahead(day: Day, article: Article) -> bool:
    return article.published_on is not None and day.start is not None and day.start > article.published_on


def _is_rate(part: Part, figure: Figure, first: int) -> bool:
    """Whether a figure is one a day, a month or a year: the words stand between the figure before and right behind it."""
    low = part.sentence.low
    start = max([first, *(a.end for a in part.sentence.amounts if a.end <= figure.start)])
    end = min(part.sentence.clause(figure.end - 1)[1], figure.end + 14)
    return any(start <= match.start() < end for match in RATE.finditer(low))


def _day_of_stream(article: Article, number: int, figure: Figure) -> tuple[Day | None, str]:
    """The day of the livestream that the figures of the sentences after it belong to."""
    part = article.parts[number]
    if (
        (figure.metric not in _STREAMING and figure.verdict.rule != "accounts")
        or any(person.name for person in people_in(part))
        or _ELSEWHEN.search(part.sentence.low)
    ):
        return None, ""
    streams = _streams(part)
    for back in range(number - 1, max(-1, number - 5), -1):
        other = article.parts[back]
        if part.sentence.paragraph - other.sentence.paragraph > 1:
            break
        streams = streams or _streams(other)
        if part.of("platform") and other.of("platform") and not _same_platforms(part, other):
            break
        days = [day for day in other.days if day.is_day and not day.closing and not day.festival]
        if days:
            return (days[-1], "date: of the livestream") if streams else (None, "")
        if other.days or any(person.name for person in people_in(other)):
            break
    return None, ""


def day_at(part: Part, start: int, end: int) -> Day | None:
    """The date that a span of a sentence's plain text belongs to: before it, the nearest; else behind it in its clause."""
    days = [day for day in part.days if day.at >= end or day.behind <= start]
    # A festival that is only named beside a date adds nothing to it.
    days = [day for day in days if not _is_year_of(day, days)]
    days = [day for day in days if not day.festival or _has_year(part, day)] or days
    before = [day for day in days if day.behind <= start and not _is_over(part, day, start)]
    if before:
        return before[-1]
    behind = [day for day in days if end <= day.at < _reach(part, end)]
    return behind[0] if behind else None


def _is_year_of(year: Day, days: Sequence[Day]) -> bool:
    """Whether a year only says which festival is meant (今年“618”)."""
    return any(one.festival and 0 <= one.at - year.behind <= 2 for one in days if one is not year)


def _has_year(part: Part, day: Day) -> bool:
    return any(0 <= day.at - other.behind <= 2 for other in part.days if other is not day and not other.festival)


def _reach(part: Part, end: int) -> int:
    """How far behind a figure its date may stand: to the end of its clause, and of the list of figures that it begins."""
    reach = part.sentence.clause(end - 1)[1]
    for amount in part.sentence.amounts:
        if (
            end <= amount.start <= reach + 6
            and amount.start - part.sentence.clause(amount.start)[0] <= 6
            and " " in part.sentence.low[end : amount.start]
        ):
            reach = max(reach, part.sentence.clause(amount.end - 1)[1])
    return reach


def _is_over(part: Part, day: Day, at: int) -> bool:
    """Whether what a date before a figure tells is another matter: an end set to something else, or words of now between."""
    low = part.sentence.low
    if _NOW.search(low[day.behind : at]) is not None:
        return True
    first = part.sentence.clause(day.at)[0]
    return _UNTIL.search(low[max(0, day.at - 14) : day.at]) is not None and day.at - first > 12


def goes_on(article: Article, number: int) -> bool:
    """Whether a sentence goes on about the time of the one before it."""
    part, former = article.parts[number], article.parts[number - 1]
    if part.sentence.paragraph != former.sentence.paragraph:
        return False
    return former.sentence.text.endswith(("；", ";")) or _GOES_ON.match(part.sentence.low) is not None


def _streams(part: Part) -> bool:
    return any("watch" in cue.kinds for cue in part.sentence.cues)
