"""Item pages of JD. Their price is filled in by a script from the endpoint that they name: null unless a browser rendered it.

JD shows no sales; its counters are of reviews. Two fields may name the origin: 商品产地 and 原产地.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Item, Link, Listing, Reading, Shop, Variant
from crawler.pages import dom, jd_mobile, walls
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page
from crawler.pages.listings import without_offer
from crawler.pages.scripts import title_of
from pipelines.readers.patterns import WHOLE, near

CNY = "CNY"
_ID = re.compile(r"/(?:product/)?(\d+)\.html|[?&](?:wareId|sku|skuId)=(\d+)")
_SKU = re.compile(r"\bskuid\s*:\s*'?(\d+)")
_SHOP = re.compile(r"\bshopId\s*:\s*'?(\d+)")
_VENDER = re.compile(r"\bvenderId\s*:\s*'?(\d+)")
_STATUS = re.compile(r"\bwarestatus\s*:\s*'?(\d)")
_COLOURS = re.compile(r"colorSize\s*:\s*(?=\[)")
_GONE = ("该商品已下柜", "商品已下柜", "商品已下架", "您访问的商品不存在")
_NAME = re.compile(r"\bname\s*:\s*'([^'\\]*+(?:\\.[^'\\]*+)*+)'")
_TITLE_END = near(
    r"【[^【】]{0,40}(?:行情|报价|价格|图片|评测)[^【】]{0,40}】.*$|(?:(?<!\s)\s++|)-\s*+京东(?:商城)?\s*$", WHOLE
)
_TITLES = (".sku-name", "#name h1", ".itemInfo-wrap h1", ".sku-title-name", ".sku-title", "#itemName", "h1")
_AREA = ".itemInfo-wrap, #product-intro, .summary-price, .summary-price-wrap, .product-price"
_PRICES = ("#jd-price", ".summary-price .p-price .price", ".p-price .price", ".p-price")
_FIGURE = re.compile(r"\d")
_CONFIG = 12_000
_ASKED_AT_ONCE = 60


def item_url(native_id: str) -> str:
    """Address of an item's own page."""
    return f"https://item.jd.com/{native_id}.html"


def price_links(listings: Iterable[Item]) -> list[Link]:
    """The endpoint that JD's pages ask for the prices that they leave out, some goods at a time."""
    ids = [one.native_id for one in listings if isinstance(one, Listing) and one.price is None and one.price_text is None]
    asked = [",".join(f"J_{one}" for one in ids[at : at + _ASKED_AT_ONCE]) for at in range(0, len(ids), _ASKED_AT_ONCE)]
    return [Link(url=f"https://p.3.cn/prices/mgets?skuIds={words}", kind="api") for words in asked]


