"""Item pages of item.taobao.com: the markup up to 2022; data and rendered pages of 2023 and later (built without a capture).

The counter of the old markup (交易成功) counts sales of 30 days; that of the new one (已售) names no period.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Listing, Reading, Shop, Variant
from crawler.pages import dom
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page
from crawler.pages.listings import without_offer
from crawler.pages.taobao_ids import CNY, id_of, is_gone, item_url, wall_of
from crawler.pages.taobao_modern import item_listing

_STATES = ('"loaderData":', "window.__INIT_DATA__=", "window.__INIT_DATA__ =", "window.__ICE_APP_CONTEXT__=")
_MOBILE = "_DATA_Detail"
_TITLES = ("h3.tb-main-title", "#J_Title h3", ".tb-detail-hd h3", ".tb-detail-hd h1")
_NEW_TITLES = ('[class*="ainTitle--"]', 'h1[class*="title--"]')
_LATE_PRICES = ('[class*="highlightPrice--"]', '[class*="rice--priceText"]', '[class*="priceText--"]')
_LATE_OLD_PRICES = ('[class*="subPrice--"]', '[class*="originPrice--"]', '[class*="rice--originPrice"]')
_ONLINE = re.compile(r"\bonline\s*:\s*(true|false)\b")


class TaobaoItem(Page):
    """An item page of item.taobao.com."""

    site = "taobao"
    platform = "taobao"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:item|world)\.taobao\.com/item(?:_detail|/\d+)?\.html?"),
        re.compile(r"https?://item\.taobao\.com/error/"),
        re.compile(r"https?://(?:h5|main)\.m\.taobao\.com/awp/core/detail\.htm"),
    )

    def read(self) -> Reading:
        """The page's listing; an absent one where the page says that it is gone."""
        reading = Reading(site=self.site)
        listing = self._from_state() or self._from_markup()
        if listing is not None:
            without_offer(listing)
            reading.items.append(listing)
            return reading
        native_id = id_of(self.url) or _config_value(self.text, "itemId")
        if is_gone(self.text) and native_id is not None:
            url = item_url(native_id, self.platform)
            reading.items.append(Listing(platform=self.platform, native_id=native_id, url=url, presence="absent"))
        else:
            reading.wall = wall_of(self.text) or ("gone" if is_gone(self.text) else "empty_shell")
        return reading

    def _from_state(self) -> Listing | None:
        if _MOBILE in self.text:
            # Pages for telephones, 2016 to 2020: what stays in one block, what changes by the hour in another.
            detail = dom.json_after(self.text, _MOBILE)
            if isinstance(detail, dict):
                changing = {"apiStack": [{"value": dom.json_after(self.text, "_DATA_Mdskip")}]}
                return item_listing(detail | changing, self.platform, self.url)
        for marker in _STATES:
            if marker in self.text:
                state = dom.json_after(self.text, marker)
                for path in (("home", "data", "res"), ("loaderData", "home", "data", "res"), ("data",), ()):
                    listing = item_listing(dom.at(state, *path), self.platform, self.url)
                    if listing is not None:
                        return listing
        return None

    def _from_markup(self) -> Listing | None:
        native_id = id_of(self.url) or _config_value(self.text, "itemId")
        if native_id is None:
            return None
        tree = dom.parse(self.text)
        node = dom.first(tree, *_TITLES)
        title = dom.attribute(node, "data-title") or dom.text_of(tree, *_TITLES)
        listing = Listing(platform=self.platform, native_id=native_id, url=item_url(native_id, self.platform), title=title)
        if title is not None:
            self._fill(listing, tree)
            return listing
        listing.title = dom.text_of(tree, *_NEW_TITLES)
        if listing.title is None:
            return None
        _fill_late(listing, tree)
        return listing

    def _fill(self, listing: Listing, tree: LexborHTMLParser) -> None:
        promoted = dom.text_of(tree, "#J_PromoPriceNum", "#J_PromoPrice .tb-rmb-num", "#J_PromoBd .tb-promo-price .tb-rmb-num")
        shown = dom.text_of(tree, "#J_StrPrice .tb-rmb-num", "#J_StrPrice", "#J_priceStd .tb-rmb-num")
        listing.currency = CNY
        listing.price_text, listing.list_price_text = (promoted, shown) if promoted else (shown, None)
        listing.price_kind = "promotion" if promoted else ("shelf" if shown else None)
        # The seller's id, as search results give it; the shop's own id is another number.
        seller, name = _config_value(self.text, "sellerId"), _config_value(self.text, "shopName")
        name = name or dom.text_of(tree, ".tb-shop-name a", ".shop-name a") or _config_value(self.text, "sellerNick")
        if seller or name:
            listing.shop = Shop(native_id=seller or name or "", name=name)
        _sold(listing, tree)
        listing.review_count = dom.whole(dom.text_of(tree, "#J_RateCounter"))
        listing.ships_from_text = dom.text_of(tree, "#J-From")
        found = read_properties(pairs(node.text() for node in tree.css(".attributes-list li")))
        listing.brand, listing.origin_text = found.brand, found.origin_text
        listing.net_weight_text, listing.gtin, listing.sku = found.net_weight_text, found.gtin, found.sku
        listing.variants = _variants(self.text, tree)
        self._state(listing, tree)

    def _state(self, listing: Listing, tree: LexborHTMLParser) -> None:
        key = dom.text_of(tree, ".tb-key .tb-hint", ".tb-hint", ".tb-stop-sale", "#J_isku .tb-hint") or ""
        online = _ONLINE.search(_config(self.text))
        if "下架" in key or (online is not None and online[1] == "false"):
            listing.presence, listing.availability = "absent", "discontinued"
        elif "卖光" in key or "售罄" in key or dom.text_of(tree, "#J_SpanStock") == "0":
            listing.availability = "out_of_stock"
        elif dom.first(tree, "#J_LinkBuy", ".J_LinkBuy") is not None:
            listing.availability = "in_stock"


