"""Search results and categories of AliExpress: the lists of 2020 and later in the page's data, the markup of 2016 to 2019.

Built without a capture. Its counter (sold, orders) counts the total ever sold.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from selectolax.lexbor import LexborNode

from crawler.items import Link, Listing, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.aliexpress import item_url, page_data
from crawler.pages.base import Page
from crawler.pages.rooms import first, objects
from crawler.pages.schema_offers import number
from crawler.urls import resolve

_ITEM = re.compile(r"/(?:item|i)/(?:[^/?]+/)?(\d{6,})\.html")
_TOTAL = re.compile(r'"(?:totalResults|resultCount)"\s*:\s*"?(\d+)')
_TITLES = ("title.displayTitle", "title.seoTitle", "title", "subject", "productTitle")


class AliexpressSearch(Page):
    """Results of any of AliExpress's hosts."""

    site: ClassVar[str] = "aliexpress"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"https?://(?:[\w-]+\.)?aliexpress\.(?:com|us|ru)/(?:w/|wholesale|af/|category/|premium/|popular/|gcp/|glosearch/|store/|ssr/)"
        ),
    )

    def read(self) -> Reading:
        """Listings in the order of the page."""
        reading = Reading(site=self.site)
        known: dict[str, Listing] = {}
        for one in objects(page_data(self.text)):
            listing = _of_data(one)
            if listing is not None:
                known.setdefault(listing.native_id, listing)
        if not known:
            for node in dom.every(dom.parse(self.text), "li.list-item, .items-list > li, div.item[qrdata], a.search-card-item"):
                listing = _tile(node, self.url)
                if listing is not None:
                    known.setdefault(listing.native_id, listing)
        for position, listing in enumerate(known.values(), 1):
            listing.position = position
        reading.items += known.values()
        reading.links = [Link(url=one.url, kind="item") for one in known.values()]
        total = dom.found(_TOTAL, self.text)
        reading.stated_total = int(total) if total and known else None
        if not known:
            reading.wall = walls.wall_of(self.body, self.text)
        return reading


def _of_data(one: dict[str, Any]) -> Listing | None:
    """One result of the page's data: prices as numbers (2021 on), or as one text (2020)."""
    native_id, title = first(one, ("productId", "redirectedId")), dom.untagged(first(one, _TITLES))
    if native_id is None or not native_id.isdigit() or title is None or not ("prices" in one or "price" in one or "sku" in one):
        return None
    listing = Listing(platform="aliexpress", native_id=native_id, url=item_url(native_id), title=title)
    now, before = dom.at(one, "prices", "salePrice"), dom.at(one, "prices", "originalPrice")
    listing.price, top = dom.decimal(first(now, ("minPrice", "value"))), dom.decimal(first(now, ("maxPrice",)))
    listing.price_max = top if top is not None and listing.price is not None and top > listing.price else None
    listed = dom.decimal(first(before, ("minPrice", "value")))
    listing.list_price = listed if listed is not None and listing.price is not None and listed > listing.price else None
    if listing.price is None:
        listing.list_price_text = first(one, ("originalPrice",))
    listing.currency = first(now, ("currencyCode",)) or first(before, ("currencyCode",))
    listing.price_text = first(now, ("formattedPrice",)) or (first(one, ("price",)) if listing.price is None else None)
    listing.price_kind = "promotion" if listing.list_price is not None else ("shelf" if listing.price is not None else None)
    sold = first(one, ("trade.tradeDesc", "tradeDesc", "trade.realTradeCount"))
    listing.sold_text, listing.sold_period = sold, "total" if sold else None
    rating = dom.decimal(first(one, ("evaluation.starRating", "starRating")))
    listing.rating = rating if rating is not None and 0 < rating <= 5 else None
    shop, name = first(one, ("store.storeId", "store.aliMemberId")), first(one, ("store.storeName",))
    listing.shop = Shop(native_id=shop or name or "", name=name) if name else None
    listing.sponsored = first(one, ("productType", "type")) in ("ad", "ads", "p4p") or None
    return listing


def _tile(node: LexborNode, base: str) -> Listing | None:
    """One result of the markup."""
    link = node if node.tag == "a" else dom.first(node, "h3 a", "a.product", "a[href*='/item/']")
    match = _ITEM.search(resolve(base, dom.attribute(link, "href") or "") or "")
    title = dom.attribute(dom.first(node, "h3 a", "a.product"), "title") or dom.text_of(
        node, "h3", "h1", "a.product", ".item-title"
    )
    if match is None or title is None:
        return None
    listing = Listing(platform="aliexpress", native_id=match[1], url=item_url(match[1]), title=title)
    shown = dom.text_of(node, ".price .value", "[itemprop=price]", ".price-current", "[class*=price-sale]")
    listing.price = number(shown) if shown else None
    listing.price_text, listing.list_price_text = shown, dom.text_of(node, ".original-price .value", "del", ".old-price")
    currency = dom.attribute(dom.first(node, "[itemprop=priceCurrency]"), "content")
    listing.currency = currency if currency and re.fullmatch(r"[A-Z]{3}", currency) else None
    sold = dom.text_of(node, ".order-num-a em", ".order-num em", ".sale-value-link", "[class*=trade--]")
    listing.sold_text, listing.sold_period = sold, "total" if sold else None
    listing.review_count = dom.whole((dom.text_of(node, ".rate-num") or "").strip("()"))
    name = dom.text_of(node, ".store-name a", ".store-name", "a.store")
    listing.shop = Shop(native_id=name, name=name) if name else None
    return listing
