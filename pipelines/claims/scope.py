"""What a figure is about: platform, region, goods, period or closing day, planned or past.

The sentence decides, then the sentences before it in its paragraph, then what the article has told so far. Where the text
ties a figure to none, or to several together, it is null.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.days import in_the_past
from pipelines.claims.figures import Figure
from pipelines.claims.mentions import Mention
from pipelines.claims.notices import day_of_notice, issuer_of
from pipelines.claims.when import bounds_of, day_of

_JOINED = re.compile(
    r"(?: india| china| indonesia| vietnam)? ?(?:,|、|/|和|与|及|以及|暨|联合|会同|携手|、?等|and(?: an?| the)?|&|, and|or|as well as|dan|và|e|और|,? ?on) ?"
)
_SHARED_OUT = re.compile(r"respectively|分别|rispettivamente|lần lượt|masing-masing|क्रमशः")
_WHOLE = frozenset(["CN"])
_MEDIA = frozenset(["cctv", "xinhua", "people", "cctv-news", "cgtn", "press", "media"])
_OWNED_BY = re.compile(
    r"(?:run by|owned by|operated by|unit of|arm of|part of|subsidiary of|belongs to|under|隶属于?|属于)(?: the)? ?$"
)
_OWNS = re.compile(
    r"'s (?:taobao|tmall|freshippo|hema|juhuasuan|lazada|tiktok)|(?:集团|公司)?旗下(?:的|电商平台|平台)?(?:淘宝|天猫|盒马|聚划算|1688|抖音)"
)
# Juhuasuan, Alibaba's flash-sale site: the owner again.
_OWNER = re.compile(
    r"'s (?:[a-z-]+ ){0,4}(?:site|platform|arm|unit|marketplace|app|service|channel|subsidiary|business|venue)(?![a-z])|旗下"
)
_WATCHED_AT = re.compile(r"(?:新闻)?(?:客户端|app|直播间|的?直播|平台|新媒体)| (?:app|news app|client|platform|website)")


# A promotion's name stands for the platform that runs it.
ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure, promotion or livestream is about; None = the text does not tie it to one."""

    platform: str | None = None
    region: Mention | None = None
    goods: Mention | None = None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    planned: bool = False
    rules: tuple[str, ...] = ()


def scope_of(article: Article, number: int, figure: Figure) -> Scope:
    """The scope of a figure that stands in the article's part of this number."""
    platform, platform_rule = _respectively(article.parts[number], figure) or platform_at(
        article, number, figure.amount.start, figure.amount.end
    )
    day, day_rule = day_of(article, number, figure)
    planned, planned_rule = planned_at(article.parts[number], figure.amount.start)
    if day_rule == "date: of the notice" and not planned:
        notice = day_of_notice(article, number)
        planned, planned_rule = (
            (True, "planned: of the notice") if notice is not None and notice[1] else (planned, planned_rule)
        )
    if day is not None and not planned:
        day = in_the_past(day, article.published_on, is_told_past=is_told_past(article.parts[number]))
    start, end, as_of = bounds_of(day)
    region = _nearest_mention(article, number, figure.start, figure.end, "region")
    goods = _nearest_mention(article, number, figure.start, figure.end, "commodity", further=False)
    rules = tuple(rule for rule in (platform_rule, day_rule, planned_rule) if rule)
    return Scope(platform, region, goods, start, end, as_of, planned, rules)


# ---- platforms -----------------------------------------------------------------------------------------------------


def platform_at(article: Article, number: int, start: int, end: int, *, paragraphs: int = 2) -> tuple[str | None, str]:
    """(code, rule) of the platform that a span of a sentence's plain text is about."""
    part = article.parts[number]
    groups = groups_of(part)
    several = _several(part, start)
    before = [group for group in groups if group[1] <= end]
    if before:
        codes, at, _ = before[-1]
        if several > at:
            return None, "platform: several"
        return _one(codes, "platform: named before")
    clause_end = part.sentence.clause(start)[1]
    behind = [group for group in groups if group[1] >= start]
    if behind and several < 0 and (behind[0][1] <= clause_end or (not before and behind[0][1] - end <= 60)):
        return _one(behind[0][0], "platform: named behind")
    if several >= 0:
        return None, "platform: several"
    if any("general" in cue.kinds and cue.end <= start for cue in part.sentence.cues):
        return None, "platform: of a whole country or province"
    code, rule = _earlier_platform(article, number, paragraphs)
    if code is not None:
        return code, rule
    taken = _taken_up(article, number, end)
    return taken if taken[0] is not None else (None, rule)


