"""Offers of schema.org: one, several, or a range; price specifications; every spelling of availability."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crawler.items import Availability, Shop, Variant
from crawler.pages.dom import clean, decimal
from crawler.pages.jsonld import Node, types_of
from crawler.pages.zero_prices import told
from crawler.urls import resolve

_MOST_OFFERS = 500
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
# Shopify names the variant of an offer in its address, by the id that its other pages give it too.
_VARIANT = re.compile(r"[?&]variant=(\d+)")
_CODE = re.compile(r"[A-Z]{3}")
_STRUCK = ("listprice", "strikethroughprice", "msrp", "srp", "regularprice", "suggestedretailprice")
_GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8")
_STATES: dict[str, Availability] = {
    "instock": "in_stock",
    "instoreonly": "in_stock",
    "onlineonly": "in_stock",
    "available": "in_stock",
    "availablefororder": "in_stock",
    "madetoorder": "in_stock",
    "limitedavailability": "limited",
    "lowstock": "limited",
    "outofstock": "out_of_stock",
    "soldout": "out_of_stock",
    "unavailable": "out_of_stock",
    "oos": "out_of_stock",
    "backorder": "preorder",
    "onbackorder": "preorder",
    "preorder": "preorder",
    "presale": "presale",
    "discontinued": "discontinued",
}
_ORDER: tuple[Availability, ...] = ("in_stock", "limited", "preorder", "presale", "out_of_stock", "discontinued")


def availability(value: Any) -> Availability | None:
    """State of a schema.org address, its last part, or words like "In Stock"; None for anything else."""
    if isinstance(value, list):
        return best_availability(availability(one) for one in value[:10])
    if isinstance(value, dict):
        value = value.get("@id", value.get("name"))
    if not isinstance(value, str):
        return None
    word = value.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2].rpartition("#")[2]
    return _STATES.get(re.sub(r"[\s_-]", "", word).lower())


def best_availability(states: Iterable[Availability | None]) -> Availability | None:
    """Of several choices the state of the one that can best be had."""
    known = {state for state in states if state is not None}
    return next((state for state in _ORDER if state in known), None)


def number(value: Any) -> Decimal | None:
    """A price given as a number, or as a string that can be read in one way only; not below 0."""
    if isinstance(value, str) and not _PLAIN.fullmatch(value.strip()):
        return None
    found = decimal(value)
    return found if found is not None and 0 <= found < Decimal(10) ** 12 else None


def trade_number(given: str | None) -> str | None:
    """A GTIN without blanks and dashes: only digits, of a length that such numbers have, not all 0; None for anything else."""
    found = re.sub(r"[\s-]", "", given) if given else ""
    is_number = found.isdecimal() and found.isascii() and len(found) in (8, 12, 13, 14) and found.strip("0")
    return found if is_number else None


@dataclass(slots=True)
class Offers:
    """What the offers of one product say together."""

    values: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    sku: str | None = None
    gtin: str | None = None
    variants: list[Variant] = field(default_factory=list)

    def variant(self, native_id: str, name: str | None, gtin: str | None, weight: str | None) -> Variant:
        """A choice of a group at these offers."""
        get = self.values.get
        return Variant(
            native_id=native_id,
            name=name,
            price=get("price"),
            list_price=get("list_price"),
            availability=get("availability"),
            gtin=gtin,
            net_weight_text=weight,
        )


def read_offers(node: Node, base: str) -> Offers:
    """The offers of a product: lowest and highest price, currency, state, seller, and choices with a number of their own."""
    result = Offers()
    offers = list(_flat(node.get("offers")))[:_MOST_OFFERS]
    lows: list[Decimal] = []
    highs: list[Decimal] = []
    listed: list[Decimal] = []
    texts: list[str] = []
    for offer in offers:
        low, high, struck, shown = _prices(offer)
        lows += [low] if low is not None else []
        highs += [one for one in (high, low) if one is not None][:1]
        listed += [struck] if struck is not None else []
        texts += [shown] if shown else []
    values = result.values
    if lows:
        values["price"] = min(told(lows))
        values["price_max"] = max(highs) if max(highs) > values["price"] else None
    elif texts:
        values["price_text"] = texts[0]
    if listed:
        values["list_price"] = min(listed)
    values["currency"] = next((code for offer in offers if (code := _currency(offer))), None)
    values["availability"] = best_availability(availability(offer.get("availability")) for offer in offers)
    seller = next((name for offer in offers if (name := _string(offer.get("seller")))), None)
    values["shop"] = Shop(native_id=seller, name=seller) if seller else None
    single = [offer for offer in offers if "AggregateOffer" not in types_of(offer)]
    if len(single) == 1:
        result.sku = _string(single[0].get("sku"))
        result.gtin = next((found for name in _GTINS if (found := trade_number(_string(single[0].get(name))))), None)
    elif len(single) > 1:
        result.variants = list(_variants(single))
    result.url = resolve(base, _string(offers[0].get("url")) or "") if len(offers) == 1 else ""
    return result


def _flat(value: Any, depth: int = 0) -> Iterator[Node]:
    """Offers, and those inside an aggregate offer after it."""
    if isinstance(value, list):
        for one in value[:_MOST_OFFERS]:
            yield from _flat(one, depth)
    elif isinstance(value, dict) and depth < 4:
        yield value
        yield from _flat(value.get("offers"), depth + 1)


def _prices(offer: Node) -> tuple[Decimal | None, Decimal | None, Decimal | None, str | None]:
    """(lowest, highest, list price, text of a price that is no plain number) of one offer."""
    low = next((n for name in ("price", "lowPrice") if (n := number(offer.get(name))) is not None), None)
    high, struck = number(offer.get("highPrice")), None
    for one in _flat(offer.get("priceSpecification")):
        if _is_per_measure(one):
            continue
        value = next((n for name in ("price", "minPrice") if (n := number(one.get(name))) is not None), None)
        kind = (_string(one.get("priceType")) or "").rpartition("/")[2].lower()
        if kind in _STRUCK:
            struck = value if struck is None else struck
        elif not low and value is not None and "validForMemberTier" not in one:
            low, high = value, number(one.get("maxPrice")) if high is None else high
    shown = next((text for name in ("price", "lowPrice") if low is None and (text := _string(offer.get(name)))), None)
    if low is not None and low == 0 and high is not None and high > 0:
        low, shown = None, None  # A range from nothing: the least is not told.
    if shown and high is None and (top := _string(offer.get("highPrice"))) and top != shown:
        shown = f"{shown} - {top}"
    return low, high, struck, shown


def _is_per_measure(specification: Node) -> bool:
    """Whether a price is for a kilogram, a litre ...: not what the offer costs. A reference of one piece (C62) is."""
    reference = specification.get("referenceQuantity")
    unit = _string(reference.get("unitCode")) or _string(reference.get("unitText")) if isinstance(reference, dict) else None
    return unit is not None and unit.upper() not in ("C62", "H87", "EA")


def _currency(offer: Node) -> str | None:
    for one in (offer, *_flat(offer.get("priceSpecification"))):
        code = (_string(one.get("priceCurrency")) or _string(one.get("currency")) or "").upper()
        if _CODE.fullmatch(code):
            return "CNY" if code == "RMB" else code
    return None


def _variants(offers: list[Node]) -> Iterator[Variant]:
    seen: set[str] = set()
    for offer in offers:
        chosen = _VARIANT.search(_string(offer.get("url")) or "")
        native = chosen[1] if chosen else (_string(offer.get("sku")) or _string(offer.get("mpn")) or _string(offer.get("@id")))
        if native and native not in seen:
            seen.add(native)
            low, _, struck, _ = _prices(offer)
            gtin = next((found for name in _GTINS if (found := trade_number(_string(offer.get(name))))), None)
            item = offer.get("itemOffered")
            name = _string(offer.get("name")) or (_string(item.get("name")) if isinstance(item, dict) else None)
            state = availability(offer.get("availability"))
            yield Variant(native_id=native, name=name, price=low, list_price=struck, availability=state, gtin=gtin)


def _string(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name", value.get("@value"))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return clean(str(value))
