"""First and last day of a promotion: of its sentence, of the next ones that take it up, of the notice that announces it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipelines.claims.article import Article, Part
from pipelines.claims.days import Day
from pipelines.claims.event_spans import is_label, is_year
from pipelines.claims.events import is_first_days
from pipelines.claims.heads import Head
from pipelines.claims.notices import day_of_notice, set_days
from pipelines.claims.taken_up import taken_up
from pipelines.claims.when import bounds_of, day_at
from pipelines.readers.patterns import WHOLE, near


def first_and_last(article: Article, number: int, head: Head) -> tuple[date | None, date | None]:
    """First and last day of the promotion that a head of a part names; None where the text does not tell."""
    part = article.parts[number]
    starts_on, ends_on = _first_and_last(part, head, _days_of(article, number, head))
    if head.name is None and not head.is_new:
        return starts_on, ends_on
    for later in taken_up(article, number, head):
        for day in later.days:
            if day.festival or day.end is None or is_year(day):
                continue
            if _lasts_days(day) and starts_on in (None, day.start) and _is_introduced(later.sentence.low, day):
                return day.start, day.end
            if _is_last(later.sentence.low, day) and (starts_on is None or day.end > starts_on):
                return starts_on, day.end
    if starts_on is not None or ends_on is not None or not head.is_new:
        return starts_on, ends_on
    notice = day_of_notice(article, number)
    if notice is not None:
        return (notice[0].start, notice[0].end) if notice[1] else (None, None)
    # What a notice is about is named before its days are.
    days = set_days(article) if head.name is not None else None
    return (days[1].start, days[1].end) if days is not None and number < days[0] else (None, None)


def is_of_another_year(article: Article, part: Part, head: Head) -> bool:
    """Whether a promotion is only named as that of a year before, for what was sold in it (2019年消费季期间)."""
    if article.published_on is None or not part.sentence.low.startswith(("期间", "”期间", " period"), head.end):
        return False
    years = [day.start.year for day in part.days if day.start and is_year(day) and day.at <= head.start <= day.behind + 16]
    return bool(years) and years[-1] < article.published_on.year - (article.published_on.month < _TOLD_NEXT)


_TOLD_NEXT = 3


_RUNS = near(
    r"(?:本次|此次|该)?(?:活动|促销|购物节|年货节|专区)?(?:时间)?(?:将)?(?:持续|自|从|为期|时间)|(?:it|they|the (?:campaign|event|festival|sale|promotion|activity|fair|programme|program|drive))(?: will)? (?:be held|runs?|ran|lasts?|began|begins|starts?)",
    WHOLE,
)


def _days_of(article: Article, number: int, head: Head) -> Day | None:
    """The days of a promotion: of its sentence, else of the next one where it says how long it runs."""
    day = _own_day(article.parts[number], head)
    following = article.parts[number + 1] if number + 1 < len(article.parts) else None
    if day is None and following is not None and _RUNS.match(following.sentence.low):
        return next((one for one in following.days if not one.closing), None)
    return day


# Behind its name, in a clause of its own: 推出“好物节”,活动自5月18日起至31日; a festival, which runs from Nov 1 to Nov 11.
_INTRODUCED = near(
    r"(?:自|从|时间为|时间[:：]|时间是|将于|于|将在|为期|将从|(?<![a-z])(?:from|between|runs?|ran|running|lasts?|lasting|held|takes place|scheduled for|on))(?: the)? ?$",
    WHOLE,
)


def _own_day(part: Part, head: Head) -> Day | None:
    """The date of a promotion in its sentence: no mere year, the days that it lasts rather than that of its opening."""
    day = day_at(part, head.start, head.end)
    spells = [one for one in part.days if _lasts_days(one) and not is_year(one) and not is_first_days(one)]
    if day is not None and (is_year(day) and (spells or is_label(part.sentence, day))):
        day = None
    if day is not None and day.is_day and not day.festival:
        return next((one for one in spells if one.start == day.start and one.at >= day.behind), day)
    if day is None:
        low = part.sentence.low
        behind = [one for one in part.days if one.at >= head.end and not one.closing and not one.festival and not is_year(one)]
        return next((one for one in behind if _is_introduced(low, one)), None)
    return day


def _is_introduced(low: str, day: Day) -> bool:
    """Whether the word before a date says that something is held then, or lasts until then."""
    before = low[max(0, day.at - 24) : day.at]
    return _INTRODUCED.search(before) is not None or _LASTS.search(before) is not None


def _lasts_days(day: Day) -> bool:
    return bool(day.start and day.end and timedelta(0) < day.end - day.start <= _LONGEST and not day.closing)


_LONGEST = timedelta(200)


_BEGINS = re.compile(
    r"(?<![a-z])(?:open(?:s|ed|ing)?|launch(?:es|ed|ing)?|start(?:s|ed|ing)?|beg[aiu]ns?|kick(?:s|ed)? off|set(?:s|ting)? up|unveil(?:s|ed)?|go(?:es)? (?:live|online)|went (?:live|online)|roll(?:s|ed)? out)(?![a-z])"
    r"|启动|上线|开幕|开馆|开启|开通|推出|开始|开业|拉开|设立|开设|起"
)
_ENDS = re.compile(
    r"(?<![a-z])(?:end(?:s|ed)?|close[sd]?|conclude[sd]?|wrap(?:s|ped) up|came to an end)(?![a-z])|结束|落幕|收官|闭幕|落下帷幕"
)
_SO_FAR = re.compile("以来|截至|截止|(?<![a-z])as of(?![a-z])")
_LASTS = near(
    r"(?:until|till|through|持续到|持续至|延续到|延续至|持续举办到|进行到|一直到|[,，](?:将)?[至到])(?: the)? ?$", WHOLE
)
_TO = re.compile("(?:持续|延续|进行|一直)?[到至]|until |till |through ")


def _first_and_last(part: Part, head: Head, day: Day | None) -> tuple[date | None, date | None]:
    """First and last day by its own dates: a day of opening is not its last, a day of closing not its first."""
    low = part.sentence.low
    starts_on, ends_on, _ = bounds_of(day)
    if day is not None and _SO_FAR.search(low[day.at : min(len(low), day.behind + 12)]):
        # 自9月10日开展以来,截至9月23日: up to then it was counted, it goes on.
        ends_on = None
    last = next((one for one in part.days if not one.festival and one.end and _is_last(low, one)), None)
    if last is not None and last.end is not None and (starts_on is None or (last is not day and last.end > starts_on)):
        return starts_on, last.end
    if day is None or not day.is_day or day.closing or day.festival or starts_on is None:
        return starts_on, ends_on
    first, end = part.sentence.clause(day.at)
    around = low[min(first, head.start) : max(end, head.end)]
    if _ENDS.search(around) and not _BEGINS.search(around):
        return None, ends_on
    return starts_on, None if head.kind == "zone" or _BEGINS.search(around) else ends_on


def _is_last(low: str, day: Day) -> bool:
    """Whether a day is that until which something lasts."""
    if not (day.closing or day.is_day or day.start is None):
        return False
    return _LASTS.search(low[max(0, day.at - 16) : day.at]) is not None or _TO.match(low[day.at : day.behind]) is not None
