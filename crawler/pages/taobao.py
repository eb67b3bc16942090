"""Search results of Taobao (the page's own JSON, or a browser's DOM), Tmall items among them; item pages are `taobao_item`.

The counter of search results (人付款) counts payers of the last 30 days; that of item pages (交易成功) sales of 30 days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Link, Listing, Reading, Shop, Unread
from crawler.pages import dom
from crawler.pages.api import read_json
from crawler.pages.base import Page
from crawler.pages.conditions import conditions_of
from crawler.pages.goods_keys import GoodsKeys, goods_of
from crawler.pages.taobao_ids import CNY, id_of, is_tmall, item_url, wall_of
from crawler.pages.taobao_item import TaobaoItem
from crawler.pages.taobao_old import read_tiles

__all__ = ["TaobaoItem", "TaobaoSearch"]

_CONFIG = "g_page_config"
_ITEM_ID = re.compile(r"(\d{6,})")
_SPACE_IN_PRICE = re.compile(r"(?<=[¥￥\d.])\s+(?=[\d.])")
_TILES = ".items .item.J_MouserOnverReq, #mainsrp-itemlist .items > .item"
_LATE_TILES = 'a[class*="ardWrapper"], div[class*="Card--doubleCard"] > a'


def _url(native_id: str) -> str:
    return item_url(native_id, "taobao")


def _mall_url(native_id: str) -> str:
    return item_url(native_id, "tmall")


_LIST: dict[str, Any] = {
    "ids": ("itemId", "item_id"),
    "titles": ("tip", "fullTitle", "title"),
    "prices": ("currentPrice", "price"),
    "before": ("price",),
    "sold": ("tradeNum",),
    "sold_period": "30d",
    "shop_ids": ("sellerId", "userId"),
    "shops": ("nick",),
    "ships_from": ("loc",),
    "reviews": ("commend",),
}
_ITEM_LIST = GoodsKeys(platform="taobao", url=_url, **_LIST)
_MALL_LIST = GoodsKeys(platform="tmall", url=_mall_url, **_LIST)


class TaobaoSearch(Page):
    """Results of s.taobao.com: of 2016 to 2020 with their JSON, later as rendered by a browser."""

    site = "taobao"
    addresses = (
        re.compile(r"https?://s\.taobao\.com/(?:search|list|api)"),
        re.compile(r"https?://s\.m\.taobao\.com/"),
        re.compile(r"https?://list\.taobao\.com/itemlist/"),
    )

    def read(self) -> Reading:
        """Listings in the order of the page, sponsored ones among them."""
        config = self._config()
        if config is not None:
            return self._from_config(config)
        reading = self._from_dom(dom.parse(self.text))
        if not reading.items:
            reading.wall = wall_of(self.text) or ("empty_shell" if "mainsrp" not in self.text else None)
        return reading

    def _config(self) -> Any:
        if self.body[:200].lstrip()[:1] == b"{":
            return read_json(self.text)
        for marker in (f"{_CONFIG} = ", f"{_CONFIG}="):
            found = dom.json_after(self.text, marker)
            if found is not None:
                return found
        return read_json(self.text) if b"<" not in self.body[:100] else None

    def _from_config(self, config: Any) -> Reading:
        reading = Reading(site=self.site)
        for auction in _auctions(config):
            listing = _auction(auction, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
            elif "view_price" in auction:
                raw = orjson.dumps(auction).decode()[:500]
                reading.unread.append(Unread(item_type="listing", field="nid", reason="a result without an item id", raw=raw))
        if not reading.items:
            _item_lists(config, reading)
        pager = dom.at(config, "mods", "pager", "data") or dom.at(config, "mods", "sortbar", "data", "pager")
        reading.stated_total = dom.whole(dom.at(pager, "totalCount"))
        if reading.stated_total is None and not reading.items and dom.at(config, "mods", "noresult", "status") == "show":
            reading.stated_total = 0
        reading.links = _item_links(reading)
        if not reading.items and dom.at(config, "url"):
            # The JSON answers of a walled search name the wall's address and hold nothing else.
            reading.wall = wall_of(str(config["url"])) or "challenge"
        return reading

    def _from_dom(self, tree: LexborHTMLParser) -> Reading:
        reading = Reading(site=self.site)
        for node in dom.every(tree, _TILES) or dom.every(tree, _LATE_TILES):
            listing = _tile(node, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
        reading.items += [] if reading.items else read_tiles(tree)
        reading.links = _item_links(reading)
        return reading


def _item_lists(config: Any, reading: Reading) -> None:
    """The older lists of categories: `itemList`, and `mallItemList` with goods of Tmall."""
    known: dict[str, Listing] = {}
    for name, keys in (("mallItemList", _MALL_LIST), ("itemList", _ITEM_LIST)):
        goods_of(dom.at(config, name), keys, known)
    reading.items += known.values()
    total = dom.whole(dom.at(config, "page", "totalCount"))
    reading.stated_total = total if known else reading.stated_total


def _auctions(config: Any) -> Iterator[dict[str, Any]]:
    """Results of the list, of its groups of equal goods, and of the second part of a page that a script asks for."""
    data = dom.at(config, "mods", "itemlist", "data")
    yield from dom.mappings(dom.at(data, "auctions"))
    for group in dom.mappings(dom.at(data, "collections")):
        yield from dom.mappings(group.get("auctions"))
    yield from dom.mappings(dom.at(config, "API.CustomizedApi", "itemlist", "auctions"))


def _auction(auction: dict[str, Any], position: int) -> Listing | None:
    """One result of the page's JSON."""
    native_id = dom.string(auction.get("nid")) or dom.string(auction.get("item_id"))
    if native_id is None or not native_id.isdigit():
        return None
    detail = str(auction.get("detail_url") or "")
    tmall = is_tmall(detail) or dom.at(auction, "shopcard", "isTmall") is True
    platform = "tmall" if tmall else "taobao"
    price, listed = dom.decimal(auction.get("view_price")), dom.decimal(auction.get("reserve_price"))
    nick, user = dom.string(auction.get("nick")), dom.string(auction.get("user_id"))
    return Listing(
        platform=platform,
        native_id=native_id,
        url=item_url(native_id, platform),
        title=dom.untagged(auction.get("title")) or dom.untagged(auction.get("raw_title")),
        shop=Shop(native_id=user or nick or "", name=nick) if user or nick else None,
        price=price,
        list_price=listed if listed is not None and price is not None and listed > price else None,
        currency=CNY,
        price_text=dom.string(auction.get("view_price")),
        conditions_text=conditions_of(dom.string(one.get("title")) for one in dom.mappings(auction.get("icon"))),
        sold_text=dom.string(auction.get("view_sales")),
        sold_period="30d" if auction.get("view_sales") else None,
        ships_from_text=dom.string(auction.get("item_loc")),
        review_count=dom.whole(auction.get("comment_count") or None),
        position=position,
        sponsored=bool(auction.get("p4p")) or "click.simba" in detail,
    )


