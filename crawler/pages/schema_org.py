"""A schema.org Product (from JSON-LD or microdata) as a draft of a listing: names, offers, rating, properties."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crawler.pages.attributes import read_properties
from crawler.pages.dom import clean, decimal, unescaped, whole
from crawler.pages.drafts import Draft
from crawler.pages.jsonld import Node, types_of
from crawler.pages.schema_offers import availability, best_availability, read_offers, trade_number
from crawler.urls import resolve

PRODUCTS = frozenset({"Product", "ProductGroup", "IndividualProduct", "ProductModel", "SomeProducts"})
# Other things that shops sell: products only where they have an offer.
SOLD = frozenset(
    {"Book", "Vehicle", "Car", "Drug", "MusicAlbum", "Movie", "Game", "VideoGame", "CreativeWork", "IndividualPhysician"}
)
GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "ean", "ean13", "upc", "isbn")
_TAG = re.compile(r"<[^<>]*>")
_UNITS = {"KGM": "kg", "GRM": "g", "LBR": "lb", "ONZ": "oz", "MGM": "mg", "LTR": "L", "MLT": "ml", "KG": "kg", "G": "g"}
_FIVE = Decimal(5)


def draft_of(node: Node, source: str, base: str, *, listed: bool = False) -> Draft | None:
    """What a node says of its product; None where it is none that is sold.

    Args:
        node: of JSON-LD, or microdata in the same shape.
        source: "json-ld" or "microdata".
        base: address of the page.
        listed: whether it stands in a list of products.

    """
    types = types_of(node)
    if not types & PRODUCTS and not (types & SOLD and "offers" in node):
        return None
    offers = read_offers(node, base)
    brand = text(node.get("brand")) or text(node.get("manufacturer"))
    properties = read_properties(_properties(node))
    values: dict[str, Any] = {
        "title": text(node.get("name")),
        "brand": brand or properties.brand,
        "sku": scalar(node.get("sku")) or offers.sku,
        "gtin": gtin(node) or offers.gtin or properties.gtin,
        "category_path": _category(node.get("category")),
        "origin_text": properties.origin_text or text(node.get("countryOfOrigin")),
        "net_weight_text": properties.net_weight_text or _weight(node.get("weight")),
        **offers.values,
        **_rating(node.get("aggregateRating")),
    }
    if values.get("availability") is None and "availability" in node:
        values["availability"] = availability(node["availability"])
    url = resolve(base, scalar(node.get("url")) or scalar(node.get("@id")) or "") if not _is_fragment(node) else ""
    native = scalar(node.get("productID")) or scalar(node.get("productGroupID"))
    draft = Draft(source=source, url=url or offers.url, native_id=_bare(native), values=values, listed=listed)
    draft.variants = offers.variants
    if "ProductGroup" in types or "hasVariant" in node:
        _add_variants(draft, node, base)
    return draft


def _is_fragment(node: Node) -> bool:
    """Whether its only address is a name within the page (#product)."""
    return "url" not in node and "#" in str(node.get("@id", ""))


def text(value: Any) -> str | None:
    """Text of a value that is a string, a thing with a name, or a list of those."""
    if value is None:
        return None
    for _ in range(4):
        if not isinstance(value, list | dict):
            break
        if isinstance(value, list):
            value = value[0] if value else None
        else:
            value = value.get("name", value.get("@value", value.get("value")))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    found = str(value)
    if "&" in found:
        found = unescaped(unescaped(found))
    return clean(_TAG.sub("", found) if "</" in found or "<br" in found else found)


def scalar(value: Any) -> str | None:
    """A string or number, or the first of a list of them, as text."""
    return text(value) if not isinstance(value, dict) else scalar(value.get("@id", value.get("value")))


def gtin(node: Node) -> str | None:
    """The trade item number, only digits of a length that such numbers have."""
    for name in GTINS:
        found = trade_number(scalar(node[name])) if name in node else None
        if found is not None:
            return found
    return None


def _bare(native: str | None) -> str | None:
    """An id without the kind that stands before it (sku:123)."""
    return native.rpartition(":")[2].strip() or None if native else None


def _category(value: Any) -> tuple[str, ...]:
    found = text(value)
    return tuple(part for one in re.split(r"\s*(?:>|›|»)\s*|\s+/\s+", found) if (part := one.strip())) if found else ()


def _rating(value: Any) -> dict[str, Any]:
    """Rating on a scale to 5, and how many reviews it rests on."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return {}
    rating, best = decimal(value.get("ratingValue")), decimal(value.get("bestRating")) or _FIVE
    if rating is not None:
        # Scales end at 1 to 1000; a rating above its scale is none. Within these bounds no arithmetic overflows.
        rating = rating * _FIVE / best if 1 <= best <= 1_000 and 0 <= rating <= best else None
    count = whole(value.get("reviewCount"))
    count = whole(value.get("ratingCount")) if count is None else count
    is_rating = rating is not None and 0 <= rating <= _FIVE and count != 0
    return {"rating": round(rating, 4) if rating is not None and is_rating else None, "review_count": count}


def _properties(node: Node) -> dict[str, str]:
    given = node.get("additionalProperty")
    found: dict[str, str] = {}
    for one in given if isinstance(given, list) else [given]:
        if isinstance(one, dict):
            name, value = text(one.get("name")), text(one.get("value"))
            unit = text(one.get("unitText")) or _UNITS.get((text(one.get("unitCode")) or "").upper())
            if name and value:
                found.setdefault(name, f"{value} {unit}" if unit else value)
    return found


def _weight(value: Any) -> str | None:
    if not isinstance(value, dict):
        return text(value) if isinstance(value, str) else None
    number, unit = text(value.get("value")), text(value.get("unitText")) or text(value.get("unitCode"))
    if number is None or not decimal(number):
        return None
    return f"{number} {_UNITS.get(unit.upper(), unit)}" if unit else None


def _add_variants(draft: Draft, node: Node, base: str) -> None:
    """Variants of a group: each a product of its own; the group's price spans them."""
    given = node.get("hasVariant")
    prices: list[tuple[Decimal, Decimal]] = []
    states = []
    for one in given if isinstance(given, list) else [given]:
        if not isinstance(one, dict):
            continue
        offers = read_offers(one, base)
        price, top = offers.values.get("price"), offers.values.get("price_max")
        if price is not None:
            prices.append((price, price if top is None else top))
            draft.values.setdefault("currency", offers.values.get("currency"))
            draft.values["currency"] = draft.values["currency"] or offers.values.get("currency")
        states.append(offers.values.get("availability"))
        native = scalar(one.get("sku")) or scalar(one.get("productID")) or gtin(one) or offers.sku
        if native:
            draft.variants.append(offers.variant(native, text(one.get("name")), gtin(one), _weight(one.get("weight"))))
        draft.values["brand"] = draft.values["brand"] or text(one.get("brand"))
    if prices and not draft.has_price:
        draft.values["price"], draft.values["price_max"] = min(low for low, _ in prices), max(high for _, high in prices)
    if draft.values.get("availability") is None:
        draft.values["availability"] = best_availability(states)
