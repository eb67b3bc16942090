"""Search results of 1688, the wholesale market: the list of offers in the page's script; what it shows in tiles is less.

Tiles show the amount of money of the deals (成交…元) and how often goods were put into a cart: neither is a count of sales.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from crawler.items import Link, Listing, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.base import Page
from crawler.pages.taobao_ids import CNY, wall_of

_LIST = re.compile(r'"(?:listOffer|offerList)"\s*:\s*(?=\[)')
_TOTAL = re.compile(r'"(?:totalCount|found)"\s*:\s*"?(\d+)')


def offer_url(native_id: str) -> str:
    """Address of an offer's own page."""
    return f"https://detail.1688.com/offer/{native_id}.html"


class Alibaba1688Search(Page):
    """Results of s.1688.com and its landing pages."""

    site: ClassVar[str] = "1688"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:s|p4psearch|re|show|m)\.1688\.com/(?:selloffer|hamlet|kq|offer_search|p4p|youyuan|page)"),
    )

    def read(self) -> Reading:
        """Listings in the order of the list, advertised offers among them."""
        reading = Reading(site=self.site)
        match = _LIST.search(self.text)
        offers = dom.json_at(self.text, match.end()) if match else None
        for one in dom.mappings(offers):
            listing = _listing(one, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        total = dom.found(_TOTAL, self.text)
        reading.stated_total = int(total) if total and reading.items and int(total) else None
        if not reading.items:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text)
        return reading


def _listing(one: dict[str, Any], position: int) -> Listing | None:
    native_id = dom.string(one.get("offerid")) or dom.string(one.get("offerId")) or dom.string(one.get("id"))
    title = dom.untagged(dom.string(one.get("title")) or dom.string(dom.at(one, "information", "subject")))
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    price = dom.decimal(dom.at(one, "discountPrice", "price")) or dom.decimal(dom.at(one, "priceMoney", "amount"))
    price = price or dom.decimal(one.get("strPriceMoney"))
    nick = dom.string(dom.at(one, "attr", "aliTalk", "loginId"))
    name = nick or dom.string(dom.at(one, "attr", "company", "name"))
    member = dom.string(one.get("memberId")) or nick
    properties = {dom.string(part.get("p")): dom.string(part.get("v")) for part in dom.mappings(one.get("cpv"))}
    currency = dom.string(dom.at(one, "priceMoney", "currency")) or CNY
    return Listing(
        platform="1688",
        native_id=native_id,
        url=offer_url(native_id),
        title=title,
        brand=dom.string(dom.at(one, "attr", "brand", "name")),
        shop=Shop(native_id=member or name or "", name=name) if member or name else None,
        price=price if price is not None and price > 0 else None,
        currency=currency if price is not None and price > 0 else None,
        price_text=dom.string(dom.at(one, "discountPrice", "price")) or dom.string(one.get("strPriceMoney")),
        origin_text=properties.get("产地"),
        net_weight_text=properties.get("净含量"),
        position=position,
        sponsored=one.get("isP4P") is True or one.get("p4P") is True,
    )