def _respectively(part: Part, figure: Figure) -> tuple[str | None, str] | None:
    """The platform of a figure that shares its numbers out over a list of platforms, in their order."""
    low = part.sentence.low
    if not _SHARED_OUT.search(low):
        return None
    lists = [group for group in groups_of(part) if len(group[0]) > 1 and group[2] <= figure.amount.start]
    if not lists:
        return None
    _, first, last = lists[-1]
    at = part.sentence.at
    codes = [m.code for m in part.of("platform") if first <= at(m.start) < last]
    same = [a for a in part.sentence.amounts if a.unit == figure.amount.unit and a.start >= last]
    order = next((n for n, amount in enumerate(same) if amount.start == figure.amount.start), len(codes))
    return (codes[order], "platform: respectively") if len(same) == len(codes) and order < len(codes) else None


def _one(codes: frozenset[str], rule: str) -> tuple[str | None, str]:
    return (next(iter(codes)), rule) if len(codes) == 1 else (None, "platform: several named")


def codes_of(part: Part) -> list[str]:
    """The platforms that a sentence names, itself or by a promotion of theirs, in order, each once."""
    named = [m.code for m in part.mentions if m.kind in ("platform", ALIAS) and m.code]
    return list(dict.fromkeys(named))


def groups_of(part: Part) -> list[tuple[frozenset[str], int, int]]:
    """(codes, start, end) of the platforms of a sentence in its plain text; those joined in a list stand together."""
    sentence = part.sentence
    groups: list[tuple[frozenset[str], int, int]] = []
    for mention in part.mentions:
        if mention.code is None or mention.kind not in ("platform", ALIAS):
            continue
        at, behind = sentence.at(mention.start), sentence.at(mention.end)
        if _OWNED_BY.search(sentence.low[max(0, at - 16) : at]) or _OWNS.match(sentence.low, behind):
            # Alibaba's Taobao; Taobao, run by Alibaba: the owner runs nothing here itself.
            continue
        if groups and sentence.low[groups[-1][2] : at] == ", " and _OWNER.match(sentence.low, behind):
            continue
        # A broadcaster is a partner, unless people watch there.
        if mention.code in _MEDIA and not _WATCHED_AT.match(sentence.low, behind):
            continue
        if groups and _JOINED.fullmatch(sentence.low[groups[-1][2] : at]):
            codes, first, _ = groups[-1]
            groups[-1] = (codes | {mention.code}, first, behind)
        else:
            groups.append((frozenset([mention.code]), at, behind))
    return groups


def _several(part: Part, at: int) -> int:
    """Where the last word before a place stands that means several platforms together; -1 where none does."""
    place = part.sentence.at
    # 拼多多平台 is no 多平台.
    named = [(place(m.start), place(m.end)) for m in part.of("platform")]
    found = [
        cue.start
        for cue in part.sentence.cues
        if "several" in cue.kinds and cue.end <= at and not any(a < cue.end and cue.start < b for a, b in named)
    ]
    return found[-1] if found else -1


_PREPOSITION = re.compile(r"(?:\b(?:on|in|through|via|at|from|su|di|pada|qua|trên|lewat)|在|通过|其中|透过) ?(?:the )?$")


def _subject(part: Part, groups: list[tuple[frozenset[str], int, int]]) -> frozenset[str]:
    """The platforms that a sentence is about: the last that no preposition makes a mere place, else the last."""
    low = part.sentence.low
    subjects = [codes for codes, start, _ in groups if _PREPOSITION.search(low[max(0, start - 12) : start]) is None]
    return subjects[-1] if subjects else groups[-1][0]


