"""Lists of JD: search results, and the channel and activity pages whose goods are members of a zone."""

from __future__ import annotations

import re
from typing import ClassVar, NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Link, Listing, Promotion, Reading, Shop
from crawler.pages import dom, walls, zone_facts
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.conditions import conditions_of
from crawler.pages.goods_keys import goods_of
from crawler.pages.jd import CNY, item_url, price_links
from crawler.pages.jd_data import KEYS, JdData
from pipelines.readers.patterns import WHOLE, near

_RESULTS = re.compile(r"result_count\s*[:=]\s*['\"]?(\d+)")
_SHOP = re.compile(r"index-(\d+)\.html")
_ITEM = re.compile(r"item\.jd\.(?:com|hk)/(\d{5,})\.html")
_MOST = 5_000
_FLASH = "li.seckill_mod_goods[data-sku]"
# Of 2015 and later; category lists; of 2012 to 2014; with names that change with each release.
_TILES = (
    "li.gl-item .j-sku-item[data-sku], #plist li[sku], .psearch li[sku], .psearch li[data-sku]"
    ", [class*=goodsCardWrapper][data-sku], [class*=plugin_goodsCard][data-sku]"
)
_PARTS = "[class*=p-], .extra"
_TITLE_END = near(r"(?:(?<!\s)\s++|)(?:-\s*+京东[^-]*专题活动\s*$|[-_|–]\s*+京东(?:\(JD\.COM\))?\s*$)|京东JD\.COM.*$", WHOLE)


class JdSearch(Page):
    """Results of search.jd.com and list.jd.com; the form of 2023 and later, with names that change, built without a capture."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"https?://(?:search|so\.m|re|list)\.jd\.(?:com|hk)/(?:[Ss]earch|s_new\.php|list\.html|ware/search|cat/|\d+-\d+)"
        ),
        re.compile(r"https?://(?:search|www|list)\.360buy\.com/(?:[Ss]earch|products?/\d+-\d+|\d+-\d+)"),
    )

    def read(self) -> Reading:
        """Listings in the order of the page."""
        reading = Reading(site=self.site)
        tree = dom.parse(self.text)
        seen: set[str] = set()
        for node in tree.css("li.gl-item[data-sku]") or dom.every(tree, _TILES):
            listing = _tile(node, len(seen) + 1)
            if listing is not None and listing.native_id not in seen:
                seen.add(listing.native_id)
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        if not reading.items:
            return self._from_data()
        reading.links += price_links(reading.items)
        at = self.text.find("result_count")
        count = dom.found(_RESULTS, self.text[at:]) if at >= 0 else None
        reading.stated_total = int(count) if count else None
        return reading

    def _from_data(self) -> Reading:
        """What the answers of the mobile search and a page's data hold, where there are no tiles."""
        reading = JdData(self.url, self.body, self.observed_at, self.content_type).read()
        if not reading.items:
            count = dom.found(_RESULTS, self.text)
            reading.stated_total = int(count) if count else None
            has_none = "没有找到" in self.text and "gl-warp" not in self.text
            reading.stated_total = 0 if has_none and reading.wall in (None, "soft_404") else reading.stated_total
            reading.wall = None if reading.stated_total == 0 else reading.wall
        return reading


def _parts(node: LexborNode) -> dict[str, list[LexborNode]]:
    """Elements of a tile by the classes that say what they hold, found in one walk, in the order of the page."""
    parts: dict[str, list[LexborNode]] = {}
    for one in node.css(_PARTS):
        for name in (one.attributes.get("class") or "").split():
            parts.setdefault(name, []).append(one)
    return parts


def _within(parts: dict[str, list[LexborNode]], name: str, *selectors: str) -> LexborNode | None:
    """The first node that any of the selectors finds, tried in order, in the elements of a class, below them."""
    if name in parts:
        for selector in selectors:
            for part in parts[name]:
                # Asking an empty element costs as much as asking a full one.
                node = part.css_first(selector) if part.first_child is not None else None
                if node is not None:
                    return node
    return None