def _card(node: LexborNode) -> LexborNode:
    """What holds all of a tile: a link inside a link ends the outer one, so that the shop comes to stand beside it."""
    around = node.parent
    return around if around is not None and "doubleCard" in (around.attributes.get("class") or "") else node


def _tile(node: LexborNode, position: int) -> Listing | None:
    """One result of a browser's DOM; class names of 2018, or those of later years by what they contain."""
    link = dom.first(node, "a[data-nid]", "a.pic-link", "a[href*='item.htm']") or node
    href = dom.attribute(link, "href", "data-href") or dom.attribute(node, "href") or ""
    named = _ITEM_ID.search(dom.attribute(node, "id", "data-spm-act-id") or "")
    native_id = dom.attribute(link, "data-nid") or (named[1] if named else None) or id_of(href)
    title = dom.text_of(
        node, ".row.title a", ".title a", ".title", '[class*="Title--title"]', '[class*="title--"]', '[class*="Title--"]'
    )
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    tmall = is_tmall(href) or dom.first(node, ".icon-service-tianmao", 'img[src*="tmall"]') is not None
    platform = "tmall" if tmall else "taobao"
    price: Decimal | None = dom.decimal(dom.text_of(node, ".price strong", ".g_price strong"))
    shown = dom.text_of(node, ".price")
    if price is None:
        parts = [dom.text_of(node, f'[class*="{part}--"]') or "" for part in ("priceUnit", "priceInt", "priceFloat")]
        price, shown = dom.decimal("".join(parts[1:])), "".join(parts) or None
    seller = dom.first(_card(node), "a.shopname", '[class*="shopNameText--"]', '[class*="shopName--"]')
    name = dom.clean(seller.text()) if seller is not None else None
    user = dom.attribute(seller, "data-userid")
    sold = dom.text_of(node, ".deal-cnt", '[class*="realSales--"]')
    place = dom.text_of(node, ".location") or " ".join(
        filter(None, (dom.clean(n.text()) for n in _outermost(node, "procity--")))
    )
    return Listing(
        platform=platform,
        native_id=native_id,
        url=item_url(native_id, platform),
        title=title,
        shop=Shop(native_id=user or name or "", name=name) if user or name else None,
        price=price,
        currency=CNY if price is not None else None,
        price_text=_SPACE_IN_PRICE.sub("", shown) if shown else None,
        sold_text=sold,
        sold_period="30d" if sold else None,
        ships_from_text=place or None,
        position=position,
        sponsored="click.simba" in href or "item-ad" in (dom.attribute(node, "class") or ""),
    )


def _outermost(node: LexborNode, part: str) -> list[LexborNode]:
    """Elements with a part of a class name that stand in no other such element."""
    return [one for one in node.css(f'[class*="{part}"]') if part not in str(dom.attribute(one.parent, "class"))]


def _item_links(reading: Reading) -> list[Link]:
    items: Iterable[Any] = reading.items
    return [Link(url=item.url, kind="item") for item in items]
