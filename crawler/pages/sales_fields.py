"""Who sells, how many were sold and where from, in a market's own data: the names that sites give these fields."""

from __future__ import annotations

from typing import Any

from crawler.items import Shop
from crawler.pages.dom import string, untagged, whole

_SHOPS = ("sellerName", "seller_name", "shopName", "shop_name", "storeName", "store_name", "merchantName", "merchant_name")
_SHOP_IDS = ("sellerId", "seller_id", "shopId", "shop_id", "shopid", "storeId", "store_id", "merchantId", "shopCode")
_SELLERS = ("seller", "shop", "store", "merchant", "shopInfo", "sellerInfo", "seller_info", "storeInfo", "shop_info")
_SELLER_NAMES = ("name", "nickname", "title", *_SHOPS)
_SELLER_IDS = ("id", *_SHOP_IDS)
_SOLD = ("historical_sold", "sold_quantity", "soldQuantity", "soldCount", "sold_count", "totalSold", "total_sold", "salesCount")
_SOLD_TEXTS = ("itemSoldCntShow", "soldText", "sold_text", "soldLabel")
_PLACES = (
    "shop_location",
    "shipFrom",
    "ship_from",
    "shipsFrom",
    "ships_from",
    "itemLocation",
    "item_location",
    "sellerLocation",
)
_BRANDS = ("brandName", "brand_name")
_NO_BRAND = frozenset({"no brand", "nobrand", "no.brand", "none", "unbranded", "generic", "n/a"})


def sales_of(value: dict[str, Any]) -> dict[str, Any]:
    """Shop, count of sales, place and brand of a product's object; only what it tells."""
    found: dict[str, Any] = {"shop": _shop(value)}
    count = next((n for key in _SOLD if isinstance(value.get(key), int | str) and (n := whole(value[key])) is not None), None)
    shown = next((text for key in _SOLD_TEXTS if (text := string(value.get(key)))), None)
    if count is not None:
        found["sold"], found["sold_text"], found["sold_period"] = count, str(count), "unknown"
    elif shown is not None:
        found["sold_text"], found["sold_period"] = shown, "unknown"
    place = next((text for key in _PLACES if (text := string(value.get(key)))), None)
    if place is None and found["shop"] is not None:
        # A place beside the seller is where it sells from; alone it may be anything.
        place = string(value.get("location"))
    found["ships_from_text"] = place
    brand = next((text for key in _BRANDS if (text := untagged(string(value.get(key))))), None)
    found["brand"] = None if brand is None or brand.casefold() in _NO_BRAND else brand
    return {name: one for name, one in found.items() if one is not None}


def _shop(value: dict[str, Any]) -> Shop | None:
    name = next((text for key in _SHOPS if (text := untagged(string(value.get(key))))), None)
    native_id = next((text for key in _SHOP_IDS if (text := string(value.get(key)))), None)
    inside = next((value[key] for key in _SELLERS if isinstance(value.get(key), dict)), None)
    if name is None and inside is not None:
        name = next((text for key in _SELLER_NAMES if (text := untagged(string(inside.get(key))))), None)
        native_id = next((text for key in _SELLER_IDS if (text := string(inside.get(key)))), None)
    return Shop(native_id=native_id or name, name=name) if name is not None else None
