"""Item pages of AliExpress: the markup of 2017, and the page data of 2019 and later (those built without a capture).

Its counter (orders, sold) counts the total ever sold, rounded on later pages.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Listing, Reading, Shop
from crawler.pages import aliexpress_ru, dom, walls
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page
from crawler.pages.drafts import Draft, listing_of
from crawler.pages.loose_json import loose
from crawler.pages.rooms import first, objects
from crawler.pages.schema_offers import number
from crawler.pages.structured import read_structured

_ID = re.compile(r"/(?:item|i)/(?:[^/]+/)?(\d+)\.html")
_CURRENCY = re.compile(r'baseCurrencyCode\s*=\s*"([A-Z]{3})"')
_STOCK = re.compile(r"totalAvailQuantity\s*=\s*(\d+)")
_STORE = re.compile(r"/store/(\d+)")
_MARKERS = ("window.runParams", "_dida_config_._init_data_", "window.__INIT_DATA__", "runParams.data")
# Markup of 2014 to 2018; pages as a browser rendered them in 2019 to 2022, and later with names that change.
_TITLES = (
    "h1.product-name",
    "h1[itemprop=name]",
    ".product-title-text",
    "h1[data-pl=product-title]",
    '[class*="title--wrap"] h1',
)
_REDUCED = ("#j-sku-discount-price", "#sku-discount-price", ".uniform-banner-box-price")
_SHOWN = (
    "#j-sku-price", "#sku-price", "[itemprop=price]", "[itemprop=lowPrice]", ".product-price-current .product-price-value",
    ".product-price-value", '[class*="price--currentPriceText"]', '[class*="price--current"]', ".product-price .value",
)  # fmt: skip
_BEFORE = (
    ".product-price-original .product-price-value",
    ".product-price-del .product-price-value",
    '[class*="price--original"]',
)
_GONE = ("no longer available", "this page you requested can not be found", "item is unavailable")


def item_url(native_id: str) -> str:
    """Address of an item's own page."""
    return f"https://www.aliexpress.com/item/{native_id}.html"


class AliexpressItem(Page):
    """An item page of any of AliExpress's hosts."""

    site: ClassVar[str] = "aliexpress"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:[\w-]+\.)?aliexpress\.(?:com|us|ru)/(?:item|i)/"),
    )

    def read(self) -> Reading:
        """The page's listing; an absent one where the page says that it is no longer available."""
        reading = Reading(site=self.site)
        native_id = dom.found(_ID, self.url)
        if native_id is None:
            reading.wall = walls.wall_of(self.body, self.text)
            return reading
        listing = Listing(platform="aliexpress", native_id=native_id, url=item_url(native_id))
        data = _components(page_data(self.text))
        if data:
            _from_data(listing, data)
        elif aliexpress_ru.MARKER in self.text:
            aliexpress_ru.fill(listing, self.text)
        else:
            tree = dom.parse(self.text)
            _from_markup(listing, tree, self.text)
            if listing.title is None:
                _from_declared(listing, read_structured(self.text, tree, self.url).main, self.url)
        is_gone = any(words in self.text for words in _GONE)
        if listing.title is None and not is_gone:
            reading.wall = walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        if is_gone and listing.price is None and listing.price_text is None:
            listing.presence, listing.availability = "absent", "discontinued"
        reading.items.append(listing)
        return reading


def _from_declared(listing: Listing, drafts: list[Draft], url: str) -> None:
    """What the structured data of a page say of which nothing else can be read; its own id stays."""
    said = listing_of([draft for draft in drafts if draft.source != "opengraph"], url)
    if said is not None:
        for name in (
            "title",
            "price",
            "price_max",
            "price_text",
            "currency",
            "brand",
            "rating",
            "review_count",
            "availability",
        ):
            setattr(listing, name, getattr(said, name))


def page_data(text: str) -> Any:
    """What a page of AliExpress starts from, as JSON or as an object of JavaScript; None where it has nothing."""
    for marker in _MARKERS:
        at = text.find(marker)
        while at >= 0:
            start = text.find("{", at)
            if 0 <= start <= at + len(marker) + 40:
                end = text.find("</script", start)
                found = dom.json_at(text, start)
                found = loose(text[start : end if end > 0 else len(text)]) if found is None else found
                if found:
                    return found
            at = text.find(marker, at + len(marker))
    return None


def _components(data: Any) -> dict[str, Any]:
    """The modules or components of an item, however deep the page keeps them."""
    known = ("titleModule", "productInfoComponent", "priceModule", "priceComponent", "PRODUCT_TITLE")
    return next((one for one in objects(data) if any(name in one for name in known)), {})


def _from_markup(listing: Listing, tree: LexborHTMLParser, text: str) -> None:
    listing.title = dom.text_of(tree, *_TITLES)
    reduced, shown = dom.text_of(tree, *_REDUCED), dom.text_of(tree, *_SHOWN)
    _money(listing, reduced or shown)
    before = shown if reduced else dom.text_of(tree, *_BEFORE)
    if before and (reduced or shown):
        listing.list_price, listing.list_price_text = number(before), before
    top = number(dom.text_of(tree, "[itemprop=highPrice]") or "")
    listing.price_max = top if top is not None and listing.price is not None and top > listing.price else None
    listing.price_kind = "promotion" if before and (reduced or shown) else ("shelf" if shown or reduced else None)
    listing.currency = dom.attribute(tree.css_first("[itemprop=priceCurrency]"), "content") or dom.found(_CURRENCY, text)
    sold = dom.text_of(
        tree, "#j-order-num", ".order-num", ".product-reviewer-sold", '[class*="reviewer--sold"]', ".orders-count"
    )
    listing.sold_text, listing.sold_period = sold, "total" if sold else None
    rating = dom.decimal(dom.text_of(tree, ".percent-num", ".overview-rating-average", '[class*="reviewer--rating"] strong'))
    listing.rating = rating if rating is not None and 0 < rating <= 5 else None
    listing.review_count = dom.whole((dom.text_of(tree, ".rantings-num") or "").strip("() votes"))
    store = dom.first(
        tree, ".store-lnk", ".shop-name a", '[class*="store-info--name"] a', "a[data-pl=store-name]", ".company-name a"
    )
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
    listing.title = first(
        data, ("titleModule.subject", "productInfoComponent.subject", "PRODUCT_TITLE.text", "pageModule.title")
    )
    whole = dom.at(data, "priceModule") or dom.at(data, "priceComponent")
    price = dom.at(whole, "discountPrice") or whole
    now = dom.at(price, "minActivityAmount")
    full = dom.at(price, "minAmount") or dom.at(whole, "origPrice", "minAmount") or dom.at(whole, "minAmount")
    if now is None and full is None:
        now, full = _of_choices(whole)
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
    stock = dom.whole(first(data, ("quantityModule.totalAvailQuantity", "inventoryComponent.totalAvailQuantity")))
    listing.availability = None if stock is None else ("in_stock" if stock else "out_of_stock")


def _of_choices(price: Any) -> tuple[Any, Any]:
    """(amount to pay, full amount) of the cheapest choice, where the page gives prices of choices only."""
    values = [one.get("skuVal") for one in dom.mappings(dom.at(price, "skuPriceList"))]
    found = [
        (amount, value)
        for value in values
        if (amount := dom.decimal(first(value, ("skuActivityAmount.value", "skuAmount.value")))) is not None
    ]
    if not found:
        return None, None
    value = min(found, key=lambda one: one[0])[1]
    return dom.at(value, "skuActivityAmount"), dom.at(value, "skuAmount")
