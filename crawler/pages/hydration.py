"""A site's own data blocks (the JSON that its scripts start from): found, read, and searched for what looks like a product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from crawler.items import Availability
from crawler.pages import framework_data
from crawler.pages.dom import clean, decimal, json_after, string, unescaped
from crawler.pages.drafts import Draft
from crawler.pages.loose_json import loose
from crawler.pages.money_fields import currency_in, money_in
from crawler.pages.sales_fields import sales_of
from crawler.pages.schema_offers import availability
from crawler.pages.schema_org import gtin, text
from crawler.pages.scripts import scripts_of
from crawler.urls import resolve
from pipelines.readers.money import read_price
from pipelines.readers.patterns import WHOLE, near

_SCRIPTS = re.compile(
    r"""id=["']?(?:__NEXT_DATA__|__NUXT_DATA__|__UNIVERSAL_DATA\w*)|type=["']?application/json\b(?!\+)""", re.IGNORECASE
)
_MARKERS = (
    "window.__INITIAL_STATE__",
    "window.__PRELOADED_STATE__",
    "window.__APOLLO_STATE__",
    "window.__STATE__",
    "window.__NUXT__",
    "window.__INIT_DATA__",
    "window.INITIAL_STATE",
    "window.__data",
    "window.pageData",
    "window.__pageData",
    "window.__PRODUCT__",
    "var eContext",
    "window.eContext",
)
_BLOCKS = ("application/json", "__NEXT_DATA__", "__NUXT_DATA__")
SIGNS = (*_BLOCKS, *_MARKERS, *framework_data.SIGNS)
_NAMES = ("name", "title", "productName", "product_name", "displayName", "itemName", "item_name")
_IDS = ("productId", "product_id", "entityId", "id", "itemId", "itemid", "itemCode", "uuid", "_id")
_LINKS = (
    "url",
    "link",
    "href",
    "productUrl",
    "product_url",
    "canonicalUrl",
    "permalink",
    "itemUrl",
    "fullUrl",
    "urlPath",
    "path",
)
# A category has a range of prices too.
_OF_A_CATEGORY = ("products", "showProducts", "children", "subcategories", "facets", "availableAttributes")
_CHOICES = ("selectedOrFirstAvailableVariant", "selectedVariant", "defaultVariant", "masterVariant", "variants", "skus")
_ASIDE = near(
    r"related|recommend|upsell|cross|similar|recent|cart|basket|wishlist|crumb|shipping|payment|address", WHOLE, flags=re.I
)
_MOST_NODES = 60_000
_DEEPEST = 40


def read_states(page_text: str, found: frozenset[str]) -> Iterator[Any]:
    """The data blocks of a page that holds these of the signs, those in scripts of their own first."""
    if not found.isdisjoint(_BLOCKS):
        for content in scripts_of(page_text, _SCRIPTS):
            if len(content) > 40:
                try:
                    value = orjson.loads(content)
                except orjson.JSONDecodeError:
                    # Not every script of that type holds JSON (templates): nothing is lost that could be read.
                    continue
                yield (framework_data.revived(value) or value) if "__NUXT_DATA__" in found else value
    yield from framework_data.read_frameworks(page_text, found)
    for marker in _MARKERS:
        if marker in found:
            state = json_after(page_text, f"{marker} =") or json_after(page_text, f"{marker}=") or _quoted(page_text, marker)
            state = _literal(page_text, marker) if state is None else state
            if state is not None:
                yield state


def _literal(page_text: str, marker: str) -> Any:
    """An object as JavaScript writes it, keys without quotes."""
    at = page_text.find(marker)
    start = page_text.find("{", at)
    if not at + len(marker) <= start <= at + len(marker) + 5:
        return None
    end = page_text.find("</script", start)
    return loose(page_text[start : end if end > 0 else len(page_text)])


def _quoted(page_text: str, marker: str) -> Any:
    """JSON inside a JavaScript string: JSON.parse("{...}")."""
    match = re.compile(re.escape(marker) + r'\s*=\s*JSON\.parse\(("(?:[^"\\]|\\.)*")\)').search(page_text)
    if match is None:
        return None
    try:
        return orjson.loads(orjson.loads(match[1]))
    except (orjson.JSONDecodeError, TypeError):
        return None


def read_products(state: Any, base: str) -> list[Draft]:
    """What looks like a product in a data block: a name, a price, and an id or address. Suggestions are left out."""
    found: dict[str, Draft] = {}
    stack: list[tuple[Any, bool, int]] = [(state, False, 0)]
    seen = 0
    while stack and seen < _MOST_NODES:
        value, listed, depth = stack.pop()
        seen += 1
        if depth > _DEEPEST:
            continue
        if isinstance(value, list):
            many = listed or sum(isinstance(one, dict) for one in value) > 1
            stack += [(one, many, depth + 1) for one in reversed(value) if isinstance(one, dict | list)]
        elif isinstance(value, dict):
            draft = _product(value, base, listed)
            if draft is not None:
                _merge(found, draft)
            inside = [(one, listed or bool(draft), depth + 1) for key, one in value.items() if not _ASIDE.search(str(key))]
            stack += [entry for entry in reversed(inside) if isinstance(entry[0], dict | list)]
    return [draft for draft in found.values() if draft.has_price and draft.get("title")]