class _Nodes(NamedTuple):
    """Where a tile says what."""

    title: LexborNode | None
    price: LexborNode | None
    shop: LexborNode | None
    shop_part: LexborNode | None
    labels: list[LexborNode]
    review_counts: tuple[LexborNode | None, ...]
    is_sponsored: bool


def _late_nodes(node: LexborNode) -> _Nodes:
    """Of a tile with names that change with each release."""
    title, price, shop = (node.css_first(f'[class*="{name}"]') for name in ("_text_", "_price_", "_name_"))
    is_sponsored = node.css_first('[class*="_ad_"]') is not None
    return _Nodes(title, price, shop, node.css_first(".p-shop"), node.css("[class*=_tag_]"), (), is_sponsored)


def _nodes(node: LexborNode) -> _Nodes:
    """Of a tile with names of its own."""
    parts = _parts(node)
    return _Nodes(
        title=_within(parts, "p-name", ".p-name em", ".p-name a"),
        price=_within(parts, "p-price", ".p-price strong", ".p-price i") or next(iter(parts.get("p-price", ())), None),
        shop=_within(parts, "p-shop", ".p-shop a") or _within(parts, "p-shopnum", ".p-shopnum a"),
        shop_part=next(iter(parts.get("p-shop", ())), None),
        labels=[one for part in parts.get("p-icons", ()) for one in part.css(".p-icons i")],
        review_counts=(_within(parts, "p-commit", ".p-commit strong a"), _within(parts, "extra", ".extra a")),
        is_sponsored="p-promo-flag" in parts,
    )


def _tile(node: LexborNode, position: int) -> Listing | None:
    native_id = dom.attribute(node, "data-sku", "sku", "data-skuid", "skuid")
    late = node.tag != "li" and "goodsCard" in (dom.attribute(node, "class") or "")
    nodes = _late_nodes(node) if late else _nodes(node)
    title = dom.attribute(nodes.title, "title") if late else None
    title = title or (dom.clean(nodes.title.text()) if nodes.title is not None else None)
    advertising = dom.text_of(node, ".p-name .adwords") if not late and node.attributes.get("sku") else None
    title = dom.clean(title.removesuffix(advertising)) if title and advertising else title
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    shown = dom.clean(nodes.price.text()) if nodes.price is not None else None
    price = dom.decimal(dom.attribute(nodes.price, "data-price")) or dom.decimal((shown or "").strip("¥￥ ") or None)
    name = dom.attribute(nodes.shop, "title") or (dom.clean(nodes.shop.text()) if nodes.shop is not None else None)
    name = name or (None if late else dom.attribute(nodes.shop_part, "data-shop_name"))
    found = _SHOP.search(dom.attribute(nodes.shop, "href") or "")
    native_shop = (found[1] if found else None) or (dom.attribute(nodes.shop_part, "data-shopid") if name else None) or name
    sold = dom.text_of(node, '[class*="goods_volume"]') if late else None
    is_priced = price is not None and price > 0
    is_ahead = not late and dom.attribute(nodes.price, "data-presale") == "1"
    return Listing(
        platform="jd",
        native_id=native_id,
        url=item_url(native_id),
        title=title,
        sku=native_id,
        shop=Shop(native_id=native_shop, name=name) if native_shop and name else None,
        price=price if is_priced else None,
        currency=CNY if is_priced else None,
        price_text=shown if shown and (is_priced or price is None) and any(sign.isdigit() for sign in shown) else None,
        price_kind="presale" if is_ahead and is_priced else None,
        availability="presale" if is_ahead else None,
        sold_text=sold,
        sold_period="unknown" if sold else None,
        conditions_text=conditions_of(one.text() for one in nodes.labels),
        review_count=dom.whole(
            next(filter(None, (dom.clean(one.text()) for one in nodes.review_counts if one is not None)), None)
        ),
        position=position,
        sponsored=nodes.is_sponsored,
    )


