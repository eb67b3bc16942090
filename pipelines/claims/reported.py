"""The date that a figure takes over from the whole of a text: the festival that it reports on, the period of its statistics."""

from __future__ import annotations

import re
from datetime import timedelta

from pipelines.claims.article import Article, Part
from pipelines.claims.carried import FLOW, handed_on, has_other_time, is_ahead_of, same_platforms
from pipelines.claims.days import Day
from pipelines.claims.figures import Figure
from pipelines.readers.patterns import WHOLE, near

_FESTIVE = near(
    "618|双11|双十一|双12|购物节|年货节|大促|消费季|丰收节|festival|singles' day|double 11|grand promotion|carnival|sale",
    WHOLE,
    flags=re.I,
)


_TOOK_PART = near(
    r"(?<![a-z])(?:took part|taken part|joined|participated|on sale|on offer|shipped|sold out)(?![a-z])|参与|参加|参展|ikut|tham gia",
    WHOLE,
)
# Half a day or an hour of it is not the whole.
_WITHIN_AN_HOUR = near(r"(?:[一单]天|一晚|[一1两\d]小时|\d分钟|单场)[^,。;]{0,8}$", WHOLE)


def of_report(article: Article, number: int, figure: Figure, planned: bool) -> Day | None:
    """The days of the event that the whole text reports on, told at its head; other times and subjects break it."""
    part = article.parts[number]
    if planned or not _may_be_of_event(part, figure) or has_other_time(part.sentence.low):
        return None
    festive = _FESTIVE.search(" ".join(one.sentence.low for one in article.parts[:3])) is not None
    spans = [(at, day) for at, other in enumerate(article.parts[: min(number, 4)]) for day in _spells(other)]
    spans = [(at, day) for at, day in spans if festive or any(sign.isdigit() for sign in day.text)]
    first = next(((at, day) for at, day in spans if not day.is_day), spans[0] if spans else None)
    if first is None or is_ahead_of(first[1], article):
        return None
    at, day = first
    if not day.is_day and _WITHIN_AN_HOUR.search(part.sentence.low[max(0, figure.start - 16) : figure.start]):
        return None
    if not festive and part.of("platform") and article.parts[at].of("platform") and not same_platforms(part, article.parts[at]):
        return None
    paragraph = part.sentence.paragraph
    between = [
        one for p in article.parts[at + 1 : number] for one in p.days if one.start and not _is_within(one, day, p, paragraph)
    ]
    return day if all(one.festival or one.start == day.start for one in between) else None


def _is_within(one: Day, day: Day, part: Part, paragraph: int) -> bool:
    """Whether a date of another paragraph is a part of the event's days: it does not end what the text reports of the whole."""
    within = day.start and day.end and one.start and one.end and day.start <= one.start and one.end <= day.end
    return bool(within) and not day.is_day and part.sentence.paragraph != paragraph


def event_day(article: Article, number: int) -> Day | None:
    """The one day of the event that the text reports on, told at its head, where no other date stands between."""
    told = [day for other in article.parts[: min(number, 4)] for day in _spells(other)]
    if (
        not told
        or not told[0].is_day
        or any(day.start != told[0].start for p in article.parts[:number] for day in p.days if day.start)
    ):
        return None
    return told[0]


def _may_be_of_event(part: Part, figure: Figure) -> bool:
    """Whether a figure counts what happens in the days of an event: sales, growth, who took part; no price and no stock."""
    if figure.verdict.rule.startswith("money: a price"):
        return False
    if figure.metric in (*FLOW, "participants") or figure.verdict.unit in ("%", "times", "percentage_points", "hours"):
        return True
    if figure.verdict.rule.startswith("places: where goods come from"):
        return False
    if figure.verdict.rule.startswith(("money: support", "places")):
        return True
    return figure.metric in ("merchants", "product_types") and _TOOK_PART.search(part.sentence.low) is not None


_RUNS_FROM = near(
    r"(?:(?:will|to|is|are) (?:run|last|be held|take place|go on|open)|runs?|takes place|scheduled|(?:be )?held)(?: online)?(?: from| between)? ?$"
    r"|(?:将于|定于|将在|将从|自|从|于|时间为|时间[:：]) ?$|(?:diễn ra|tổ chức|kéo dài)(?: từ)?(?: ngày)? ?$|(?:berlangsung|digelar)(?: pada| dari)? ?$|(?:dal|da) ?$",
    WHOLE,
)


def of_campaign(article: Article, number: int, planned: bool, *, this_year: bool = False) -> Day | None:
    """The days of what is still to be held, told earlier, for what is planned of it; other times of the sentence keep it away."""
    if not planned or (not this_year and has_other_time(article.parts[number].sentence.low)):
        return None
    for other in reversed(article.parts[:number]):
        for day in _spells(other):
            if is_ahead_of(day, article) and _RUNS_FROM.search(other.sentence.low[max(0, day.at - 28) : day.at]):
                return day
    return None


