"""Pages of Taobao: search results (the page's own JSON, or a browser's DOM) and item pages; Tmall items stand in both.

The counter of search results (人付款) counts payers of the last 30 days; that of item pages (交易成功) sales of 30 days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Link, Listing, Reading, Shop, Unread
from crawler.pages import dom
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page

CNY = "CNY"
_CONFIG = "g_page_config"
_TMALL = re.compile(r"tmall\.(?:com|hk)")
_NID = re.compile(r"[?&]id=(\d+)")
_JSONP = re.compile(r"^\s*[\w$.]*\s*\(\s*(?=\{)")
_WALLS = (
    ("login", ("login.taobao.com/member/login", "login.m.taobao.com", "J_LoginBox", "亲，请登录")),
    ("challenge", ("_____tmd_____", "x5secdata", "punish?x5", "nocaptcha", "霸下通用")),
    ("rate_limit", ("RGV587_ERROR", "哎哟喂,被挤爆啦")),
)


def item_url(native_id: str, platform: str) -> str:
    """Address of an item's own page."""
    host = "detail.tmall.com" if platform == "tmall" else "item.taobao.com"
    return f"https://{host}/item.htm?id={native_id}"


def wall_of(text: str) -> str | None:
    """Which wall stands in place of the page; ask only where the page's own data is missing."""
    return next((kind for kind, signs in _WALLS if any(sign in text for sign in signs)), None)


class TaobaoSearch(Page):
    """Results of s.taobao.com: of 2016 to 2020 with their JSON, later as rendered by a browser."""

    site = "taobao"
    addresses = (re.compile(r"https?://s\.taobao\.com/search"), re.compile(r"https?://s\.m\.taobao\.com/"))

    def read(self) -> Reading:
        """Listings in the order of the page, sponsored ones among them."""
        config = self._config()
        if config is not None:
            return self._from_config(config)
        reading = self._from_dom(LexborHTMLParser(self.text))
        if not reading.items:
            reading.wall = wall_of(self.text) or ("empty_shell" if "mainsrp" not in self.text else None)
        return reading

    def _config(self) -> Any:
        if self.body[:200].lstrip()[:1] == b"{" or _JSONP.match(self.text[:200]):
            try:
                return orjson.loads(_JSONP.sub("", self.text).rstrip().removesuffix(";").removesuffix(")"))
            except orjson.JSONDecodeError:
                return None
        return dom.json_after(self.text, f"{_CONFIG} = ") or dom.json_after(self.text, f"{_CONFIG}=")

    def _from_config(self, config: Any) -> Reading:
        reading = Reading(site=self.site)
        auctions = dom.at(config, "mods", "itemlist", "data", "auctions")
        for position, auction in enumerate(dom.mappings(auctions), 1):
            listing = _auction(auction, position)
            if listing is not None:
                reading.items.append(listing)
            elif "view_price" in auction:
                raw = orjson.dumps(auction).decode()[:500]
                reading.unread.append(Unread(item_type="listing", field="nid", reason="a result without an item id", raw=raw))
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
        nodes = tree.css("#mainsrp-itemlist .item.J_MouserOnverReq") or tree.css('a[class*="ardWrapper"][href*="item.htm"]')
        for node in nodes:
            listing = _tile(node, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
        reading.links = _item_links(reading)
        return reading


class TaobaoItem(Page):
    """An item page of item.taobao.com."""

    site = "taobao"
    addresses = (re.compile(r"https?://(?:item|world)\.taobao\.com/item(?:_detail|/\d+)?\.html?"),)

    def read(self) -> Reading:
        """The page's listing; an absent one where the page says that it is gone."""
        native_id = id_of(self.url) or _config_value(self.text, "itemId")
        reading = Reading(site=self.site)
        if native_id is None:
            reading.wall = wall_of(self.text)
            return reading
        listing = Listing(platform="taobao", native_id=native_id, url=item_url(native_id, "taobao"))
        if is_gone(self.text):
            listing.presence = "absent"
            reading.items.append(listing)
            return reading
        tree = LexborHTMLParser(self.text)
        node = dom.first(tree, "h3.tb-main-title", "#J_Title h3")
        listing.title = dom.attribute(node, "data-title") or dom.text_of(tree, "h3.tb-main-title", "#J_Title h3")
        if listing.title is None:
            reading.wall = wall_of(self.text) or "empty_shell"
            return reading
        self._fill(listing, tree)
        reading.items.append(listing)
        return reading

    def _fill(self, listing: Listing, tree: LexborHTMLParser) -> None:
        promoted = dom.text_of(tree, "#J_PromoPriceNum", "#J_PromoPrice .tb-rmb-num")
        shown = dom.text_of(tree, "#J_StrPrice .tb-rmb-num", "#J_StrPrice")
        listing.currency = CNY
        listing.price_text, listing.list_price_text = (promoted, shown) if promoted else (shown, None)
        listing.price_kind = "promotion" if promoted else ("shelf" if shown else None)
        # The seller's id, as search results give it; the shop's own id is another number.
        seller, name = _config_value(self.text, "sellerId"), _config_value(self.text, "shopName")
        if seller or name:
            listing.shop = Shop(native_id=seller or name or "", name=name)
        counter = dom.first(tree, ".tb-sell-counter a[title]")
        number = dom.text_of(tree, "#J_SellCounter")
        if number and number[:1].isdigit():
            listing.sold_text = dom.attribute(counter, "title") or f"30天内已售出{number}件"
            listing.sold_period = "30d"
        listing.review_count = dom.whole(dom.text_of(tree, "#J_RateCounter"))
        listing.ships_from_text = dom.text_of(tree, "#J-From")
        found = read_properties(pairs(node.text() for node in tree.css("ul.attributes-list li, .attributes-list li")))
        listing.brand, listing.origin_text = found.brand, found.origin_text
        listing.net_weight_text, listing.gtin, listing.sku = found.net_weight_text, found.gtin, found.sku
        key = dom.text_of(tree, ".tb-key .tb-hint", ".tb-hint") or ""
        if "下架" in key:
            listing.presence, listing.availability = "absent", "discontinued"
        elif "卖光" in key or dom.text_of(tree, "#J_SpanStock") == "0":
            listing.availability = "out_of_stock"
        elif tree.css_first("#J_LinkBuy") is not None:
            listing.availability = "in_stock"


def is_gone(text: str) -> bool:
    """Whether the page says that the item cannot be found."""
    return "您查看的商品找不到了" in text or "您查看的宝贝不存在" in text


def _auction(auction: dict[str, Any], position: int) -> Listing | None:
    """One result of the page's JSON."""
    native_id = dom.string(auction.get("nid")) or dom.string(auction.get("item_id"))
    if native_id is None or not native_id.isdigit():
        return None
    detail = str(auction.get("detail_url") or "")
    is_tmall = bool(_TMALL.search(detail)) or dom.at(auction, "shopcard", "isTmall") is True
    platform = "tmall" if is_tmall else "taobao"
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
        sold_text=dom.string(auction.get("view_sales")),
        sold_period="30d" if auction.get("view_sales") else None,
        ships_from_text=dom.string(auction.get("item_loc")),
        review_count=dom.whole(auction.get("comment_count") or None),
        position=position,
        sponsored=bool(auction.get("p4p")) or "click.simba" in detail,
    )


