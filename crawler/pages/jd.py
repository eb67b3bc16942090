"""Item pages of JD. Their price is filled in by a script from the endpoint that they name: null unless a browser rendered it.

JD shows no sales; its counters are of reviews. Two fields may name the origin: 商品产地 and 原产地.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Link, Listing, Reading, Shop, Variant
from crawler.pages import dom, walls
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page
from crawler.pages.listings import without_offer

CNY = "CNY"
_ID = re.compile(r"/(?:product/)?(\d+)\.html|[?&](?:wareId|sku|skuId)=(\d+)")
_SKU = re.compile(r"\bskuid\s*:\s*'?(\d+)")
_SHOP = re.compile(r"\bshopId\s*:\s*'?(\d+)")
_VENDER = re.compile(r"\bvenderId\s*:\s*'?(\d+)")
_STATUS = re.compile(r"\bwarestatus\s*:\s*'?(\d)")
_COLOURS = re.compile(r"\bcolorSize\s*:\s*(?=\[)")
_GONE = ("该商品已下柜", "商品已下柜", "商品已下架", "您访问的商品不存在")
_FIGURE = re.compile(r"\d")
_CONFIG = 12_000


def item_url(native_id: str) -> str:
    """Address of an item's own page."""
    return f"https://item.jd.com/{native_id}.html"


class JdItem(Page):
    """An item page of item.jd.com or item.jd.hk."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:item|item\.m|npcitem)\.jd\.(?:com|hk)/(?:product/)?\d+\.html"),
        re.compile(r"https?://(?:item\.)?m\.jd\.com/(?:ware/view\.action|product/\d+\.html)"),
    )

    def read(self) -> Reading:
        """The page's listing; an absent one where it says that the goods are off the shelf."""
        reading = Reading(site=self.site)
        match = _ID.search(self.url)
        start = self.text.find("pageConfig")
        config = self.text[start : start + _CONFIG] if start >= 0 else ""
        native_id = (match[1] or match[2]) if match else dom.found(_SKU, config)
        tree = dom.parse(self.text)
        title = dom.text_of(tree, ".sku-name", "#name h1", ".itemInfo-wrap h1", "#itemName", "h1")
        is_gone = any(words in self.text for words in _GONE) or dom.found(_STATUS, config) == "0"
        if native_id is None or (title is None and not is_gone) or (not config and "sku-name" not in self.text and not is_gone):
            reading.wall = walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), title=title, sku=native_id)
        self._fill(listing, tree, config)
        if is_gone:
            listing.presence, listing.availability = "absent", "discontinued"
            without_offer(listing)
        elif listing.price_text is None:
            price = f"https://p.3.cn/prices/mgets?skuIds=J_{native_id}"
            reading.links.append(Link(url=price, kind="api"))
        reading.items.append(listing)
        return reading

    def _fill(self, listing: Listing, tree: LexborHTMLParser, config: str) -> None:
        shown = dom.text_of(tree, f".J-p-{listing.native_id}", "#jd-price", ".summary-price .p-price .price")
        if shown and _FIGURE.search(shown):
            listing.price_text, listing.price_kind, listing.currency = shown, "shelf", CNY
        crumbs = [dom.clean(node.text()) for node in tree.css("#crumb-wrap .crumb .item a, .breadcrumb a")]
        # The last links are the brand, and the goods themselves.
        names = [name for name in dict.fromkeys(crumbs) if name]
        listing.category_path = tuple(names[:3])
        listing.shop = _shop(tree, config)
        rows = [node.text(separator=" ") for node in dom.every(tree, ".p-parameter-list li, #parameter2 li, .parameter2 li")]
        rows += [node.text(separator="：") for node in tree.css(".Ptable dl dl, .Ptable-item dl > div")]
        found = read_properties(pairs(rows) | _table(tree))
        listing.brand = dom.text_of(tree, "#parameter-brand li a") or found.brand
        listing.origin_text, listing.net_weight_text, listing.gtin = found.origin_text, found.net_weight_text, found.gtin
        listing.variants = _variants(self.text)
        if dom.first(tree, "#InitCartUrl", "#btn-reservation") is not None:
            stock = dom.text_of(tree, "#store-prompt", ".store-prompt") or ""
            listing.availability = "out_of_stock" if "无货" in stock else ("in_stock" if "有货" in stock else None)


def _shop(tree: LexborHTMLParser, config: str) -> Shop | None:
    """The shop; JD's own goods without a shop have none (vender 0)."""
    node = dom.first(tree, ".J-hove-wrap .name a", ".popbox-inner h3 a", "#popbox .mt h3 a", ".contact .name a")
    name = dom.attribute(node, "title") or (dom.clean(node.text()) if node is not None else None)
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
    match = _COLOURS.search(text)
    found = []
    for one in dom.mappings(dom.json_at(text, match.end())) if match else ():
        native: Any = dom.string(one.get("skuId"))
        if native and native.strip("0"):
            names = [dom.string(value) for key, value in one.items() if key != "skuId"]
            found.append(Variant(native_id=native, name=" ".join(name for name in names if name) or None))
    return found if len(found) > 1 else []
