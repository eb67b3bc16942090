"""The promotions that an announcement tells of: kind, name, platform and days; one for each platform that runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.days import Day
from pipelines.claims.groups import ALIAS, codes_of, groups_of
from pipelines.claims.heads import Head, heads_of, is_public
from pipelines.claims.mentions import Mention
from pipelines.claims.people import people_in
from pipelines.claims.planned import planned_at
from pipelines.claims.platform_of import is_of_others, platform_at
from pipelines.claims.when import RATE, bounds_of, day_at


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


_COUNTED = frozenset(["activity_series", "livestream_series"])


def promotions_of(article: Article) -> list[Promoted]:
    """The promotions of an article, in order."""
    found: list[Promoted] = []
    for number, part in enumerate(article.parts):
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
    "消费|商|购|销|促|年货|助农|电商|节|网上|直播|展销|展会|博览|shop|sale|trade|buy|promot|market|fair|festival|online"
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
    starts_on, ends_on, _ = bounds_of(_days_of(article, number, head))
    region = next(iter(part.of("region")), None)
    count = _count(part, head) if head.kind in _COUNTED else None
    planned = planned_at(part, head.start)[0]
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
        for platform in _platforms(article, number, head)
    ]


_RUNS = re.compile(
    r"(?:本次|此次|该)?(?:活动|促销|购物节|年货节|专区)?(?:时间)?(?:将)?(?:持续|自|从|为期|时间)|(?:it|they|the (?:campaign|event|festival|sale|promotion|activity|fair|programme|program|drive))(?: will)? (?:be held|runs?|ran|lasts?|began|begins|starts?)"
)


def _days_of(article: Article, number: int, head: Head) -> Day | None:
    """The days of a promotion: of its sentence, else of the next one where it says how long it runs."""
    day = day_at(article.parts[number], head.start, head.end)
    following = article.parts[number + 1] if number + 1 < len(article.parts) else None
    if day is None and following is not None and _RUNS.match(following.sentence.low):
        return next((one for one in following.days if not one.closing), None)
    return day


# ---- platforms -----------------------------------------------------------------------------------------------------

_PART_OF = re.compile(r"\bpart of (?:the|its|a|an|this) ")
_POSSESSIVE = re.compile(
    r"(?:'s|’s)? ?(?:annual |own |first |latest |推出的|举办的|发起的|平台)?[“\"‘'「『]?(?:20\d\d)?(?:年)?[“\"]?"
)
_STATE_ONLY = re.compile("全国|全省|全市|全县|(?:the )?(?:county|province|city|village|ministry)(?![a-z])")
_OF_ALL = re.compile("丰收节|双品|harvest|进博会|广交会|消博会|消费季", re.I)
_SHARES = re.compile("其中|占|accounted|share")
_ENUMERATED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.]")
_STATE = re.compile(
    r"政府|商务[部厅局]|农业农村[部厅局]|供销社|县委|市委|省委|协会|(?<![a-z])(?:ministry|department|government|commission|bureau|authorit(?:y|ies)|board|association|chamber)(?![a-z])"
)


_GOES_ALONG = re.compile(
    r"(?:^|[，,]) ?(?:(?:活动|专区|节)[^,，。]{0,10}?)?(?:期间，?)?(?:联合|会同|携手|由|与|在|依托)|(?:together )?with |on |it will be held on |(?:the )?platforms? "
)


def _platforms(article: Article, number: int, head: Head) -> list[str | None]:
    part = article.parts[number]
    low, groups = part.sentence.low, groups_of(part)
    if head.kind == "activity_series" and any(0 < head.start - m.end() <= 60 for m in _PART_OF.finditer(low)):
        return [None]
    if is_public(head):
        return _of_public(part, head)
    chosen = _in_sentence(part, head)
    if chosen is None and head.kind != "subsidy" and number + 1 < len(article.parts):
        following = article.parts[number + 1]
        together = groups_of(following) if following.sentence.paragraph == part.sentence.paragraph else []
        if together and _GOES_ALONG.search(following.sentence.low, 0, 40):
            return _codes(following, max((codes for codes, _, _ in together), key=len))
    if chosen is not None:
        return _codes(part, chosen)
    if groups or _STATE.search(low[: head.start]) or is_of_others(part):
        return [None]
    code, rule = platform_at(article, number, head.start, head.end)
    only = {code for other in article.parts[: number + 1] for codes, _, _ in groups_of(other) for code in codes}
    if code is not None and (len(only) == 1 or "taken up" in rule or "signs" in rule):
        return [code]
    return _of_earlier(article, number)


def _of_earlier(article: Article, number: int) -> list[str | None]:
    """The platforms that the sentences right before name together: in this paragraph or the one before."""
    paragraph = article.parts[number].sentence.paragraph
    for other in reversed(article.parts[:number]):
        if (
            _ENUMERATED.match(article.parts[number].sentence.low)
            or paragraph != other.sentence.paragraph
            or _STATE_ONLY.match(other.sentence.low)
        ):
            break
        groups = groups_of(other)
        if groups:
            return _codes(other, groups[-1][0])
    return [None]


_ELSEWHERE = re.compile("during which|其中|同期|while|;|；")


def _in_sentence(part: Part, head: Head) -> frozenset[str] | None:
    """The platforms of a sentence that run a promotion: those of its clause, else the last before it, else the first behind."""
    groups = groups_of(part)
    first, last = part.sentence.clause(head.start)
    here = [codes for codes, start, behind in groups if first <= start < last and behind <= head.end]
    here = here or [
        codes for codes, start, _ in groups if head.start <= start < max(last, part.sentence.clause(head.end - 1)[1])
    ]
    before = here or [codes for codes, _, behind in groups if behind <= head.end]
    if before:
        return before[-1]
    reach = len(part.sentence.low) if head.name is not None and head.is_sure else last
    behind = [group for group in groups if group[1] < reach and not _ELSEWHERE.search(part.sentence.low, head.end, group[1])]
    return behind[0][0] if behind else None


def _of_public(part: Part, head: Head) -> list[str | None]:
    """The platform of a festival that is everybody's: whose name stands beside it, or who is the sentence's subject."""
    low = part.sentence.low
    for codes, start, behind in groups_of(part):
        if behind <= head.start and head.start - behind <= 16 and _POSSESSIVE.fullmatch(low, behind, head.start):
            return _codes(part, codes)
        if start <= head.start < behind:
            return _codes(part, codes)
    groups = groups_of(part)
    alone = len(groups) == 1 and len(groups[0][0]) == 1 and _OF_ALL.search(head.name or head.text) is None
    if alone and not _SHARES.search(low, max(0, groups[0][1] - 4), min(len(low), groups[0][2] + 6)):
        return _codes(part, groups[0][0])
    return [None]


def _codes(part: Part, chosen: frozenset[str]) -> list[str | None]:
    return [code for code in codes_of(part) if code in chosen]


def _count(part: Part, head: Head) -> int | None:
    near = [
        a
        for a in part.sentence.amounts
        if a.kind == "count" and (0 <= head.start - a.end <= 24 or head.start <= a.start < head.end)
    ]
    return int(near[-1].value) if near else None


def with_names(article: Article, found: list[Promoted]) -> bool:
    """Let the names of promotions stand for their platform where the text has them again; whether there are any."""
    runners: dict[str, set[str | None]] = {}
    for one in found:
        if one.name is not None and len(one.name) > 3 and one.kind != "festival":
            runners.setdefault(one.name, set()).add(one.platform)
    names = {name: code for name, codes in runners.items() if len(codes) == 1 and (code := next(iter(codes))) is not None}
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
            platform=known.platform or (one.platform if one.kind != "festival" else None),
            starts_on=known.starts_on or one.starts_on,
            ends_on=known.ends_on or one.ends_on,
        )
    named = {(one.kind, one.platform) for one in kept if one.name is not None or one.count is not None}
    return [one for one in kept if one.name is not None or one.count is not None or (one.kind, one.platform) not in named]


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
