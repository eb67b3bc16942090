"""Lists of goods inside JD's shops (mall.jd.com): tiles of a shop's own search and of its modules. Without a capture."""

from __future__ import annotations

import re
from typing import ClassVar

from selectolax.lexbor import LexborNode

from crawler.items import Link, Listing, Reading
from crawler.pages import dom, walls
from crawler.pages.api import read_json
from crawler.pages.base import Page
from crawler.pages.jd import CNY, item_url, price_links

_ITEM = re.compile(r"item\.jd\.(?:com|hk)/(\d{5,})\.html")
_TILES = "li.jSubObject, .jSearchList li, .jItem, .j-module .item"
_PRICES = ".jdNum, .j-price, .p-price"
_FIELDS = ("moduleText", "html", "content")


class JdShopList(Page):
    """`mall.jd.com/view_search-...`, a shop's front page, and the answers that fill its modules."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:mall|module-jshop)\.jd\.(?:com|hk)/"),
        re.compile(r"https?://(?!www\.|search\.|list\.)[\w-]+\.jd\.com/view_search"),
    )

    def read(self) -> Reading:
        """Listings in the order of the page; prices that a script fills in are asked for."""
        reading = Reading(site=self.site)
        seen: set[str] = set()
        for node in dom.every(dom.parse(self._markup()), _TILES):
            listing = _tile(node)
            if listing is not None and listing.native_id not in seen:
                seen.add(listing.native_id)
                listing.position = len(seen)
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        reading.links += price_links(reading.items)
        if not reading.items:
            reading.wall = walls.wall_of(self.body, self.text)
        return reading

    def _markup(self) -> str:
        """The page, or the markup that an answer brings in a string."""
        data = None if self.body[:200].lstrip()[:1] == b"<" else read_json(self.text)
        return next((text for name in _FIELDS if (text := dom.at(data, name)) and isinstance(text, str)), self.text)


def _tile(node: LexborNode) -> Listing | None:
    links = [link for link in node.css("a[href*='item.jd.']")[:10] if _ITEM.search(link.attributes.get("href") or "")]
    if not links:
        return None
    native_id = dom.found(_ITEM, links[0].attributes.get("href") or "") or ""
    titles = (dom.attribute(link, "title") or dom.clean(link.text()) for link in links)
    title = next(filter(None, titles), None) or dom.attribute(node.css_first("img[alt]"), "alt")
    listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), title=title, sku=native_id)
    shown = node.css_first(_PRICES)
    price = dom.decimal(dom.attribute(shown, "preprice") or (dom.clean(shown.text()) or "").strip("¥￥ ") if shown else None)
    if price is not None and price > 0:
        listing.price, listing.currency = price, CNY
    return listing
