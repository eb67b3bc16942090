"""The second stage: what is impossible is set to null and told, with the raw text; the rest of the page goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from db.rows import ListingRow, PageRows, RejectionRow, VariantRow

MOST_MONEY = Decimal(10) ** 9
MOST_COUNT = 10**12
MOST_GRAMS = Decimal(10) ** 9
PLATFORM_SHOP = "shop"

# Column -> (is it possible?, why not).
_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(
        ("price", "price_max", "list_price", "unit_price_per_kg"),
        (lambda v: v.is_finite() and 0 <= v < MOST_MONEY, f"not a price from 0 to {MOST_MONEY}"),
    ),
    "currency": (lambda v: len(v) == 3 and v.isascii() and v.isalpha() and v.isupper(), "not an ISO 4217 code"),
    "rating": (lambda v: v.is_finite() and 0 <= v <= 5, "not a rating from 0 to 5"),
    **dict.fromkeys(("sold_min", "sold_max", "review_count"), (lambda v: 0 <= v < MOST_COUNT, "not a count")),
    "position": (lambda v: 1 <= v < MOST_COUNT, "not a rank from 1"),
}
_EXACT = ("price", "price_max", "list_price", "unit_price_per_kg", "rating")
_STEP = Decimal("0.0001")


def validate(page: PageRows) -> PageRows:
    """The page without what is impossible."""
    kept = [row for row in page.listings if _listing(row, page)]
    page.listings = kept
    page.promotions = [row for row in page.promotions if _keyed(row.key, "promotion", page)]
    page.livestreams = [row for row in page.livestreams if _keyed(row.key, "livestream", page)]
    return page


def _listing(row: ListingRow, page: PageRows) -> bool:
    if not _keyed((row.key[0], row.key[2]), "listing", page):
        return False
    if (row.key[0] == PLATFORM_SHOP) != bool(row.key[1]):
        page.rejections.append(_rejection("listing", "site", "a shop's listing has a site, a marketplace's none", str(row.key)))
        return False
    for name, (possible, why) in _CHECKS.items():
        value = getattr(row, name)
        if value is not None and not possible(value):
            page.rejections.append(_rejection("listing", name, why, f"{row.key[2]}: {value}"))
            setattr(row, name, None)
    for name in _EXACT:
        value = getattr(row, name)
        if value is not None:
            setattr(row, name, value.quantize(_STEP))
    _order(row, page)
    _weight(row, page)
    row.variants = [_variant(v, page) for v in row.variants if v.native_id]
    return True


def _order(row: ListingRow, page: PageRows) -> None:
    """Bounds that contradict each other say nothing of the upper one; what hangs on a price goes with it."""
    if row.price is None:
        row.price_max = row.price_kind = row.unit_price_per_kg = None
        row.currency = row.currency if row.list_price is not None else None
    for low, high in (("price", "price_max"), ("sold_min", "sold_max")):
        least, most = getattr(row, low), getattr(row, high)
        if least is not None and most is not None and least > most:
            page.rejections.append(_rejection("listing", high, f"{high} {most} is below {low} {least}", str(row.key)))
            setattr(row, high, None)
    if row.sold_min is None:
        row.sold_max = row.sold_period = None


def _weight(row: ListingRow, page: PageRows) -> None:
    description = row.description
    if description.net_weight_g is not None and not 0 < description.net_weight_g < MOST_GRAMS:
        page.rejections.append(_rejection("listing", "net_weight", "not a weight", str(description.net_weight_text)))
        row.description = replace(description, net_weight_g=None, net_weight_max_g=None, net_weight_basis=None)


def _variant(row: VariantRow, page: PageRows) -> VariantRow:
    for name in ("price", "list_price"):
        value: Decimal | None = getattr(row, name)
        if value is not None and not (value.is_finite() and 0 <= value < MOST_MONEY):
            page.rejections.append(_rejection("variant", name, "not a price", f"{row.native_id}: {value}"))
            value = None
        setattr(row, name, None if value is None else value.quantize(_STEP))
    row.net_weight_g = None if row.net_weight_g is None else row.net_weight_g.quantize(_STEP)
    return row


def _keyed(key: tuple[str, str], item_type: str, page: PageRows) -> bool:
    if key[0] and key[1]:
        return True
    page.rejections.append(_rejection(item_type, "native_id", "an item without platform or id cannot be kept", str(key)))
    return False


def _rejection(item_type: str, field: str, reason: str, raw: str) -> RejectionRow:
    return RejectionRow(item_type=item_type, field=field, reason=reason, raw=raw)