def _spells(part: Part) -> list[Day]:
    """The spells of days of a sentence that a festival may last, and the days of sales that last one day."""
    days = [day for day in handed_on(part) if not day.closing and day.start and day.end]
    return [
        day
        for day in days
        if day.start and day.end and (timedelta(0) < day.end - day.start <= _LONGEST or _is_sale_day(part, day))
    ]


_LONGEST = timedelta(45)


_HARVEST = re.compile("丰收节|harvest festival")
_SALE_DAY = re.compile(
    r"11\.11|12\.12|10\.10|9\.9|双11|双十一|双12|双十二|singles' day|double (?:11|12|eleven)|black friday|cyber monday"
)


def _is_sale_day(part: Part, day: Day) -> bool:
    """Whether a day is that of a sale which lasts one day."""
    if not day.is_day:
        return False
    low = part.sentence.low
    return _SALE_DAY.search(low) is not None or (not day.festival and _HARVEST.search(low) is not None)


# By region, by kind: a further paragraph of the same statistics.
_BREAKS_DOWN = near(
    r"(?:分|从|按)[^,，。]{1,14}(?:看|分|来看),|其中,|(?:by|across) (?:region|category|product|platform|province)", WHOLE
)


def of_statistics(article: Article, number: int, figure: Figure) -> Day | None:
    """The period that the sentence before gives a row of statistics: growth, shares, sales of months and years."""
    if number == 0:
        return None
    part, former = article.parts[number], article.parts[number - 1]
    if figure.metric in FLOW and _is_breakdown(article, number):
        return _period_told(article, number)
    if not (figure.metric == "sales_value" or figure.verdict.unit in ("%", "percentage_points", "times")):
        return None
    if figure.verdict.rule.startswith(("share: of the total", "share: accounted", "share: 占")) and not _planned_ahead(
        former, article
    ):
        # What part of it: of the total that was told before.
        return _period_told(article, number)
    if _BREAKS_DOWN.match(part.sentence.low):
        return _period_told(article, number)
    main = _main_period(article, number)
    if main is not None:
        return main
    if part.sentence.paragraph != former.sentence.paragraph or part.of("platform") or part.of("region"):
        return None
    if not former.days and any(_BREAKS_DOWN.match(one.sentence.low) for one in (former, part)):
        return _period_told(article, number)
    days = handed_on(former)
    spans = [day for day in days if not day.is_day and not day.closing and day.start is not None and day.end is not None]
    return spans[-1] if spans and len(spans) == len(days) else None


_GROWN = near(
    r"同比|比上年|较上年|比20\d\d年|比重|零售额|交易额|(?<![a-z])(?:year-on-year|year on year|from a year earlier)(?![a-z])",
    WHOLE,
)


def _main_period(article: Article, number: int) -> Day | None:
    """The one period of which all statistics of a text are: sales and growth of it in further paragraphs."""
    part = article.parts[number]
    if part.days or part.of("platform") or has_other_time(part.sentence.low) or _GROWN.search(part.sentence.low) is None:
        return None
    told = [day for other in article.parts[:number] if not _is_plan(other) for day in other.days if day.start and day.end]
    spans = {(day.start, day.end) for day in told if not day.closing}
    if len(spans) != 1 or told[0].closing or is_ahead_of(told[0], article):
        return None
    return told[0] if told[0].end and told[0].start and told[0].end - told[0].start > timedelta(27) else None


def _is_plan(part: Part) -> bool:
    return any("planned" in cue.kinds for cue in part.sentence.cues)


def _is_breakdown(article: Article, number: int) -> bool:
    """Whether a sentence begins a breakdown, or goes on with one of its paragraph that names no time."""
    for back in range(number, max(-1, number - 5), -1):
        part = article.parts[back]
        if part.sentence.paragraph != article.parts[number].sentence.paragraph or part.days:
            return False
        if _BREAKS_DOWN.match(part.sentence.low):
            return True
    return False


def _planned_ahead(part: Part, article: Article) -> bool:
    """Whether a sentence names days that are not over when it is published."""
    return any(is_ahead_of(day, article) for day in part.days)


def _period_told(article: Article, number: int) -> Day | None:
    """The time of the total that the paragraph told before, else the period of months that the text told last."""
    for other in reversed(article.parts[max(0, number - 3) : number]):
        if other.sentence.paragraph != article.parts[number].sentence.paragraph:
            break
        closing = [day for day in handed_on(other) if day.closing and not day.festival]
        if closing and not _is_plan(other):
            return closing[-1]
        if other.days:
            break
    for other in reversed(article.parts[:number]):
        spans = [day for day in other.days if not day.is_day and not day.closing and day.start and day.end and not day.festival]
        if spans:
            return spans[0]
    return None
