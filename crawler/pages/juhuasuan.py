"""Juhuasuan, Taobao's group sales: the JSON of its lists, and its forecast pages. Each sale has its own start, end and stock.

Its counter (soldCount) counts units since the sale began; 人想买 on a forecast counts people who want it, not sales.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Link, Listing, Promotion, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.api import ApiPage
from crawler.pages.base import Page
from crawler.pages.juhuasuan_item import bare
from crawler.pages.spells import spells_of
from crawler.pages.taobao_ids import CNY, id_of, wall_of

_ALL_SOLD = re.compile("已抢光|抢光了|已售罄|卖光了")
_SALE = re.compile(r"[?&]id=(\d+)")
_DETAIL = "https://detail.ju.taobao.com/home.htm"


def _url(ju_id: str | None, item_id: str) -> str:
    return f"{_DETAIL}?id={ju_id}&item_id={item_id}" if ju_id else f"{_DETAIL}?item_id={item_id}"


class JuhuasuanItems(ApiPage):
    """`/json/tg/ajaxGetItemsV2.json`: a page of a category's sales."""

    site: ClassVar[str] = "juhuasuan"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (re.compile(r"https?://ju\.taobao\.com/json/"),)

    def read(self) -> Reading:
        """A listing a sale, and a promotion that holds them with the spell that they share."""
        items = dom.at(self.data, "itemList")
        if not isinstance(items, list):
            return self.unreadable()
        reading = Reading(site=self.site)
        times = []
        for one in dom.mappings(items):
            listing = _listing(one, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
                times.append((_instant(dom.at(one, "baseinfo", "ostime")), _instant(dom.at(one, "baseinfo", "oetime"))))
        query = parse_qs(urlsplit(self.url).query)
        category = next((query[name][0] for name in ("frontCatIds", "frontCatId", "catId") if query.get(name)), "all")
        spell = times[0] if len(set(times)) == 1 else (None, None)
        members = [("juhuasuan", "", item.native_id) for item in reading.items if isinstance(item, Listing)]
        promotion = Promotion(platform="juhuasuan", native_id=f"category:{category}", kind="activity", members=members)
        promotion.starts_at, promotion.ends_at = spell
        reading.items.append(promotion)
        if len(set(times)) > 1:
            goods = [item for item in reading.items if isinstance(item, Listing)]
            sales = [(listing, *at) for listing, at in zip(goods, times, strict=True)]
            reading.items += spells_of("juhuasuan", promotion.native_id, None, sales)
        return reading


def _instant(value: Any) -> datetime | None:
    """Milliseconds of an epoch as an instant; None for what lies outside the years that a sale can have."""
    number = dom.whole(value)
    return datetime.fromtimestamp(number / 1000, UTC) if number and 10**12 < number < 4 * 10**12 else None


def _listing(one: dict[str, Any], position: int) -> Listing | None:
    base = one.get("baseinfo")
    native_id = dom.string(dom.at(base, "itemId"))
    title = dom.string(dom.at(one, "name", "title")) or dom.string(dom.at(one, "name", "shortName"))
    if native_id is None or title is None:
        return None
    price, before = dom.decimal(dom.at(one, "price", "actPrice")), dom.decimal(dom.at(one, "price", "origPrice"))
    seller, stock = dom.string(dom.at(base, "sellerId")), dom.whole(dom.at(base, "stock"))
    sold = dom.whole(dom.at(one, "remind", "soldCount"))
    merits = dom.at(one, "merit", "down")
    listing = Listing(
        platform="juhuasuan", native_id=native_id, url=_url(dom.string(dom.at(base, "juId")), native_id), title=title
    )
    listing.shop = Shop(native_id=seller) if seller else None
    listing.price, listing.price_text, listing.currency = price, dom.string(dom.at(one, "price", "actPrice")), CNY
    listing.list_price = before if before is not None and price is not None and before > price else None
    listing.price_kind = "presale" if dom.at(base, "preSale") is True else "promotion"
    listing.conditions_text = (
        "；".join(text for m in merits if (text := dom.string(m))) or None if isinstance(merits, list) else None
    )
    listing.sold, listing.sold_text, listing.sold_period = sold, dom.string(sold), "total" if sold is not None else None
    if stock is not None:
        listing.availability = "in_stock" if stock else "out_of_stock"
    listing.position = position
    return listing


class JuhuasuanPage(Page):
    """Pages of ju.taobao.com as served: the forecast and the day's sales."""

    site: ClassVar[str] = "juhuasuan"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (re.compile(r"https?://ju\.taobao\.com/(?!json/)"),)

    def read(self) -> Reading:
        """A listing a sale, and the promotion that the page is."""
        reading = Reading(site=self.site)
        tree = dom.parse(self.text)
        seen: set[str] = set()
        for node in tree.css("li[data-juid]") or _sales(tree):
            listing = _tile(node, len(seen) + 1)
            if listing is not None and listing.native_id not in seen:
                seen.add(listing.native_id)
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        if not reading.items:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text)
            return reading
        path = urlsplit(self.url).path.strip("/").removesuffix(".htm") or "home"
        members = [("juhuasuan", "", item.native_id) for item in reading.items if isinstance(item, Listing)]
        title = dom.text_of(tree, "title")
        reading.items.append(Promotion(platform="juhuasuan", native_id=path, name=title, kind="activity", members=members))
        return reading


def _sales(tree: LexborHTMLParser) -> list[LexborNode]:
    """The tiles of pages that do not mark them: what holds a link to a sale's own page, up to its list's element."""
    found: dict[int, LexborNode] = {}
    for link in tree.css("a[href*='detail.ju.taobao.com'], a[href*='ju.taobao.com/m/']")[:2_000]:
        above, node = link.parent, link
        for _ in range(4):
            if above is None or above.tag in ("ul", "body"):
                break
            node, above = (above, None) if above.tag == "li" else (node, above.parent)
        found.setdefault(node.mem_id, node)
    return list(found.values())


def _tile(node: LexborNode, position: int) -> Listing | None:
    link = node if node.tag == "a" else dom.first(node, "a.link-box", "a[href*=item_id]", "a[href*='detail.ju']")
    href = dom.attribute(link, "href") or ""
    match = re.search(r"item_id=(\d+)", href)
    native_id = match[1] if match else id_of(href)
    head = dom.first(node, "h3", ".title", ".name")
    title = dom.attribute(head, "title") or (dom.clean(head.text()) if head is not None else None)
    if native_id is None or title is None:
        return None
    shown = dom.text_of(node, ".J_actPrice", ".price-box .price", ".actPrice", ".price", ".price em")
    shown = bare(shown.strip("¥￥ ") if shown else None)
    before = dom.text_of(node, ".orig-price", ".oriPrice", ".originPrice", "del")
    counter = dom.text_of(node, ".sold-num", ".soldcount", ".soldNum", ".prompt")
    sale = dom.attribute(node, "data-juid") or dom.found(_SALE, href)
    listing = Listing(platform="juhuasuan", native_id=native_id, url=_url(sale, native_id), title=title)
    listing.price, listing.price_text = dom.decimal(shown), shown
    listing.list_price_text, listing.currency, listing.price_kind = before, CNY, "promotion"
    listing.conditions_text = dom.text_of(node, ".price-point")
    if counter and "想买" not in counter and "关注" not in counter:
        listing.sold_text, listing.sold_period = counter, "total"
    if _ALL_SOLD.search(dom.clean(node.text()) or ""):
        listing.availability = "out_of_stock"
    listing.position = position
    return listing
