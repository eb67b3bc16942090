"""Search results of 1688, the wholesale market: the list of offers in the page's script; what it shows in tiles is less.

Tiles show pieces (成交560件), or the amount of money of the deals (成交…元) and how often goods were put into a
cart: the latter two are no count of sales.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar

from selectolax.lexbor import LexborNode

from crawler.items import Link, Listing, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.base import Page
from crawler.pages.taobao_ids import CNY, wall_of

_LIST = re.compile(r'"(?:listOffer|offerList)"\s*:\s*(?=\[)')
_OFFER = re.compile(r"/offer/(\d+)\.html")
_TILES = "[t-offer-id], li.sm-offer-item, li.sm-offerShopwindow, .sm-offer li[offerid]"
_PIECES = re.compile(r"\d\s?[万千]?\+?\s?[件个笔箱袋台只条双套盒斤包瓶]")
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
        if not reading.items:
            tree = dom.parse(self.text)
            for node in dom.every(tree, _TILES)[:500]:
                listing = _tile(node, len(reading.items) + 1)
                if listing is not None:
                    reading.items.append(listing)
                    reading.links.append(Link(url=listing.url, kind="item"))
        total = dom.found(_TOTAL, self.text)
        reading.stated_total = int(total) if total and reading.items and int(total) else None
        if not reading.items:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text)
        return reading


def _trade_price(one: dict[str, Any]) -> Decimal | None:
    """The price of an offer as the lists of 2019 and later keep it."""
    offer = dom.at(one, "tradePrice", "offerPrice")
    paths = (("priceInfo", "price"), ("valueString",), ("originalValue", "integer"))
    return next((price for path in paths if (price := dom.decimal(dom.at(offer, *path))) is not None), None)


def _tile(node: LexborNode, position: int) -> Listing | None:
    """One offer of the markup of 2012 to 2017."""
    link = dom.first(node, ".sm-offer-title a", "a.sm-offer-photoLink", ".sm-offerShopwindow-title a", "a[href*='/offer/']")
    href = dom.attribute(link, "href") or ""
    native_id = dom.attribute(node, "t-offer-id", "offerid", "data-offer-id") or dom.found(_OFFER, href)
    title = dom.attribute(link, "title") or (dom.clean(link.text()) if link is not None else None)
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    listing = Listing(platform="1688", native_id=native_id, url=offer_url(native_id), title=title, position=position)
    shown = dom.first(node, ".sm-offer-priceNum", ".sm-offerShopwindow-price", ".price em", ".price")
    text = (dom.attribute(shown, "title") or (dom.clean(shown.text()) if shown is not None else None) or "").strip("¥￥ ")
    listing.price = dom.decimal(text or None)
    listing.price_text, listing.currency = (text, CNY) if listing.price is not None else (None, None)
    company = dom.first(node, ".sm-offer-companyName", ".sm-offer-company a", ".company a")
    name = dom.attribute(company, "title") or (dom.clean(company.text()) if company is not None else None)
    listing.shop = Shop(native_id=name, name=name) if name else None
    deals = dom.text_of(node, ".sm-offer-trade", ".sm-offer-tradeBt", ".sale-count")
    if deals and _PIECES.search(deals):
        listing.sold_text, listing.sold_period = deals, "unknown"
    listing.ships_from_text = dom.text_of(node, ".sm-offer-location", ".sm-offer-subLocation")
    return listing


def _place(one: dict[str, Any]) -> str | None:
    """Where the company is: province and city."""
    company = dom.at(one, "company") or dom.at(one, "attr", "company")
    words = [dom.string(dom.at(company, name)) for name in ("province", "city")]
    return " ".join(dict.fromkeys(word for word in words if word)) or None


def _listing(one: dict[str, Any], position: int) -> Listing | None:
    native_id = dom.string(one.get("offerid")) or dom.string(one.get("offerId")) or dom.string(one.get("id"))
    title = dom.untagged(dom.string(one.get("title")) or dom.string(dom.at(one, "information", "subject")))
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    price = dom.decimal(dom.at(one, "discountPrice", "price")) or dom.decimal(dom.at(one, "priceMoney", "amount"))
    price = price or dom.decimal(one.get("strPriceMoney")) or _trade_price(one)
    nick = dom.string(dom.at(one, "attr", "aliTalk", "loginId"))
    name = nick or dom.string(dom.at(one, "attr", "company", "name")) or dom.string(dom.at(one, "company", "name"))
    member = dom.string(one.get("memberId")) or nick
    # Pieces of the last deals, where the list has them; the amount of money of the deals (gmv) is no count.
    sold = dom.whole(dom.at(one, "tradeQuantity", "saleQuantity"))
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
        sold=sold,
        sold_text=str(sold) if sold is not None else None,
        sold_period="unknown" if sold is not None else None,
        ships_from_text=_place(one),
        origin_text=properties.get("产地"),
        net_weight_text=properties.get("净含量"),
        position=position,
        sponsored=one.get("isP4P") is True or one.get("p4P") is True,
    )
