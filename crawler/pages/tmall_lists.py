"""Lists of Tmall: search results and categories of list.tmall.com, and the goods of a shop as its mobile pages ask for them.

The counter of search results (月成交) counts deals of a month; a shop's list has that and the total of all time.
"""

from __future__ import annotations

import re
from typing import ClassVar

from selectolax.lexbor import LexborNode

from crawler.items import Link, Listing, Reading, Shop
from crawler.pages import dom, walls
from crawler.pages.api import ApiPage, read_json
from crawler.pages.base import Page
from crawler.pages.goods_keys import GoodsKeys, goods_of
from crawler.pages.taobao_ids import CNY, id_of, item_url, wall_of

_USER = re.compile(r"user_(?:number_)?id=(\d+)")
_TOTAL = re.compile(r"共\s{0,20}<[^<>]{0,200}>\s{0,20}(\d+)\s{0,20}<|共\s{0,20}(\d+)\s{0,20}件")


def _url(native_id: str) -> str:
    return item_url(native_id, "tmall")


_MOBILE = GoodsKeys(
    platform="tmall",
    url=_url,
    ids=("item_id", "itemId"),
    titles=("title", "item_title"),
    prices=("price", "price_wap"),
    before=("originalPrice", "orig_price"),
    sold=("sold", "month_sell"),
    sold_period="month",
    shop_ids=("user_id", "seller_id"),
    shops=("shop_name", "shopName"),
    ships_from=("location",),
    reviews=("comment_num",),
)


class TmallSearch(Page):
    """Results of list.tmall.com."""

    site: ClassVar[str] = "tmall"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://list\.(?:m\.)?tmall\.(?:com|hk)/(?:search_product|search_shopitem|m/)"),
    )

    def read(self) -> Reading:
        """Listings in the order of the page."""
        reading = Reading(site=self.site)
        if self.body[:200].lstrip()[:1] != b"<":
            return self._from_data(reading)
        tree = dom.parse(self.text)
        for node in dom.every(tree, "div.product, li.product, div.product-iWrap[data-id]"):
            listing = _tile(node, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        match = _TOTAL.search(self.text)
        reading.stated_total = int(match[1] or match[2]) if match else None
        following = dom.attribute(dom.first(tree, "a.ui-page-next", ".ui-page-s-next"), "href")
        if following and following.startswith("?"):
            reading.links.append(Link(url=f"https://list.tmall.com/search_product.htm{following}", kind="next"))
        if not reading.items:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text)
            if "没找到" in self.text and reading.wall is None:
                reading.stated_total = 0
        return reading

    def _from_data(self, reading: Reading) -> Reading:
        """The answer of the mobile search."""
        data = read_json(self.text)
        known: dict[str, Listing] = {}
        goods_of(data, _MOBILE, known)
        reading.items += known.values()
        reading.links = [Link(url=one.url, kind="item") for one in known.values()]
        reading.stated_total = dom.whole(dom.at(data, "total_num"))
        if not known:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text)
        return reading


def _tile(node: LexborNode, position: int) -> Listing | None:
    link = dom.first(node, ".productTitle a", "a.productImg", ".productImg-wrap a")
    native_id = dom.attribute(node, "data-id") or id_of(dom.attribute(link, "href") or "")
    title = dom.attribute(link, "title") or dom.text_of(node, ".productTitle a", ".productTitle")
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    seller = dom.first(node, "a.productShop-name")
    name = dom.clean(seller.text()) if seller is not None else None
    user = _USER.search(dom.attribute(seller, "href") or "") or _USER.search(dom.attribute(link, "href") or "")
    counters = [text for part in node.css(".productStatus span") if (text := dom.clean(part.text()))]
    sold = next((text for text in counters if "成交" in text), None)
    reviews = next((text.removeprefix("评价").strip() for text in counters if text.startswith("评价")), None)
    price_node = dom.first(node, ".productPrice em")
    price = dom.decimal(dom.attribute(price_node, "title")) or dom.decimal(dom.text_of(node, ".productPrice em"))
    return Listing(
        platform="tmall",
        native_id=native_id,
        url=item_url(native_id, "tmall"),
        title=title,
        shop=Shop(native_id=user[1] if user else name or "", name=name) if name else None,
        price=price,
        currency=CNY if price is not None else None,
        price_text=dom.clean(price_node.text()) if price_node is not None else None,
        sold_text=sold,
        sold_period="month" if sold else None,
        review_count=dom.whole(reviews),
        position=position,
        sponsored="click.simba" in (dom.attribute(link, "href") or ""),
    )


class TmallShopList(ApiPage):
    """`/shop/shop_auction_search.do` of a shop's mobile host: page by page all of its goods."""

    site: ClassVar[str] = "tmall"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://[\w.-]+\.m\.(?:tmall|taobao)\.com/shop/shop_auction_search\.(?:do|htm)"),
    )

    def read(self) -> Reading:
        """Listings in the order of the answer, with the counter of all time."""
        items = dom.at(self.data, "items")
        if not isinstance(items, list):
            return self.unreadable()
        reading = Reading(site=self.site, stated_total=dom.whole(dom.at(self.data, "total_results")))
        name, seller = dom.string(dom.at(self.data, "shop_title")), dom.string(dom.at(self.data, "user_id"))
        platform = "taobao" if ".taobao." in self.url.split("?")[0] else "tmall"
        for one in dom.mappings(items):
            native_id = dom.string(one.get("item_id")) or id_of(str(one.get("url") or ""))
            if native_id is None or not native_id.isdigit():
                continue
            price, total = dom.decimal(one.get("price")), dom.whole(one.get("totalSoldQuantity"))
            listing = Listing(
                platform=platform,
                native_id=native_id,
                url=item_url(native_id, platform),
                title=dom.untagged(dom.string(one.get("title"))),
                shop=Shop(native_id=seller or name or "", name=name) if name or seller else None,
                price=price,
                currency=CNY if price is not None else None,
                price_text=dom.string(one.get("price")),
                sold=total if total is not None else dom.whole(one.get("sold")),
                sold_text=dom.string(total) or dom.string(one.get("sold")),
                sold_period="total" if total is not None else "30d",
                position=len(reading.items) + 1,
            )
            reading.items.append(listing)
            reading.links.append(Link(url=listing.url, kind="item"))
        return reading