class JdZone(Page):
    """Channels, activities and subjects: the goods that the page links to, by a tile or by a picture alone."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://channel\.jd\.(?:com|hk)/"),
        re.compile(r"https?://(?:sale|pro|prodev|h5|pro\.m)\.jd\.com/(?:act|mall/active|m/act)/"),
        re.compile(r"https?://www\.jd\.com/(?:moreSubject|subject|market)"),
        re.compile(r"https?://(?:miaosha|seckill)\.jd\.com/"),
    )

    def read(self) -> Reading:
        """One promotion, and a listing for each of its goods, in the order of the page; prices are filled in by a script."""
        reading = Reading(site=self.site)
        # Goods stand in links, in image maps and in the data of scripts.
        told: dict[str, Listing] = {}
        for data in data_of(self.body, self.text):
            goods_of(data, KEYS, told)
        members = list(dict.fromkeys([*_ITEM.findall(self.text), *told]))[:_MOST]
        tree = dom.parse(self.text)
        title = dom.text_of(tree, "title")
        if not members and (title is None or walls.wall_of(self.body, self.text)):
            reading.wall = walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        named = _titles(tree)
        told |= {one.native_id: one for node in tree.css(_FLASH)[:500] if (one := _flash_tile(node)) is not None}
        for position, native_id in enumerate(members, 1):
            listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), sku=native_id, position=position)
            if native_id in told:
                listing, listing.position = told[native_id], position
                listing.sku = native_id
            listing.title = named.get(native_id) or listing.title
            reading.items.append(listing)
            reading.links.append(Link(url=listing.url, kind="item"))
        reading.links += price_links(reading.items)
        parts = urlsplit(self.url)
        promotion = Promotion(platform="jd", native_id=f"{parts.netloc}{parts.path}".removesuffix(".html"))
        promotion.name = dom.clean(_TITLE_END.sub("", title)) if title else None
        promotion.kind = "zone" if parts.netloc.startswith("channel") else "activity"
        promotion.members = [("jd", "", native_id) for native_id in members]
        zone_facts.say(promotion, self.text)
        reading.items.append(promotion)
        reading.links += [Link(url=url, kind="zone") for url in _subjects(tree)]
        return reading


def _flash_tile(node: LexborNode) -> Listing | None:
    """A product of the page of flash sales, with the sale's price."""
    native_id, title = dom.attribute(node, "data-sku") or "", dom.text_of(node, ".seckill_mod_goods_title")
    if not native_id.isdigit() or title is None:
        return None
    listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), title=title)
    listing.price = dom.decimal((dom.text_of(node, ".seckill_mod_goods_price_now") or "").strip("¥￥ ") or None)
    before = dom.decimal((dom.text_of(node, ".seckill_mod_goods_price_pre del") or "").strip("¥￥ ") or None)
    if listing.price is not None:
        listing.currency, listing.price_kind = CNY, "promotion"
        listing.list_price = before if before is not None and before > listing.price else None
    return listing


def _titles(tree: LexborHTMLParser) -> dict[str, str]:
    """Ids of goods -> titles, from the links that have one."""
    found: dict[str, str] = {}
    for node in tree.css("a[href*='item.jd.']")[:5_000]:
        match = _ITEM.search(node.attributes.get("href") or "")
        if match is not None and match[1] not in found:
            text = dom.attribute(node, "title") or dom.clean(node.text())
            # A price, a button or a picture's note is no title.
            if text and len(text) >= 6 and "购" not in text[-3:]:
                found[match[1]] = text
    return found


def _subjects(tree: LexborHTMLParser) -> list[str]:
    links = [
        node.attributes.get("href") or ""
        for node in dom.every(tree, "a[href*='sale.jd.com/act'], a[href*='pro.jd.com/mall']")[:300]
    ]
    return list(dict.fromkeys(f"https:{link}" if link.startswith("//") else link for link in links))
