"""PrestaShop's own data of a product, in an attribute of its item page (version 1.7 and later)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser

from crawler.pages import dom
from crawler.pages.drafts import Draft
from crawler.pages.schema_offers import trade_number

_CURRENCY = re.compile(r'"currency"\s{0,9}:\s{0,9}\{[^{}]{0,400}"iso_code"\s{0,9}:\s{0,9}"([A-Z]{3})"')


def read_data(tree: LexborHTMLParser, page_text: str, url: str) -> Draft | None:
    """The product that the page's `data-product` describes; None where there is none that can be read."""
    node = tree.css_first("#product-details[data-product]")
    content = node.attributes.get("data-product") if node is not None else None
    try:
        data: Any = orjson.loads(content) if content else None
    except orjson.JSONDecodeError:
        return None
    if not isinstance(data, dict):
        return None
    stock = dom.decimal(data.get("quantity"))
    values: dict[str, Any] = {
        "title": dom.string(data.get("name")),
        "price": _positive(data.get("price_amount")),
        "currency": dom.found(_CURRENCY, page_text),
        "list_price": _positive(data.get("regular_price_amount")),
        "sku": dom.string(data.get("reference")),
        "gtin": trade_number(dom.string(data.get("ean13"))) or trade_number(dom.string(data.get("upc"))),
        "brand": dom.string(data.get("manufacturer_name")),
        "availability": None if stock is None else "in_stock" if stock > 0 else _when_none_is_left(data),
    }
    return Draft(source="hydration", url=url, native_id=dom.string(data.get("id_product")), values=values)


def _positive(value: Any) -> Decimal | None:
    amount = dom.decimal(value)
    return amount if amount is not None and amount > 0 else None


def _when_none_is_left(data: dict[str, Any]) -> str:
    """Shops may go on selling what they do not have (allow_oosp)."""
    return "preorder" if dom.string(data.get("allow_oosp")) == "1" else "out_of_stock"