class JdItem(Page):
    """An item page of item.jd.com or item.jd.hk."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:item|item\.m|npcitem|www|book|mvd)\.(?:jd\.(?:com|hk)|360buy\.com)/(?:product/)?\d+\.html"),
        re.compile(r"https?://(?:item\.)?m\.jd\.com/(?:ware/view\.action|product/\d+\.html)"),
    )

    def read(self) -> Reading:
        """The page's listing; an absent one where it says that the goods are off the shelf."""
        reading = Reading(site=self.site)
        match = _ID.search(self.url)
        start = self.text.find("pageConfig")
        config = self.text[start : start + _CONFIG] if start >= 0 else ""
        native_id = (match[1] or match[2]) if match else dom.found(_SKU, config)
        mobile = self._mobile(native_id) if native_id and jd_mobile.MARKER in self.text else None
        if mobile is not None:
            reading.items.append(mobile)
            return self._asking(reading, mobile)
        tree = dom.parse(self.text)
        title = dom.text_of(tree, *_TITLES) or _title_of(self.text, config)
        is_gone = any(words in self.text for words in _GONE) or dom.found(_STATUS, config) == "0"
        if native_id is None or (title is None and not is_gone) or (not config and "sku-name" not in self.text and not is_gone):
            reading.wall = walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), title=title, sku=native_id)
        self._fill(listing, tree, config)
        if is_gone:
            listing.presence, listing.availability = "absent", "discontinued"
            without_offer(listing)
        reading.items.append(listing)
        return self._asking(reading, listing)

    def _mobile(self, native_id: str) -> Listing | None:
        listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), sku=native_id)
        return listing if jd_mobile.fill(listing, self.text) else None

    def _asking(self, reading: Reading, listing: Listing) -> Reading:
        """Where a script fills the price in, the endpoint that it asks."""
        if listing.presence == "seen":
            reading.links += price_links([listing])
        return reading

    def _fill(self, listing: Listing, tree: LexborHTMLParser, config: str) -> None:
        shown = dom.text_of(tree, f".J-p-{listing.native_id}")
        area = dom.first(tree, _AREA)
        if shown is None and area is not None:
            shown = dom.text_of(area, *_PRICES)
        if shown and _FIGURE.search(shown) and "?" not in shown:
            listing.price_text, listing.price_kind, listing.currency = shown, "shelf", CNY
            before = (
                dom.text_of(area, "#page_maprice, #page_opprice, #page_hx_price, .pricing del") if area is not None else None
            )
            listing.list_price_text = before.strip("[]") if before and _FIGURE.search(before) else None
        crumbs = [dom.clean(node.text()) for node in tree.css("#crumb-wrap .crumb .item a, .breadcrumb a")]
        # The last links are the brand, and the goods themselves.
        names = [name for name in dict.fromkeys(crumbs) if name]
        listing.category_path = tuple(names[:3])
        rows = [
            node.text(separator=" ")
            for node in dom.every(tree, ".p-parameter-list li, #parameter2 li, .parameter2 li, .detail-list li")
        ]
        rows += [node.text(separator="：") for node in tree.css(".Ptable dl dl, .Ptable-item dl > div")]
        named = pairs(rows) | _table(tree)
        found = read_properties(named)
        listing.shop = _shop(tree, config, named.get("店铺"))
        listing.brand = dom.text_of(tree, "#parameter-brand li a") or found.brand
        listing.origin_text, listing.net_weight_text, listing.gtin = found.origin_text, found.net_weight_text, found.gtin
        listing.variants = _variants(self.text)
        if dom.first(tree, "#InitCartUrl", "#btn-reservation") is not None:
            stock = dom.text_of(tree, "#store-prompt", ".store-prompt") or ""
            listing.availability = "out_of_stock" if "无货" in stock else ("in_stock" if "有货" in stock else None)


def _title_of(text: str, config: str) -> str | None:
    """The name that the page's settings give, else the one in its title (【...】name【行情 报价 价格 评测】-京东)."""
    named = dom.found(_NAME, config)
    if named:
        return dom.clean(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), named))
    title = title_of(text)
    return dom.untagged(_TITLE_END.sub("", title)) if config and _TITLE_END.search(title) else None


def _shop(tree: LexborHTMLParser, config: str, stated: str | None) -> Shop | None:
    """The shop; JD's own goods without a shop have none (vender 0)."""
    node = dom.first(tree, ".J-hove-wrap .name a", ".popbox-inner h3 a", "#popbox .mt h3 a", ".contact .name a")
    name = dom.attribute(node, "title") or (dom.clean(node.text()) if node is not None else None)
    name = name or stated
    native = dom.found(_SHOP, config) or dom.found(_VENDER, config)
    native = native if native and native.strip("0") else None
    return Shop(native_id=native or name or "", name=name) if name else None


def _table(tree: LexborHTMLParser) -> dict[str, str]:
    """The table of specifications, and the older one of rows."""
    found: dict[str, str] = {}
    for name, value in zip(tree.css(".Ptable dt"), tree.css(".Ptable dd:not(.Ptable-tips)"), strict=False):
        label, text = dom.clean(name.text()), dom.clean(value.text())
        if label and text:
            found.setdefault(label, text)
    for row in tree.css(".Ptable tr")[:200]:
        cells = [text for cell in row.css("td") if (text := dom.clean(cell.text()))]
        if len(cells) == 2:
            found.setdefault(cells[0], cells[1])
    return found


def _variants(text: str) -> list[Variant]:
    """The goods of one group, each an item of its own on JD; prices stand on their own pages."""
    # A search for a word is twenty times as fast as one for a pattern that begins with its border.
    at = text.find("colorSize")
    match = _COLOURS.match(text, at) if at >= 0 else None
    found = []
    for one in dom.mappings(dom.json_at(text, match.end())) if match else ():
        native: Any = dom.string(one.get("skuId"))
        if native and native.strip("0"):
            names = [dom.string(value) for key, value in one.items() if key != "skuId"]
            found.append(Variant(native_id=native, name=" ".join(name for name in names if name) or None))
    return found if len(found) > 1 else []