def _earlier_platform(article: Article, number: int, paragraphs: int) -> tuple[str | None, str]:
    """The platform that the sentences before were about: in this paragraph, else in the one before."""
    part = article.parts[number]
    if part.days and part.of("region"):
        # A day and a place of its own: another matter.
        return None, ""
    for back in range(number - 1, max(-1, number - 6), -1):
        other = article.parts[back]
        if part.sentence.paragraph - other.sentence.paragraph >= paragraphs:
            break
        groups = groups_of(other)
        if groups:
            return _one(_subject(other, groups), "platform: named in an earlier sentence")
        if any(cue.kinds & {"several", "general"} for cue in other.sentence.cues):
            return None, "platform: several, in an earlier sentence"
    return None, ""


_TAKES_UP = re.compile(
    r"(?:该|本|此|这一?个?)平台|(?<![台商])平台(?:上|已|共|累计|今年|将|内|还)|\bthe (?:platform|company|app|website|site|marketplace|e-commerce (?:giant|platform|company|firm)|tech giant|online retailer)(?:'s)?\b"
    r"|(?:nền tảng|sàn) này|platform (?:ini|tersebut)|la piattaforma"
)


def _taken_up(article: Article, number: int, end: int) -> tuple[str | None, str]:
    """The platform that a noun takes up (the platform, 该平台), however far before it was named; else the one that signs the text."""
    sentence = article.parts[number].sentence
    taken = [match for match in _TAKES_UP.finditer(sentence.low) if match.start() < end]
    for other in reversed(article.parts[:number] if taken else []):
        groups = groups_of(other)
        if groups:
            return _one(_subject(other, groups), "platform: taken up by a noun")
    issuer = issuer_of(article)
    return (issuer, "platform: signs the text") if issuer else (None, "")


# ---- regions, goods, planned ---------------------------------------------------------------------------------------


def _nearest_mention(article: Article, number: int, start: int, end: int, kind: str, *, further: bool = True) -> Mention | None:
    """The mention of a kind inside the figure, else right behind, else the last before, else of an earlier sentence."""
    part = article.parts[number]
    sentence = part.sentence
    # China says nothing beside Hubei.
    placed = [(sentence.at(m.start), sentence.at(m.end), m) for m in part.of(kind) if m.code not in _WHOLE]
    inside = [m for a, b, m in placed if start <= a and b <= end]
    if inside:
        return inside[0]
    clause_end = sentence.clause(start)[1]
    behind = [m for a, b, m in placed if end <= a < clause_end]
    before = [m for a, b, m in placed if b <= start]
    if kind == "commodity" and behind:
        return behind[0]
    if before:
        return before[-1]
    if behind:
        return behind[0]
    if further:
        for back in range(number - 1, -1, -1):
            earlier = [m for m in article.parts[back].of(kind) if m.code not in _WHOLE]
            if earlier:
                return earlier[0]
    return None


def is_told_past(part: Part) -> bool:
    """Whether a sentence holds a word of the past."""
    return any("past" in cue.kinds for cue in part.sentence.cues)


_TO_BE = re.compile(r"(?:(?!\b(?:that|which|who)\b)[^,;.])*? (?:will be|are to be|is to be|will|sẽ|akan)\b")


def planned_at(part: Part, start: int) -> tuple[bool, str]:
    """Whether what stands at a place of a sentence is still to come: the nearest word of future or past before it."""
    found = [cue for cue in part.sentence.cues if cue.end <= start and cue.kinds & {"planned", "past"}]
    if not found:
        # The verb of a figure that is the subject stands behind it: 5,200 streams will be aired.
        first, last = part.sentence.clause(start)
        head = not part.sentence.low[first:start].strip(' "“') or first == 0
        return (
            (True, "planned: behind") if head and _TO_BE.match(part.sentence.low, start, min(last, start + 60)) else (False, "")
        )
    future = [cue for cue in found if "planned" in cue.kinds]
    if not future:
        return False, ""
    clause = part.sentence.clause(start)
    past = [cue for cue in found if "past" in cue.kinds and cue.start > future[-1].start and cue.start >= clause[0]]
    return (False, "") if past else (True, f"planned: {future[-1].word}")
