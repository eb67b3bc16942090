"""Prices in the answers of commercial data services: a number, a range in words, of groups, by quantity, of choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from crawler.items import Listing
from crawler.pages import dom
from crawler.pages.jd import CNY
from pipelines.readers.patterns import near

_RANGE = near(r"\s{0,3}¥?(\d{1,9}(?:\.\d{1,4})?)\s{0,3}[-~]\s{0,3}¥?(\d{1,9}(?:\.\d{1,4})?)\s{0,3}$")
_NOW = ("minGroupPrice", "promotion_price", "priceRange", "price")
_TOP = ("maxGroupPrice",)
_BEFORE = ("originalPrice", "orginal_price", "minNormalPrice", "marketPriceRange", "marketPrice")
_OF_CHOICE = ("groupPrice", "price")


def price_of(listing: Listing, item: Mapping[str, Any]) -> None:
    """Price, its top, and the price before, as one answer has them; where it has none, those of its choices."""
    spans = [span for name in _NOW if (span := _span(item.get(name))) is not None]
    low, top = spans[0] if spans else (None, None)
    if low is None:
        known = [*_by_quantity(item), *_of_choices(item)]
        low, top = (min(known), max(known)) if known else (None, None)
    listing.price_text = dom.string(item.get("price"))
    if low is None:
        return
    tops = [top, *(span[1] for name in _TOP if (span := _span(item.get(name))) is not None)]
    highest = max(one for one in tops if one is not None)
    befores = [span[0] for name in _BEFORE if (span := _span(item.get(name))) is not None]
    listing.price, listing.currency = low, CNY
    listing.price_max = highest if highest > low else None
    listing.list_price = next((one for one in befores if one > low), None)


def variant_price(sku: Mapping[str, Any]) -> Decimal | None:
    """What a choice costs; nothing is none."""
    return next((span[0] for name in _OF_CHOICE if (span := _span(sku.get(name))) is not None), None)


def _span(value: Any) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest of a number or of a range in words; None where it is neither, or nothing."""
    shown = dom.string(value) or ""
    match = _RANGE.match(shown)
    numbers = [dom.decimal(part) for part in (match.groups() if match else (shown.strip("¥ "),))]
    known = [number for number in numbers if number is not None and number > 0]
    return (min(known), max(known)) if known and len(known) == len(numbers) else None


def _by_quantity(item: Mapping[str, Any]) -> Iterator[Decimal]:
    for one in dom.mappings(item.get("showPriceRanges")):
        span = _span(one.get("price"))
        yield from span or ()


def _of_choices(item: Mapping[str, Any]) -> Iterator[Decimal]:
    """Prices of the choices where the goods have none of their own."""
    skus = item.get("sku") if isinstance(item.get("sku"), list) else item.get("skus")
    for one in dom.mappings(skus):
        price = variant_price(one)
        if price is not None:
            yield price
