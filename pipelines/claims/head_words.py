"""The words of promotions in a sentence, and which of them tell of a promotion by themselves: begun, run, given, counted or everybody's.

Most such words (activity, programme, voucher) are said of other things too: without a name beside it, a word needs one by
which a promotion begins or runs (`act` of promotions.toml) right before or behind it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.claims.article import Part
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


MOST = 24
"""Words of promotions that are looked at in one sentence: a text that repeats them must not be slow."""


def table_heads(part: Part) -> list[Named[str]]:
    """The words of promotions of a sentence, with their kind."""
    low = part.sentence.low
    shaped = _shaped(part)
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
_CHANNEL_EN = near(
    r"\b(?:open|launch|creat|start|set up|build|prepar|introduc|add)\w*(?: up)? (?:an? |its |their |own )?(?:[\w-]+ ){0,3}(channels?|pages?|sections?|columns?|corners?)\b",
    WHOLE,
)
_OWN_STORE = near(
    r"(?:'s|’s|\bits|\btheir) ((?:[A-Z][\w-]+ ){1,3}(?:store|page|zone|hall|shop|section|channel|pavilion|venue))\b", WHOLE
)
_OPENED = near(
    r"(?:opened|launched|unveiled|built|created|inaugurated) (?:an? |the |its )?((?:[A-Z][\w-]+ ){0,3}(?:[A-Z][\w-]+ Online|[A-Z][\w-]+\.(?:com|COM|in|id|vn)))\b",
    WHOLE,
)
_SERIES_ZH = near(
    r"直播[^,，。,]{0,4}?\d{1,6}[余多]?场|专场\d{1,6}[余多]?场|(?<=[\d余多百千万])场(?!次|均)[^,，。;、\d()（）“”\"]{0,6}?(?:直播|专场)(?!间|时|中)",
    WHOLE,
)
# A number of streams in other words than the table's: nine more streams, thirty shows, 12 sesi.
_SERIES = near(
    r"(?:\d|(?<![a-z])(?:three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|dozen)) "
    r"((?:more |further |other |such )?(?:(?!million|billion|thousand|lakh|crore)[a-z-]{1,16} )?(?:streams|shows|livestreams|broadcasts|live sessions))(?![a-z])",
    WHOLE,
)
_OFF_A_SUM = near(r"每?满\d{2,5}元?(?:立?减|送|返)\d{1,4}", WHOLE)
# What a platform launches, and a place on it where things are sold.
_STORE_EN = near(
    r"\blaunch(?:ed|es|ing)? (?:an? |its |their |own )(?:[\w-]+ ){0,3}(stores?|storefronts?)\b(?! (?:of|manager))", WHOLE
)
_DATED = near(r" ?\d{1,2}[./]\d{1,2}(?![\d.%]| ?(?:million|billion|percent|juta|miliar))", WHOLE)
_FOR_ANOTHER = re.compile("专区|会场|专场|专项活动|专题|金秋消费季")
_PLANS = re.compile(
    "卖|销|要|到|只|开展|安排|投入|举办|推出|在|于|到|将|今年|明年|未来|用|通过|组织|发放|销售|与|为|再|培训|培育|引进|新增|打造|建"
)
_NO_FEE = near(
    r"\b(?:charg(?:e|es|ed|ing)|tak(?:e|es|ing)|pay|pays|paying) no (?:[a-z]+ )?(?:commissions?|fees?)|\b(?:no|zero) commissions?\b|免(?:收|除)?[\u4e00-\u9fff]{0,8}(?:佣金|服务费|坑位费|年费|平台费)(?!专场)|佣金减半|(?:拿出|投入|安排|设立|追加)[^,，。]{0,8}?元[^,，。]{0,4}?(?:补贴|激励|奖励|扶持)|tanpa komisi|senza commissioni",
    WHOLE,
)


def _shaped(part: Part) -> list[Named[str]]:
    """Heads by their shape: a channel that is opened, streams counted, fees that are not charged, a sale by platform and date (Shopee 10.10)."""
    sentence = part.sentence
    low = sentence.low
    found = [Named(m.start(1), m.end(1), m[1], "zone") for m in _CHANNEL_EN.finditer(low)]
    for pattern in (_OWN_STORE, _OPENED):
        found += [
            Named(sentence.at(sentence.start + m.start(1)), sentence.at(sentence.start + m.end(1)), m[1], "zone")
            for m in pattern.finditer(sentence.text)
        ]
    if "launch" in low and part.of("platform"):
        found += [Named(m.start(1), m.end(1), m[1], "zone") for m in _STORE_EN.finditer(low)]
    if "场" in low:
        found += [Named(m.start(), m.end(), m.group(), "livestream_series") for m in _SERIES_ZH.finditer(low)]
    if any(word in low for word in ("streams", "shows", "broadcasts", "sessions")):
        found += [Named(m.start(1), m.end(1), m[1], "livestream_series") for m in _SERIES.finditer(low)]
    if "满" in low:
        found += [Named(m.start(), m.end(), m.group(), "subsidy") for m in _OFF_A_SUM.finditer(low)]
    found += [Named(m.start(), m.end(), m.group(), "subsidy") for m in _NO_FEE.finditer(low)]
    for mention in part.of("platform"):
        dated = _DATED.match(low, sentence.at(mention.end))
        if dated is not None:
            start = sentence.at(mention.start)
            found.append(Named(start, dated.end(), low[start : dated.end()], "festival"))
    return found


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


_ON_AIR = re.compile("直播|主播|带货|开播")


def is_told(part: Part, one: Named[str]) -> bool:
    """Whether a head without a name is a promotion of its own: begun, run, given, counted or everybody's."""
    low = part.sentence.low
    if one.meaning == "subsidy" and (_NO_FEE.fullmatch(one.text) or _OFF_A_SUM.fullmatch(one.text) or _is_worth(part, one)):
        return True
    if one.meaning == "festival" and words("public").find_plain(one.text):
        return True
    before = low[max(0, one.start - 48) : one.start]
    if one.meaning in ("activity_series", "livestream_series") and _is_counted(part, one):
        return _is_told_by_number(part, one, before)
    if one.meaning == "zone" and part.of("platform") and not one.text.endswith(("zones", "stores", "店")):
        return True
    if is_many(part, one):
        return True
    if one.text in ("流量", "曝光") and any(0 <= one.start - a.end <= 2 for a in part.sentence.amounts):
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
