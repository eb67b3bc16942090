"""What an amount of money, weight, share or time measures: the nearest cue of its clause decides."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.claims.lexicon import Cue
from pipelines.claims.seen import Seen, Verdict, has, nearest, nothing
from pipelines.readers.patterns import WHOLE, near

# ---- money ---------------------------------------------------------------------------------------------------------

_MONEY = ("sell", "bring", "price", "support", "gain", "income", "output", "economy", "discount")
_PER = re.compile(r" ?(?:/|per |a (?:kilo|kg|ton|box|jin|piece|bottle)|each|一斤|每斤|一公斤|每公斤|一箱|一盒|一个|一只|一份)")
_ORDER = ("price", "gain", "support", "discount", "income", "output", "economy", "sell", "bring")


_GIVEN = re.compile(r" (?:on|in|of|worth of|as|for)(?: [a-z]+)? |的?")


_A_HEAD = re.compile(r" (?:per|a|each) (?:household|capita|person|family|head|farmer|villager|mu|month)(?![a-z])")


# What the money is, where it stands behind it: 51 million baht in shipping subsidies.
_GIVEN_THERE = near(
    r" (?:in|of|worth of) (?:(?!orders|sales|goods|products)[\w-]+ ){0,3}(?:subsid(?:y|ies)|incentives?|vouchers?|coupons?|support|grants?|loans?|aid|discounts?|cashback|red envelopes|prizes|rebates|credits?)\b"
    r"|(?:的)?(?:现金|流量|平台|专项|推广|物流|购物|通用|数字)?(?:补贴|红包|消费券|优惠券|激励|奖励|扶持|代金券|购物券|助农券|惠民券)",
    WHOLE,
)
_SPENT_ON = near(
    r" (?:[a-z-]+ ){0,2}?(?:on|in|into|to) (?:[a-z-]+ ){0,3}?(?:training|infrastructure|cold-storage|storage|equipment|warehous\w*|branding|marketing|logistics|subsid\w*|promot\w*|cold[- ]chain|roads|facilities|support)\b",
    WHOLE,
)
# What one buyer spends: an average, and no sum of sales.
_AVERAGE = near(
    r"(?:average (?:spending|order|basket|purchase|spend|order value|ticket)|spent an average|客单价|人均消费|平均每单|单均|件均|户均消费)[^,;。，]{0,16}$",
    WHOLE,
)
_A_LOT = 100_000
# So much for a box: 三箱99元, one jin sells for eight yuan, 一斤卖二十来块.
_IS_PRICE = near(
    r"(?:\b(?:one|two|three|four|five|\d|box|jar|bag|bottle|kilo|kilogram|jin|pack|pot|basket|piece|pound|tin|catty|dozen) (?:(?:is|are|was|cost|costs|at|for|sells for|sold for|goes for|fetches|went for) ){1,2}(?:just |only |about |around |some )?"
    r"|一(?:斤|箱|盒|公斤|瓶|袋|份|个|只|筐|罐|提)[^,。;]{0,8}?(?:[,。;][^,。;]{0,8}?(?:卖|卖到))?)$",
    WHOLE,
)
_A_PRICE = 5_000
_TO_STATIONS = near(r"(?:补助|补贴|奖补|资助)[^,，。,]{0,4}(?:站点|服务站|驿站|网点)[^,，。,]{0,3}$", WHOLE)


# 年销售额过千万元的电商企业: how large they are; sold 3 million yuan worth of vouchers: sales.
_OF_THAT_SIZE = near(
    "以上?的[\u4e00-\u9fff]{0,4}(?:企业|商家|网店|店铺|主播|大户|合作社|直播间|龙头)|的[\u4e00-\u9fff]{0,4}(?:企业|商家|网店|店铺|主播|大户|合作社|直播间|龙头)[^,，。;；]{0,6}?\\d",
    WHOLE,
)
_SOLD_FOR = near(
    r"(?<![a-z])(?:sold|sales of|selling) (?:(?:more than|over|about|nearly|some|almost|around) )?$|(?:卖出|售出)(?:了|超|近|约|逾)?$",
    WHOLE,
)


def _by_what_follows(seen: Seen) -> Verdict | None:
    """The verdict that the words right behind an amount of money give: a price, a support, what is paid to stations."""
    amount, sentence = seen.amount, seen.sentence
    if _A_HEAD.match(sentence.low, amount.end) and nearest(seen, ("gain", "support", "discount"))[0] is None:
        return nothing("money: income a head")
    if _PER.match(sentence.low, amount.end):
        return Verdict("other", "money: a price, by what follows", None, amount.unit)
    given = next(
        (
            c
            for c in sentence.cues
            if "support" in c.kinds and c.start >= amount.end and _GIVEN.fullmatch(sentence.low[amount.end : c.start])
        ),
        None,
    )
    if given is not None:
        return Verdict("other", f"money: support, {given.word}", given, amount.unit)
    if _GIVEN_THERE.match(sentence.low, amount.end, min(len(sentence.low), amount.end + 60)):
        return Verdict("other", "money: support, by what follows", None, amount.unit)
    if _SPENT_ON.match(sentence.low, amount.end, min(len(sentence.low), amount.end + 60)):
        return Verdict("other", "money: spent on a cause", None, amount.unit)
    if amount.value < _A_PRICE and _IS_PRICE.search(sentence.low[: amount.start][-40:]) is not None:
        return Verdict("other", "money: a price, by what it is the price of", None, amount.unit)
    if amount.value < _A_LOT and _AVERAGE.search(sentence.low[: amount.start][-30:]) is not None:
        return Verdict("other", "money: an average a purchase", None, amount.unit)
    if _TO_STATIONS.search(sentence.low[: amount.start][-16:]) is not None:
        return nothing("money: for stations")
    is_size = _OF_THAT_SIZE.match(sentence.low, amount.end, min(len(sentence.low), amount.end + 16))
    return nothing("money: how large somebody is") if is_size else None


def money(seen: Seen) -> Verdict:
    """The verdict on an amount of money."""
    amount, sentence = seen.amount, seen.sentence
    first = _by_what_follows(seen) if _SOLD_FOR.search(sentence.low[: amount.start][-28:]) is None else None
    if first is not None:
        return first
    cue, _ = nearest(seen, _MONEY)
    if cue is not None and cue.word == "off" and amount.value >= _A_LOT:
        # Nine billion wiped off a market value is no discount.
        cue, _ = nearest(seen, [kind for kind in _MONEY if kind != "discount"])
    if cue is None:
        cue = earlier(seen, _MONEY)
    if cue is None and (has(sentence, "sell") or has(seen.prior, "sell")):
        return Verdict("sales_value", "money: in a sentence of sales", None, amount.unit)
    if cue is None:
        return nothing("money: of nothing known")
    if cue.word in _WORTH:
        cue = _beside(seen, cue) or cue
    kind = next(kind for kind in _ORDER if kind in cue.kinds)
    if cue.word in ("卖到", "卖") and amount.value < _A_PRICE and 0 <= amount.start - cue.end <= 2 and not amount.is_rounded:
        return Verdict("other", f"money: a price, {cue.word}", cue, amount.unit)
    if kind in ("sell", "bring"):
        return Verdict("sales_value", f"money: {cue.word}", cue, amount.unit)
    if kind in ("price", "support", "gain", "discount"):
        return Verdict("other", f"money: {kind}, {cue.word}", cue, amount.unit)
    return nothing(f"money: {kind}", cue)


_WORTH = frozenset(["worth", "worth of", "价值", "总价值", "valore", "trị giá"])


def _beside(seen: Seen, worth: Cue) -> Cue | None:
    """What is worth the money: vouchers worth, 价值...的消费券; None where the words do not tell."""
    low = seen.sentence.low
    wanted = {"support", "price", "economy", "output"}
    for cue in seen.sentence.cues:
        before = 0 <= worth.start - cue.end <= 2 and "," not in low[cue.end : worth.start]
        behind = 0 <= cue.start - seen.amount.end <= 10 and not set(low[seen.amount.end : cue.start]) & set(",;。")
        if cue.kinds & wanted and (before or behind):
            return cue
    return None


def earlier(seen: Seen, kinds: Iterable[str]) -> Cue | None:
    """The last cue of these kinds in the earlier clauses of the sentence."""
    wanted = frozenset(kinds)
    found = [cue for cue in seen.sentence.cues if cue.end <= seen.amount.start and cue.kinds & wanted]
    return found[-1] if found else None


# ---- weight --------------------------------------------------------------------------------------------------------

_LOT = re.compile(
    r"(?:装|/|规格|包装|礼盒|大小|以上的|重的|级|[- ](?:box|boxes|bag|bags|pack|packs|carton|cartons|crate|case)\b|个装|款)"
)
_BEFORE_LOT = re.compile(
    r"(?:orders? (?:of|over|above|from)|đơn (?:hàng )?từ|pesanan (?:di atas|minimal)|满|每满|/|每箱|每盒|一箱|一盒|单果重?|重达?|individually|weighing|weighs|每个|单个|每只|个头|per |a )$"
)


# Boxes of 5 kg, parcels of five and ten jin: what one holds, not what was sold.
_IN_LOTS = near(
    r"\b(?:boxes|box|parcels?|packages?|packs?|bags?|cartons?|crates?|jars?|bottles?|tins?|cans?|sacks?) of (?:[\w.]+(?: [a-z]+)? (?:and|or|to) )?$",
    WHOLE,
)

_LOT_G, _LOT_KG = 1_000, 5


def _in_lots(low: str, start: int) -> bool:
    before = low[max(0, start - 48) : start]
    return bool(_BEFORE_LOT.search(before[-14:]) or _IN_LOTS.search(before))


def weight(seen: Seen) -> Verdict:
    """The verdict on an amount of weight."""
    amount, sentence = seen.amount, seen.sentence
    low = sentence.low
    if (amount.spelled and amount.value <= 1) or _LOT.match(low, amount.end) or _in_lots(low, amount.start):
        return nothing("weight: of one lot")
    if amount.bound == "exact" and (
        (amount.unit == "g" and amount.value <= _LOT_G) or (amount.unit == "kg" and amount.value <= _LOT_KG)
    ):
        return nothing("weight: as little as one lot")
    cue, _ = nearest(seen, ("sell", "output", "economy"))
    if cue is None:
        cue = earlier(seen, ("sell", "output", "economy"))
    if cue is None and has(sentence, "sell") and not has(sentence, "output"):
        return Verdict("weight_sold", "weight: in a sentence of sales", None, amount.unit)
    if cue is None and has(seen.prior, "sell") and not has(seen.prior, "output"):
        return Verdict("weight_sold", "weight: after a sentence of sales", None, amount.unit)
    if cue is None:
        return nothing("weight: of nothing known")
    if "sell" in cue.kinds:
        return Verdict("weight_sold", f"weight: {cue.word}", cue, amount.unit)
    return nothing(f"weight: {sorted(cue.kinds)[0]}", cue)


# ---- shares, growth, multiples -------------------------------------------------------------------------------------

_MORE_THAN = re.compile(r" (?:more|higher|as much|as many|that of|the )|多$|以上")
_OF_MARKET = re.compile("market|mercato|份额|市占|thị phần|pangsa")
_TRADE = frozenset(["sell", "ordering", "play", "watch", "follow", "like", "visit", "price", "gain", "support", "discount"])
_OTHER = frozenset(["income", "output", "economy", "employ"])


def share(seen: Seen) -> Verdict:
    """The verdict on an amount of share."""
    return nothing("share: of a fine") if _FINED.search(seen.sentence.low) else _share(seen)


def _share(seen: Seen) -> Verdict:
    amount = seen.amount
    if amount.unit == "times" and amount.value >= 1000:
        cue, _ = nearest(seen, ("play", "watch", "like", "follow"))
        metric = "likes" if cue is not None and "like" in cue.kinds else "views"
        return nothing("times: of nothing known") if cue is None else Verdict(metric, f"times: {cue.word}", cue)
    cue, distance = nearest(seen, ("discount",))
    if amount.unit == "%" and cue is not None and distance <= 14:
        return Verdict("other", f"share: {cue.word}", cue, amount.unit)
    changes = nearest(seen, ("grow", "share"))[0] or earlier(seen, ("grow",))
    if changes is not None and "share" in changes.kinds and _OF_MARKET.search(changes.word):
        return Verdict("other", f"share: {changes.word}", changes, amount.unit)
    topic = _topic(seen)
    low = seen.sentence.low
    if topic is None and changes is not None and (_OF_SHOPS.search(low) or _OF_TOTAL.match(low, amount.end)):
        return Verdict("other", f"share: {changes.word}", changes, amount.unit)
    topic = topic or _further_topic(seen, changes)
    if topic is None:
        return nothing("share: of nothing known", changes)
    if _DELIVERED.search(low, max(0, amount.start - 24), min(len(low), amount.end + 48)) is not None and changes is None:
        return nothing("share: delivered in time")
    if topic.kinds & _OTHER and not topic.kinds & _TRADE:
        return nothing(f"share: {sorted(topic.kinds & _OTHER)[0]}", topic)
    compared = _MORE_THAN.match(low, amount.end) is not None or _AS_MUCH.match(low, amount.end) is not None
    compared = compared or _MULTIPLE_OF.search(low[max(0, amount.start - 14) : amount.start]) is not None
    if changes is None and amount.unit == "times" and not (amount.spelled or compared):
        return nothing("share: no change said", topic)
    return Verdict("other", f"share: {changes.word if changes else 'part'} of {topic.word}", changes or topic, amount.unit)


_FINED = re.compile("罚款|处罚|(?<![a-z])(?:fined|penalt(?:y|ies)|antitrust)(?![a-z])")
_OF_PRODUCTS = re.compile("(?<![a-z])(?:products|goods|produce)(?![a-z])|农产品|农货|商品")
_BY_KIND = re.compile("品类|分类|地区|增速|区域|类别|(?<![a-z])(?:category|categories|by region)(?![a-z])")
_DELIVERED = near(
    "(?:reached|arrived|delivered)[^,.;]{0,30}(?:the day after|the next day|the same day|within (?:a day|24 hours))|当日达|次日达|送达率|delivered (?:[a-z0-9% ]{1,60} )?(?:the same|same-day|within|next)"
)
_OF_SHOPS = re.compile("商家|网店|店铺|网商|主播|直播|用户|粉丝|merchants|sellers|stores|shops|livestream|users")
_OF_TOTAL = re.compile(r" of (?:the total|all (?:sales|orders))")
_AS_MUCH = re.compile(
    r" (?:the (?:volume|amount|number|figure|sales|level|size|total)|that of|what|as (?:much|many)|more|higher|larger|bigger)\b"
)


_MULTIPLE_OF = re.compile(
    r"(?:平时|平日|日常|往年|以往|往常|去年|上年|上月|节前|同期|20\d\d年)的(?:近|约)?$|gấp (?:khoảng |gần |hơn )?$"
)


def _further_topic(seen: Seen, changes: Cue | None) -> Cue | None:
    """What grows where no topic stands in the sentence: sales that the paragraph before told, by kind; products."""
    low = seen.sentence.low
    if changes is None:
        return None
    if seen.former is not None and _BY_KIND.search(low):
        # 从品类看,粮油、饮料分别增长18.4%和10.1%.
        sold = [cue for cue in seen.former.cues if cue.kinds & (_TRADE | _OTHER)]
        if sold and not sold[-1].kinds & _OTHER:
            return sold[-1]
    return changes if _OF_PRODUCTS.search(low[slice(*seen.sentence.clause(seen.amount.start))]) else None


def _topic(seen: Seen) -> Cue | None:
    """What grows or is shared: the nearest topic before the number in its clause, then behind it, then further back."""
    sentence, kinds = seen.sentence, _TRADE | _OTHER
    first, last = sentence.clause(seen.amount.start)
    # Orders have grown: no crop.
    topics = [cue for cue in sentence.cues if cue.kinds & kinds and not ("grow" in cue.kinds and cue.kinds & _OTHER)]
    here = [cue for cue in topics if first <= cue.start and cue.end <= seen.amount.start]
    if here:
        return here[-1]
    behind = [cue for cue in topics if seen.amount.end <= cue.start < last]
    if behind:
        return behind[0]
    further = [cue for cue in topics if cue.end <= seen.amount.start]
    if further:
        return further[-1]
    if seen.before is not None:
        further = [cue for cue in seen.before.cues if cue.kinds & kinds]
        return further[-1] if further else None
    return None


_WITHIN = re.compile(r"(?:(?<![a-z])(?:in|within|first|over|the)|前|首|头|短短|不到|पहले) ?$")


def time(seen: Seen) -> Verdict:
    """The verdict on an amount of time."""
    low = seen.sentence.low
    if seen.amount.unit == "hour" and _WITHIN.search(low[max(0, seen.amount.start - 14) : seen.amount.start]):
        return nothing("time: within so many hours")
    if seen.amount.unit == "hour" and seen.amount.value >= 24 and nearest(seen, ("watch",))[1] <= 24:
        return Verdict("other", "time: hours streamed", None, "hours")
    return nothing("time: a length of time")
