"""The promotions that an announcement tells of: kind, name, platform and days; one for each platform that runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.groups import ALIAS
from pipelines.claims.heads import Head, heads_of
from pipelines.claims.people import people_in
from pipelines.claims.planned import planned_at
from pipelines.claims.promotion_days import first_and_last, is_of_another_year
from pipelines.claims.runners import runners_of
from pipelines.claims.spotted import Mention
from pipelines.claims.when import RATE
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
        heads = [head for head in heads_of(part) if not is_of_another_year(article, part, head)]
        told = [one for head in heads for one in _of_head(article, number, head) if _is_of_trade(part, one)]
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
    starts_on, ends_on = first_and_last(article, number, head)
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


# 助农活动30场.
_TIMES = re.compile("[余多]?[场次]")


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
        told = next((n for n in range(len(kept) - 1, -1, -1) if _is_its_name(one, kept[n])), None) if former is None else None
        if told is not None:
            # The campaign, dubbed X, will run on Y: what was launched before, by its name.
            first = kept[told]
            kept[told] = replace(one, starts_on=one.starts_on or first.starts_on, ends_on=one.ends_on or first.ends_on)
            continue
        if former is None:
            if _is_told_new(one, kept):
                kept.append(one)
            continue
        known = kept[former]
        if known.platform is None and one.platform is not None and one.part is not known.part and _is_everybodys(one):
            # A list of those who take part: each of them runs it, the festival of nobody is no other one.
            listed = [o for o in found if o.part is one.part and o.name == one.name and o.platform is not None]
            if len(listed) > 1:
                kept[former] = replace(one, starts_on=one.starts_on or known.starts_on, ends_on=one.ends_on or known.ends_on)
                continue
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


_NEXT = 2


def _is_its_name(one: Promoted, former: Promoted) -> bool:
    """Whether a promotion that is taken up gives the name of one that was told without."""
    if one.is_new or one.name is None or former.name is not None or former.count is not None or one.kind != former.kind:
        return False
    return 0 < one.part.sentence.paragraph - former.part.sentence.paragraph <= _NEXT or (
        one.part is not former.part and one.part.sentence.paragraph == former.part.sentence.paragraph
    )


# The program has held 180 livestreams: how many of it, no other one.
_SUMS_UP = near(
    r"(?<![a-z])(?:the|this|its) (?:program(?:me)?|series|campaign|project|initiative) (?:has |had |have |also )*(?:held|hosted|staged|aired|featured|included|organi[sz]ed) [^,;.]{0,24}$"
    r"|(?:该|此|这一?)(?:计划|行动|活动|项目|系列直播)[^,，。]{0,10}?(?:已|累计|共)[^,，。]{0,12}$",
    WHOLE,
)


def _is_same(one: Promoted, former: Promoted) -> bool:
    if one.platform is not None and former.platform is not None and one.platform != former.platform:
        return False
    if one.part is former.part and one.platform != former.platform:
        return False
    if (
        one.kind == former.kind
        and one.name is None
        and former.name is not None
        and _SUMS_UP.search(one.part.sentence.low[: one.start])
    ):
        return True
    if one.name is not None and former.name is not None:
        a, b = one.name.lower(), former.name.lower()
        return a == b or (one.kind == former.kind and (a in b or b in a))
    return one.kind == former.kind and one.count == former.count
