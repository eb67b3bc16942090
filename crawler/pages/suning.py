"""Suning: search results, item pages, and the endpoints that fill in their prices. Built without a capture.

Its counters are of reviews; it shows no sales. An item is known by its number without the zeros before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Availability, Item, Link, Listing, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.api import ApiPage
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page
from crawler.pages.listings import without_offer
from crawler.pages.rooms import first, objects

CNY = "CNY"
_PRODUCT = re.compile(r"product\.suning\.com/(?:(\d{10})/)?0*(\d{5,18})\.html")
_MOBILE = re.compile(r"m\.suning\.com/product/(\d{10})/0*(\d{5,18})\.html")
_TOTAL = re.compile(r'"?(?:totalCount|resultCount)"?\s{0,3}[:=]\s{0,3}"?(\d+)|共\s{0,3}<[^<>]{0,80}>(\d+)<')
_NAME = re.compile(r'"?(?:itemDisplayName|cmmdtyName)"?\s{0,3}[:=]\s{0,3}"([^"\\]{1,300})"')
_SHOP_NAME = re.compile(r'"?shopName"?\s{0,3}[:=]\s{0,3}"([^"\\]{1,100})"')
_BRAND = re.compile(r'"?brandName"?\s{0,3}[:=]\s{0,3}"([^"\\]{1,60})"')
_LIST = re.compile(r"(https?://list\.suning\.com/\d+-\w+-)(\d{1,4})(?=[-.])")
_VENDOR = re.compile(r"/(\d{10})/")
_OWN = "0000000000"
# Where the goods would go (Beijing), and the name of the function that is called with the answer.
_ASKING = "-010-2-0000000000-1--ds0000000003587.jsonp?callback=ds0000000003587"
_ASKED_AT_ONCE = 20
_GONE = ("该商品已下架", "商品已下架", "此商品已下柜")


def item_url(native_id: str, shop: str = "0000000000") -> str:
    """Address of an item's own page; ten zeros stand for Suning itself."""
    return f"https://product.suning.com/{shop}/{native_id}.html"


def price_links(listings: Iterable[Item]) -> list[Link]:
    """The endpoint that Suning's pages ask for the prices that they leave out, some goods at a time."""
    goods = [one for one in listings if isinstance(one, Listing) and one.presence == "seen" and one.price_text is None]
    keys = [f"{one.native_id:0>18}__2_{dom.found(_VENDOR, one.url) or _OWN}" for one in goods]
    asked = [",".join(keys[at : at + _ASKED_AT_ONCE]) for at in range(0, len(keys), _ASKED_AT_ONCE)]
    return [Link(url=f"https://ds.suning.com/ds/generalForTile/{words}{_ASKING}", kind="api") for words in asked]


class SuningSearch(Page):
    """Results of search.suning.com and list.suning.com; most prices are filled in by a script."""

    site: ClassVar[str] = "suning"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (re.compile(r"https?://(?:search|list)\.suning\.com/"),)

    def read(self) -> Reading:
        """Listings in the order of the page."""
        reading = Reading(site=self.site)
        tree = dom.parse(self.text)
        seen: set[str] = set()
        for node in dom.every(tree, "li.item-wrap, #product-list li, #product-wrap li, ul.items > li, .product-box"):
            listing = _tile(node, len(seen) + 1)
            if listing is not None and listing.native_id not in seen:
                seen.add(listing.native_id)
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        reading.links += price_links(reading.items)
        if following := _following(self.url):
            reading.links.append(Link(url=following, kind="next"))
        match = _TOTAL.search(self.text)
        reading.stated_total = int(match[1] or match[2]) if match and reading.items else None
        if not reading.items:
            reading.wall = walls.wall_of(self.body, self.text)
            if "没有找到" in self.text and reading.wall in (None, "soft_404", "empty_shell"):
                reading.wall, reading.stated_total = None, 0
        return reading


def _following(url: str) -> str:
    """The next page of a category's list, whose address counts pages from 0: `0-20006-1.html` follows `0-20006-0.html`."""
    match = _LIST.match(url)
    return f"{match[1]}{int(match[2]) + 1}{url[match.end() :]}" if match else ""


def _tile(node: LexborNode, position: int) -> Listing | None:
    link = dom.first(node, "a[href*='product.suning.com']")
    match = _PRODUCT.search(dom.attribute(link, "href") or "")
    title = dom.text_of(node, ".title-selling-point a", ".title-selling-point", ".sell-point a", ".sell-point", "p.sell-name")
    # Words of praise stand in an element of their own behind the title.
    praise = dom.text_of(node, ".title-selling-point a > em:last-child")
    title = (dom.clean(title.removesuffix(praise)) or title) if title and praise else title
    title = title or dom.attribute(dom.first(node, ".img-block img", "img[alt]"), "alt")
    if match is None or title is None:
        return None
    native_id, vendor = match[2], match[1]
    seller = dom.first(node, ".store-stock a", ".store-name a", ".seller")
    name = dom.clean(seller.text()) if seller is not None else None
    shown = dom.text_of(node, ".price-box .def-price", ".def-price", ".prive", ".price")
    listing = Listing(platform="suning", native_id=native_id, url=item_url(native_id, vendor or "0000000000"), title=title)
    listing.shop = Shop(native_id=vendor or name, name=name) if name else None
    if shown and any(sign.isdigit() for sign in shown):
        listing.price_text, listing.currency = re.sub(r"(?<=[¥￥\d.])\s(?=[\d.])", "", shown), CNY
    # 3000+ reviews are a bound: only a bare number is a count.
    listing.review_count = dom.whole(dom.text_of(node, ".info-evaluate i", ".com-cnt a"))
    listing.position = position
    return listing


