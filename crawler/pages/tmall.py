"""Item pages of Tmall: the DOM and the page's own set-up JSON. Its counter (月销量) counts sales of the last month."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Listing, Shop, Variant
from crawler.pages import dom
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.taobao_ids import CNY, id_of, item_url
from crawler.pages.taobao_item import TaobaoItem


class TmallItem(TaobaoItem):
    """An item page of detail.tmall.com."""

    site = "tmall"
    platform = "tmall"
    addresses = (
        re.compile(r"https?://(?:[a-z]+\.)?detail\.(?:m\.)?tmall\.(?:com|hk)/(?:hk/)?(?:item|item_o)\.html?"),
        re.compile(r"https?://detail\.(?:m\.)?tmall\.com/(?:notFound|error)"),
    )

    def _from_markup(self) -> Listing | None:
        setup = dom.json_after(self.text, "TShop.Setup(")
        native_id = id_of(self.url) or dom.string(dom.at(setup, "itemDO", "itemId"))
        tree = dom.parse(self.text)
        if native_id is None or (setup is None and dom.first(tree, ".tb-detail-hd") is None):
            return super()._from_markup() if native_id is not None else None
        listing = Listing(platform="tmall", native_id=native_id, url=item_url(native_id, "tmall"))
        self._fill_setup(listing, tree, setup)
        return listing

    def _fill_setup(self, listing: Listing, tree: LexborHTMLParser, setup: Any) -> None:
        item = dom.at(setup, "itemDO") or {}
        listing.title = dom.text_of(tree, ".tb-detail-hd h1") or dom.untagged(item.get("title"))
        promoted = dom.text_of(tree, "#J_PromoPrice .tm-price", ".tm-promo-price .tm-price")
        shown = dom.text_of(tree, "#J_StrPriceModBox .tm-price", ".tm-price-panel .tm-price")
        shown = shown or dom.string(dom.at(setup, "detail", "defaultItemPrice")) or dom.string(item.get("reservePrice"))
        listing.price_text, listing.list_price_text = (promoted, shown) if promoted else (shown, None)
        listing.price_kind = "promotion" if promoted else ("shelf" if shown else None)
        listing.currency = CNY
        name = dom.text_of(tree, ".slogo-shopname strong", ".slogo-shopname")
        name = name or dom.clean(unquote(str(item.get("sellerNickName") or "")))
        seller = dom.string(item.get("userId"))
        if name or seller:
            listing.shop = Shop(native_id=seller or name or "", name=name)
        sold = dom.text_of(tree, ".tm-ind-sellCount .tm-count")
        if sold and sold[:1].isdigit():
            listing.sold_text, listing.sold_period = f"月销量 {sold}", "month"
        listing.review_count = dom.whole(dom.text_of(tree, "#J_ItemRates .tm-count"))
        listing.ships_from_text = dom.text_of(tree, "#J_deliveryAdd") or dom.string(item.get("prov"))
        found = read_properties(pairs(node.text() for node in tree.css("#J_AttrUL li")))
        listing.brand = found.brand or dom.untagged(dom.string(item.get("brand")))
        listing.origin_text, listing.net_weight_text, listing.gtin = found.origin_text, found.net_weight_text, found.gtin
        listing.variants = _variants(setup)
        prices = sorted(one.price for one in listing.variants if one.price)
        if promoted is None and prices and prices[0] < prices[-1] and dom.decimal(shown) == prices[0]:
            # The page shows the lowest of the choices' prices until one is chosen.
            listing.price, listing.price_max = prices[0], prices[-1]
        if item.get("isOnline") is False or "下架" in (dom.text_of(tree, ".sold-out-info") or ""):
            listing.presence, listing.availability = "absent", "discontinued"
        elif (stock := dom.whole(item.get("quantity"))) is not None:
            listing.availability = "in_stock" if stock else "out_of_stock"


def _variants(setup: Any) -> list[Variant]:
    """Choices with their own prices, named by the list that stands beside the prices."""
    names = {
        str(one.get("skuId")): dom.string(one.get("names")) for one in dom.mappings(dom.at(setup, "valItemInfo", "skuList"))
    }
    prices = dom.at(setup, "valItemInfo", "skuMap")
    found = []
    for one in prices.values() if isinstance(prices, dict) else ():
        native_id = dom.string(dom.at(one, "skuId"))
        if native_id is not None:
            stock = dom.whole(dom.at(one, "stock"))
            found.append(
                Variant(
                    native_id=native_id,
                    name=names.get(native_id),
                    price=dom.decimal(dom.at(one, "price")),
                    availability=None if stock is None else ("in_stock" if stock else "out_of_stock"),
                )
            )
    return found
