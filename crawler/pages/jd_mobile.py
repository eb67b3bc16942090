"""The mobile item page of JD: what its scripts start from (`window._itemOnly`, `window._itemInfo`). Built without a capture."""

from __future__ import annotations

from typing import Any

from crawler.items import Availability, Listing, Shop, Variant
from crawler.pages import dom
from crawler.pages.attributes import read_properties
from crawler.pages.loose_json import loose
from crawler.pages.rooms import first

MARKER = "window._itemOnly"
AVAILABILITY: dict[str, Availability] = {
    "33": "in_stock", "39": "in_stock", "40": "in_stock", "0": "out_of_stock", "34": "out_of_stock", "36": "preorder",
}  # fmt: skip
"""JD's number of a stock -> what it means."""
_PRICES = (
    "price.p",
    "price.jdPrice.p",
    "priceFloor.ext.realPriceExt.ORIGINAL.salePrice",
    "priceFloor.ext.jdPrice",
    "priceFloor.price",
)


def fill(listing: Listing, text: str) -> bool:
    """Fill in what the page's data say; whether they are there."""
    only = dom.at(_after(text, MARKER), "item")
    if not isinstance(only, dict):
        return False
    info = _after(text, "window._itemInfo")
    listing.title = first(only, ("skuName", "name", "wname"))
    listing.brand = first(only, ("brandName", "brand"))
    _price(listing, info)
    named = _properties(only)
    said = read_properties(named)
    listing.brand = listing.brand or said.brand
    listing.origin_text, listing.net_weight_text, listing.gtin = said.origin_text, said.net_weight_text, said.gtin
    shop = first(info, ("stock.D.shopId", "shopInfo.shop.shopId", "stock.self_D.shopId")) or first(only, ("shopId", "venderID"))
    name = first(info, ("shopInfo.shop.name", "stock.D.vender", "stock.self_D.vender")) or first(
        only, ("shopName", "venderName")
    )
    listing.shop = Shop(native_id=shop or name or "", name=name) if name else None
    listing.availability = AVAILABILITY.get(first(info, ("stock.StockState", "stock.stockState")) or "")
    listing.variants = [one for value in dom.mappings(only.get("newColorSize")) if (one := _variant(value)) is not None]
    return listing.title is not None


def _after(text: str, marker: str) -> Any:
    at = text.find(marker)
    start = text.find("{", at) if at >= 0 else -1
    if start < 0 or start - at > len(marker) + 20:
        return None
    found = dom.json_at(text, start)
    return loose(text, start) if found is None else found


def _price(listing: Listing, info: Any) -> None:
    """A price that the data give in full; a masked one (1??.00) is none."""
    price = next((p for name in _PRICES if (p := dom.decimal(first(info, (name,)))) is not None and p > 0), None)
    before = dom.decimal(first(info, ("price.op", "price.jdPrice.op")))
    if price is not None:
        listing.price, listing.price_text, listing.price_kind, listing.currency = price, str(price), "shelf", "CNY"
        listing.list_price = before if before is not None and before > price else None


def _properties(only: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    values = only.get("expandAttrDesc")
    for name, value in values.items() if isinstance(values, dict) else ():
        words = [dom.string(word) for word in value] if isinstance(value, list) else [dom.string(value)]
        text = "，".join(word for word in words if word)
        if text:
            found[str(name)] = text
    return found


def _variant(one: dict[str, Any]) -> Variant | None:
    native_id = dom.string(one.get("skuId"))
    names = [dom.string(value) for key, value in one.items() if key not in ("skuId", "imagePath", "image")]
    return Variant(native_id=native_id, name=" ".join(name for name in names if name) or None) if native_id else None
