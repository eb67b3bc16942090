"""Offers in the answers of 1688's gateway (search of 2023 and later, shops, recommendations). Built without a capture.

Its counter (bookedCount, 件) counts what was sold over a time that is not named.
"""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.items import Link, Listing, Reading
from crawler.pages import dom
from crawler.pages.alibaba1688 import offer_url
from crawler.pages.goods_keys import GoodsKeys, goods_of
from crawler.pages.taobao_mtop import Mtop

KEYS = GoodsKeys(
    platform="1688",
    url=offer_url,
    ids=("offerId", "offerid", "itemId"),
    titles=("title", "subject", "offerTitle", "simpleSubject"),
    prices=("priceInfo.price", "offerPrice.price", "price", "tradePrice.offerPrice.priceInfo.price", "offerPrice"),
    before=("priceInfo.originPrice",),
    sold=("bookedCount", "saleQuantity", "saleCount", "orderCount"),
    sold_period="unknown",
    shop_ids=("memberId", "sellerMemberId", "loginId"),
    shops=("companyName", "shopInfo.companyName", "shop.text", "company.name", "loginId"),
    sponsored=("isP4p", "isP4P"),
)


class Alibaba1688Api(Mtop):
    """An answer of the gateway that holds offers."""

    site: ClassVar[str] = "1688"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:h5api|acs)\.m\.1688\.com/(?:h5|gw)/mtop\."),
        re.compile(r"https?://search\.1688\.com/service/"),
    )

    def read(self) -> Reading:
        """Listings in the order of the answer."""
        known: dict[str, Listing] = {}
        goods_of(self.data, KEYS, known)
        ret = dom.string(dom.at(self.data, "ret", 0)) or ""
        if not known and not ret.startswith("SUCCESS"):
            return self.failed()
        reading = Reading(site=self.site)
        reading.items += known.values()
        reading.links = [Link(url=one.url, kind="item") for one in known.values()]
        return reading
