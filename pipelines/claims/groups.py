"""The platforms of a sentence as they stand together: lists, owners and their sites, broadcasters as partners, names of promotions."""

from __future__ import annotations

import re

from pipelines.claims.article import Part
from pipelines.readers.patterns import WHOLE, near

_JOINED = near(
    r"(?: india| china| indonesia| vietnam)? ?(?:,|、|/|和|与|及|以及|暨|联合|会同|携手|、?等|and(?: an?| the)?|&|, and|or|as well as|dan|và|e|और|,? ?on) ?",
    WHOLE,
)
_MEDIA = frozenset(["cctv", "xinhua", "people", "cctv-news", "cgtn", "press", "media"])
_OWNED_BY = re.compile(
    r"(?:run by|owned by|operated by|unit of|arm of|chain of|app of|brand of|business of|platform of|subsidiary of|part of|subsidiary of|belongs to|under|隶属于?|属于)(?: the)? ?$"
)
_OWNS = re.compile(
    r"'s (?:[a-z-]{2,16} ){0,3}(?:taobao|tmall|freshippo|hema|juhuasuan|lazada|tiktok)|(?:集团|公司)?旗下(?:的|电商平台|平台)?(?:淘宝|天猫|盒马|聚划算|1688|抖音)"
)
# Juhuasuan, Alibaba's flash-sale site: the owner again.
_OWNER = re.compile(
    r"'s (?:[a-z-]+ ){0,4}(?:site|platform|arm|unit|marketplace|app|service|channel|subsidiary|business|venue)(?![a-z])|旗下"
)
# Douyin, the Chinese version of TikTok: a likeness, nothing is tied to it.
_LIKENED = re.compile(
    r"(?:version|counterpart|equivalent|sibling|sister (?:app|platform|site)|answer|rival|twin) (?:of|to)(?: the)? $|(?:known as|dubbed|called) (?:china|india|the)(?:'s|’s)? $"
)
_WATCHED_AT = re.compile(r"(?:新闻)?(?:客户端|app|直播间|的?直播|平台|新媒体)| (?:app|news app|client|platform|website)")


# A promotion's name stands for the platform that runs it.
ALIAS = "alias"


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
        if _LIKENED.search(sentence.low[max(0, at - 40) : at]):
            continue
        if _OWNED_BY.search(sentence.low[max(0, at - 16) : at]) or _OWNS.match(sentence.low, behind):
            # Alibaba's Taobao; Taobao, run by Alibaba: the owner runs nothing here itself.
            continue
        if groups and sentence.low[groups[-1][2] : at] == ", " and _OWNER.match(sentence.low, behind):
            continue
        # A broadcaster is a partner, unless people watch there.
        if mention.code in _MEDIA and not _WATCHED_AT.match(sentence.low, behind):
            continue
        # 淘宝天猫: two names run on.
        run_on = bool(groups) and groups[-1][2] == at and "\u4e00" <= sentence.low[at] <= "\u9fff"
        if groups and (run_on or _JOINED.fullmatch(sentence.low[groups[-1][2] : at])):
            codes, first, _ = groups[-1]
            groups[-1] = (codes | {mention.code}, first, behind)
        else:
            groups.append((frozenset([mention.code]), at, behind))
    return groups


def several(part: Part, at: int) -> int:
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


PREPOSITION = re.compile(r"(?:\b(?:on|in|through|via|at|from|su|di|pada|qua|trên|lewat)|在|通过|其中|透过) ?(?:the )?$")


def subject(part: Part, groups: list[tuple[frozenset[str], int, int]]) -> frozenset[str]:
    """The platforms that a sentence is about: the last that no preposition makes a mere place, else the last."""
    low = part.sentence.low
    subjects = [codes for codes, start, _ in groups if PREPOSITION.search(low[max(0, start - 12) : start]) is None]
    return subjects[-1] if subjects else groups[-1][0]