def _merge(found: dict[str, Draft], draft: Draft) -> None:
    """The same product may stand in several queries of a page, each with other fields."""
    key = draft.native_id or draft.get("sku") or draft.url or str(draft.get("title"))
    known = found.get(str(draft.get("sku"))) if draft.get("sku") in found else found.get(key)
    if known is None:
        found[str(draft.get("sku") or key)] = draft
        return
    for name, value in draft.values.items():
        if known.values.get(name) is None:
            known.values[name] = value
    known.native_id = known.native_id or draft.native_id
    known.url = known.url or draft.url
    known.listed = known.listed and draft.listed


def _product(value: dict[str, Any], base: str, listed: bool) -> Draft | None:
    name = next((found for key in _NAMES if (found := text(value.get(key)))), None)
    if name is None or len(name) > 400:
        return None
    native = next((found for key in _IDS if (found := string(value.get(key)))), None)
    link = next((found for key in _LINKS if (found := string(value.get(key)))), "") or ""
    sku = string(value.get("sku")) or string(value.get("skuId"))
    if sku is None and any(key in value for key in _OF_A_CATEGORY):
        return None
    if sku is not None and _is_inner(value, native, link):
        native = None
    if "compare_at_price" in value and isinstance(value.get("price"), int):
        return None  # Shopify's own objects count hundredths: `shopify_data` reads them.
    money, choice = money_in(value), _choice(value)
    if choice is not None and money.price is None and money.text is None:
        money, sku = money_in(choice), sku or string(choice.get("sku"))
    # A price alone makes no product (shipping has one), nor does a name with an id (a category has those).
    if not (native or link or sku) or not (money.price is not None or money.text or ("inventory" in value and sku)):
        return None
    sold = sales_of(value)
    return Draft(
        source="hydration",
        url=resolve(base, unescaped(link)) if link else "",
        native_id=native,
        listed=listed,
        values={
            "title": name,
            "sku": sku,
            **sold,
            "brand": text(value.get("brand"))
            or text(value.get("manufacturer"))
            or text(value.get("vendor"))
            or sold.get("brand"),
            "gtin": gtin(value),
            "price": money.price,
            "price_max": money.price_max,
            "price_text": money.text if money.price is None else None,
            "list_price": money.list_price,
            "currency": money.currency or currency_in(value) or _currency_of(money.text),
            "availability": _stock(value) or (_stock(choice) if choice is not None else None),
        },
    )


def _choice(value: dict[str, Any]) -> dict[str, Any] | None:
    """The choice that a product shows first, where its price stands there; None where it has none."""
    for key in _CHOICES:
        inside = value.get(key)
        if isinstance(inside, dict):
            inside = inside.get("nodes", inside.get("edges", [inside]))
        if isinstance(inside, list) and inside and isinstance(inside[0], dict):
            first: Any = inside[0].get("node", inside[0])
            return first if isinstance(first, dict) else None
    return None


def _is_inner(value: dict[str, Any], native: str | None, link: str) -> bool:
    """Whether an id is the database's own, by which the pages of the site do not agree: then the SKU names the product.

    EverShop 2 gives lists the productId and item pages the uuid.
    """
    return native == string(value.get("uuid")) or bool(
        link and "productId" in value and isinstance(value.get("inventory"), dict)
    )


def _currency_of(shown: str | None) -> str | None:
    """The currency that a price shows, where its sign belongs to one currency or is always taken for it."""
    return (read_price(shown).currency or None) if shown else None


def _stock(value: dict[str, Any]) -> Availability | None:
    for key in ("availability", "stockStatus", "stock_status", "stockState", "inventoryStatus"):
        state = availability(value.get(key))
        if state is not None:
            return state
    inside = value.get("inventory")
    stock: dict[str, Any] = inside if isinstance(inside, dict) else value
    for key in ("isInStock", "inStock", "in_stock", "is_in_stock", "available", "availableForSale", "isAvailable"):
        if isinstance(stock.get(key), bool):
            return "in_stock" if stock[key] else "out_of_stock"
    for key in ("stock", "quantity", "qty", "stockQuantity", "inventoryQuantity"):
        number = decimal(stock.get(key))
        if number is not None:
            return "in_stock" if number > 0 else "out_of_stock"
    words = clean(string(value.get("stockStatus")))
    return availability(words)