def _tile(node: LexborNode, position: int) -> Listing | None:
    """One result of a browser's DOM; class names of 2018, or those of later years by what they contain."""
    link = dom.first(node, "a[data-nid]", "a.pic-link") or node
    href = dom.attribute(link, "href", "data-href") or ""
    native_id = dom.attribute(link, "data-nid") or id_of(href)
    if native_id is None or not native_id.isdigit():
        return None
    platform = "tmall" if _TMALL.search(href) or node.css_first(".icon-service-tianmao") is not None else "taobao"
    price: Decimal | None = dom.decimal(dom.text_of(node, ".price strong", ".g_price strong"))
    if price is None:
        parts = [dom.text_of(node, f'[class*="{part}"]') or "" for part in ("priceInt", "priceFloat")]
        price = dom.decimal("".join(parts))
    seller = dom.first(node, "a.shopname", '[class*="shopName"]')
    name = dom.clean(seller.text()) if seller is not None else None
    user = dom.attribute(seller, "data-userid")
    return Listing(
        platform=platform,
        native_id=native_id,
        url=item_url(native_id, platform),
        title=dom.text_of(node, ".row.title a", ".title", '[class*="Title--title"]', '[class*="title--"]'),
        shop=Shop(native_id=user or name or "", name=name) if user or name else None,
        price=price,
        currency=CNY if price is not None else None,
        price_text=dom.text_of(node, ".price", '[class*="priceWrapper"]'),
        sold_text=(sold := dom.text_of(node, ".deal-cnt", '[class*="realSales"]')),
        sold_period="30d" if sold else None,
        ships_from_text=dom.text_of(node, ".location", '[class*="procity"]'),
        position=position,
        sponsored="click.simba" in href or "item-ad" in (dom.attribute(node, "class") or ""),
    )


def _item_links(reading: Reading) -> list[Link]:
    items: Iterable[Any] = reading.items
    return [Link(url=item.url, kind="item") for item in items]


def id_of(url: str) -> str | None:
    """The item id in an address of Taobao or Tmall."""
    match = _NID.search(url)
    if match:
        return match[1]
    values = parse_qs(urlsplit(url).query).get("itemId")
    return values[0] if values and values[0].isdigit() else None


def _config_value(text: str, name: str) -> str | None:
    """A string of g_config, its JavaScript escapes undone."""
    match = re.search(rf"\b{name}\s*:\s*'((?:[^'\\]|\\.)*)'", text)
    if not match:
        return None
    try:
        return dom.clean(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), match[1]))
    except ValueError:
        return None
