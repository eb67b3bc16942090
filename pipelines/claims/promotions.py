"""The promotions that an announcement tells of: kind, name, platform and days; one for each platform that runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.days import Day
from pipelines.claims.groups import ALIAS
from pipelines.claims.heads import Head, heads_of
from pipelines.claims.people import people_in
from pipelines.claims.planned import planned_at
from pipelines.claims.runners import runners_of
from pipelines.claims.spotted import Mention
from pipelines.claims.when import RATE, bounds_of, day_at
from pipelines.readers.patterns import WHOLE, near


@dataclass(frozen=True, slots=True)
class Promoted:
    """A promotion told in a part of an article; `start` and `end` are offsets of the sentence's plain text: the quote."""

    part: Part
    kind: str
    name: str | None
    platform: str | None
    starts_on: date | None
    ends_on: date | None
    planned: bool
    region: Mention | None
    count: int | None
    start: int
    end: int
    is_sure: bool = True
    is_new: bool = True


MOST_TOLD = 200
_COUNTED = frozenset(["activity_series", "livestream_series"])


def promotions_of(article: Article) -> list[Promoted]:
    """The promotions of an article, in order."""
    found: list[Promoted] = []
    for number, part in enumerate(article.parts):
        if len(found) >= MOST_TOLD:
            break
        told = [one for head in heads_of(part) for one in _of_head(article, number, head) if _is_of_trade(part, one)]
        # What runs on a zone or in a named campaign is no campaign of its own; signing is how another promotion of the sentence begins.
        told = [one for one in told if not _is_of_another(one, told)]
        found += [
            one
            for one in told
            if one.kind != "other" or not any(o.kind != "other" and o.platform == one.platform for o in told)
        ]
    return _distinct(found)


def _is_of_another(one: Promoted, told: list[Promoted]) -> bool:
    if one.name is not None or one.count is not None:
        return False
    if one.kind == "livestream_series":
        # One stream of named hosts is a livestream.
        return any(person.name for person in people_in(one.part))
    if one.kind != "activity_series":
        return False
    return any(o is not one and o.platform == one.platform and o.kind != "other" and (o.name or o.kind == "zone") for o in told)


_TRADED = re.compile(
    "消费|券|商|购|销|促|年货|助农|电商|节|网上|直播|展销|展会|博览|shop|sale|trade|buy|promot|market|fair|festival|online"
)


def _is_of_trade(part: Part, one: Promoted) -> bool:
    """Whether a subsidy or an activity is one of trade: a platform runs it, or goods are sold in it."""
    if one.kind == "zone" and one.platform is None and one.name is None:
        return False
    named = one.name is not None and (one.is_sure or one.kind != "activity_series")
    if one.platform is not None or named or one.kind in ("festival", "other") or part.of("commodity"):
        return True
    if one.kind == "livestream_series":
        return RATE.search(part.sentence.low) is None
    wanted = {"sell", "ordering"}
    near = [cue for cue in part.sentence.cues if cue.kinds & wanted and abs(cue.start - one.start) <= 40]
    return bool(near) or _TRADED.search(part.sentence.low[max(0, one.start - 20) : one.end]) is not None


def _of_head(article: Article, number: int, head: Head) -> list[Promoted]:
    part = article.parts[number]
    starts_on, ends_on = _first_and_last(part, head, _days_of(article, number, head))
    region = next(iter(part.of("region")), None)
    count = _count(part, head) if head.kind in _COUNTED else None
    ahead = starts_on is not None and article.published_on is not None and starts_on > article.published_on
    planned = ahead or planned_at(part, head.start)[0]
    return [
        Promoted(
            *(
                part,
                head.kind,
                head.name,
                platform,
                starts_on,
                ends_on,
                planned,
                region,
                count,
                head.start,
                head.end,
                head.is_sure,
                head.is_new,
            )
        )
        for platform in runners_of(article, number, head)
    ]


_RUNS = near(
    r"(?:本次|此次|该)?(?:活动|促销|购物节|年货节|专区)?(?:时间)?(?:将)?(?:持续|自|从|为期|时间)|(?:it|they|the (?:campaign|event|festival|sale|promotion|activity|fair|programme|program|drive))(?: will)? (?:be held|runs?|ran|lasts?|began|begins|starts?)",
    WHOLE,
)


def _days_of(article: Article, number: int, head: Head) -> Day | None:
    """The days of a promotion: of its sentence, else of the next one where it says how long it runs."""
    day = day_at(article.parts[number], head.start, head.end)
    following = article.parts[number + 1] if number + 1 < len(article.parts) else None
    if day is None and following is not None and _RUNS.match(following.sentence.low):
        return next((one for one in following.days if not one.closing), None)
    return day


# 助农活动30场.
_TIMES = re.compile("[余多]?[场次]")


