"""Pages of Pinduoduo that show lists (search, categories, shops, sales), by their scripts' data. Built without a capture.

Names with capitals (goodsName) are those of web pages, whose `priceInfo` is in yuan; names with underscores the app's, in fen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawler.items import Link, Listing, PriceKind, Promotion, Reading
from crawler.pages import dom, walls, zone_facts
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.goods_keys import GoodsKeys, listing_of
from crawler.pages.moments import instant
from crawler.pages.pinduoduo import app_listing, fen, goods_url, own_tip
from crawler.pages.rooms import first, objects
from crawler.pages.scripts import title_of
from crawler.pages.spells import Sale, spells_of
from pipelines.readers.patterns import WHOLE, near

_COMMON: dict[str, Any] = {
    "platform": "pinduoduo",
    "url": goods_url,
    "ids": ("goodsID", "goodsId"),
    "titles": ("goodsName", "shortName"),
    "sold": ("salesTip", "sideSalesTip", "sales"),
    "sold_period": "total",
    "shop_ids": ("mallID", "mallId", "mallEntrance.mall_id"),
    "shops": ("mallName", "mallEntrance.mall_name"),
    "stock": ("quantity",),
    "labels": ("tagList", "couponTips", "activityTips"),
}
_PREFIXES: tuple[tuple[str, PriceKind], ...] = (("券", "coupon"), ("补贴", "promotion"), ("秒杀", "promotion"))
_NO_HALL = near(r"index|search|cat|mall|goods|relative|personal|login|order|chat|recommend", WHOLE, flags=re.I)
_YUAN = GoodsKeys(**_COMMON, prices=("priceInfo", "groupPriceInfo"), before=("normalPriceInfo", "marketPriceInfo"))
_FEN = GoodsKeys(**_COMMON, prices=("groupPrice", "price"), before=("normalPrice", "marketPrice"), unit="fen")


class PinduoduoPage(Page):
    """A page of mobile.yangkeduo.com that is no goods page."""

    site: ClassVar[str] = "pinduoduo"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"https?://(?:mobile|m|www)\.(?:yangkeduo|pinduoduo)\.com/(?!goods\d?\.html|proxy/|api/)[\w-]*(?:\.html)?(?:[?#]|$)"
        ),
    )

    def read(self) -> Reading:
        """Listings in the order of the data, and the sales that have a start and an end."""
        reading = Reading(site=self.site)
        known: dict[str, Listing] = {}
        sales: list[Sale] = []
        for data in data_of(self.body, self.text):
            for one in objects(data):
                listing = listing_of(one, _YUAN) or listing_of(one, _FEN) or app_listing(one, len(known) + 1)
                if listing is None or listing.native_id in known:
                    continue
                if listing.list_price is None and "priceInfo" in one:
                    _price_before(listing, one)
                said = first(one, ("priceSrc.prefix", "pricePrefix")) or ""
                listing.price_kind = listing.price_kind or next((kind for word, kind in _PREFIXES if word in said), None)
                listing.sold_text = own_tip(listing.sold_text)
                listing.sold_period = listing.sold_period if listing.sold_text else None
                listing.position = len(known) + 1
                known[listing.native_id] = listing
                start, end = (
                    instant(one.get("startTime", one.get("start_time"))),
                    instant(one.get("endTime", one.get("end_time"))),
                )
                if start is not None and end is not None:
                    listing.price_kind = "promotion" if listing.price is not None else None
                    sales.append((listing, start, end))
        reading.items = [*known.values(), *spells_of("pinduoduo", "seckill", None, sales)]
        if known and not sales and (hall := self._hall(known.values())) is not None:
            reading.items.append(hall)
        reading.links = [Link(url=one.url, kind="item") for one in known.values()]
        if not known:
            is_login = "/login.html" in self.text[:20_000]
            reading.wall = "login" if is_login else walls.wall_of(self.body, self.text)
        return reading

    def _hall(self, listings: Iterable[Listing]) -> Promotion | None:
        """The hall or channel that the page is; None of searches, categories, shops and home pages, and without a name."""
        parts = urlsplit(self.url)
        path, name = parts.path.strip("/").removesuffix(".html"), dom.untagged(title_of(self.text)[:200])
        if not path or _NO_HALL.match(path) or not name or name.startswith("拼多多"):
            return None
        members = [(one.platform, one.site, one.native_id) for one in listings]
        native_id = f"{parts.netloc}/{path}"
        hall = Promotion(platform="pinduoduo", native_id=native_id, name=name, kind="zone", members=members)
        zone_facts.say(hall, self.text)
        return hall


def _price_before(listing: Listing, one: dict[str, Any]) -> None:
    """The price without a group, in fen beside the price in yuan; only where both units of the price say the same."""
    alone = fen(one.get("normalPrice")) or fen(one.get("marketPrice"))
    if listing.price is not None and fen(one.get("price")) == listing.price and alone is not None and alone > listing.price:
        listing.list_price = alone
