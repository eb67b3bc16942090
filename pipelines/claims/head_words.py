"""The words of promotions in a sentence, and which of them tell of a promotion by themselves: begun, run, given, counted or everybody's.

Most such words (activity, programme, voucher) are said of other things too: without a name beside it, a word needs one by
which a promotion begins or runs (`act` of promotions.toml) right before or behind it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.claims.article import Part
from pipelines.claims.head_shapes import NO_FEE, OFF_A_SUM, shaped_heads
from pipelines.claims.lexicon import table
from pipelines.readers.names import Named, Names
from pipelines.readers.patterns import WHOLE, near

_NOT_HEADS = frozenset(["act", "taken_up", "public", "endings"])
_BREAKS = re.compile("[，,；;。:：]|(?<![a-z])(?:which|who|that|after|because|while)(?![a-z])")
TAKES_UP = near(
    r"(?:(?<![a-z])(?:the|this|that|these|such|same|entire|whole)(?: (?:[a-z]+-)?(?:[a-z]+day|[a-z]+-long|[a-z]+))? $|[该本此这][次届项场个]?$|今年的?$|上述$|整[个场]$|các$|(?<![a-z])kata $)",
    WHOLE,
)
_NEW = near(
    r"(?<![a-z])(?:an?|another|its|their|his|one|two|three|several|new|own|special|series of|[\d,]{1,15}|more than|over|sebuah|một|una?|un) (?:[\w'’-]{1,30} ){0,5}$"
    r"|(?:一系列|一场|系列|百余场|多场|[\d余多]{1,12}[场项次个])[\u4e00-\u9fff]{0,6}$",
    WHOLE,
)


@lru_cache(maxsize=1)
def _heads() -> Names[str]:
    words = table("promotions.toml")
    return Names(
        [
            (w, kind)
            for kind, languages in words.items()
            if kind not in _NOT_HEADS
            for group in languages.values()
            for w in group.split("|")
        ],
        plurals=True,
    )


@lru_cache(maxsize=1)
def _in_table() -> frozenset[str]:
    """The words of the table that mean a series of livestreams."""
    groups = table("promotions.toml")["livestream_series"].values()
    return frozenset(word for group in groups for word in group.split("|"))


@lru_cache(maxsize=3)
def words(kind: str) -> Names[bool]:
    """The words of a table that is no kind of promotion: act, public."""
    return Names([(word, True) for group in table("promotions.toml")[kind].values() for word in group.split("|")], plurals=True)


WEAK_ENDS = frozenset(["week", "month", "season", "gala", "carnival", "fest"])
HOLIDAY = near(
    r"(?:the )?(?:chinese )?(?:spring|lantern|mid-autumn|dragon boat|qixi|qingming|double ninth|torch|water[- ]splashing|moon|lunar new year|film|music|arts?|cultural|tourism) festival"
    r"|(?:the )?(?:national day )?(?:golden|fashion) week|春节|中秋节|端午节|元宵节|清明节|国庆节|劳动节|七夕节|重阳节",
    WHOLE,
)
MOST = 24
"""Words of promotions that are looked at in one sentence: a text that repeats them must not be slow."""


def table_heads(part: Part) -> list[Named[str]]:
    """The words of promotions of a sentence, with their kind."""
    low = part.sentence.low
    shaped = shaped_heads(part)
    found = [one for one in _heads().find_plain(low) if not _only_says_for(low, one)]
    shaped = shaped[:MOST]
    found = [one for one in found[:MOST] if not any(one.start < s.end and s.start < one.end for s in shaped)]
    ends = {one.end for one in [*found, *shaped] if one.meaning == "livestream_series"}
    # 公益直播活动: the activity is the stream.
    return [one for one in found if not (one.start in ends and _THING.fullmatch(one.text))] + shaped


_THING = re.compile("活动|行动|计划|项目|专场|专场活动|系列活动|主题活动|接力")


_WEAK = near(
    "drive|program(?:me)?|initiative|activity|activities|project|plan|campaign|festival|fair|expo|exposition|sale|event|活动|行动|项目|计划|工程|大促|促销|流量|板块|商城|会场|协议|试点|program|kampanye|gerakan|pekan|chương trình|chiến dịch|iniziativa|campagna|progetto|pilot|signed|deal|partnership|cooperation|zone|pavilion|laman|kanal|lễ hội|hội chợ",
    WHOLE,
)
_FOR_ANOTHER = re.compile("专区|会场|专场|专项活动|专题|金秋消费季")
_PLANS = re.compile(
    "卖|销|要|到|只|开展|安排|投入|举办|推出|在|于|到|将|今年|明年|未来|用|通过|组织|发放|销售|与|为|再|培训|培育|引进|新增|打造|建"
)


def _only_says_for(low: str, one: Named[str]) -> bool:
    """Whether a head only says what another is for (丰收节专区), or is a verb (计划开展)."""
    if one.meaning == "festival" and one.text.endswith("节") and _FOR_ANOTHER.match(low, one.end) is not None:
        return True
    if one.text == "活动" and low.startswith(("时间", "期间"), one.end):
        return True
    if one.text == "online sales" or (one.text == "signed" and low.startswith((" up", " on"), one.end)):
        return True
    if one.text.endswith("专场") and one.meaning == "livestream_series" and "主播" not in one.text and not _ON_AIR.search(low):
        return True
    return one.text == "计划" and _PLANS.match(low, one.end) is not None


_LIVE = re.compile(r"(?<![a-z])(?:live|livestream\w*|broadcasts?|show|streams?|air|webcasts?)(?![a-z])|直播")
_ON_AIR = re.compile("直播|主播|带货|开播")


def is_told(part: Part, one: Named[str]) -> bool:
    """Whether a head without a name is a promotion of its own: begun, run, given, counted or everybody's."""
    low = part.sentence.low
    if _tells_itself(part, one):
        return True
    before = low[max(0, one.start - 48) : one.start]
    if one.meaning in ("activity_series", "livestream_series") and _is_counted(part, one):
        return _is_told_by_number(part, one, before)
    if one.meaning == "zone" and part.of("platform") and not one.text.endswith(("zones", "stores", "店")):
        return True
    if is_many(part, one):
        return True
    if (TAKES_UP.search(before) is not None and one.meaning != "zone") or (
        one.meaning == "livestream_series" and _ONE.search(before) is not None
    ):
        return False
    begun = _acts_on(low, one)
    if one.meaning == "other":
        return begun or _WEAK.fullmatch(one.text) is None or _NEW.search(before) is not None
    if _WEAK.fullmatch(one.text) is not None or one.text in ("flash sale", "online sale"):
        return begun and (_NEW.search(before) is not None if one.text.isascii() else len(one.text) > 2)
    return begun