_BEGINS = re.compile(
    r"(?<![a-z])(?:open(?:s|ed|ing)?|launch(?:es|ed|ing)?|start(?:s|ed|ing)?|beg[aiu]ns?|kick(?:s|ed)? off|set(?:s|ting)? up|unveil(?:s|ed)?|go(?:es)? (?:live|online)|went (?:live|online)|roll(?:s|ed)? out)(?![a-z])"
    r"|启动|上线|开幕|开馆|开启|开通|推出|开始|开业|拉开|设立|开设|起"
)
_ENDS = re.compile(
    r"(?<![a-z])(?:end(?:s|ed)?|close[sd]?|conclude[sd]?|wrap(?:s|ped) up|came to an end)(?![a-z])|结束|落幕|收官|闭幕|落下帷幕"
)
_LASTS = near(r"(?:until|till|through|持续到|持续至|延续到|延续至|持续举办到|进行到|一直到)(?: the)? ?$", WHOLE)
_TO = re.compile("(?:持续|延续|进行|一直)?[到至]|until |till |through ")


def _first_and_last(part: Part, head: Head, day: Day | None) -> tuple[date | None, date | None]:
    """First and last day of a promotion: a day of opening is not its last, a day of closing not its first."""
    low = part.sentence.low
    starts_on, ends_on, _ = bounds_of(day)
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


def _count(part: Part, head: Head) -> int | None:
    near = [
        a
        for a in part.sentence.amounts
        if a.kind == "count"
        and (
            0 <= head.start - a.end <= 24
            or head.start <= a.start < head.end
            or (0 <= a.start - head.end <= 4 and part.of("platform") and _TIMES.match(part.sentence.low, a.end))
        )
    ]
    return int(near[-1].value) if near else None


def with_names(article: Article, found: list[Promoted]) -> bool:
    """Let the names of promotions stand for their platform where the text has them again; whether there are any."""
    runners: dict[str, set[str | None]] = {}
    for one in found:
        if one.name is not None and len(one.name) > 3 and one.kind != "festival":
            runners.setdefault(one.name, set()).add(one.platform)
    # A short name stands in the long one: 荆品名门, 荆品名门·嗨购五月.
    merged = {
        name: {code for other in runners if name in other or other in name for code in runners[other]} for name in runners
    }
    names = {name: code for name, codes in merged.items() if len(codes) == 1 and (code := next(iter(codes))) is not None}
    changed = False
    for number, part in enumerate(article.parts):
        low = part.sentence.text
        again = [
            Mention(ALIAS, name, code, part.sentence.start + low.index(name), part.sentence.start + low.index(name) + len(name))
            for name, code in names.items()
            if name in low and not part.of("platform")
        ]
        if again:
            article.parts[number] = replace(part, mentions=(*part.mentions, *again))
            changed = True
    return changed


# ---- each once -----------------------------------------------------------------------------------------------------


def _distinct(found: list[Promoted]) -> list[Promoted]:
    """Each once: what is taken up, or bears no name beside one of its kind that does, is the one told before."""
    kept: list[Promoted] = []
    for one in found:
        former = next((n for n, k in enumerate(kept) if _is_same(one, k)), None)
        if former is None:
            if _is_told_new(one, kept):
                kept.append(one)
            continue
        known = kept[former]
        sure = one if one.is_sure and not known.is_sure and one.name else known
        kept[former] = replace(
            sure,
            platform=known.platform or (one.platform if not _is_everybodys(one) else None),
            starts_on=known.starts_on or one.starts_on,
            ends_on=known.ends_on or one.ends_on,
        )
    named = {(one.kind, one.platform) for one in kept if one.name is not None or one.count is not None}
    return [one for one in kept if one.name is not None or one.count is not None or (one.kind, one.platform) not in named]


_EVERYBODYS = near("丰收节|双11|双十一|双12|618|年货节|双品|消费季|harvest|singles|double|shopping festival", WHOLE, flags=re.I)


def _is_everybodys(one: Promoted) -> bool:
    return one.kind == "festival" and (one.name is None or _EVERYBODYS.search(one.name) is not None)


_SERIES = frozenset(["activity_series", "festival", "livestream_series"])


def _is_told_new(one: Promoted, kept: list[Promoted]) -> bool:
    """Whether a promotion is not only a word for those that were told before (the campaign; 促销活动 of a festival)."""
    if one.name is not None or one.count is not None or one.kind not in _SERIES:
        return True
    before = [k for k in kept if k.kind in _SERIES and k.name is not None and k.part is not one.part]
    if one.kind == "activity_series" and "\u4e00" <= one.part.sentence.low[one.end - 1] <= "\u9fff":
        return not before
    return one.is_new or not before


def _is_same(one: Promoted, former: Promoted) -> bool:
    if one.platform is not None and former.platform is not None and one.platform != former.platform:
        return False
    if one.part is former.part and one.platform != former.platform:
        return False
    if one.name is not None and former.name is not None:
        a, b = one.name.lower(), former.name.lower()
        return a == b or (one.kind == former.kind and (a in b or b in a))
    return one.kind == former.kind and one.count == former.count
