"""The words by which a sentence tells of a livestream, and whether it tells of one or of streams in general."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.claims.article import Part
from pipelines.claims.carried import SINCE
from pipelines.claims.groups import groups_of
from pipelines.claims.lexicon import table
from pipelines.claims.people import Person
from pipelines.readers.names import Named, Names
from pipelines.readers.patterns import WHOLE, near

_OF_THE_TRADE = near(
    r" ?(?:program|campaign|platform|industry|e-?commerce|sector|technolog|app\b|apps\b|compan|econom|market|equipment|skills|training|trend|business|service|channel|平台|电商|行业|经济|基地|人才|培训|技术|产业|设备|技能|模式|机构|公司|从业|购物|时代|业态|热|经验|课|运营|周(?![一二三四五六日末])|季|月|节|大赛|专区|行动|计划)",
    WHOLE,
)


PUT_ON = re.compile(
    r"(?<![a-z])(?:put on|held|hosted|streamed|launched|opened|aired|staged|started|went)(?![a-z])|启动|举行|举办|开启|开播|推出|上线|直播间里|在.{1,12}直播"
)


@lru_cache(maxsize=1)
def _triggers() -> Names[bool]:
    words = table("people.toml")["stream"]
    return Names([(word, True) for group in words.values() for word in group.split("|")])


def triggers_of(part: Part, *, within_names: bool = False) -> list[Named[bool]]:
    """The words of a livestream; those of a platform's name (淘宝直播) where somebody presents on it."""
    low = part.sentence.low
    found = [t for t in _triggers().find_plain(low) if not _OF_THE_TRADE.match(low, t.end)]
    return found if within_names else [t for t in found if not _in_platform(part, t.start)]


_PLURAL = re.compile(r"(?:livestreams|live streams|live-streams|broadcasts|sessions|live shows|livestreaming)$")


def only_many(part: Part, hosts: Sequence[Person]) -> bool:
    """Whether a sentence tells of streams in general: of many, by unnamed people in the plural."""
    low = part.sentence.low
    if not hosts:
        return _MANY_STREAMS.search(low) is not None or _is_counted(part)
    counted = [
        one
        for one in triggers_of(part)
        if any(a.kind == "count" and a.value >= 2 and 0 <= one.start - a.end <= 12 for a in part.sentence.amounts)
    ]
    if counted and not any(day.is_day and not day.closing for day in part.days):
        return True
    first = min(host.start for host in hosts)
    if re.search(
        "(?:不少|许多|很多|越来越多的?|一批批?|many|more and more|scores of)[^,。]{0,6}$", low[max(0, first - 14) : first]
    ):
        return True
    if len(hosts) == 1 and hosts[0].role in ("farmer", "other") and not groups_of(part) and not part.days and "一场直播" in low:
        return True
    words = [low[host.start : host.end] for host in hosts]
    since = [day for day in part.days if SINCE.search(low[max(0, day.at - 40) : day.at])]
    if len(since) == len(part.days) and all(_PLURAL.search(one.text) for one in triggers_of(part)) and since:
        return True
    crowd = all(
        word.isascii() and word.endswith("s") and host.role in ("farmer", "influencer")
        for word, host in zip(words, hosts, strict=True)
    )
    triggers = triggers_of(part)
    return crowd and bool(triggers) and all(_PLURAL.search(one.text) for one in triggers)


_SESSIONS = re.compile(r" ?(?:场次?|次)")


def _is_counted(part: Part) -> bool:
    """Whether several sessions are counted in the clause of a word of streams (两场湖北农产品专场直播)."""
    counts = [
        a for a in part.sentence.amounts if a.kind == "count" and a.value >= 2 and _SESSIONS.match(part.sentence.low, a.end)
    ]
    return any(part.sentence.clause(a.start) == part.sentence.clause(one.start) for a in counts for one in triggers_of(part))


_LIVE_VERB = re.compile(
    r"(?<![a-z])(?:goes|go|went|is|was|were) (?:on )?(?:live|air)(?![a-z])|(?<![a-z])livestream(?:s|ed)(?! (?:have|are|were))|开播|开启直播|进行直播"
)
_LASTED = re.compile(
    r"(?<![a-z])(?:lasted|drew|attracted|brought|sold|generated|watched)(?![a-z])|持续|吸引|卖出|售出|成交|观看|围观|在线"
)


def is_one(part: Part, span: tuple[int, int]) -> bool:
    """Whether a stream of nobody named is told as one: put on at a platform, or on a day."""
    low = part.sentence.low
    if _PLURAL.search(low[span[0] : span[1]]) and not _LIVE_VERB.search(low):
        return False
    day = any(one.is_day and not one.closing and not one.festival for one in part.days)
    if groups_of(part) and (PUT_ON.search(low) or _LIVE_VERB.search(low)):
        return True
    return day and bool(PUT_ON.search(low) or _LASTED.search(low))


def _in_platform(part: Part, at: int) -> bool:
    place = part.sentence.place(at, at + 1)[0]
    return any(mention.start <= place < mention.end for mention in part.of("platform"))


_MANY_STREAMS = near(
    r"直播[^,，。,]{0,4}?\d{1,7}[余多]?场|(?<!\d)\d{1,7}[余多]?场(?:次)?[^,，。,]{0,6}直播|\d (?:[a-z-]{1,20} ){0,2}live-?(?: |)?streams",
    WHOLE,
)