def _sold(listing: Listing, tree: LexborHTMLParser) -> None:
    """Sales of 30 days; a dash stands where a script has not filled them in."""
    counter = dom.first(tree, ".tb-sell-counter a[title]")
    number = dom.text_of(tree, "#J_SellCounter", ".J_TDealCount", "em.J_TDealCount")
    if number and number[:1].isdigit():
        listing.sold_text = dom.attribute(counter, "title") or dom.text_of(tree, ".tb-sell-counter") or number
        listing.sold_period = "30d"


def _variants(text: str, tree: LexborHTMLParser) -> list[Variant]:
    """Choices as the page's script lists them, named by the labels to click on."""
    prices = dom.json_after(text, "skuMap")
    if not isinstance(prices, dict):
        return []
    names = {node.attributes.get("data-value"): dom.text_of(node, "a span", "a") for node in tree.css("li[data-value]")[:500]}
    found = []
    for path, one in prices.items():
        native_id = dom.string(dom.at(one, "skuId"))
        if native_id is not None:
            stock = dom.whole(dom.at(one, "stock"))
            chosen = [name for part in str(path).split(";") if part and (name := names.get(part))]
            state: Any = None if stock is None else ("in_stock" if stock else "out_of_stock")
            price = dom.decimal(dom.at(one, "price"))
            found.append(Variant(native_id=native_id, name=" ".join(chosen) or None, price=price, availability=state))
    return found


def _fill_late(listing: Listing, tree: LexborHTMLParser) -> None:
    """A page of 2023 and later as a browser renders it: class names end in a hash that changes with each release."""
    listing.currency = CNY
    now, before = dom.text_of(tree, *_LATE_PRICES), dom.text_of(tree, *_LATE_OLD_PRICES)
    listing.price_text = _bare(now or before)
    listing.list_price_text = _bare(before) if now else None
    listing.price_kind = ("promotion" if now and before else "shelf") if listing.price_text else None
    sold = dom.text_of(tree, '[class*="salesDesc--"]')
    if sold:
        listing.sold_text, listing.sold_period = sold, "month" if "月" in sold else "unknown"
    name = dom.text_of(tree, '[class*="shopName--"]', '[class*="ShopHeader--title"]')
    listing.shop = Shop(native_id=name, name=name) if name else None
    place = dom.text_of(tree, '[class*="deliveryAddrWrap--"] span', '[class*="delivery-from-addr"]')
    listing.ships_from_text = place.removesuffix("至").strip() if place else None
    named: dict[str, str] = {}
    for kind, name_part, value_part in (("general", "Title--", "SubTitle--"), ("emphasis", "SubTitle--", "Title--")):
        for node in tree.css(f'[class*="{kind}ParamsInfoItem--"]'):
            label = dom.text_of(node, f'[class*="ParamsInfoItem{name_part}"]')
            value = dom.text_of(node, f'[class*="ParamsInfoItem{value_part}"]')
            if label and value:
                named.setdefault(label, value)
    found = read_properties(named or pairs(node.text() for node in tree.css('[class*="Attrs--attr--"]')))
    listing.brand, listing.origin_text, listing.net_weight_text = found.brand, found.origin_text, found.net_weight_text
    buttons = " ".join(node.text() for node in dom.every(tree, '[class*="btnItem--"], [class*="Actions--"] button')[:10])
    if "下架" in buttons:
        listing.presence, listing.availability = "absent", "discontinued"
    elif "卖光" in buttons or "售罄" in buttons or "缺货" in buttons:
        listing.availability = "out_of_stock"
    elif "购买" in buttons or "购物车" in buttons:
        listing.availability = "in_stock"


def _bare(text: str | None) -> str | None:
    """A price whose sign and digits stand in elements of their own."""
    return re.sub(r"(?<=[¥￥\d.])\s+(?=[\d.])", "", text) if text else None


def _config(text: str) -> str:
    """The beginning of the page's settings, where what we ask for stands."""
    at = text.find("g_config")
    return text[at : at + 6_000] if at >= 0 else ""


def _config_value(text: str, name: str) -> str | None:
    """A string of g_config, its JavaScript escapes undone."""
    match = re.search(rf"""\b{name}["']?\s{{0,9}}:\s{{0,9}}(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""", _config(text))
    if not match:
        return None
    return dom.clean(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), match[1] or match[2] or ""))
