"""The date that a figure without one of its own takes over: of the sentence that it goes on from, of the event, of the statistics."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from pipelines.claims.article import Article, Part
from pipelines.claims.days import Day
from pipelines.claims.figures import Figure
from pipelines.claims.groups import groups_of
from pipelines.claims.people import people_in
from pipelines.readers.patterns import REACH, WHOLE, near

_GOES_ON = near(
    r"其中|期间|此外|当天|当日|同时|活动|直播|整场|全场|最终|截至|短短|开播|仅|不到|\d{1,4}(?:个多?)?小时|\d{1,4}分钟|他|她|该|这|上述|平均|累计|同比"
    r"|(?:it|they|he|she|among|within|during|altogether|these|this|those|that|by the end|before long) "
    r"|the (?:event|stream|broadcast|show|two|livestream|campaign|festival|sale)|of (?:these|them|the)|in (?:just|only|total|all)"
)
SINCE = near(r"\bsince (?:(?:the |its |their |it )?(?:[a-z-]{1,20} ){0,4}(?:in|on)? ?)?$|自[^,，。]{0,12}$", WHOLE)
DURING = near(
    r"^期间|^(?:此次|本次|这次|该次|本届)(?:活动|购物节|年货节|大促|丰收节|促销)|^(?:ba|hai|bốn|các) phiên|^the (?:two|three|four|five|\d+) (?:sessions|livestreams|streams|broadcasts|shows)(?![a-z])|^[两三四五六]场直播|(?:活动|大促|促销|期间|专场|[\u4e00-\u9fff](?<![春])(?:节|会|季|周|月|展))期间|\b(?:during|throughout|over) the (?:[\w-]+ ){0,3}(?:festival|campaign|event|promotion|fair|sale|carnival|period|season)\b"
    r"|\bselama (?:kampanye|acara|festival|promo)|\btrong (?:chiến dịch|chương trình|sự kiện)",
    WHOLE,
)
_ELSEWHEN = re.compile(r"days earlier|earlier|last time|previously|此前|之前|早前|曾")
_STREAMING = frozenset(
    ["viewers", "views", "likes", "orders", "sales_value", "units_sold", "weight_sold", "livestream_sessions"]
)


_COMPARED_WITH = re.compile(r"(?:from|against|compared with|compared to|versus|dari|dal?|từ|so với|从|较|比) ?$")
_ITS_DATE = re.compile(r" ?[(（]?(?:in|on|during|for|pada|nel|trong|năm|di)?(?: the)? ?")


def handed_on(part: Part) -> list[Day]:
    """The dates of a sentence that those after it may take over: not that of what a figure is compared with (from 18 billion in 2021)."""
    low = part.sentence.low
    compared = [a for a in part.sentence.amounts if _COMPARED_WITH.search(low[max(0, a.start - 16) : a.start])]
    return [
        day
        for day in part.days
        if not any(0 <= day.at - a.end <= 16 and _ITS_DATE.fullmatch(low, a.end, day.at) for a in compared)
    ]


def carried(article: Article, number: int) -> Day | None:
    """The date of the sentence that this one goes on from; an end set to something ahead is not handed on."""
    if not number or not goes_on(article, number):
        return None
    published = article.published_on
    former = article.parts[number - 1]
    low = former.sentence.low
    days = [day for day in handed_on(former) if not (day.closing and published and day.end and day.end > published)]
    days = [day for day in days if not SINCE.search(low[max(0, day.at - 40) : day.at])]
    days = [day for day in days if not day.festival] or days
    return days[-1] if days else None


FLOW = frozenset(
    [
        "sales_value",
        "weight_sold",
        "units_sold",
        "orders",
        "viewers",
        "views",
        "likes",
        "livestream_sessions",
        "promotional_activities",
    ]
)
_OTHER_TIME = near(
    r"如今|现在|目前|(?:平时|往年|以往)(?!的?[\d.一二两三四五六七八九十]{1,4}倍)|以前|原来|过去|此前|之前|早前|最初|起初|刚开始|第一次|首次|通常|一般|旺季|淡季|下一步|接下来|(?<![比较是与])去年(?![的同增多翻])|今年|明年"
    r"|(?<![a-z])(?:now|nowadays|today|usually|normally|typically|often|at first|in the beginning|at the beginning|once|previously|(?<!year )(?<!years )earlier|before that|ever|every|this season(?!'s)|this year(?!'s)|last year(?!'s)|next|later|so far|first (?:live)?stream|used to|currently|already)(?![a-z])"
    r"|biasanya|kini|saat ini|thường|hiện|trước đây|prima|di solito|ora ",
    WHOLE,
)
# Who came to an opening came on its day.
_ATTENDED = re.compile(r"参加|出席|到场|参会|到会|(?<![a-z])(?:attended|turned out)(?![a-z])")
_PEOPLE_NEW = re.compile(r"^[A-Z][a-z]+ [A-Z][a-z]+(?: [A-Z][a-z]+)?, (?:an? |the |who|\d|[a-z]+ )")


@lru_cache(maxsize=4096)
def has_other_time(low: str) -> bool:
    """Whether a sentence tells of another time than the one before it."""
    return _OTHER_TIME.search(low) is not None


@lru_cache(maxsize=4096)
def _is_during(low: str) -> bool:
    return DURING.search(low) is not None


def told_before(article: Article, number: int, figure: Figure, planned: bool) -> Day | None:
    """The date that an earlier sentence of the paragraph gave to what was sold, ordered and watched."""
    part = article.parts[number]
    counted = figure.metric in FLOW or (figure.metric == "other" and figure.verdict.unit in ("%", "times", "percentage_points"))
    stock = figure.metric in ("merchants", "participants", "product_types", "followers") or figure.verdict.rule == "accounts"
    counted = counted or stock or figure.metric == "farmers_helped"
    if figure.metric == "participants" and _ATTENDED.search(part.sentence.low):
        stock = False
    if not counted or has_other_time(part.sentence.low) or _PEOPLE_NEW.match(part.sentence.text):
        return None
    for back in range(number - 1, max(-1, number - 5), -1):
        other = article.parts[back]
        if part.sentence.paragraph != other.sentence.paragraph:
            return None
        if part.of("platform") and other.of("platform") and not same_platforms(part, other) and other.days:
            return None
        days = [day for day in handed_on(other) if is_ahead_of(day, article) == planned and not day.festival]
        if stock and not planned and not all(day.closing for day in days):
            # How many there are is no matter of a day's sales.
            return None
        if days:
            return days[-1] if not has_other_time(other.sentence.low[days[-1].behind :]) else None
        if _is_during(other.sentence.low) and not planned:
            return during(article, back)
        if has_other_time(other.sentence.low) or _PEOPLE_NEW.match(other.sentence.text):
            return None
    return None


_EVENT = near(
    r"(?P<zh>[\u4e00-\u9fff]{2,3})期间|(?:during|throughout|over) (?:the|its|this) (?:[\w-]{1,20} ){0,2}?(?P<en>festival|campaign|event|promotion|fair|sale|carnival|season)",
    WHOLE,
)


def during(article: Article, number: int) -> Day | None:
    """The days of the event that a sentence takes up: of the one that it calls by its word (博览会期间), else of the last told."""
    called = _EVENT.search(article.parts[number].sentence.low)
    word = (called["zh"] or called["en"]) if called is not None else ""
    named = [part for part in article.parts[:number] if word and word in part.sentence.low]
    for part in [*named, *reversed(article.parts[:number])]:
        spans = [day for day in part.days if not day.closing and day.start and day.end and 0 < (day.end - day.start).days <= 70]
        if spans:
            return spans[-1]
        lasting = _lasting(part)
        if lasting is not None:
            return lasting
    return None


_LASTS = near(
    r"(?:持续|延续|一直)[到至]? ?$|(?:lasts?|runs?|running|continues?|last|run|continue)(?: until| till| through| to)?(?: the)? ?$|(?:hingga|sampai) ?$",
    WHOLE,
)


def _lasting(part: Part) -> Day | None:
    """The days of what opens on one day of a sentence and lasts to another (9月27日启动,持续至10月15日)."""
    for one, other in pairwise(part.days):
        if (
            one.is_day
            and not one.closing
            and other.end
            and one.start
            and one.start < other.end
            and _LASTS.search(part.sentence.low[: other.at][-24:])
        ):
            return replace(one, end=other.end, behind=other.behind, festival="")
    return None


def same_platforms(part: Part, other: Part) -> bool:
    """Whether two sentences name a platform in common."""
    return bool({m.code for m in part.of("platform")} & {m.code for m in other.of("platform")})


def is_ahead_of(day: Day, article: Article) -> bool:
    """Whether a time is not over on the day of publication."""
    return article.published_on is not None and day.end is not None and day.end > article.published_on


def is_ahead(day: Day, article: Article) -> bool:
    """Whether a time begins after the day of publication."""
    return article.published_on is not None and day.start is not None and day.start > article.published_on


_THE_STREAM = near(
    r"the (?:[a-z]+-(?:hour|minute)(?:-long)? )?(?:stream|livestream|live stream|broadcast|show|session)(?![a-z])"
    r"|(?:这场|整场|当晚的?|该场|(?:短短)?(?:[\d.]{1,4}|[一两二三四五六七八九十半]{1,3})个?(?:多|半)?(?:小时|钟头)(?:的|里|内)?,?)直播(?!间)|直播(?!间)"
)
# Who is named there presents the stream.
_ON_AIR = re.compile(
    r"带货|直播|推介|连线|搭档|镜头|(?<![a-z])(?:live|broadcast|livestream\w*|on air|camera|smartphone)(?![a-z])"
)


def day_of_stream(article: Article, number: int, figure: Figure) -> tuple[Day | None, str]:
    """The day of the livestream that the figures of the sentences after it belong to."""
    part = article.parts[number]
    if (
        (figure.metric not in _STREAMING and figure.verdict.rule != "accounts")
        or any(person.name for person in people_in(part))
        or _ELSEWHEN.search(part.sentence.low)
    ):
        return None, ""
    streams = _streams(part)
    takes_up = _THE_STREAM.match(part.sentence.low, 0, REACH) is not None
    for back in range(number - 1, max(-1, number - 5), -1):
        other = article.parts[back]
        if part.sentence.paragraph - other.sentence.paragraph > (2 if takes_up else 1):
            break
        streams = streams or _streams(other)
        if part.of("platform") and groups_of(other) and not same_platforms(part, other):
            break
        days = [day for day in other.days if day.is_day and not day.closing and not day.festival]
        days = [day for day in days if other.sentence.text[: day.at].count('"') % 2 == 0] or days
        if days:
            return (days[-1], "date: of the livestream") if streams else (None, "")
        named = not takes_up and any(person.name for person in people_in(other))
        if other.days or (named and _ON_AIR.search(other.sentence.low) is None):
            break
    return None, ""


def goes_on(article: Article, number: int) -> bool:
    """Whether a sentence goes on about the time of the one before it."""
    part, former = article.parts[number], article.parts[number - 1]
    if part.sentence.paragraph != former.sentence.paragraph:
        return False
    return former.sentence.text.endswith(("；", ";")) or _GOES_ON.match(part.sentence.low, 0, REACH) is not None


def _streams(part: Part) -> bool:
    return any("watch" in cue.kinds for cue in part.sentence.cues)
