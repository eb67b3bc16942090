"""What a count of people measures: who sells, who grows, who takes part and who watches."""

from __future__ import annotations

import re

from pipelines.claims.seen import Seen, Verdict, has, nearest, nothing
from pipelines.readers.patterns import WHOLE, near
from pipelines.readers.platforms import find_platforms

_ONLINE = ("sell", "watch", "join", "support", "discount", "ordering", "benefit", "play")


def merchants(seen: Seen) -> Verdict:
    """The verdict on a count of merchants."""
    if seen.noun is not None and _ONLINE_BY_NAME.search(seen.noun.noun):
        return Verdict("merchants", "merchants: online by their name")
    train, near = nearest(seen, ("train",))
    if train is not None and near <= 16 and seen.noun is not None and _PERSONS.search(seen.noun.noun):
        return Verdict("participants", "merchants: as trainees", train)
    cue, _ = nearest(seen, ("employ", "output", "economy"))
    if seen.noun is not None and _OF_THE_NET.search(seen.noun.noun):
        return Verdict("merchants", "merchants: of the net")
    if seen.noun is not None and _TRADERS.search(seen.noun.noun) and cue is None:
        return Verdict("merchants", "merchants: traders by their name")
    near = _ON_THE_NET.search(seen.sentence.low) is not None or bool(find_platforms(seen.sentence.text))
    near = near or (
        seen.before is not None and bool(find_platforms(seen.before.text)) and nearest(seen, ("join",))[0] is not None
    )
    online = near or has(seen.sentence, *_ONLINE) or has(seen.before, "sell", "watch")
    if not online or (cue is not None and nearest(seen, _ONLINE)[0] is None):
        return nothing("merchants: not of the trade", cue)
    return Verdict("merchants", "merchants")


_TRADERS = re.compile("seller|merchant|商家|卖家|विक्रेता|penjual|pelapak|nhà bán hàng|venditori")
_ONLINE_BY_NAME = re.compile("网商|网店|淘宝店|online (?:store|shop)|e-store|e-tailer")
_OF_THE_NET = re.compile("online|e-store|e-shop|网店|淘宝店|网商|toko online")
_ON_THE_NET = near(
    r"网店|网商|商家|网络店铺|电商平台|\b(?:online|digital(?:ly|ised|ized)?|e-commerce|venue|virtual)\b|\bdaring\b|trực tuyến|ऑनलाइन|sàn thương mại",
    WHOLE,
)
_PERSONS = re.compile("seller|trader|vendor|卖家|微商|网商|商户|penjual|pelaku|venditori")


_SELLS_ONLINE = near(
    r"[^,;。]{0,16}?(?:都|也|已)?(?:开了?|开起了?|经营|开设)(?:起|了)?(?:网店|淘宝店|店)|[^.;]{0,48}?(?:now |have |has )?(?:sell|sold|selling) (?:it |them |their [a-z]+ )?online",
)
_SERVED = near(
    r"(?<![a-z])(reach|reached|reaching|benefit|benefited|benefiting|lifted|helped|help|helping|aided|served|supported|connects?|connected|bring work to) (?:[a-z]+ ){0,2}?(?:(?:more than|over|about|some|nearly|at least|up to|around|almost) )?$",
    WHOLE,
)


def farmers(seen: Seen) -> Verdict:
    """The verdict on a count of farmers."""
    if _SELLS_ONLINE.match(seen.sentence.low, seen.end, min(len(seen.sentence.low), seen.end + 60)):
        return Verdict("merchants", "farmers: who keep a shop")
    served = _SERVED.search(seen.sentence.low[: seen.amount.start][-40:])
    if served is not None:
        return Verdict("farmers_helped", f"farmers: {served[1]}")
    benefit, near = nearest(seen, ("benefit", "gain"))
    join, far = nearest(seen, ("watch", "join", "train"))
    employ, _ = nearest(seen, ("employ", "output"))
    if benefit is not None and near <= far:
        return Verdict("farmers_helped", f"farmers: {benefit.word}", benefit)
    if join is not None and employ is None:
        return Verdict("participants", f"farmers: {join.word}", join)
    if employ is None and has(seen.sentence, "watch"):
        return Verdict("participants", "farmers: in a sentence of livestreams")
    if benefit is None and has(seen.sentence, "benefit", "gain") and employ is None:
        return Verdict("farmers_helped", "farmers: in a sentence of help")
    return nothing("farmers: not helped", employ)


