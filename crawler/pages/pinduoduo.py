"""Pinduoduo: lists of goods as JSON, prices in fen, `cnt` the total ever sold; goods pages are built without a capture."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from crawler.items import Link, Listing, Reading, Shop, Variant
from crawler.pages import dom, walls
from crawler.pages.api import ApiPage
from crawler.pages.app_data import data_of
from crawler.pages.attributes import read_properties
from crawler.pages.base import Page
from crawler.pages.conditions import conditions_of
from crawler.pages.listings import without_offer
from crawler.pages.moments import instant
from crawler.pages.rooms import first, objects
from crawler.pages.spells import Sale, spells_of
from pipelines.readers.patterns import WHOLE, near

CNY = "CNY"
_HOST = r"https?://(?:api|apiv\d|mobile|m)\.(?:yangkeduo|pinduoduo)\.com/"
_FEN_FROM = 100
_COUNTS = ("cnt", "sold_quantity", "sales")
_OTHER_TIP = near(r"全店|想(?:拼|买)|收藏|好评|看过|浏览|回头客|评价", WHOLE)
_LISTS = ("goods_list", "items", "list", "recommend_goods_list")


def goods_url(native_id: str) -> str:
    """Address of the goods' own page."""
    return f"https://mobile.yangkeduo.com/goods.html?goods_id={native_id}"


def own_tip(tip: str | None) -> str | None:
    """A line beside the goods where it counts their sales: not those of the whole shop, nor who wants or praises them."""
    return None if tip and _OTHER_TIP.search(tip) else tip


def fen(value: Any) -> Decimal | None:
    """An amount in fen as yuan."""
    number = dom.whole(value)
    return Decimal(number) / 100 if number is not None and number > 0 else None