def _tells_itself(part: Part, one: Named[str]) -> bool:
    """Whether a head needs no other word: a sum off, fees waived, a festival of everybody, a series of streams."""
    if one.text.startswith("series of ") and _LIVE.search(part.sentence.low) is not None:
        return True
    if one.meaning == "subsidy" and (NO_FEE.fullmatch(one.text) or OFF_A_SUM.fullmatch(one.text) or _is_worth(part, one)):
        return True
    if one.text in ("流量", "曝光") and any(0 <= one.start - a.end <= 2 for a in part.sentence.amounts):
        return True
    return one.meaning == "festival" and bool(words("public").find_plain(one.text))


def _is_told_by_number(part: Part, one: Named[str], before: str) -> bool:
    """Whether a counted head is told: a number of activities, many streams, streams that are planned."""
    if one.meaning == "activity_series":
        return TAKES_UP.search(before) is None
    planned = any("planned" in cue.kinds for cue in part.sentence.cues)
    few = one.text[-1] != "场" and not _is_counted(part, one, FEW)
    if one.text not in _in_table() and few and not planned:
        return False
    return _acts_on(part.sentence.low, one) or (planned and not few)


# One stream is no series.
_ONE = near(r"(?<![第十百])[一首]场[\u4e00-\u9fff“”]{0,8}$|(?<![a-z])(?:an?|one|the first) (?:[\w-]{1,20} ){0,2}$", WHOLE)


def _is_worth(part: Part, one: Named[str]) -> bool:
    """Whether a sum or a share stands right beside a subsidy: vouchers of 100 pesos, 消费券1亿元."""
    return any(
        a.kind in ("money", "share") and (0 <= a.start - one.end <= 24 or 0 <= one.start - a.end <= 6)
        for a in part.sentence.amounts
    )


def is_many(part: Part, one: Named[str]) -> bool:
    """Whether several fairs or festivals are counted: a series."""
    low = part.sentence.low
    # 818发烧节: a number that is part of the name.
    named = low[one.start - 1 : one.start].isdigit()
    return one.meaning == "festival" and not named and not words("public").find_plain(one.text) and _is_counted(part, one)


FEW = 5


def _is_counted(part: Part, one: Named[str], least: int = 2) -> bool:
    """Whether a number of two or more stands before the head, or within one that holds its number (直播60场)."""
    own = one.meaning == "livestream_series" and one.text[-1] == "场"
    low = part.sentence.low
    return any(
        a.kind == "count"
        and a.value >= least
        and ((0 <= one.start - a.end <= 24 and _counts(low, a.end, one.start)) or (own and one.start <= a.start < one.end))
        for a in part.sentence.amounts
    )


# Between the number and what it counts: 400多场主题活动, no verb and no other thing (8000多个村参与了今年的活动; 15家平台启动...活动).
_OTHER_BETWEEN = near(
    r"[,，。;：“”\"]|参与|参加|启动|开展|开启|推出|举办|组织|举行|进行|上线|发起|的(?:本次|此次|这次|今年)|[家户位名人]|(?<![a-z])(?:for|the|in|on|at|from|to|during|with|joined|launched)(?![a-z])",
    WHOLE,
)


def _counts(low: str, start: int, end: int) -> bool:
    return _OTHER_BETWEEN.search(low[max(0, start - 1) : end]) is None


def _acts_on(low: str, one: Named[str]) -> bool:
    """Whether a word of beginning or running stands before the head in its clause, or right behind it."""
    first = max(0, one.start - 60)
    for act in words("act").find_plain(low[first : min(len(low), one.end + 24)]):
        start, end = first + act.start, first + act.end
        if end <= one.start and _BREAKS.search(low, end, one.start) is None:
            return True
        if start >= one.end and start - one.end <= 12 and _BREAKS.search(low, one.end, start) is None:
            return True
    return False
