"""The promotions that an announcement tells of: kind, name, platform and days; one for each platform that runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from pipelines.claims.article import Article, Part
from pipelines.claims.days import Day
from pipelines.claims.lexicon import table
from pipelines.claims.mentions import Mention
from pipelines.claims.scope import groups_of, planned_at, platform_at
from pipelines.claims.when import RATE, bounds_of, day_at
from pipelines.readers.names import Named, Names


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


_QUOTED = re.compile(r"[“\"「『《]([^”\"」』》\n]{2,40})[”\"」』》]")
_TITLE = re.compile(r"(?:[A-Z0-9][\w'’&.-]*(?: (?:of|and|for|the|to|&) )?[ -]?){2,8}")
_FESTIVE = re.compile(r"(?<!\d)(?:\d{1,2}[/.]\d{1,2}|618|818)(?!\d)|节$|festival|carnival|gala", re.I)
_COUNTED = frozenset(["activity_series", "livestream_series"])


@lru_cache(maxsize=1)
def _heads() -> Names[str]:
    words = table("promotions.toml")
    return Names(
        [
            (word, kind)
            for kind, languages in words.items()
            if kind != "act"
            for w in languages.values()
            for word in w.split("|")
        ],
        plurals=True,
    )


@lru_cache(maxsize=1)
def _acts() -> Names[bool]:
    return Names([(word, True) for w in table("promotions.toml")["act"].values() for word in w.split("|")])


def promotions_of(article: Article) -> list[Promoted]:
    """The promotions of an article, in order."""
    found: list[Promoted] = []
    for number, part in enumerate(article.parts):
        low = part.sentence.low
        heads = _heads_of(part)
        acts = _acts().find_plain(low)
        told: list[Promoted] = []
        for head in heads:
            name = _name_of(part, head)
            if name is None and not _is_begun(part, head, acts):
                continue
            told += [one for one in _of_head(article, number, head, name) if _is_of_trade(part, one)]
        told += _quoted(part, told, article, number)
        # Signing is how another promotion of the sentence begins.
        found += [one for one in told if one.kind != "other" or not any(o.kind != "other" for o in told)]
    return _distinct(found)


_SERIES_ZH = re.compile(r"直播[^，。,]{0,4}?\d{1,6}[余多]?场")
_CHANNEL_EN = re.compile(
    r"\b(?:open|launch|creat|start|set up|build|prepar|introduc|add)\w*(?: up)? (?:an? |its |their |own )?(?:[\w-]+ ){0,3}(channels?|pages?|sections?|columns?|corners?)\b"
)
_DATED = re.compile(r" ?\d{1,2}[./]\d{1,2}(?![\d.%]| ?(?:million|billion|percent|juta|miliar))")
# A festival that only says what a zone or a campaign is for.
_PLANS = re.compile(
    "开展|安排|投入|举办|推出|在|于|到|将|今年|明年|未来|用|通过|组织|发放|销售|与|为|再|培训|培育|引进|新增|打造|建"
)
_FOR_ANOTHER = re.compile("专区|会场|专场|专项活动|专题|期间")


def _heads_of(part: Part) -> list[Named[str]]:
    """The heads of a sentence: words of the table, a channel that is opened, a sale named by platform and date (Shopee 10.10)."""
    sentence = part.sentence
    low = sentence.low
    found = [
        head
        for head in _heads().find_plain(low)
        if not (head.meaning == "festival" and head.text.endswith("节") and _FOR_ANOTHER.match(low, head.end))
        and not (head.text == "计划" and _PLANS.match(low, head.end))
    ]
    further = [Named(m.start(1), m.end(1), m[1], "zone") for m in _CHANNEL_EN.finditer(low)]
    further += [Named(m.start(), m.end(), m.group(), "livestream_series") for m in _SERIES_ZH.finditer(low)]
    for mention in part.of("platform"):
        dated = _DATED.match(low, sentence.at(mention.end))
        if dated is not None:
            further.append(
                Named(sentence.at(mention.start), dated.end(), low[sentence.at(mention.start) : dated.end()], "festival")
            )
    found += [one for one in further if not any(one.start < h.end and h.start < one.end for h in found)]
    return sorted(found, key=lambda head: head.start)


_TRADED = re.compile(
    "消费|商|购|销|促|年货|助农|电商|节|网上|直播|展销|展会|博览|shop|sale|trade|buy|promot|market|fair|festival|online"
)


_WEAK = re.compile(
    "drive|sales drive|online sales?|program(?:me)?|initiative|activity|project|活动|行动|项目|计划|工程|促销活动|促销|促消费活动|推广活动|产销对接活动|专项行动"
)


def _is_of_trade(part: Part, one: Promoted) -> bool:
    """Whether a subsidy or an activity is one of trade: a platform runs it, or goods are sold in it."""
    if one.kind in ("zone", "activity_series") and one.platform is None and one.name is None and not one.count:
        # A bare drive or activity of nobody is no campaign that could be told again, unless its days are told.
        weak = one.kind == "zone" or (
            one.starts_on is None and _WEAK.fullmatch(part.sentence.low[one.start : one.end]) is not None
        )
        if weak:
            return False
    if one.platform is not None or one.kind in ("zone", "festival", "other") or part.of("commodity"):
        return True
    if one.kind == "livestream_series":
        return RATE.search(part.sentence.low) is None
    wanted = {"sell", "ordering"}
    near = [cue for cue in part.sentence.cues if cue.kinds & wanted and abs(cue.start - one.start) <= 40]
    return bool(near) or _TRADED.search(part.sentence.low[max(0, one.start - 20) : one.end]) is not None


def _is_begun(part: Part, head: Named[str], acts: list[Named[bool]]) -> bool:
    """Whether a promotion without a name is begun or run: by a word of that; an agreement by itself; a zone where a platform stands."""
    if head.meaning == "other" or (head.meaning == "zone" and part.of("platform")):
        return True
    return any(act.start != head.start for act in acts)


def _quoted(part: Part, told: list[Promoted], article: Article, number: int) -> list[Promoted]:
    """Names in quotation marks that are begun or opened (启动“拼单湖北”), told by no head."""
    sentence = part.sentence
    found: list[Promoted] = []
    for match in _QUOTED.finditer(sentence.text):
        start = sentence.at(sentence.start + match.start(1))
        end = sentence.at(sentence.start + match.end(1))
        kind = next((kind for ending, kind in _ENDINGS if match[1].endswith(ending)), "activity_series")
        begun = _BEGUN.search(sentence.low[max(0, start - 8) : start - 1]) or _BEGINS.match(sentence.low, end + 1)
        known = any(one.name == match[1] or (one.start <= end + 2 and start - 2 <= one.end) for one in told)
        if begun and not known:
            found += _of_head(article, number, Named(start, end, match[1], kind), match[1])
    return found


_BEGUN = re.compile(r"(?:启动|发起|开展|推出|开启|上线|举办|开设|开出|打造)了?$")
_BEGINS = re.compile(r"(?:正式|也|随即|同步|同日|今日)*(?:启动|上线|开启|开馆|开幕|开售)")
_ENDINGS = (
    *((ending, "zone") for ending in ("馆", "专区", "专场", "专栏", "频道", "会场", "专柜", "店")),
    *((ending, "festival") for ending in ("节", "博览会", "展销会")),
    *((ending, "livestream_series") for ending in ("直播", "直播间", "直播季")),
    *((ending, "subsidy") for ending in ("补贴", "消费券", "减免", "让利", "红包")),
)


def _of_head(article: Article, number: int, head: Named[str], name: str | None) -> list[Promoted]:
    part = article.parts[number]
    day = day_at(part, head.start, head.end)
    starts_on, ends_on = _days(day)
    region = next(iter(part.of("region")), None)
    count = _count(part, head) if head.meaning in _COUNTED else None
    planned = planned_at(part, head.start)[0]
    kind = "festival" if name is not None and _FESTIVE.search(name) else head.meaning
    return [
        Promoted(part, kind, name, platform, starts_on, ends_on, planned, region, count, head.start, head.end)
        for platform in _platforms(article, number, head)
    ]


def _platforms(article: Article, number: int, head: Named[str]) -> list[str | None]:
    part = article.parts[number]
    groups = groups_of(part)
    if _is_public(part, head):
        return [None]
    before = [codes for codes, _, behind in groups if behind <= head.end]
    chosen = before[-1] if before else (groups[0][0] if groups else None)
    if chosen is not None:
        return [m.code for m in part.of("platform") if m.code in chosen and m.code]
    return [platform_at(article, number, head.start, head.end)[0]]


_PUBLIC = re.compile("中国农民丰收节|农民丰收节")
_PART_OF = re.compile(r"\bpart of (?:the|its|a|an|this) ")


def _is_public(part: Part, head: Named[str]) -> bool:
    """Whether a promotion is held by all: the state's harvest festival, a campaign that this is only a part of."""
    low = part.sentence.low
    if head.meaning == "festival" and _PUBLIC.search(low[max(0, head.start - 6) : head.end]) is not None:
        near = [codes for codes, _, behind in groups_of(part) if 0 <= head.start - behind <= 4]
        return not near
    return head.meaning == "activity_series" and any(0 < head.start - m.end() <= 60 for m in _PART_OF.finditer(low))


