"""The page of one sale of Juhuasuan (detail.ju.taobao.com), as served from 2013 to 2018. Built without a capture.

Its counter (人已买) counts buyers since the sale began.
"""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Listing, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.base import Page
from crawler.pages.listings import without_offer
from crawler.pages.taobao_ids import CNY, is_gone, wall_of

_ITEM = re.compile(r"""name=["']item_?[iI]d["'][^<>]{0,40}value=["'](\d+)|["']?itemId["']?\s{0,3}[:=]\s{0,3}["']?(\d{6,})""")
_OVER = re.compile(r"已结束|卖光|抢光|已下架|还有机会")
_FIGURE = re.compile(r"\d")


class JuhuasuanItem(Page):
    """The item page of a sale."""

    site: ClassVar[str] = "juhuasuan"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (re.compile(r"https?://detail\.ju\.taobao\.com/home\.htm"),)

    def read(self) -> Reading:
        """The listing; a page that says that the sale cannot be found yields nothing."""
        reading = Reading(site=self.site)
        values = parse_qs(urlsplit(self.url).query)
        match = _ITEM.search(self.text)
        native_id = (values.get("item_id") or [""])[0] or (match[1] or match[2] if match else "")
        tree = dom.parse(self.text)
        title = dom.text_of(tree, "h2.title", ".main-box h1", ".ju-detail h2", ".detail-main h2", ".title h2")
        if not native_id.isdigit() or title is None:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text)
            reading.wall = reading.wall or ("gone" if is_gone(self.text) else "empty_shell")
            return reading
        listing = Listing(platform="juhuasuan", native_id=native_id, url=self.url, title=title)
        _fill(listing, tree)
        without_offer(listing)
        reading.items.append(listing)
        return reading


def _fill(listing: Listing, tree: LexborHTMLParser) -> None:
    shown = bare(dom.text_of(tree, ".currentPrice", ".J_actPrice", ".actPrice", ".act-price", ".price-box .price"))
    before = bare(dom.text_of(tree, ".originPrice", ".oriPrice", ".orig-price", "del"))
    if shown:
        listing.price_text, listing.currency, listing.price_kind = shown, CNY, "promotion"
        listing.list_price_text = before
    counter = dom.text_of(tree, ".soldNum", ".sold-num", ".soldcount", ".J_SoldNum")
    if counter and "想买" not in counter and "关注" not in counter and _FIGURE.search(counter):
        listing.sold_text, listing.sold_period = counter, "total"
    name = dom.text_of(tree, ".seller-info .name", ".con-name a", ".shop-name a", ".seller-nick a")
    listing.shop = Shop(native_id=name, name=name) if name else None
    button = dom.text_of(tree, ".buyaction", ".J_BuySubForm", ".main-btn", ".ju-status") or ""
    listing.availability = "out_of_stock" if _OVER.search(button) else None


def bare(shown: str | None) -> str | None:
    """A price whose sign, yuan and cents stand in elements of their own; None where it holds no figure."""
    text = re.sub(r"(?<=[¥￥\d.])\s+(?=[\d.])", "", shown) if shown else None
    return text if text and _FIGURE.search(text) else None
