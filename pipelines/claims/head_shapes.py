"""Words of promotions by their shape: a channel that is opened, streams counted, fees that are not charged, Apple Week, Shopee 10.10."""

from __future__ import annotations

import re

from pipelines.claims.article import Part
from pipelines.readers.names import Named
from pipelines.readers.patterns import REACH, WHOLE, near

_CHANNEL_EN = near(
    r"\b(?:open|launch|creat|start|set up|build|prepar|introduc|add)\w*(?: up)? (?:an? |its |their |own )?(?:[\w-]+ ){0,3}(channels?|pages?|sections?|columns?|corners?)\b"
    # Has a page for its goods: what a platform keeps.
    r"|\b(?:has|have|hosts?|features?|runs?|operates?) an? (?:[\w-]+ ){0,3}(?P<kept>page|section|channel|column|corner)(?= (?:for|dedicated|devoted))",
    WHOLE,
)
# A channel of sales or of somebody's streams is no part of a platform.
_NO_PLACE = near(
    r"(?<![a-z])(?:live-?stream(?:ing|s)?|live streaming|sales|selling|distribution|marketing|retail|social|media|video|new) $"
)
# Sale weeks by their name: Highland Apple Week, no holiday.
_NAMED_EN = near(
    r"(?:[A-Z][\w'’-]{1,20} ){1,4}(Week|Month|Season|Gala|Carnival|Fest)(?![\w-])",
    WHOLE,
)
_NO_SALE = re.compile(
    r"(?:Golden|Fashion|Holy|Design|Art|Film|Music|Travel|Holiday|Rainy|Peak|Regular|Growing|Next|Last|Per|Every|This|The) (?:Week|Month|Season)$"
)
_SERIES_EN = near(
    r"\bseries of (?:[a-z-]{1,16} ){0,3}?(?:sessions|streams|livestreams|live-streams|broadcasts|shows|live events|webcasts)\b",
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
    r"((?:more |further |other |such )?(?:(?!million|billion|thousand|lakh|crore)[a-z-]{1,16} )?(?:streams|shows|livestreams|broadcasts|live sessions|sessions with))(?![a-z])",
    WHOLE,
)
OFF_A_SUM = near(r"每?满\d{2,5}元?(?:立?减|送|返)\d{1,4}", WHOLE)
# What a platform launches, and a place on it where things are sold.
_STORE_EN = near(
    r"\blaunch(?:ed|es|ing)? (?:an? |its |their |own )(?:[\w-]+ ){0,3}(stores?|storefronts?)\b(?! (?:of|manager))", WHOLE
)
_DATED = near(r" ?\d{1,2}[./]\d{1,2}(?![\d.%]| ?(?:million|billion|percent|juta|miliar))", WHOLE)
NO_FEE = near(
    r"\b(?:charg(?:e|es|ed|ing)|tak(?:e|es|ing)|pay|pays|paying) no (?:[a-z]+ )?(?:commissions?|fees?)|\b(?:no|zero) commissions?\b|waiv(?:e|es|ed|ing) (?:[a-z-]{1,16} ){0,4}?(?:fees?|commissions?|charges|deposits?|rents?)\b|(?:\bnot|n't|n’t|\bwithout) (?:have to |having to |need to |be charged |paying |pay )(?:pay )?(?:[a-z-]{1,16} ){0,4}?(?:fees?|commissions?)\b|\bsubsidi[sz](?:e|es|ed|ing) (?:the )?(?:logistics|shipping|delivery|freight|express|postage|transport)\b|免(?:收|除)?[\u4e00-\u9fff]{0,8}(?:佣金|服务费|坑位费|年费|平台费)(?!专场)|佣金减半|(?:拿出|投入|安排|设立|追加)[^,，。]{0,8}?元[^,，。]{0,4}?(?:补贴|激励|奖励|扶持)|tanpa komisi|senza commissioni",
    WHOLE,
)


_ENDING = {"Week": "activity_series", "Month": "activity_series", "Season": "activity_series"} | dict.fromkeys(
    ("Gala", "Carnival", "Fest"), "festival"
)


def shaped_heads(part: Part) -> list[Named[str]]:
    """Heads by their shape: a channel that is opened, streams counted, fees that are not charged, a sale by platform and date (Shopee 10.10)."""
    sentence = part.sentence
    low = sentence.low
    found = [
        Named(m.start(group), m.end(group), m[group], "zone")
        for m in _CHANNEL_EN.finditer(low)
        for group in (1 if m[1] else "kept",)
        if _NO_PLACE.search(low[max(0, m.start(group) - 20) : m.start(group)]) is None
    ]
    found += [Named(m.start(), m.end(), m.group(), "livestream_series") for m in _SERIES_EN.finditer(low)]
    found += [
        Named(sentence.at(sentence.start + m.start(1)), sentence.at(sentence.start + m.end(1)), m[1].lower(), _ENDING[m[1]])
        for m in _NAMED_EN.finditer(sentence.text)
        if _NO_SALE.search(m.group()) is None
    ]
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
        found += [Named(m.start(), m.end(), m.group(), "subsidy") for m in OFF_A_SUM.finditer(low)]
    found += [Named(m.start(), m.end(), m.group(), "subsidy") for m in NO_FEE.finditer(low)]
    for mention in part.of("platform"):
        dated = _DATED.match(low, sentence.at(mention.end))
        if dated is not None:
            start = sentence.at(mention.start)
            found.append(Named(start, dated.end(), low[start : dated.end()], "festival"))
    return found


_PUT_ONLINE = re.compile("(?:上线|开设|开出)(?:了)?$")
_WENT_ONLINE = re.compile('[”"」』》](?:也|随即|正式|同步|同日|今日){0,2}上线')


def is_put_online(low: str, start: int, end: int) -> bool:
    """Whether a name in quotation marks is said to be put online (上线“年货大街”): what goes online is a place."""
    return (
        _PUT_ONLINE.search(low[max(0, start - 8) : start - 1]) is not None
        or _WENT_ONLINE.match(low, end, end + REACH) is not None
    )