class SuningItem(Page):
    """An item page of product.suning.com."""

    site: ClassVar[str] = "suning"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://product\.suning\.com/(?:\d{10}/)?\d+\.html"),
        re.compile(r"https?://m\.suning\.com/product/\d{10}/\d+\.html"),
    )

    def read(self) -> Reading:
        """The page's listing; an absent one where it says that the goods are off the shelf."""
        reading = Reading(site=self.site)
        match = _PRODUCT.search(self.url) or _MOBILE.search(self.url)
        tree = dom.parse(self.text)
        title = dom.text_of(tree, "#itemDisplayName", ".proinfo-title h1", "h1.product-title") or dom.found(_NAME, self.text)
        own = dom.text_of(tree, "#itemDisplayName #itemNameZy")
        title = dom.clean(title.removeprefix(own)) if title and own else title
        is_gone = any(words in self.text for words in _GONE)
        if match is None or (title is None and not is_gone):
            reading.wall = walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        native_id, vendor = match[2], match[1]
        listing = Listing(platform="suning", native_id=native_id, url=item_url(native_id, vendor or "0000000000"), title=title)
        _fill(listing, tree, self.text, vendor)
        if is_gone:
            listing.presence, listing.availability = "absent", "discontinued"
            without_offer(listing)
        reading.items.append(listing)
        reading.links += price_links(reading.items)
        return reading


def _fill(listing: Listing, tree: LexborHTMLParser, text: str, vendor: str | None) -> None:
    shown = dom.text_of(tree, ".mainprice", "#promotionPrice", ".proinfo-price .price")
    if shown and any(sign.isdigit() for sign in shown):
        listing.price_text = re.sub(r"(?<=[¥￥\d.])\s(?=[\d.])", "", shown)
        listing.currency, listing.price_kind = CNY, "shelf"
        before = dom.text_of(tree, ".small-price", "#netPrice", ".proinfo-price del", ".mainbox .origin-price")
        if before and any(sign.isdigit() for sign in before):
            listing.list_price_text, listing.price_kind = re.sub(r"(?<=[¥￥\d.])\s(?=[\d.])", "", before), "promotion"
    name = dom.text_of(tree, "#shopName a", ".header-shop-name", ".si-intro-list .shop-name") or dom.found(_SHOP_NAME, text)
    listing.shop = Shop(native_id=vendor or name, name=name) if name else None
    crumbs = [dom.clean(node.text()) for node in tree.css(".breadcrumb a, .dropdown-text a")]
    listing.category_path = tuple(dict.fromkeys(one for one in crumbs if one and one != "首页"))[:3]
    rows = [node.text() for node in tree.css("#kernelParmeter li, .cnt-attr li")[:50]]
    rows += [
        f"{label}：{value}"
        for row in tree.css("#itemParameter tr, .procon-param tr, #bzqd_tag tr")[:200]
        if (label := dom.text_of(row, ".name", "th")) and (value := dom.text_of(row, ".val", "td + td", "td"))
    ]
    said = read_properties(pairs(rows))
    listing.brand, listing.origin_text, listing.net_weight_text = (
        said.brand or dom.found(_BRAND, text),
        said.origin_text,
        said.net_weight_text,
    )
    if "无货" in (dom.text_of(tree, "#addCart", ".btn-addcart", "#deliverDate", ".sold-out") or ""):
        listing.availability = "out_of_stock"


class SuningPrices(ApiPage):
    """`ds.suning.com/ds/generalForTile/...`, `pas.suning.com/nspcsale_...`: prices of items and whether they can be had."""

    site: ClassVar[str] = "suning"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:ds|pas|icps|tuijian|product)\.suning\.com/(?!.*\.html$)"),
    )

    def read(self) -> Reading:
        """A listing a price."""
        reading = Reading(site=self.site)
        seen: set[str] = set()
        for one in objects(self.data):
            listing = _priced(one)
            if listing is not None and listing.native_id not in seen:
                seen.add(listing.native_id)
                reading.items.append(listing)
        return reading if reading.items else self.unreadable()


def _priced(one: dict[str, Any]) -> Listing | None:
    native_id = (first(one, ("cmmdtyCode", "partNumber", "sugGoodsCode")) or "").lstrip("0")
    price = next(
        (p for name in ("promotionPrice", "price", "snPrice") if (p := dom.decimal(one.get(name) or None)) is not None), None
    )
    if not native_id.isdigit() or price is None or price <= 0:
        return None
    before = dom.decimal(first(one, ("netPrice", "refPrice")))
    vendor, name = first(one, ("bizCode", "vendorCode", "vendorId")), first(one, ("vendorName", "shopName"))
    listing = Listing(platform="suning", native_id=native_id, url=item_url(native_id, vendor or "0000000000"), price=price)
    listing.title = first(one, ("sugGoodsName", "cmmdtyName"))
    listing.currency, listing.price_text, listing.price_kind = CNY, str(price), "shelf"
    listing.list_price = before if before is not None and before > price else None
    listing.shop = Shop(native_id=vendor or name or "", name=name) if name else None
    states: dict[str, Availability] = {"1": "in_stock", "2": "out_of_stock", "3": "preorder"}
    listing.availability = states.get(first(one, ("invStatus",)) or "")
    return listing
