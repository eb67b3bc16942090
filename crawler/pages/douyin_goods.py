"""Goods in Douyin's data: cards of its mall (2021), of its shops and of rooms (those built without a capture)."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from crawler.items import Availability, Listing, Shop
from crawler.pages import dom
from crawler.pages.attributes import read_properties
from crawler.pages.conditions import conditions_of
from crawler.pages.listings import without_offer
from crawler.pages.moments import instant
from crawler.pages.rooms import first

PLATFORM, CNY = "douyin", "CNY"
_IDS = ("product_id", "productId", "product_id_str", "promotion_product_id")
_TITLES = ("product_title", "productTitle", "product_name", "productName", "title", "elastic_title", "name")
_FEN = ("seckill_price", "discount_price", "min_price", "promotion_price", "sku_min_price", "price")
_FEN_BEFORE = ("market_price", "origin_price", "original_price", "regular_price")
_PLAIN = re.compile(r"\d+")


def goods_url(native_id: str) -> str:
    """Address of the goods' own page."""
    return f"https://haohuo.jinritemai.com/views/product/item2?id={native_id}"


def goods_of(one: dict[str, Any]) -> Listing | None:
    """The listing that an object describes: it has a product's id, a title, and something about money."""
    native_id, title = first(one, _IDS), first(one, _TITLES)
    if native_id is None or not native_id.isdigit() or native_id == "0" or title is None:
        return None
    if not any(name in one for name in (*_FEN, *_FEN_BEFORE, "price_text", "price_info")):
        return None
    listing = Listing(platform=PLATFORM, native_id=native_id, url=goods_url(native_id), title=title)
    _prices(listing, one)
    _sold(listing, one)
    shop, name = (
        first(one, ("shop_id", "shopId", "shop_info.shop_id", "shop_info.id")),
        first(one, ("shop_name", "shopName", "shop_info.shop_name")),
    )
    listing.shop = Shop(native_id=shop or name or "", name=name) if (shop and shop != "0") or name else None
    said = read_properties(_named(one.get("product_format") or one.get("properties")))
    listing.brand = first(one, ("brand_name", "brand.name")) or said.brand
    listing.origin_text, listing.net_weight_text = said.origin_text, said.net_weight_text
    listing.conditions_text = _conditions(one)
    listing.availability = _stock(one)
    if "下架" in (first(one, ("product_status_text", "status_text", "offline_text", "toast")) or ""):
        listing.presence, listing.availability = "absent", "discontinued"
        without_offer(listing)
    return listing


def _named(given: Any) -> dict[str, str]:
    """Properties by name: a list of names and values, or an object, which may be JSON in a string."""
    if isinstance(given, str):
        given = dom.json_at(given, 0)
    if isinstance(given, dict):
        pairs = [(name, dom.string(value)) for name, value in given.items()]
    else:
        pairs = [
            (first(p, ("name", "property_name")) or "", first(p, ("value", "values.0", "property_value")))
            for p in dom.mappings(given)
        ]
    return {name: value for name, value in pairs if name and value}


def _prices(listing: Listing, one: dict[str, Any]) -> None:
    """Whole numbers are fen, numbers with a point yuan; 0 is no price."""
    prices = [(name, price) for name in _FEN if (price := _money(one.get(name))) is not None]
    if not prices:
        return
    name, listing.price = prices[0]
    listing.currency = CNY
    before = [price for key in (*_FEN_BEFORE, "price") if (price := _money(one.get(key))) is not None and price > prices[0][1]]
    listing.list_price = before[0] if before else None
    listing.price_kind = "promotion" if name == "seckill_price" or listing.list_price is not None else "shelf"
    top = _money(one.get("max_price"))
    listing.price_max = top if top is not None and top > prices[0][1] and name != "seckill_price" else None


def _money(value: Any) -> Decimal | None:
    shown = dom.string(value)
    number = dom.decimal(shown)
    if number is None or number <= 0 or shown is None:
        return None
    return number / 100 if _PLAIN.fullmatch(shown) else number


def _sold(listing: Listing, one: dict[str, Any]) -> None:
    """`sell_num` is the total; a share that was bought (bought_percentage) is no count."""
    count = dom.whole(one.get("sell_num", one.get("sales")))
    shown = first(one, ("sales_text", "sell_num_text", "sold_text"))
    if count is not None:
        listing.sold, listing.sold_text, listing.sold_period = count, str(count), "total"
    elif shown is not None:
        listing.sold_text, listing.sold_period = shown, "total"


def _conditions(one: dict[str, Any]) -> str | None:
    """Labels of coupons and thresholds."""
    words = [
        first(c, ("coupon_name", "name", "tag", "text", "label"))
        for key in ("coupons", "coupon_list", "promotion_tags", "tags")
        for c in dom.mappings(one.get(key))
    ]
    return conditions_of(words)


def _stock(one: dict[str, Any]) -> Availability | None:
    stock = dom.whole(one.get("stock_num", one.get("stock", one.get("left_stock"))))
    bought = dom.decimal(one.get("bought_percentage"))
    if stock is not None:
        return "in_stock" if stock else "out_of_stock"
    if bought is not None and bought >= 100:
        return "out_of_stock"
    if isinstance(one.get("in_stock"), bool):
        return "in_stock" if one["in_stock"] else "out_of_stock"
    return None


def sale_of(one: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """Start and end of the goods' sale; a zero time is none."""
    return instant(one.get("start_time", one.get("begin_time"))), instant(one.get("end_time"))
