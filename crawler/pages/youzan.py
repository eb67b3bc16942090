"""Goods pages of Youzan (有赞), whose shops are small stores inside WeChat: the data that the page starts from. No capture.

Whole numbers count fen; `price` and `origin` of the goods are in yuan, in words (88.00-168.00).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar

from crawler.items import Listing, Reading, Shop, Variant
from crawler.pages import dom, walls
from crawler.pages.api import read_json
from crawler.pages.base import Page
from crawler.pages.rooms import first, objects

_ALIAS = re.compile(r"/(?:wscgoods/detail|wscshop/goods|v2/(?:showcase/)?goods|goods)/(\w{6,40})|[?&]alias=(\w{6,40})")
_MARKERS = ("window._global", "_global")
_CNY = "CNY"


class YouzanGoods(Page):
    """`h5.youzan.com/wscgoods/detail/...`, `shop123.youzan.com/...`, and the answers that fill such a page."""

    site: ClassVar[str] = "youzan"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:h5|detail|shop\d+|[\w-]+\.m)\.youzan\.com/(?:wscgoods|wscshop/goods|v2/|goods/|show/goods)"),
    )

    def read(self) -> Reading:
        """The listing; of a shop's own site `shop`, its alias the id."""
        reading = Reading(site=self.site)
        data = self._data()
        holder = next((one for one in objects(data) if isinstance(one.get("goods"), dict) and "title" in one["goods"]), None)
        goods: dict[str, Any] = holder["goods"] if holder is not None else {}
        match = _ALIAS.search(self.url)
        native_id = dom.string(goods.get("alias")) or (match[1] or match[2] if match else None)
        title = dom.untagged(dom.string(goods.get("title")))
        if holder is None or native_id is None or title is None:
            reading.wall = walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        url = f"https://h5.youzan.com/wscgoods/detail/{native_id}"
        listing = Listing(platform="shop", site="youzan.com", native_id=native_id, url=url, title=title)
        _prices(listing, goods, holder.get("skuInfo"))
        sold = dom.whole(goods.get("totalSoldNum", goods.get("soldNum")))
        if sold is not None:
            listing.sold, listing.sold_text, listing.sold_period = sold, str(sold), "total"
        name = next((text for one in objects(data) if (text := first(one, ("shopName", "shop_name", "team_name")))), None)
        kdt = next((text for one in objects(data) if (text := first(one, ("kdtId", "kdt_id")))), None)
        listing.shop = Shop(native_id=kdt or name or "", name=name) if kdt or name else None
        stock = dom.whole(dom.at(holder, "skuInfo", "spuStock", "stockNum"))
        listing.availability = None if stock is None else ("in_stock" if stock else "out_of_stock")
        reading.items.append(listing)
        return reading

    def _data(self) -> Any:
        if self.body[:200].lstrip()[:1] in (b"{", b"["):
            return read_json(self.text)
        return next((found for marker in _MARKERS if (found := dom.json_after(self.text, f"{marker} =")) is not None), None)


def _prices(listing: Listing, goods: dict[str, Any], skus: Any) -> None:
    """The span of the choices, in fen; else what the goods show in yuan."""
    listing.variants = [one for sku in dom.mappings(dom.at(skus, "skus")) if (one := _variant(sku)) is not None]
    low = _fen(dom.at(skus, "spuPrice", "minPrice")) or _fen(goods.get("minPrice"))
    top = _fen(dom.at(skus, "spuPrice", "maxPrice")) or _fen(goods.get("maxPrice"))
    if low is None:
        listing.price_text = dom.string(goods.get("price")) if isinstance(goods.get("price"), str) else None
        listing.currency = _CNY if listing.price_text else None
        return
    listing.price, listing.currency = low, _CNY
    listing.price_max = top if top is not None and top > low else None
    before = dom.decimal((dom.string(goods.get("origin")) or "").strip("¥￥ ") or None)
    listing.list_price = before if before is not None and before > low else None


def _fen(value: Any) -> Decimal | None:
    number = dom.whole(value) if isinstance(value, int) else None
    return Decimal(number) / 100 if number else None


def _variant(sku: dict[str, Any]) -> Variant | None:
    native_id, stock = dom.string(sku.get("id", sku.get("skuId"))), dom.whole(sku.get("stockNum"))
    if native_id is None:
        return None
    state: Any = None if stock is None else ("in_stock" if stock else "out_of_stock")
    return Variant(native_id=native_id, price=_fen(sku.get("price")), availability=state)
