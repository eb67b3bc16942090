"""The goods of a Taobao or Tmall shop: the fragment that its search page asks for, plain or inside a JavaScript string.

Its counter (已售, 总销量) names no period.
"""

from __future__ import annotations

import re
from typing import ClassVar

from selectolax.lexbor import LexborNode

from crawler.items import Link, Listing, Reading
from crawler.pages import dom, walls
from crawler.pages.base import Page
from crawler.pages.taobao_ids import CNY, item_url, wall_of
from crawler.urls import resolve

_TOTAL = re.compile(r"共搜索到\s{0,20}+(?:<[^<>]{0,200}+>)?+\s{0,20}+(\d++)\s{0,20}+(?:<[^<>]{0,200}+>)?+\s{0,20}+个")


class TaobaoShopList(Page):
    """`/i/asynSearch.htm` of a shop, and its search and category pages."""

    site: ClassVar[str] = "taobao"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?!s\.|list\.|item\.|detail\.)[\w-]+\.(?:taobao|tmall)\.com/i/asynSearch\.htm"),
        re.compile(r"https?://(?!s\.|list\.|item\.|detail\.)[\w-]+\.(?:taobao|tmall)\.com/(?:search|category-?\d*)\.htm"),
    )

    def read(self) -> Reading:
        """Listings in the order of the list; goods that the shop recommends beside it are none of its results."""
        reading = Reading(site=self.site)
        text = self.text
        if '\\"' in text[:2_000] and "<" not in text.lstrip()[:1]:
            text = text.replace('\\"', '"').replace("\\/", "/")
        tree = dom.parse(text)
        platform = "tmall" if ".tmall.com" in self.url.split("?")[0] else "taobao"
        seen: set[str] = set()
        for node in dom.every(tree, "dl.item[data-id], .J_TItems dl.item"):
            listing = _tile(node, platform, len(seen) + 1)
            if listing is not None and listing.native_id not in seen:
                seen.add(listing.native_id)
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        total = dom.found(_TOTAL, text)
        reading.stated_total = int(total) if total else None
        for node in tree.css(".pagination a")[:20]:
            if (dom.clean(node.text()) or "").startswith("下一页") and node.attributes.get("href"):
                address = resolve(self.url, dom.unescaped(node.attributes["href"] or ""))
                reading.links.append(Link(url=address, kind="next"))
        if not reading.items:
            reading.wall = wall_of(text) or walls.wall_of(self.body, text)
        return reading


def _tile(node: LexborNode, platform: str, position: int) -> Listing | None:
    native_id = (dom.attribute(node, "data-id") or "").strip('\\"')
    title = dom.text_of(node, "a.item-name", ".detail a") or dom.attribute(dom.first(node, ".photo img"), "alt")
    if not native_id.isdigit() or title is None:
        return None
    price = dom.decimal(dom.text_of(node, ".c-price"))
    before = dom.decimal(dom.text_of(node, ".s-price"))
    number = dom.text_of(node, ".sale-num")
    sold = dom.text_of(node, ".sale-area", ".sale-num") if number else None
    return Listing(
        platform=platform,
        native_id=native_id,
        url=item_url(native_id, platform),
        title=title,
        price=price,
        list_price=before if before is not None and price is not None and before > price else None,
        currency=CNY if price is not None else None,
        price_text=dom.text_of(node, ".cprice-area", ".c-price"),
        sold_text=sold,
        sold_period="unknown" if sold else None,
        review_count=dom.whole(dom.text_of(node, ".title a[href*=on_comment] span", ".rates span")),
        position=position,
    )
