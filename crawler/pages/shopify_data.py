"""The product that a Shopify theme keeps as JSON in a script of its item page: prices are whole hundredths, texts exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson

from crawler.items import Availability, Variant
from crawler.pages.dom import json_at, mappings, string, whole
from crawler.pages.drafts import Draft
from crawler.pages.rooms import objects
from crawler.pages.schema_org import gtin
from crawler.pages.scripts import scripts_of
from crawler.pages.shopify_page import currency_of

_JSON = re.compile(r"""type=["']?application/json\b(?!\+)""", re.I)
# product: {...}, "product":{...}, var product = {...}, window.theme.product = {...}
# A pattern that begins with a word is found ten times as fast as one that begins with its border.
_ASSIGNED = re.compile(r"product\"?\s{0,3}[:=]\s{0,3}(?=\{\"id\":\d)")
_HANDLE = re.compile(r"/products/([^/?#]+)")
_MOST = 30


def read_product(text: str, url: str) -> Draft | None:
    """The page's own product: the one whose handle its address bears, else the only one."""
    match = _HANDLE.search(url)
    found: dict[str, dict[str, Any]] = {}
    for value in _values(text):
        for one in objects(value):
            if isinstance(one.get("variants"), list) and string(one.get("title")) and _in_cents(one):
                found.setdefault(string(one.get("handle")) or str(one.get("id")), one)
    own = found.get(match[1]) if match else None
    own = own or (next(iter(found.values())) if len(found) == 1 else None)
    return _draft(own, text) if own is not None else None


def _values(text: str) -> Iterator[Any]:
    for content, _ in zip(scripts_of(text, _JSON), range(_MOST), strict=False):
        if '"variants"' in content:
            try:
                yield orjson.loads(content)
            except orjson.JSONDecodeError:
                continue  # A template of a script, no data.
    for match, _ in zip(_ASSIGNED.finditer(text), range(_MOST), strict=False):
        yield json_at(text, match.end())


def _in_cents(product: dict[str, Any]) -> bool:
    """Whether its variants have whole prices, as Liquid's `json` filter writes them."""
    prices = [one.get("price") for one in mappings(product.get("variants"))]
    return bool(prices) and all(isinstance(price, int) and not isinstance(price, bool) for price in prices)


def _draft(product: dict[str, Any], text: str) -> Draft:
    variants = [one for value in mappings(product.get("variants")) if (one := _variant(value)) is not None]
    prices = sorted(one.price for one in variants if one.price is not None)
    low = prices[0] if prices else None
    befores = sorted(one.list_price for one in variants if one.list_price is not None and one.price == low)
    known = [one.availability for one in variants if one.availability is not None]
    single = next(iter(mappings(product.get("variants"))), {}) if len(variants) == 1 else {}
    state: Availability | None = None if not known else ("in_stock" if "in_stock" in known else "out_of_stock")
    return Draft(
        source="hydration",
        native_id=string(product.get("id")),
        variants=variants if len(variants) > 1 else [],
        values={
            "title": string(product.get("title")),
            "brand": string(product.get("vendor")),
            "sku": string(single.get("sku")),
            "gtin": gtin({"gtin": single.get("barcode")}),
            "price": low,
            "price_max": prices[-1] if low is not None and prices[-1] > low else None,
            "list_price": befores[0] if befores else None,
            "currency": currency_of(text),
            "availability": state,
        },
    )


def _variant(one: dict[str, Any]) -> Variant | None:
    native_id, cents, before = string(one.get("id")), whole(one.get("price")), whole(one.get("compare_at_price"))
    if native_id is None:
        return None
    price = Decimal(cents) / 100 if cents is not None else None
    listed = Decimal(before) / 100 if before else None
    available = one.get("available")
    return Variant(
        native_id=native_id,
        name=string(one.get("public_title")) or string(one.get("title")),
        price=price,
        list_price=listed if listed is not None and price is not None and listed > price else None,
        availability=("in_stock" if available else "out_of_stock") if isinstance(available, bool) else None,
        gtin=gtin({"gtin": one.get("barcode")}),
    )
