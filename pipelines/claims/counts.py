"""What a count measures: the class of its noun, and the cues of its sentence, decide."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.claims.measured import earlier
from pipelines.claims.seen import Seen, Verdict, has, nearest, nothing
from pipelines.readers.patterns import WHOLE, near
from pipelines.readers.platforms import find_platforms

# ---- counts --------------------------------------------------------------------------------------------------------

_LIVING = near(
    r"[^,;。、]{0,10}?(?:鸟|植物|昆虫|方式|模式|疾病|语言|职业|机型|技术|动物|药物|服务|场景|原因|声音|问题|方法|渠道|可能|形式|观点|人才|岗位|数据|指标|树|菌|病|animals?|birds?|plants?|ways?|trees?|diseases?|people|jobs|services)"
)
# Events that promote by their name need no other word of trade.
_PROMOTIONAL = re.compile("促|promot|promosi|promozional|khuyến m[ãạ]i|助农|推介|展销")
_ACTIVITIES = re.compile("(?:促销|推介|展销|助农|对接|消费|带货)活动(?:共|累计|已|达|近|超|超过|约|逾){0,3}$")
_PROMOTES = re.compile("促|销|购|直播|展|对接|推介|消费|年货|带货|活动|商|节|市集|惠")


def types(seen: Seen) -> Verdict:
    """The verdict on a count of types."""
    assert seen.noun is not None
    if _LIVING.match(seen.sentence.low, seen.noun.end, seen.noun.end + 14) or (seen.amount.spelled and seen.amount.value < 4):
        return nothing("types: of other things")
    return Verdict("product_types", "types")


_PARCELS = near("(?:物流订单|快递订单|快递|快件|包裹|邮件|揽收量?|业务量|寄递量?)[^，。,;]{0,8}$", WHOLE)


_SENT = near("(?:日均|累计|共)?(?:寄递|揽收|投递)(?:量|快递|快件|包裹)?[^，。；,;]{0,12}\\d[^，。；;]{0,6}件", WHOLE)


def pieces(seen: Seen) -> Verdict:
    """The verdict on a count of pieces."""
    if (
        seen.noun is not None
        and seen.noun.noun == "件"
        and (
            _PARCELS.search(seen.sentence.low[: seen.amount.start][-12:])
            or _SENT.search(seen.sentence.low, 0, seen.amount.start)
        )
    ):
        return Verdict("orders", "pieces: parcels, by the noun before")
    cue, _ = nearest(seen, ("sell", "output", "economy", "employ"))
    cue = cue or earlier(seen, ("sell", "output"))
    if cue is not None and "sell" in cue.kinds:
        parcels = re.search("快递|揽收|寄递|快件|邮政|邮件|投递|包裹|发货|发件|件货物|日均", seen.sentence.low)
        is_parcel = parcels and seen.noun is not None and seen.noun.noun in ("件",)
        return Verdict("orders", "pieces: parcels", cue) if is_parcel else Verdict("units_sold", f"pieces: {cue.word}", cue)
    if cue is None and (has(seen.sentence, "sell") or has(seen.prior, "sell")) and not has(seen.sentence, "output"):
        return Verdict("units_sold", "pieces: in a sentence of sales")
    return nothing("pieces: not sold", cue)


_SOLD = frozenset(
    ["卖", "卖出", "卖了", "卖掉", "售出", "售", "卖完", "售罄", "秒杀", "抢购", "抢空", "下单", "订购", "预售", "热销", "销售"]
)


# 扶贫产品94696个, 微店600多个: the noun stands before the number.
_COUNTED_BEFORE = re.compile(
    "(?:(?P<shops>网店|微店|淘宝店|店铺|网商|商家|供应商)|(?:产品|商品|单品|品种))(?:共计?|达到?|超过?|约|近|有|数量|已|总数){0,3}$"
)
_ON_OFFER = re.compile("认定|上架|上线|在售|入选|展出|推出|开售|供应|参展|入驻")


def single(seen: Seen) -> Verdict:
    """The verdict on things that only 个 counts: goods where a word of selling stands beside them."""
    counted = _COUNTED_BEFORE.search(seen.sentence.low[max(0, seen.amount.start - 12) : seen.amount.start])
    if counted is not None and counted["shops"]:
        return Verdict("merchants", "merchants: by the noun before")
    if counted is not None and _ON_OFFER.search(seen.sentence.low):
        return Verdict("product_types", "types: by the noun before")
    cue, near = nearest(seen, ("sell",))
    if cue is not None and cue.word in _SOLD and near <= 8 + len(cue.word):
        return Verdict("units_sold", f"pieces: {cue.word}", cue)
    return nothing("pieces: of nothing known")


def streams(seen: Seen) -> Verdict:
    """The verdict on a count of streams."""
    assert seen.noun is not None
    if "session" in seen.noun.noun and not has(seen.sentence, "watch", "play", "sell"):
        return nothing("streams: sessions of another kind")
    return Verdict("livestream_sessions", "streams")


_STREAMED = re.compile("直播|带货|主播|开播|村播")
_NOT_STREAMED = re.compile("对接|展销|推介|促销|促消费|活动|展会|集市|培训|比赛|演出")


def events(seen: Seen) -> Verdict:
    """The verdict on a count of events."""
    assert seen.noun is not None
    low = seen.sentence.low
    noun = seen.noun.noun
    if noun in ("场", "场次", "专场") and _STREAMED.search(low) and not _NOT_STREAMED.search(low[: seen.noun.end]):
        return Verdict("livestream_sessions", "events: of livestreams")
    counted_behind = _ACTIVITIES.search(low[max(0, seen.amount.start - 20) : seen.amount.start]) is not None
    promotes = counted_behind or _PROMOTES.search(low, seen.noun.start, min(len(low), seen.noun.end + 16)) is not None
    if noun in ("场", "场次") and not promotes:
        return nothing("events: of another kind")
    festive = noun.startswith(("场", "活动", "event", "activit")) and _FESTIVE.search(low) is not None
    told = festive or counted_behind or _PROMOTIONAL.search(low) is not None
    if not told and not has(seen.sentence, "sell", "support", "discount", "join", "watch", "planned"):
        return nothing("events: not of the trade")
    return Verdict("promotional_activities", "events")


_FESTIVE = re.compile("丰收|年货|购物节|harvest festival|shopping festival")
_BESIDE = 16


def views(seen: Seen) -> Verdict:
    """The verdict on a count of views."""
    if seen.noun is not None and seen.noun.noun in ("流量", "曝光") and nearest(seen, ("support",))[0] is not None:
        return nothing("views: given as support")
    train, near = nearest(seen, ("train",))
    if seen.noun is not None and seen.noun.noun == "人次" and train is not None and near <= _BESIDE:
        return Verdict("participants", f"views: {train.word}", train)
    cue, _ = nearest(seen, ("employ", "economy", "watch", "play", "sell", "join"))
    if cue is not None and cue.kinds & {"employ", "economy"}:
        return nothing("views: visits of another kind", cue)
    if seen.noun is not None and seen.noun.noun == "人次" and not has(seen.sentence, "watch", "play"):
        join = nearest(seen, ("join",))[0]
        return Verdict("participants", "views: who took part", join) if join else nothing("views: visits of another kind")
    return Verdict("views", "views")


def accounts(seen: Seen) -> Verdict:
    """The verdict on a count of accounts."""
    cue, distance = nearest(seen, ("watch",))
    if cue is not None and (distance <= 14 or (distance <= 40 and ("room" in cue.word or "broadcast" in cue.word))):
        return Verdict("viewers", f"accounts: {cue.word}", cue)
    if nearest(seen, ("employ", "economy"))[0] is not None:
        return nothing("accounts: of another kind")
    return Verdict("other", "accounts")


_FAIRS = re.compile("fair|expo|exhibition|festival|page|shop|store|venue|booth|market")


def products(seen: Seen) -> Verdict:
    """The verdict on a count of products: pieces where they are sold, else kinds."""
    cue, near = nearest(seen, ("sell",))
    if cue is not None and near <= 24 and cue.word in ("sold", "ordered", "bought", "snapped up", "pre-sold", "purchased"):
        return Verdict("units_sold", f"products: {cue.word}", cue)
    return Verdict("product_types", "products on offer")


def visitors(seen: Seen) -> Verdict:
    """The verdict on a count of visitors: of a fair they take part, of a shop or its page they are told; tourists are none."""
    if seen.noun is not None and seen.noun.noun.startswith("visit") and not seen.noun.noun.startswith("visitor"):
        online = find_platforms(seen.sentence.text) or find_platforms(seen.before.text if seen.before is not None else "")
        return Verdict("other", "visitors: visits online") if online else nothing("visitors: of another kind")
    place = _FAIRS.search(seen.sentence.low)
    if place is None:
        return nothing("visitors: of another kind")
    return Verdict("other" if place.group() in ("page", "shop", "store") else "participants", f"visitors: {place.group()}")


_POVERTY_ENDED = re.compile("out of poverty|shak(?:e|en|ing) off poverty|脱贫摘帽|全部摘帽|退出贫困")


_EVENTS = re.compile(r"(?:促销|推介|展销)活动|(?<![a-z])(?:promotional|sales) (?:events|activities)(?![a-z])")
_DELIVERY = re.compile("当日达|次日达|隔日达|same-day delivery|next-day delivery")
_FROM = re.compile(
    r"(?:(?:products|goods|specialties|specialities|items|foods?|orders|brands|merchants|sellers) from|来自)(?: (?:over|more than|about|some|nearly))? ?$"
)


def places(seen: Seen) -> Verdict:
    """The verdict on a count of places."""
    assert seen.noun is not None
    if "淘宝" in seen.noun.noun or "taobao" in seen.noun.noun:
        return Verdict("other", "places: of a platform")
    if seen.amount.value < 2 or (seen.amount.value < 3 and seen.amount.spelled):
        return nothing("places: few")
    if _DELIVERY.search(seen.sentence.low):
        return nothing("places: of delivery")
    if _FROM.search(seen.sentence.low[: seen.amount.start][-16:]):
        return Verdict("other", "places: where goods come from")
    cue, _ = nearest(seen, ("employ", "economy", "income"))
    if _POVERTY_ENDED.search(seen.sentence.low):
        return nothing("places: out of poverty")
    if cue is None and _EVENTS.search(seen.sentence.low):
        return Verdict("other", "places: of events")
    if cue is None and has(seen.sentence, "watch", "sell", "join", "benefit", "support", "ordering"):
        return Verdict("other", "places reached")
    return nothing("places: of another matter", cue)


def platforms(seen: Seen) -> Verdict:
    """The verdict on a count of platforms."""
    if seen.amount.spelled and seen.amount.value < 3:
        return nothing("platforms: few")
    return Verdict("other", "platforms")


_TEAM = re.compile(r"\b(?:team|crew|staff|group) of (?:(?:more than|over|about|some|nearly|around|almost) )?$")
_OFF = re.compile(r"满\d{2,5}元?[减返送]$")
# 一年卖了四百来万: money, without its unit.
_SOLD_FOR = re.compile("(?:卖|卖了|卖出|卖到|进账|成交|流水)(?:了|大概|差不多|出|到|将近|近|超|超过)*")
_UNIT = re.compile("[多余来]?[^,。;吧呢啊了的 ]")
_MONEY_HEAD = re.compile(r"(?:额|收入|gmv|流水|营收|业绩|金额|总额|货值|价值|revenue|turnover|sales)$")


def bare(seen: Seen) -> Verdict:
    """A number that counts nothing that is said: money where a word of sales value stands right before it."""
    if _TEAM.search(seen.sentence.low[: seen.amount.start][-40:]) and seen.amount.value >= 2:
        return Verdict("participants", "bare: a team of so many")
    low = seen.sentence.low
    if _OFF.search(low[: seen.amount.start][-10:]):
        return Verdict("other", "bare money: off a sum", None, "CNY")
    cue, distance = nearest(seen, ("sell",))
    if cue is None or cue.start > seen.amount.start or distance > 8:
        return nothing("bare number")
    if (
        _SOLD_FOR.fullmatch(low, cue.start, seen.amount.start)
        and seen.amount.value >= 10_000
        and not _UNIT.match(low, seen.amount.end)
    ):
        return Verdict("sales_value", f"bare money: {cue.word}", cue, "CNY")
    if _MONEY_HEAD.search(cue.word) and cue.word not in ("sales",) and seen.amount.value >= 1000:
        return Verdict("sales_value", f"bare money: {cue.word}", cue, "CNY")
    if cue.word in ("销量", "销售量", "成交量"):
        return Verdict("units_sold", f"bare count: {cue.word}", cue)
    if cue.word in ("订单", "订单量"):
        return Verdict("orders", f"bare count: {cue.word}", cue)
    return nothing("bare number", cue)


def _always(metric: str) -> Callable[[Seen], Verdict]:
    verdict = Verdict(metric, metric)

    def rule(_: Seen) -> Verdict:
        return verdict

    return rule


viewers, _ordered, likes, followers, videos = map(_always, ("viewers", "orders", "likes", "followers", "videos"))


def posts(seen: Seen) -> Verdict:
    """The verdict on a count of posts; articles and stories only where they are read."""
    assert seen.noun is not None
    if seen.noun.noun.startswith(("article", "stor")) and not has(seen.sentence, "play", "watch"):
        return nothing("posts: of another kind")
    return Verdict("other", "other")


_OF_GOODS = re.compile(" of (?!each|the|every|all)")


def orders(seen: Seen) -> Verdict:
    """The verdict on a count of orders; packages of something are goods."""
    assert seen.noun is not None
    if seen.noun.noun.startswith(("package", "packet")) and _OF_GOODS.match(seen.sentence.low, seen.noun.end):
        return pieces(seen)
    return _ordered(seen)