def _days(day: Day | None) -> tuple[date | None, date | None]:
    starts_on, ends_on, _ = bounds_of(day)
    return starts_on, ends_on


def _count(part: Part, head: Named[str]) -> int | None:
    near = [a for a in part.sentence.amounts if a.kind == "count" and 0 <= head.start - a.end <= 24]
    return int(near[-1].value) if near else None


def _name_of(part: Part, head: Named[str]) -> str | None:
    """A name in quotation marks beside the head, or words in capitals that end in it."""
    sentence = part.sentence
    first, last = sentence.place(head.start, head.end)
    first, last = first - sentence.start, last - sentence.start
    for match in _QUOTED.finditer(sentence.text):
        if match.start() <= first and last <= match.end():
            return match[1]
        if len(match[1]) > 2 and (0 <= first - match.end() <= 6 or 0 <= match.start() - last <= 1):
            return match[1]
    for match in _TITLE.finditer(sentence.text):
        if match.start() < first and last <= match.end() and sentence.text[first].isupper():
            return match.group().strip()
    return None


def _distinct(found: list[Promoted]) -> list[Promoted]:
    """Each once: what bears no name is the named one of its kind and platform; what is told first of no platform is that of its platforms."""
    named = {(one.kind, one.platform) for one in found if one.name is not None}
    kept: dict[tuple[str, str | None, str | None, int | None], Promoted] = {}
    for one in found:
        former = next((k for k in kept.values() if k.kind == one.kind and k.platform is None and k.name is not None), None)
        if one.name is None and one.platform is not None and former is not None:
            kept.pop((former.kind, None, former.name, former.count), None)
            for other in found:
                if other.part is one.part and other.kind == one.kind and other.platform is not None:
                    kept[one.kind, other.platform, former.name, None] = replace(former, platform=other.platform)
            named |= {(one.kind, other.platform) for other in found if other.part is one.part and other.kind == one.kind}
        elif one.name is not None or (one.kind, one.platform) not in named:
            kept.setdefault((one.kind, one.platform, one.name, one.count), one)
    counted = {(kind, platform) for kind, platform, _, count in kept if count is not None}
    return [one for key, one in kept.items() if one.name or one.count is not None or (key[0], key[1]) not in counted]
