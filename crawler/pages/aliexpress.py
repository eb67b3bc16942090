"""Item pages of AliExpress: the markup of 2017, and the page data of 2019 and later (those built without a capture).

Its counter (orders, sold) counts the total ever sold, rounded on later pages.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Listing, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page
from crawler.pages.schema_offers import number

_ID = re.compile(r"/(?:item|i)/(?:[^/]+/)?(\d+)\.html")
_CURRENCY = re.compile(r'baseCurrencyCode\s*=\s*"([A-Z]{3})"')
_STOCK = re.compile(r"totalAvailQuantity\s*=\s*(\d+)")
_STORE = re.compile(r"/store/(\d+)")
_GONE = ("no longer available", "this page you requested can not be found", "item is unavailable")


def item_url(native_id: str) -> str:
    """Address of an item's own page."""
    return f"https://www.aliexpress.com/item/{native_id}.html"


class AliexpressItem(Page):
    """An item page of any of AliExpress's hosts."""

    site: ClassVar[str] = "aliexpress"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:[\w-]+\.)?aliexpress\.(?:com|us)/(?:item|i)/"),
    )

    def read(self) -> Reading:
        """The page's listing; an absent one where the page says that it is no longer available."""
        reading = Reading(site=self.site)
        native_id = dom.found(_ID, self.url)
        if native_id is None:
            reading.wall = walls.wall_of(self.body, self.text)
            return reading
        listing = Listing(platform="aliexpress", native_id=native_id, url=item_url(native_id))
        data = dom.at(dom.json_after(self.text, "window.runParams ="), "data")
        tree = dom.parse(self.text)
        if isinstance(data, dict) and data:
            _from_data(listing, data)
        else:
            _from_markup(listing, tree, self.text)
        is_gone = any(words in self.text for words in _GONE)
        if listing.title is None and not is_gone:
            reading.wall = walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        if is_gone and listing.price is None and listing.price_text is None:
            listing.presence, listing.availability = "absent", "discontinued"
        reading.items.append(listing)
        return reading


def _from_markup(listing: Listing, tree: LexborHTMLParser, text: str) -> None:
    listing.title = dom.text_of(tree, "h1.product-name", "h1[itemprop=name]")
    reduced, shown = dom.text_of(tree, "#j-sku-discount-price"), dom.text_of(tree, "#j-sku-price", "[itemprop=price]")
    _money(listing, reduced or shown)
    if reduced and shown:
        listing.list_price, listing.list_price_text = number(shown), shown
    listing.price_kind = "promotion" if reduced else ("shelf" if shown else None)
    listing.currency = dom.attribute(tree.css_first("[itemprop=priceCurrency]"), "content") or dom.found(_CURRENCY, text)
    sold = dom.text_of(tree, "#j-order-num", ".order-num")
    listing.sold_text, listing.sold_period = sold, "total" if sold else None
    listing.rating = dom.decimal(dom.text_of(tree, ".percent-num"))
    listing.review_count = dom.whole((dom.text_of(tree, ".rantings-num") or "").strip("() votes"))
    store = dom.first(tree, ".store-lnk", ".shop-name a")
    name = dom.clean(store.text()) if store is not None else None
    native = dom.found(_STORE, dom.attribute(store, "href") or "") or name
    listing.shop = Shop(native_id=native, name=name) if native else None
    crumbs = [dom.clean(node.text()) for node in tree.css(".ui-breadcrumb a")]
    listing.category_path = tuple(text for text in crumbs if text and text not in ("Home", "All Categories"))
    found = read_properties(pairs(node.text() for node in tree.css(".product-property-list li")))
    listing.brand, listing.origin_text, listing.net_weight_text = found.brand, found.origin_text, found.net_weight_text
    stock = dom.found(_STOCK, text)
    if stock is not None:
        listing.availability = "in_stock" if int(stock) else "out_of_stock"


def _money(listing: Listing, shown: str | None) -> None:
    """A plain number is the price; a range or a price with its sign is read later."""
    listing.price = number(shown) if shown else None
    listing.price_text = shown


def _from_data(listing: Listing, data: dict[str, Any]) -> None:
    """Page data in modules (2019 to 2022), or in components (2023)."""
    listing.title = dom.string(dom.at(data, "titleModule", "subject")) or dom.string(
        dom.at(data, "productInfoComponent", "subject")
    )
    price = dom.at(data, "priceModule") or dom.at(data, "priceComponent")
    price = dom.at(price, "discountPrice") or price
    now, full = dom.at(price, "minActivityAmount"), dom.at(price, "minAmount")
    listing.price = dom.decimal(dom.at(now, "value") or dom.at(full, "value"))
    top = dom.decimal(dom.at(price, "maxActivityAmount", "value") or dom.at(price, "maxAmount", "value"))
    listing.price_max = top if top is not None and listing.price is not None and top > listing.price else None
    listed = dom.decimal(dom.at(full, "value")) if now else None
    listing.list_price = listed if listed is not None and listing.price is not None and listed > listing.price else None
    listing.currency = dom.string(dom.at(now, "currency") or dom.at(full, "currency"))
    listing.price_text = dom.string(dom.at(price, "formatedActivityPrice") or dom.at(price, "formatedPrice"))
    listing.price_kind = "promotion" if listing.list_price is not None else "shelf"
    sold = dom.string(dom.at(data, "titleModule", "formatTradeCount") or dom.at(data, "tradeComponent", "formatTradeCount"))
    unit = (
        dom.string(dom.at(data, "titleModule", "tradeCountUnit") or dom.at(data, "tradeComponent", "tradeCountUnit")) or "sold"
    )
    listing.sold_text, listing.sold_period = (f"{sold} {unit}", "total") if sold else (None, None)
    store = dom.at(data, "storeModule") or dom.at(data, "sellerComponent")
    name, native = dom.string(dom.at(store, "storeName")), dom.string(dom.at(store, "storeNum"))
    listing.shop = Shop(native_id=native or name or "", name=name) if name or native else None
    rating = dom.at(data, "titleModule", "feedbackRating") or dom.at(data, "feedbackComponent")
    listing.rating = dom.decimal(dom.at(rating, "averageStar") or dom.at(rating, "evarageStar"))
    listing.review_count = dom.whole(dom.at(rating, "totalValidNum"))
    props = dom.at(data, "specsModule", "props") or dom.at(data, "productPropComponent", "props")
    named = {dom.string(one.get("attrName")): dom.string(one.get("attrValue")) for one in dom.mappings(props)}
    found = read_properties({name: value for name, value in named.items() if name and value})
    listing.brand, listing.origin_text, listing.net_weight_text = found.brand, found.origin_text, found.net_weight_text
    stock = dom.whole(
        dom.at(data, "quantityModule", "totalAvailQuantity") or dom.at(data, "inventoryComponent", "totalAvailQuantity")
    )
    listing.availability = None if stock is None else ("in_stock" if stock else "out_of_stock")
