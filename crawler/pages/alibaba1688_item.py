"""Offer pages of 1688: the page's data of 2021 and later, the markup of 2013 to 2020. Built without a capture.

A price may depend on the quantity; the lowest stands for the offer, the one for the smallest quantity is its `price_max`. The
counter (成交, saledCount) names no period on the page; shops of 1688 sell by the piece, the box or the ton.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

import orjson
from selectolax.lexbor import LexborHTMLParser

from crawler.items import Listing, Reading, Shop, Variant
from crawler.pages import dom, walls
from crawler.pages.alibaba1688 import offer_url
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.base import Page
from crawler.pages.listings import without_offer
from crawler.pages.loose_json import loose
from crawler.pages.rooms import first, objects
from crawler.pages.taobao_ids import CNY, wall_of

_ID = re.compile(r"/offer/(\d+)\.html|[?&]offerId=(\d+)")
_MARKERS = ("window.__INIT_DATA", "window.contextPath,", "window.__GLOBAL_DATA", "window.detailData")
_GONE = ("商品已下架", "该商品已下架", "您查看的商品不存在", "商品已删除")
_TITLES = ("offerTitle", "subject")


class Alibaba1688Item(Page):
    """An offer's own page."""

    site: ClassVar[str] = "1688"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"\Ahttps?://(?:detail|m|detail\.m)\.1688\.com/(?:offer/\d+\.html|page/index\.html?\?.*offerId=\d+)"),
    )

    def read(self) -> Reading:
        """The listing; an absent one where the page says that the offer is off the shelf."""
        reading = Reading(site=self.site)
        match = _ID.search(self.url)
        if match is None:
            reading.wall = walls.wall_of(self.body, self.text)
            return reading
        native_id = match[1] or match[2]
        listing = Listing(platform="1688", native_id=native_id, url=offer_url(native_id))
        data = self._data()
        if data is not None:
            _from_data(listing, data)
        if listing.title is None:
            _from_markup(listing, dom.parse(self.text))
        is_gone = any(words in self.text for words in _GONE)
        if listing.title is None and not is_gone:
            reading.wall = wall_of(self.text) or walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        if is_gone and listing.price is None:
            listing.presence, listing.availability = "absent", "discontinued"
            without_offer(listing)
        reading.items.append(listing)
        return reading

    def _data(self) -> Any:
        for marker in _MARKERS:
            at = self.text.find(marker)
            start = self.text.find("{", at) if at >= 0 else -1
            if 0 <= start <= at + len(marker) + 20:
                found = dom.json_at(self.text, start)
                if found is None:
                    end = self.text.find("</script", start)
                    found = loose(self.text[start : end if end > 0 else len(self.text)])
                if isinstance(found, dict) and found:
                    return found
        return None


def _from_data(listing: Listing, data: Any) -> None:
    nodes = list(objects(data))
    listing.title = next((text for one in nodes if (text := first(one, _TITLES))), None)
    listing.title = listing.title or next((t for one in nodes if "unit" in one and (t := first(one, ("title",)))), None)
    name = next((text for one in nodes if (text := first(one, ("companyName",)))), None)
    seller = next((text for one in nodes if (text := first(one, ("sellerMemberId", "memberId", "sellerLoginId")))), None)
    listing.shop = Shop(native_id=seller or name or "", name=name) if seller or name else None
    prices = sorted(_prices(nodes))
    if prices:
        listing.price, listing.currency, listing.price_kind = prices[0], CNY, "shelf"
        listing.price_max = prices[-1] if prices[-1] > prices[0] else None
    before = next((text for one in nodes if (text := first(one, ("skuPriceScaleOriginal", "originalPriceScale")))), None)
    low = dom.decimal(before.partition("-")[0].strip("¥ ")) if before else None
    listing.list_price = low if low is not None and listing.price is not None and low > listing.price else None
    scale = next((text for one in nodes if (text := first(one, ("skuPriceScale", "priceDisplay")))), None)
    listing.price_text = scale or (str(prices[0]) if prices else None)
    sold = next((n for one in nodes if (n := dom.whole(one.get("saledCount", one.get("saleCount")))) is not None), None)
    if sold is not None:
        listing.sold, listing.sold_text, listing.sold_period = sold, str(sold), "unknown"
    listing.ships_from_text = next((text for one in nodes if (text := first(one, ("freightInfo.location", "location")))), None)
    stock = next((n for one in nodes if (n := dom.whole(one.get("canBookedAmount"))) is not None), None)
    listing.availability = None if stock is None else ("in_stock" if stock else "out_of_stock")
    said = read_properties(_properties(nodes))
    listing.brand, listing.origin_text, listing.net_weight_text = said.brand, said.origin_text, said.net_weight_text
    listing.sku = said.sku
    listing.variants = list(_variants(nodes))


