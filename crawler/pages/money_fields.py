"""Money in a site's own data: plain numbers, strings, or objects of amount, currency and formatted text, under many names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crawler.pages.dom import decimal, string
from crawler.pages.schema_offers import number

_NOW = (
    "salePriceMoney", "priceMoney", "salePrice", "sale_price", "specialPrice", "special_price", "finalPrice", "final_price",
    "discountedPrice", "discountPrice", "currentPrice", "current_price", "sellingPrice", "promoPrice", "special", "sale",
    "discounted", "current", "final", "now", "price", "prices", "priceRange", "price_range", "minPrice", "unitPrice",
    "pricing", "itemPrice", "item_price",
)  # fmt: skip
_WAS = (
    "compareAtPrice", "compare_at_price", "listPrice", "list_price", "regularPrice", "regular_price", "originalPrice",
    "original_price", "oldPrice", "old_price", "wasPrice", "was_price", "msrp", "retailPrice", "regular", "original", "list",
    "was", "old", "basePrice", "priceMoney", "mrp", "marketPrice", "market_price",
)  # fmt: skip
# What it costs where nothing lower is told. What a maker recommends or a market asks is no price of the shop.
_REGULAR = ("listPrice", "list_price", "regularPrice", "regular_price", "regular", "list", "basePrice", "originalPrice")
_RANGES = ("price_range", "priceRange")
_LOWEST = ("minimum_price", "minimumPrice", "minVariantPrice")
_HIGHEST = ("maximum_price", "maximumPrice", "maxVariantPrice")
_TOPS = ("price_max", "priceMax", "maxPrice", "max_price", "highPrice", "price_high")
_AMOUNT = (
    "value", "amount", "price", "number", "raw", "regularPrice", "min", "minimum", "low", "from", "start", "gross",
)  # fmt: skip
_TEXT = ("text", "formatted", "formattedPrice", "formattedValue", "display", "displayPrice", "label")
_CURRENCY = ("currency", "currencyCode", "currency_code", "priceCurrency", "currencyIso", "code", "currency_id", "currencyId")
_CODE = re.compile(r"[A-Z]{3}")
_DEEPEST = 4


@dataclass(slots=True)
class Money:
    """What an object says it costs."""

    price: Decimal | None = None
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    text: str | None = None


def money_in(value: dict[str, Any]) -> Money:
    """Price, list price and currency of a product's object.

    Amounts in minor units are taken as such only where the object says so (`centAmount` with `fractionDigits`).
    """
    found = Money()
    if type(value.get("priceWithTax")) is int and "currencyCode" in value:
        # Vendure's interface: whole numbers count hundredths.
        return Money(price=Decimal(value["priceWithTax"]) / 100, currency=currency_in(value))
    if {"itemid", "shopid"} <= value.keys() and type(value.get("price")) is int:
        return _hundred_thousandths(value)
    holder: dict[str, Any] = next(
        (value[k] for k in ("price", "prices", "pricing", "priceInfo") if isinstance(value.get(k), dict)), {}
    )
    span: dict[str, Any] = next((v[k] for v in (value, holder) for k in _RANGES if isinstance(v.get(k), dict)), {})
    lowest: dict[str, Any] = next((span[k] for k in _LOWEST if isinstance(span.get(k), dict)), {})
    highest: dict[str, Any] = next((span[k] for k in _HIGHEST if isinstance(span.get(k), dict)), {})
    sources = [one for one in (value, holder, lowest) if one or one is value]
    for source in sources:
        now = [_amount(source[key]) for key in _NOW if key in source]
        was = [_amount(source[key]) for key in _WAS if key in source]
        # A sale price of nothing means no sale, a price of nothing that it is not told.
        prices = [one for one in now if one[0] is not None and one[0] > 0]
        lists = [one for one in was if one[0] is not None and one[0] > 0]
        if found.price is None and prices:
            found.price, found.currency, found.text = prices[0]
        if found.list_price is None and lists:
            found.list_price = lists[0][0]
            regular = [_amount(source[key]) for key in _REGULAR if key in source]
            if found.price is None and regular and regular[0][0]:
                found.price, found.currency, found.text = regular[0]
        found.text = found.text or next((one[2] for one in (*now, *was) if one[2]), None)
    if found.list_price is not None and found.price is not None and found.list_price <= found.price:
        found.list_price = None
    tops = [number(holder.get(k)) for k in ("max", "maximum", "high", "to", "maxPrice")]
    tops += [number(value.get(k)) for k in _TOPS] + [_amount(highest)[0] if highest else None]
    top = next((one for one in tops if one is not None), None)
    found.price_max = top if top is not None and found.price is not None and top > found.price else None
    found.currency = found.currency or currency_in(holder) or currency_in(lowest)
    return found


def _hundred_thousandths(value: dict[str, Any]) -> Money:
    """Shopee's interface: whole numbers count hundred-thousandths, and 0 or -1 stand for none."""
    names = ("price_min", "price", "price_max", "price_before_discount")
    amounts = (decimal(value.get(name)) for name in names)
    low, price, top, before = (n.scaleb(-5) if n is not None and n > 0 else None for n in amounts)
    low = low or price
    return Money(
        price=low,
        price_max=top if top is not None and low is not None and top > low else None,
        list_price=before if before is not None and low is not None and before > low else None,
        currency=currency_in(value),
    )


def _amount(value: Any, depth: int = 0) -> tuple[Decimal | None, str | None, str | None]:
    """(amount, currency, shown text) of a value that holds money."""
    if isinstance(value, dict) and depth < _DEEPEST:
        shown = next((text for key in _TEXT if (text := string(value.get(key)))), None)
        cents, digits = decimal(value.get("centAmount")), decimal(value.get("fractionDigits"))
        if cents is not None:
            places = int(digits) if digits is not None and 0 <= digits <= 4 else 2
            return cents.scaleb(-places), currency_in(value), shown
        for key in (*_AMOUNT, *_LOWEST, *_NOW):
            if key in value:
                amount, currency, inner = _amount(value[key], depth + 1)
                if amount is not None:
                    return amount, currency or currency_in(value), shown or inner
        return None, currency_in(value), shown
    if isinstance(value, list) and value and depth < _DEEPEST:
        return _amount(value[0], depth + 1)
    amount = number(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    shown = string(value) if amount is None and isinstance(value, str) and any(c.isdecimal() for c in value) else None
    return amount, None, shown if shown and len(shown) < 60 else None


def currency_in(value: Any) -> str | None:
    """The ISO code that an object names."""
    if not isinstance(value, dict):
        return None
    for key in _CURRENCY:
        given = value.get(key)
        code = (string(given.get("code")) if isinstance(given, dict) else string(given)) or ""
        if _CODE.fullmatch(code.upper()):
            return code.upper()
    return None
