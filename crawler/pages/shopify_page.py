"""Pages that a Shopify theme renders: what its scripts say of the product, and the tiles of a collection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Variant
from crawler.pages.dom import at, clean, mappings, string, unescaped, whole
from crawler.pages.drafts import Draft
from crawler.pages.markup import Selectors, pick
from crawler.urls import resolve

_META = re.compile(r"\bvar meta = (?=\{)")
_VIEWED = re.compile(r'publish\("collection_viewed", ?(?=\{)')
_CURRENCY = re.compile(r'Shopify\.currency\s*=\s*\{[^{}]{0,300}?"active"\s*:\s*"([A-Z]{3})"')
_HANDLE = re.compile(r"/products/([^/?#]+)")
_MOST_LINKS = 3_000
_HIGHEST = 14
_TITLES: Selectors = ("h2", "h3", "h4", "[class*=card__heading]", "[class*=title]", "[class*=name]")
_WAS: Selectors = (
    ".price--on-sale .price__sale s",
    "s",
    "del",
    "[class*=compare]",
    "[class*=price--was]",
    "[class*=old-price]",
)
_NOW: Selectors = (
    ".price--on-sale .price-item--sale",
    "[class*=price-item--sale]",
    "[class*=price--sale]",
    "[class*=sale-price]",
    "[class*=price-item--regular]",
    "[class*=price__current]",
    "[class*=money]",
    "[class*=price]:not([class*=compare]):not([class*=prices]):not([class*=wrap])",
    "[class*=price]",
)
_FIGURE = re.compile(r"\d")


def currency_of(text: str) -> str | None:
    """The currency that the page is shown in."""
    match = _CURRENCY.search(text)
    return match[1] if match else None


def _json_at(text: str, pattern: re.Pattern[str]) -> Any:
    match = pattern.search(text)
    if match is None:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, match.end())[0]
    except (ValueError, RecursionError):
        return None


def read_meta(text: str) -> Draft | None:
    """The product of an item page as the theme's analytics name it: id, vendor, variants with prices in hundredths."""
    product = at(_json_at(text, _META), "product")
    if not isinstance(product, dict):
        return None
    native = string(product.get("id"))
    variants = []
    for one in mappings(product.get("variants")):
        cents = whole(one.get("price"))
        if (number := string(one.get("id"))) is not None:
            name = string(one.get("public_title"))
            variants.append(Variant(native_id=number, name=name, price=Decimal(cents) / 100 if cents is not None else None))
    prices = [variant.price for variant in variants if variant.price is not None]
    sku = string(at(product, "variants", 0, "sku")) if len(variants) == 1 else None
    return Draft(
        source="hydration",
        native_id=native,
        variants=variants if len(variants) > 1 else [],
        values={
            "brand": string(product.get("vendor")),
            "sku": sku,
            "price": min(prices, default=None),
            "price_max": max(prices) if len(set(prices)) > 1 else None,
            "currency": currency_of(text),
        },
    )


def read_tiles(text: str, tree: LexborHTMLParser, base: str, aside: Selectors) -> Iterator[Draft]:
    """The products of a collection, each once, without those of carts and suggestions."""
    ids = _ids(text)
    hidden = {node.mem_id for selector in aside for node in tree.css(selector)}
    currency = currency_of(text)
    seen: set[str] = set()
    shared: set[int] = set()
    main = tree.css_first("main") or tree.css_first("#MainContent") or tree.body
    for link in main.css('a[href*="/products/"]')[:_MOST_LINKS] if main is not None else ():
        match = _HANDLE.search(link.attributes.get("href") or "")
        if match is None or match[1] in seen:
            continue
        tile, is_aside = _tile(link, match[1], hidden, shared)
        title = next((t for s in _TITLES if (t := pick(tile, (s,)))), None) or clean(link.text())
        if is_aside or not title:
            continue
        seen.add(match[1])
        now, was = _shown(tile, _NOW), _shown(tile, _WAS)
        native = pick(tile, ("[data-product-id]@data-product-id", "@data-product-id", "[data-productid]@data-productid"))
        yield Draft(
            source="markup",
            url=resolve(base, f"/products/{match[1]}"),
            native_id=ids.get(match[1]) or ids.get(title.casefold()) or native or unescaped(match[1]),
            listed=True,
            values={
                "title": title,
                "price_text": now,
                "list_price_text": was if now and was != now else None,
                "currency": currency,
            },
        )


def _ids(text: str) -> dict[str, str]:
    """Handles and titles of a collection's products -> their ids, as the theme's analytics name them."""
    found: dict[str, str] = {}
    for one in mappings(at(_json_at(text, _VIEWED), "collection", "productVariants")):
        native = string(at(one, "product", "id"))
        if native is not None:
            handle = _HANDLE.search(string(at(one, "product", "url")) or "")
            if handle:
                found[handle[1]] = native
            title = string(at(one, "product", "title"))
            if title:
                found[title.casefold()] = native
    return found


def _tile(link: LexborNode, handle: str, hidden: set[int], shared: set[int]) -> tuple[LexborNode, bool]:
    """The largest element around a link that leads to no other product; whether it stands aside.

    `shared` keeps the elements that were found to lead to several: each is searched once for the whole page.
    """
    tile, above, growing = link, link.parent, True
    if link.mem_id in hidden:
        return link, True
    height = 0
    while above is not None:
        if above.mem_id in hidden:
            return tile, True
        height += 1
        if growing and height <= _HIGHEST and above.tag not in ("main", "body") and above.mem_id not in shared:
            others = above.css('a[href*="/products/"]')
            growing = len(others) < 40 and all(_leads_to(other) == handle for other in others)
            tile = above if growing else tile
            if not growing:
                shared.add(above.mem_id)
        else:
            growing = False
        above = above.parent
    return tile, False


def _leads_to(link: LexborNode) -> str | None:
    match = _HANDLE.search(link.attributes.get("href") or "")
    return match[1] if match else None


def _shown(tile: LexborNode, selectors: Selectors) -> str | None:
    """The first of the texts that holds a figure."""
    for selector in selectors:
        for node in tile.css(selector)[:6]:
            text = clean(node.text(separator=" "))
            if text and _FIGURE.search(text) and len(text) < 60:
                return text
    return None