def _prices(nodes: list[dict[str, Any]]) -> Iterator[Decimal]:
    """Prices by quantity; of the choices where there are none."""
    for name in ("skuRangePrices", "currentPrices", "priceRanges"):
        found = [dom.decimal(one.get("price")) for node in nodes for one in dom.mappings(node.get(name))]
        priced = [price for price in found if price is not None and price > 0]
        if priced:
            yield from priced
            return
    for node in nodes:
        info = node.get("skuInfoMap")
        for one in info.values() if isinstance(info, dict) else ():
            price = dom.decimal(first(one, ("discountPrice", "price")))
            if price is not None and price > 0:
                yield price


def _properties(nodes: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in nodes:
        name, value = (
            first(one, ("name", "attrName", "featureName")),
            first(one, ("value", "attrValue", "values.0", "valueText")),
        )
        if name and value and len(name) < 20:
            found.setdefault(name, value)
    return found


def _variants(nodes: list[dict[str, Any]]) -> Iterator[Variant]:
    info: Any = next((one["skuInfoMap"] for one in nodes if isinstance(one.get("skuInfoMap"), dict)), {})
    for path, one in info.items():
        native_id, stock = first(one, ("skuId",)), dom.whole(dom.at(one, "canBookCount"))
        if native_id is not None:
            price = dom.decimal(first(one, ("discountPrice", "price")))
            name = dom.clean(dom.unescaped(str(path)).replace(">", " "))
            state: Any = None if stock is None else ("in_stock" if stock else "out_of_stock")
            yield Variant(native_id=native_id, name=name, price=price or None, availability=state)


def _from_markup(listing: Listing, tree: LexborHTMLParser) -> None:
    listing.title = dom.text_of(tree, "h1.d-title", "#mod-detail-title h1", ".title-text", ".d-title", ".title-content h1")
    if listing.title is None:
        return
    prices = []
    for cell in tree.css("td[data-range]")[:20]:
        try:
            given = orjson.loads(cell.attributes.get("data-range") or "null")
        except orjson.JSONDecodeError:
            continue  # A cell that says its price in another way is read as text below.
        prices.append(dom.decimal(dom.at(given, "price")))
    shown = dom.text_of(
        tree, "tr.price .value", ".price-original-sku .value", ".price-now", ".price-text", ".step-price-item .price-box"
    )
    found = sorted(price for price in prices if price is not None and price > 0)
    if found:
        listing.price, listing.price_max = found[0], found[-1] if found[-1] > found[0] else None
    listing.price_text = str(found[0]) if found else shown
    listing.currency, listing.price_kind = (CNY, "shelf") if listing.price_text else (None, None)
    name = dom.text_of(tree, ".company-name", ".shop-company-name h1", ".companyName", ".supplier-name")
    listing.shop = Shop(native_id=name, name=name) if name else None
    listing.ships_from_text = dom.text_of(tree, ".delivery-addr", ".logistics-city", ".unit-delivery .from")
    sold = dom.text_of(tree, ".bargain-number a", ".bargain-number", ".title-info-number", ".sale-count")
    listing.sold_text, listing.sold_period = sold, "unknown" if sold else None
    names = [dom.clean(node.text()) for node in tree.css(".de-feature, .offer-attr-item-name")]
    values = [dom.clean(node.text()) for node in tree.css(".de-value, .offer-attr-item-value")]
    said = read_properties(pairs(f"{n}：{v}" for n, v in zip(names, values, strict=False) if n and v))
    listing.brand, listing.origin_text, listing.net_weight_text = said.brand, said.origin_text, said.net_weight_text
