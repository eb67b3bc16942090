"""When a figure was: the date of its sentence, of the sentence that it goes on from, or of the livestream that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.carried import (
    DURING,
    SINCE,
    carried,
    day_of_stream,
    during,
    is_ahead,
    told_before,
)
from pipelines.claims.days import Day, moved
from pipelines.claims.event_days import day_in_turn
from pipelines.claims.figures import Figure
from pipelines.claims.notices import day_of_notice
from pipelines.claims.of_events import STOCK, is_of_an_edition_before, is_of_founding, of_its_event
from pipelines.claims.reported import of_campaign, of_report, of_statistics
from pipelines.claims.told_periods import period_of_average, periods_of
from pipelines.readers.patterns import WHOLE, near

_NOW = re.compile(r"如今|现如今|\b(?:now|nowadays|today)\b")
_BEGAN = re.compile(r"(?<![a-z])(?:began|started|launched|kicked off|opened|introduced|set up) (?:in |on )?$|^从$")
_UNTIL = re.compile(r"(?:until|till|through)(?: the)? ?$")


def bounds_of(day: Day | None) -> tuple[date | None, date | None, date | None]:
    """(first day, last day, closing day) that a date gives a figure."""
    if day is None:
        return None, None, None
    if day.closing:
        return None, None, day.end or day.start
    return day.start, day.end, None


RATE = re.compile(
    r"日均|每天|每日|每月|每年|月均|年均|单日|一年卖|平均每(?=[个天日月周年晚场])|(?:every|per|each|single|a) (?:day|month|year|week)(?![a-z]| earlier| ago| on | later| before)|daily|monthly"
)
_HELD = re.compile(r"已有|已入驻|已汇聚|已累计|已达|现有|共有|(?:already|now) (?:has|have|had)")


def day_of(article: Article, number: int, figure: Figure, *, planned: bool = False) -> tuple[Day | None, str]:
    """The date of a figure, and the rule that found it."""
    part = article.parts[number]
    first = part.sentence.clause(figure.amount.start)[0]
    rate = _is_rate(part, figure, first)
    if is_of_an_edition_before(part, figure):
        return None, ""
    notice = day_of_notice(article, number)
    found = _nearest(article, part, figure, planned)
    found = of_its_event(article, number, figure, found, planned)
    if notice is not None and (found is None or found.festival) and not rate:
        return notice[0], "date: of the notice"
    if found is not None:
        own = _own_date(article, part, figure, found, (rate, planned))
        if own is None or own[0] is not None:
            return (own[0], "date: in the sentence") if own is not None else (None, "")
    if figure.verdict.rule == "accounts":
        average = period_of_average(part.sentence.low[first : figure.end], _periods_before(article, number))
        if average is not None:
            return average, "date: the period of the average"
    if figure.verdict.rule.startswith("platforms") or rate:
        return None, ""
    for rule, day in (
        ("date: of the event", during(article, number) if DURING.search(part.sentence.low) else None),
        ("date: of the sentence before", carried(article, number)),
        ("date: of the statistics before", of_statistics(article, number, figure)),
        ("date: told before in the paragraph", told_before(article, number, figure, planned)),
        ("date: of the report", of_report(article, number, figure, planned)),
        ("date: of what is to be held", of_campaign(article, number, planned)),
    ):
        if day is not None:
            return _since(article, part, day, planned), rule
    return day_of_stream(article, number, figure)


def _nearest(article: Article, part: Part, figure: Figure, planned: bool) -> Day | None:
    """The date of its sentence that stands nearest to a figure."""
    found = _closing_behind(part, figure.end) if planned else None
    return (
        found
        or day_in_turn(part.sentence, part.days, figure.amount.start, figure.amount.unit)
        or _year_before(article, part, figure)
        or _right_behind(part, figure.end)
        or day_at(part, figure.amount.start, figure.amount.end)
    )


def _periods_before(article: Article, number: int) -> list[Day]:
    return [day for part in article.parts[:number] for day in periods_of(part.days)]


_STOCKS = ("accounts", "share: del mercato", "share: of the market")
_AT_HEAD = 20


def _own_date(article: Article, part: Part, figure: Figure, found: Day, how: tuple[bool, bool]) -> tuple[Day | None] | None:
    """The date of its sentence as the figure's own: (date,); (None,) where it says nothing of it; None where it keeps others away.

    Args:
        article, part: where the figure stands.
        figure: whose date it may be.
        found: the date of the sentence that stands nearest.
        how: whether the figure is one a day, and whether it is planned.

    """
    rate, planned = how
    low = part.sentence.low
    last_one = found.festival and _LAST_ONE.search(low[max(0, found.at - 8) : found.at])
    if last_one or is_of_founding(part, figure, found):
        # The festival before this one: no day of it is told.
        return None
    if figure.metric == "followers" and not (found.is_day or found.closing):
        return None
    if found.festival and is_ahead(found, article) and not planned:
        # A festival that is still to come is no time of what has happened: it is a name.
        return (None,)
    first, last = part.sentence.clause(figure.amount.start)
    if not first <= found.at < last:
        if figure.verdict.rule.startswith(_STOCKS) and not found.closing:
            return None
        if rate and not (_is_spell_of(found) and found.at <= _AT_HEAD):
            return None
    if _NOW_BEHIND.match(low, figure.end) and not found.closing:
        return None
    if _YEAR_EARLIER.match(low, figure.end) and found.start and found.end and not found.closing:
        year = replace(found, start=moved(found.start, -1), end=moved(found.end, -1))
        return (year,)
    if figure.metric in ("sales_value", "weight_sold") and _TO_A_YEAR.fullmatch(found.text) and found.end:
        # 到2025年达到2.8万亿元: in that year.
        found = replace(found, start=date(found.end.year, 1, 1), closing=False)
    return (_as_said(article, part, figure, found, planned),)


_TO_A_YEAR = re.compile(r"(?:预计)?到?20\d\d年")
_YEAR_EARLIER = re.compile(
    r" (?:\([^()]{1,30}\) )?(?:a year (?:earlier|ago|before)|(?:in )?the (?:previous year|year before))(?![a-z])"
)
_A_YEAR_BEFORE = re.compile("(?:比|较|超过?|超出)?(?:上年|去年)的$")


def _year_before(article: Article, part: Part, figure: Figure) -> Day | None:
    """The year before as that of the figure right behind it: 比上年的3438亿元增长10%."""
    match = _A_YEAR_BEFORE.search(part.sentence.low[max(0, figure.start - 6) : figure.start])
    if match is None or article.published_on is None:
        return None
    year, at = article.published_on.year - 1, figure.start - len(match.group())
    return Day(date(year, 1, 1), date(year, 12, 31), False, "year", "", at, figure.start, match.group())


_NOW_BEHIND = re.compile(r" (?:now|currently)(?![a-z])")


def _is_spell_of(day: Day) -> bool:
    """Whether a date is a spell of days with both of its ends told: what was sold a day, on the average of it."""
    return not day.is_day and not day.closing and day.start is not None and day.end is not None and not day.festival


_LAST_ONE = re.compile("上届|往届|上一届|last year's |previous ")
_PERFECT = re.compile(r"(?<![a-z])(?:has|have|had|so far|to date)(?![a-z])|已|累计|共|đã|telah|sudah|hanno|ha ")


def _as_said(article: Article, part: Part, figure: Figure, found: Day, planned: bool) -> Day:
    """A date as its sentence means it: how many there were on a day, up to an hour of the day, since a day."""
    clause = part.sentence.low[slice(*part.sentence.clause(figure.amount.start))]
    if found.is_day and figure.metric in STOCK and _HELD.search(clause):
        return replace(found, closing=True)
    return _since(article, part, found, planned)


_HAS_END = re.compile(r"[至到—–~-]|(?<![a-z])(?:to|until|through|and)(?![a-z])")


# 9月1日消费扶贫月启动以来: since that day.
_TO_DATE = near("[\u4e00-\u9fff“”·]{1,20}?(?:以来|至今|到现在)", WHOLE)


def _since(article: Article, part: Part, day: Day, planned: bool) -> Day:
    """What has come together since a time lasts until the day of publication."""
    if planned or article.published_on is None or day.closing or day.start is None or day.start >= article.published_on:
        return day
    spelled = day.end is not None and day.precision in ("day", "hour", "minute") and day.start < day.end
    if spelled or (day.end is not None and _HAS_END.search(day.text)):
        return day
    low = part.sentence.low
    closes = next((one.end for one in part.days if one.closing and one.at > day.behind and one.end), None)
    if closes is not None and day.start < closes <= article.published_on and _BEGAN.search(low[max(0, day.at - 44) : day.at]):
        # Launched in April, it had brought so much by the end of July.
        return replace(day, end=closes)
    before = (
        low[max(0, day.at - 44) : day.at] if day.behind <= len(low) and low[day.at : day.behind] == day.text.lower() else ""
    )
    if (
        day.end is None
        or SINCE.search(before)
        or _TO_DATE.match(low, day.behind)
        or (_BEGAN.search(before) and _PERFECT.search(low, day.behind))
    ):
        return replace(day, end=article.published_on)
    return day


_GAP = re.compile(
    r"(?: of [a-z]{3,16}(?: [a-z]{3,16})?)?(?:, (?:the latter|the last|all|both)(?: of (?:them|which|it))?)? ?(?:in|on|during|for|by|at)?(?: the)?(?: month of| year of)? ?|[(（]"
)


def _right_behind(part: Part, end: int) -> Day | None:
    """A date that stands right behind a figure (90 million yuan in 2017), before another figure comes."""
    for day in part.days:
        if 0 < day.at - end <= 30 and _GAP.fullmatch(part.sentence.low, end, day.at) and not day.festival:
            return day
    return None


def _closing_behind(part: Part, end: int) -> Day | None:
    """The day by which something is planned, behind it in its clause."""
    last = part.sentence.clause(end - 1)[1]
    return next((day for day in part.days if day.closing and end <= day.at < last), None)


def _is_rate(part: Part, figure: Figure, first: int) -> bool:
    """Whether a figure is one a day, a month or a year: the words stand between the figure before and right behind it."""
    low = part.sentence.low
    start = max([first, *(a.end for a in part.sentence.amounts if a.end <= figure.start)])
    end = min(part.sentence.clause(figure.end - 1)[1], figure.end + 14)
    match = RATE.search(low, start, min(len(low), end + 16))
    return match is not None and match.start() < end


def day_at(part: Part, start: int, end: int) -> Day | None:
    """The date that a span of a sentence's plain text belongs to: before it, the nearest; else behind it in its clause."""
    days = [day for day in part.days if day.at >= end or day.behind <= start]
    # A festival that is only named beside a date adds nothing to it.
    days = [day for day in days if not _is_year_of(day, days)]
    days = [day for day in days if not day.festival or _has_year(part, day) or _is_meant(part, day)] or days
    before = [day for day in days if day.behind <= start and not _is_over(part, day, start)]
    if before:
        return before[-1]
    behind = [day for day in days if end <= day.at < _reach(part, end)]
    return behind[0] if behind else None


def _is_year_of(year: Day, days: Sequence[Day]) -> bool:
    """Whether a year only says which festival is meant (今年“618”)."""
    return any(one.festival and 0 <= one.at - year.behind <= 2 for one in days if one is not year)


# “五一”假期5天: the days themselves, no name.
_ITS_DAYS = near(
    r"[”\"』」]?(?:小长假|假期|长假|黄金周|期间|当天|当日|这天|这一天)|[”\"']? (?:holiday|long weekend|golden week|period)(?![a-z])",
    WHOLE,
)


def _is_meant(part: Part, day: Day) -> bool:
    return _ITS_DAYS.match(part.sentence.low, day.behind) is not None or day.text.endswith(("假期", "期间", "长假", "黄金周"))


def _has_year(part: Part, day: Day) -> bool:
    return any(
        0 <= day.at - other.behind <= 2 for other in part.days if other is not day and not other.festival and not other.is_day
    )


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
    if not day.closing:
        return False
    first = part.sentence.clause(day.at)[0]
    return _UNTIL.search(low[max(0, day.at - 14) : day.at]) is not None and day.at - first > 12
