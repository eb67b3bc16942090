"""Shopify's product endpoints: products.json of a shop or a collection, and a product's own .json and .js.

Most name no currency: prices are then numbers of the shop's currency, which the source or the shop's pages must tell.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from crawler.items import Availability, Link, Listing, Reading, Unread, Variant
from crawler.pages.api import ApiPage
from crawler.pages.dom import decimal, mappings, string, untagged
from crawler.pages.schema_org import gtin
from crawler.urls import registrable_host

_DIGITS = Decimal(100)


class ShopifyProducts(ApiPage):
    """`/products.json`, `/collections/X/products.json`, `/products/X.json`, `/products/X.js`."""

    site = "shopify"
    addresses = (
        re.compile(
            r"https?://[^/]+(?:/[a-z]{2}(?:-[a-z]{2})?)?(?:/collections/[^/?#]+)?/products(?:/[^/?#]+)?\.js(?:on)?(?:[?#]|$)"
        ),
    )

    def read(self) -> Reading:
        """A listing a product, its variants with it."""
        data = self.data
        if isinstance(data, dict) and isinstance(data.get("products"), list):
            products: list[Any] = data["products"]
        elif isinstance(data, dict) and isinstance(data.get("product"), dict):
            products = [data["product"]]
        elif isinstance(data, dict) and isinstance(data.get("variants"), list):
            products = [_from_minor_units(data)]
        else:
            return self.unreadable()
        reading = Reading(site=self.site)
        is_list = len(products) > 1 or "products" in data
        for position, product in enumerate(products, 1):
            listing = self._listing(product, position if is_list else None) if isinstance(product, dict) else None
            if listing is not None:
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
            else:
                raw = str(product)[:500]
                reading.unread.append(Unread(item_type="listing", field="id", reason="a product without id or title", raw=raw))
        return reading

    def _listing(self, product: dict[str, Any], position: int | None) -> Listing | None:
        native, title, handle = string(product.get("id")), string(product.get("title")), string(product.get("handle"))
        if native is None or title is None:
            return None
        parts = urlsplit(self.url)
        given = [one for one in mappings(product.get("variants")) if one.get("price") is not None]
        prices = [price for one in given if (price := decimal(one["price"])) is not None]
        variants = [variant for one in given if (variant := _variant(one)) is not None]
        price = min(prices, default=None)
        cheapest = next((one for one in given if price is not None and decimal(one["price"]) == price), {})
        vendor, kind = string(product.get("vendor")), string(product.get("product_type"))
        return Listing(
            platform="shop",
            site=registrable_host(self.url),
            native_id=native,
            url=f"{parts.scheme}://{parts.netloc}/products/{handle}" if handle else self.url,
            title=untagged(title),
            brand=vendor,
            sku=string(given[0].get("sku")) if len(given) == 1 else None,
            gtin=gtin({"gtin": given[0].get("barcode")}) if len(given) == 1 else None,
            category_path=(kind,) if kind else (),
            price=price,
            price_max=max(prices) if price is not None and max(prices) > price else None,
            list_price=_compared(cheapest),
            currency=_currency(cheapest),
            price_text=string(cheapest.get("price")),
            availability=_availability([variant.availability for variant in variants]),
            position=position,
            variants=variants if len(variants) > 1 else [],
        )


def _variant(one: dict[str, Any]) -> Variant | None:
    native = string(one.get("id"))
    if native is None:
        return None
    available = one.get("available")
    return Variant(
        native_id=native,
        name=string(one.get("title")),
        price=decimal(one.get("price")),
        list_price=_compared(one),
        availability=("in_stock" if available else "out_of_stock") if isinstance(available, bool) else None,
        gtin=gtin({"gtin": one.get("barcode")}),
    )


def _currency(one: dict[str, Any]) -> str | None:
    """The code that a product's own .json names beside each price; lists of products leave it out."""
    code = string(one.get("price_currency"))
    return code if code and re.fullmatch("[A-Z]{3}", code) else None


def _compared(one: dict[str, Any]) -> Decimal | None:
    """The price before a reduction: only where it is higher ("0.00" and equal prices mean none)."""
    before, price = decimal(one.get("compare_at_price")), decimal(one.get("price"))
    return before if before is not None and price is not None and before > price else None


def _availability(states: list[Availability | None]) -> Availability | None:
    known = {state for state in states if state}
    return "in_stock" if "in_stock" in known else ("out_of_stock" if known else None)


def _from_minor_units(product: dict[str, Any]) -> dict[str, Any]:
    """A product's .js answer gives prices in hundredths: the same in units of the currency."""
    variants = []
    for one in mappings(product.get("variants")):
        changed = dict(one)
        for name in ("price", "compare_at_price"):
            cents = decimal(one.get(name))
            changed[name] = cents / _DIGITS if cents is not None else None
        variants.append(changed)
    return {**product, "variants": variants, "product_type": product.get("product_type", product.get("type"))}
