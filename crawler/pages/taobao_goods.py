"""Goods anywhere in Taobao's JSON: answers of its gateway that no other class reads, data that activity pages start from.

Built without a capture. Its counters of a year (vagueSold365) and of a month (itemMonthSoldCount) are levels, no totals.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from crawler.items import Link, Listing, Reading
from crawler.pages import dom
from crawler.pages.goods_keys import GoodsKeys, goods_of
from crawler.pages.taobao_ids import is_tmall, item_url
from crawler.pages.taobao_mtop import HOST, Mtop

PLACEHOLDERS = frozenset({"文字", "标题", "商品标题", "宝贝标题", "宝贝名称", "title"})
KEYS = GoodsKeys(
    platform="taobao",
    url=lambda native_id: item_url(native_id, "taobao"),
    ids=("itemId", "item_id", "itemid", "auctionId", "nid"),
    titles=("itemTitle", "item_title", "title", "shortTitle", "itemName", "item_name", "name"),
    prices=(
        "itemActPrice",
        "actPrice",
        "actInfo.price",
        "itemDiscountPrice",
        "discountPrice",
        "item_current_price",
        "currentPrice",
        "promotionPrice",
        "itemPrice",
        "price",
    ),
    before=("itemTagPrice", "tagPrice", "originPrice", "originalPrice", "origPrice", "reservePrice", "marketPrice"),
    sold=("vagueSold365", "itemMonthSoldCount", "monthSoldCount", "monthSellCount", "soldCount", "sellCount", "sold"),
    shop_ids=("sellerId", "userId", "seller_id"),
    shops=("shopName", "shopTitle", "shopInfo.title", "itemNick", "nick"),
    ships_from=("procity", "itemLoc", "location"),
    brands=("brandName",),
    labels=("benefitPointData", "benefits", "tags"),
    links=("itemUrl", "item_url", "auctionUrl", "clickUrl", "url", "link"),
    sibling=("tmall.", "tmall"),
    sibling_url=lambda native_id: item_url(native_id, "tmall"),
)


def goods_in(data: Any, platform: str = "taobao") -> list[Listing]:
    """The goods of nested JSON in its order, each once; placeholders are none.

    Args:
        data: the value.
        platform: of goods whose own address does not say it.

    """
    known: dict[str, Listing] = {}
    goods_of(data, KEYS, known)
    found = [listing for listing in known.values() if listing.title not in PLACEHOLDERS]
    for position, listing in enumerate(found, 1):
        listing.position = position
        if listing.sold_text:
            listing.sold_period = "unknown"
        if platform == "tmall" and listing.platform == "taobao":
            listing.platform, listing.url = platform, item_url(listing.native_id, platform)
    return found


class TaobaoGoodsApi(Mtop):
    """Any other answer of the gateway: a shop's goods, the goods of an activity."""

    site: ClassVar[str] = "taobao"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (re.compile(HOST + r"(?:h5|gw)/mtop\."),)

    def read(self) -> Reading:
        """Listings in the order of the answer."""
        data = dom.at(self.data, "data")
        listings = goods_in(data, "tmall" if is_tmall(self.url.split("?")[0]) else "taobao")
        ret = dom.string(dom.at(self.data, "ret", 0)) or ""
        if not listings and not ret.startswith("SUCCESS"):
            return self.failed()
        reading = Reading(site=self.site)
        reading.items += listings
        reading.links = [Link(url=one.url, kind="item") for one in listings]
        total = dom.whole(dom.at(data, "totalCount") or dom.at(data, "totalResults") or dom.at(data, "total"))
        reading.stated_total = total if listings else None
        return reading