_STAFF = re.compile("员工|人员|employee|staff|practitioner|professional|从业者|工作人员|executive|agent|expert")
_OF_TRADE = re.compile(
    "电商|直播|网店|网络|快递|客服|淘宝|带货|online|e-commerce|livestream|live-stream|courier|internet|platform"
)


def participants(seen: Seen) -> Verdict:
    """The verdict on a count of participants."""
    assert seen.noun is not None
    if _STAFF.search(seen.noun.noun):
        near = _OF_TRADE.search(seen.sentence.low)
        return Verdict("participants", "participants: of online trade") if near else nothing("participants: staff")
    if nearest(seen, ("employ",))[0] is not None:
        return nothing("participants: of another matter")
    if has(seen.sentence, "watch", "sell", "join", "play", "train", "bring"):
        return Verdict("participants", "participants")
    return nothing("participants: of another matter")


_STAFF_BEFORE = near("(?:客服|运营|主播|直播团队|电商团队|运营团队|打包工|打包员|快递员|骑手)[^，。,;]{0,6}$", WHOLE)
_KEEPS_SHOP = near(
    "[^,;。]*?(?:开店|开网店|开设网店|经营网店|opened? (?:an? )?(?:online )?(?:shop|store)|runs? (?:an? )?(?:online )?(?:shop|store))",
)


_JOBS = near("(?:带动|吸纳|提供|创造|拉动|解决|促进)[^，。,;]{0,4}?就业(?:岗位|人数)?(?:超过?|约|近|达到?|共|累计)*$", WHOLE)
_POVERTY = re.compile("out of poverty|脱贫摘帽|贫困人口")


def people(seen: Seen) -> Verdict:
    """The verdict on a count of people."""
    if _KEEPS_SHOP.match(seen.sentence.low, seen.end, min(len(seen.sentence.low), seen.end + 40)):
        return Verdict("merchants", "people: who keep a shop")
    if _STAFF_BEFORE.search(seen.sentence.low[: seen.amount.start][-12:]):
        return Verdict("participants", "people: staff of online trade")
    if _JOBS.search(seen.sentence.low[: seen.amount.start][-14:]) and _OF_TRADE.search(
        f"{seen.sentence.low} {seen.before.low if seen.before else ''}"
    ):
        return Verdict("participants", "people: jobs in online trade")
    cue, _ = nearest(seen, ("watch", "play", "follow", "like", "join", "benefit", "gain", "employ", "economy", "sell", "train"))
    if cue is None:
        return nothing("people: of nothing known")
    if cue.kinds & {"employ", "economy"} or ("benefit" in cue.kinds and _POVERTY.search(seen.sentence.low)):
        return nothing("people: of another matter", cue)
    if cue.word in ("came", "joined", "dropped in") and has(seen.before, "watch"):
        return Verdict("viewers", f"people: {cue.word} to a stream", cue)
    for kinds, metric in (
        ({"follow"}, "followers"),
        ({"like"}, "likes"),
        ({"watch"}, "viewers"),
        ({"join", "train"}, "participants"),
        ({"benefit", "gain"}, "farmers_helped"),
        ({"sell", "play"}, "participants"),
    ):
        if cue.kinds & kinds:
            return Verdict(metric, f"people: {cue.word}", cue)
    return nothing("people: of nothing known", cue)
