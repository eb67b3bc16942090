"""淘抢购, Taobao's flash sales: goods with a start, an end and a stock of their own. Built without a capture.

Its counter (soldAmount) counts units since the sale began, no total of the listing. People who want to be
reminded are no sales.
"""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.items import Link, Listing, Reading
from crawler.pages import walls
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.goods_keys import GoodsKeys, listing_of
from crawler.pages.moments import instant
from crawler.pages.rooms import inside, objects
from crawler.pages.spells import Sale, spells_of
from crawler.pages.taobao_ids import item_url, wall_of


def _url(native_id: str) -> str:
    return item_url(native_id, "taobao")


def _tmall_url(native_id: str) -> str:
    return item_url(native_id, "tmall")


_KEYS = GoodsKeys(
    platform="taobao",
    url=_url,
    ids=("itemId", "itemNumId", "item_id", "auctionId"),
    titles=("itemName", "title", "shortTitle", "name"),
    prices=("salePrice", "actPrice", "activityPrice", "promotionPrice", "price"),
    before=("originalPrice", "reservePrice", "itemPrice", "price"),
    sold=("soldAmount", "soldNum", "soldCount"),
    sold_period="unknown",
    shop_ids=("sellerId", "userId"),
    shops=("shopName", "sellerNick"),
    stock=("currentStock", "stock", "leftStock", "remainStock"),
    labels=("labels", "tags", "promotionTips", "benefit"),
    links=("itemUrl", "url", "link"),
    sibling=("tmall.", "tmall"),
    sibling_url=_tmall_url,
)
_STARTS = ("startTime", "gmtStart", "beginTime", "ostime")
_ENDS = ("endTime", "gmtEnd", "oetime")


class TaobaoFlash(Page):
    """Pages and answers of qiang.taobao.com."""

    site: ClassVar[str] = "taobao"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:qiang|tqg|qianggou|miao)\.taobao\.com/"),
        re.compile(r"https?://(?:h5api|acs|api)\.m\.taobao\.com/h5/mtop\.(?:msp\.qianggou|tqg|qianggou)"),
    )

    def read(self) -> Reading:
        """A listing a product at its sale's price, and a promotion a spell."""
        reading = Reading(site=self.site)
        known: dict[str, Listing] = {}
        sales: list[Sale] = []
        for data in data_of(self.body, self.text):
            for one in objects(data):
                listing = listing_of(one, _KEYS)
                if listing is None or listing.native_id in known:
                    continue
                listing.position = len(known) + 1
                listing.price_kind = "promotion" if listing.price is not None else None
                known[listing.native_id] = listing
                start, end = (
                    next((at for name in names if (at := instant(inside(one, name))) is not None), None)
                    for names in (_STARTS, _ENDS)
                )
                sales.append((listing, start, end))
        reading.items = [*known.values(), *spells_of("taobao", "qianggou", "淘抢购", sales)]
        reading.links = [Link(url=one.url, kind="item") for one in known.values()]
        if not known:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text)
        return reading
