"""JD's answers in JSON: mobile search, recommendations, flash sales (秒杀); but the recommendations, without a capture.

JD counts reviews (commentcount); since 2024 its search also shows sales (totalSales).
Prices are yuan; a flash sale names its own beside JD's.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar

from crawler.items import Item, Link, Listing, Reading
from crawler.pages import dom, walls
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.goods_keys import GoodsKeys, goods_of, listing_of
from crawler.pages.jd import item_url
from crawler.pages.moments import instant
from crawler.pages.rooms import first, objects
from crawler.pages.spells import Sale, spells_of

KEYS = GoodsKeys(
    platform="jd",
    url=item_url,
    ids=("wareid", "wareId", "skuId", "skuid", "sku_id", "sku"),
    titles=("Content.warename", "warename", "wname", "wareName", "ad_title", "skuName", "sku_name", "title", "name", "t"),
    prices=(
        "miaoShaPrice",
        "seckillPrice",
        "dredisprice",
        "promotionPrice",
        "pPrice",
        "jdPrice",
        "price.p",
        "priceInfo.p",
        "pcpPrice",
        "price",
        "p",
    ),
    before=("jdPrice", "pcpPrice", "price.op", "priceInfo.op", "originPrice", "op"),
    shop_ids=("shop_id", "shopId", "shopInfo.shopId"),
    shops=("shop_name", "shopName", "Content.shop_name", "shopInfo.shopName", "good_shop"),
    brands=("brandName", "brand_name"),
    sold=("totalSales", "salesVolume"),
    sold_period="unknown",
    reviews=("commentcount", "commentCount", "totalCount", "comment_num"),
    stock=("stockNum", "stock"),
    labels=("promo", "promotions", "tags", "couponInfo"),
)
_FLASH = ("miaoShaPrice", "seckillPrice")


class JdData(Page):
    """Answers of JD's gateways that hold goods."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:wqsou|wqitem|so\.m|ai|floor|f-floor|diviner|mixer|knicks|ms|coupon\.m)\.jd\.com/"),
        re.compile(r"https?://(?:dc|ccc)\.3\.cn/"),
        re.compile(r"https?://api\.m\.jd\.com/"),
    )

    def read(self) -> Reading:
        """Listings in the order of the answer, and the flash sales that they belong to."""
        reading = Reading(site=self.site)
        known: dict[str, Listing] = {}
        sales: list[Sale] = []
        for data in data_of(self.body, self.text):
            goods_of(data, KEYS, known)
            sales += self._sales(data)
            reading.stated_total = reading.stated_total or _total(data)
        for listing, _, _ in sales:
            found = known[listing.native_id]
            found.price_kind = "promotion"
        items: list[Item] = [*known.values(), *spells_of("jd", "seckill", "京东秒杀", sales)]
        reading.items = items
        reading.links = [Link(url=one.url, kind="item") for one in known.values()]
        if not known:
            reading.wall = walls.wall_of(self.body, self.text)
        return reading

    def _sales(self, data: Any) -> list[Sale]:
        """Goods with a price of a flash sale, and its times: instants, or seconds from now."""
        found = []
        for one in objects(data):
            listing = listing_of(one, KEYS)
            if listing is not None and first(one, _FLASH) is not None:
                start = self._when(one, ("startTimeMills", "startTimeShow", "startTime", "beginTime"), "startRemainTime")
                end = self._when(one, ("endTimeMills", "endTime"), "endRemainTime")
                found.append((listing, start, end))
        return found

    def _when(self, one: dict[str, Any], names: tuple[str, ...], remaining: str) -> datetime | None:
        named = next((at for name in names if (at := instant(one.get(name))) is not None), None)
        seconds = dom.decimal(one.get(remaining))
        if named is not None or seconds is None or not -(10**7) < seconds < 10**7:
            return named
        # Counted from the moment of the answer: to the minute, so that two answers name one sale.
        at = self.observed_at + timedelta(seconds=float(seconds))
        return (at + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _total(data: Any) -> int | None:
    for path in (
        ("data", "searchm", "Head", "Summary", "ResultCount"),
        ("wareCount",),
        ("data", "wareCount"),
        ("totalCount",),
        ("searchData", "wareCount"),
    ):
        total = dom.whole(dom.at(data, *path))
        if total is not None:
            return total
    return None