class PinduoduoList(ApiPage):
    """Groups, categories, searches and recommendations of the gateway."""

    site: ClassVar[str] = "pinduoduo"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://gw-api\.pinduoduo\.com/api/router"),
        re.compile(_HOST + r"(?:api/[\w/-]+|v\d+/[\w/-]+|search|proxy/api/[\w/-]+|operation/[\w/-]+)(?:\?|$)"),
    )

    def read(self) -> Reading:
        """Listings in the order of the answer; entries that are no goods (banners, subjects) are left out."""
        data = self.data
        inner = dom.at(data, "result") if isinstance(dom.at(data, "result"), dict) else data
        goods = next((dom.at(inner, name) for name in _LISTS if isinstance(dom.at(inner, name), list)), None)
        if goods is None:
            # Later answers, and those of one product, keep the goods elsewhere.
            goods = [one for one in objects(data) if "goods_id" in one and ("goods_name" in one or "short_name" in one)] or None
        if goods is None:
            code = dom.whole(dom.at(data, "error_code"))
            if code is not None and code >= 40_000:
                return Reading(site=self.site, wall="login" if code in (40_001, 40_002) else "challenge")
            return self.unreadable()
        reading = Reading(site=self.site, stated_total=dom.whole(dom.at(inner, "total")))
        sales: list[Sale] = []
        for one in map(_flat, dom.mappings(goods)):
            listing = app_listing(one, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
                start, end = instant(one.get("start_time")), instant(one.get("end_time"))
                if start is not None and end is not None:
                    listing.price_kind = "promotion" if listing.price is not None else None
                    sales.append((listing, start, end))
        reading.items += spells_of("pinduoduo", "seckill", None, sales)
        return reading


def _flat(one: dict[str, Any]) -> dict[str, Any]:
    """Later answers keep the goods one or two levels down."""
    for path in (("item_data", "goods_model"), ("goods_model",), ("goods",)):
        inner = dom.at(one, *path)
        if isinstance(inner, dict):
            return inner
    return one


def app_listing(one: dict[str, Any], position: int) -> Listing | None:
    """The listing of an object with the app's names (goods_id, goods_name), amounts in fen."""
    native_id, title = dom.string(one.get("goods_id")), dom.string(one.get("goods_name")) or dom.string(one.get("short_name"))
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    group = fen(dom.at(one, "group", "price")) or fen(one.get("min_on_sale_group_price")) or fen(one.get("min_group_price"))
    alone = fen(one.get("normal_price")) or fen(one.get("min_on_sale_normal_price")) or fen(one.get("min_normal_price"))
    price = group or fen(one.get("price")) or alone
    top = fen(one.get("max_on_sale_group_price")) or fen(one.get("max_group_price")) if group else None
    before = alone if alone is not None and price is not None and alone > price else fen(one.get("market_price"))
    mall = dom.string(one.get("mall_id")) or dom.string(dom.at(one, "ad", "mall_id"))
    name = dom.string(one.get("mall_name"))
    count = next((one[name] for name in _COUNTS if dom.whole(one.get(name)) is not None), None)
    sold, tip = dom.whole(count), own_tip(dom.string(one.get("sales_tip")) or dom.string(one.get("side_sales_tip")))
    quantity = dom.whole(one.get("quantity"))
    return Listing(
        platform="pinduoduo",
        native_id=native_id,
        url=goods_url(native_id),
        title=title,
        shop=Shop(native_id=mall or name or "", name=name) if mall or name else None,
        price=price,
        price_max=top if top is not None and price is not None and top > price else None,
        list_price=before if before is not None and price is not None and before > price else None,
        currency=CNY if price is not None else None,
        price_kind="promotion" if dom.whole(one.get("event_type")) else "shelf",
        sold=sold,
        sold_text=dom.string(count) if sold is not None else tip,
        sold_period="total" if sold is not None or tip else None,
        availability=None if quantity is None else ("in_stock" if quantity else "out_of_stock"),
        position=position,
        sponsored=bool(dom.at(one, "ad", "ad_id")) or None,
    )


class PinduoduoGoods(Page):
    """A goods page: what its scripts start from (`window.rawData`). Built without a capture."""

    site: ClassVar[str] = "pinduoduo"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:mobile\.|m\.)?(?:yangkeduo|pinduoduo)\.com/goods\d?\.html"),
    )

    def read(self) -> Reading:
        """The listing, an absent one where the goods are off the shelf; prices on goods pages are in yuan, as text."""
        reading = Reading(site=self.site)
        data, goods, state = self._found()
        asked = parse_qs(urlsplit(self.url).query).get("goods_id", [""])[0]
        native_id = dom.string(dom.at(goods, "goodsID")) or dom.string(dom.at(goods, "goodsId")) or asked
        title = dom.string(dom.at(goods, "goodsName"))
        if not native_id or title is None:
            is_login = dom.at(state, "store", "needLogin") is True or "/login.html" in self.text[:20_000]
            reading.wall = "login" if is_login else walls.wall_of(self.body, self.text) or "empty_shell"
            return reading
        listing = Listing(platform="pinduoduo", native_id=native_id, url=goods_url(native_id), title=title, currency=CNY)
        listing.price = _yuan(goods, "minOnSaleGroupPrice", "minGroupPrice")
        listing.price_max = _yuan(goods, "maxOnSaleGroupPrice", "maxGroupPrice")
        alone = _yuan(goods, "linePrice", "minOnSaleNormalPrice", "minNormalPrice", "marketPrice")
        listing.list_price = alone if alone is not None and listing.price is not None and alone > listing.price else None
        listing.price_text = str(listing.price) if listing.price is not None else None
        listing.sold_text = own_tip(dom.string(goods.get("sideSalesTip")) or dom.string(goods.get("salesTip")))
        listing.sold_period = "total" if listing.sold_text else None
        mall, name = first(data, ("mall.mallID", "mall.mallId")), first(data, ("mall.mallName",))
        said = read_properties(_properties(goods))
        listing.brand, listing.origin_text, listing.net_weight_text = said.brand, said.origin_text, said.net_weight_text
        listing.conditions_text = conditions_of(
            [first(one, ("text", "tag", "name")) for one in dom.mappings(goods.get("promotionTags"))]
        )
        listing.shop = Shop(native_id=mall or name or "", name=name) if mall or name else None
        listing.variants = [one for sku in dom.mappings(goods.get("skus")) if (one := _variant(sku)) is not None]
        if "售罄" in (dom.string(goods.get("statusExplain")) or ""):
            # What is sold out may come back: its page says so, and goes on showing what it costs.
            listing.availability = "out_of_stock"
        elif goods.get("isOnSale") is False or dom.whole(goods.get("status")) in (2, 3):
            listing.presence, listing.availability = "absent", "discontinued"
            without_offer(listing)
        elif (stock := dom.whole(goods.get("quantity"))) is not None:
            listing.availability = "in_stock" if stock else "out_of_stock"
        reading.items.append(listing)
        return reading

    def _found(self) -> tuple[Any, dict[str, Any], Any]:
        """(what surrounds the goods, the goods, the state): by the known paths, else wherever an object is the goods."""
        state = next((one for one in data_of(self.body, self.text) if isinstance(one, dict)), None)
        data = dom.at(state, "store", "initDataObj") or dom.at(state, "initDataObj")
        goods = dom.at(data, "goods")
        if not isinstance(goods, dict) or "goodsName" not in goods:
            found = [one for one in objects(state) if isinstance(one.get("goods"), dict) and "goodsName" in one["goods"]]
            data, goods = (found[0], found[0]["goods"]) if found else (data, goods)
        return data, goods if isinstance(goods, dict) else {}, state


def _yuan(goods: dict[str, Any], *names: str) -> Decimal | None:
    """The first of the amounts: a number in ...InCent, else text in yuan (22.9), a whole number of later pages in fen."""
    for name in names:
        cents, given = dom.whole(goods.get(f"{name}InCent")), goods.get(name)
        whole = isinstance(given, int) and not isinstance(given, bool) and given >= _FEN_FROM
        amount = Decimal(cents) / 100 if cents else fen(given) if whole else dom.decimal(given)
        if amount is not None and amount > 0:
            return amount
    return None


def _properties(goods: dict[str, Any]) -> dict[str, str]:
    """Properties of the goods: a name with one value or several."""
    found: dict[str, str] = {}
    for one in (*dom.mappings(goods.get("goodsProperty")), *dom.mappings(goods.get("goods_property"))):
        values = one.get("values")
        words = [dom.string(value) for value in (values if isinstance(values, list) else [one.get("value")])]
        name, text = first(one, ("key", "name")), "，".join(word for word in words if word)
        if name and text:
            found.setdefault(name, text)
    return found


def _variant(sku: dict[str, Any]) -> Variant | None:
    native_id, stock = dom.string(sku.get("skuID") or sku.get("skuId")), dom.whole(sku.get("quantity"))
    if native_id is None:
        return None
    chosen = [dom.string(spec.get("spec_value")) for spec in dom.mappings(sku.get("specs"))]
    return Variant(
        native_id=native_id,
        name=" ".join(word for word in chosen if word) or None,
        price=dom.decimal(sku.get("groupPrice")),
        list_price=dom.decimal(sku.get("normalPrice")),
        availability=None if stock is None else ("in_stock" if stock else "out_of_stock"),
    )
