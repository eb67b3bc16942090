"""The second stage: what is impossible is set to null and told, with the raw text; the rest of the page goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from db.models import market, promotion
from db.models.base import exact
from db.rows import DescriptionRow, ListingKey, ListingRow, LivestreamRow, PageRows, PromotionRow, VariantRow
from pipelines.currencies import ISO_4217
from pipelines.texts import rejection

MOST_MONEY = Decimal(10) ** 9
MOST_COUNT = 10**12
MOST_GRAMS = Decimal(10) ** 9
PLATFORM_SHOP = "shop"

Check = tuple[Callable[[Any], bool], str]


def _one_of(values: tuple[str, ...]) -> Check:
    return (lambda value: value in values), f"not one of {', '.join(values)}"


_MONEY: Check = ((lambda v: v.is_finite() and 0 <= v < MOST_MONEY), f"not a price from 0 to {MOST_MONEY}")
_COUNT: Check = ((lambda v: 0 <= v < MOST_COUNT), "not a count")
# Column -> (is it possible?, why not).
LISTING_CHECKS: Mapping[str, Check] = {
    "presence": _one_of(("seen", "absent")),
    **dict.fromkeys(("price", "price_max", "list_price", "unit_price_per_kg"), _MONEY),
    "currency": (ISO_4217.__contains__, "not an ISO 4217 code"),
    "price_kind": _one_of(market.PRICE_KINDS),
    **dict.fromkeys(("sold_min", "sold_max", "review_count"), _COUNT),
    "sold_period": _one_of(market.SOLD_PERIODS),
    "availability": _one_of(market.AVAILABILITY),
    "rating": ((lambda v: v.is_finite() and 0 <= v <= 5), "not a rating from 0 to 5"),
    "position": ((lambda v: 1 <= v < MOST_COUNT), "not a rank from 1"),
}
VARIANT_CHECKS: Mapping[str, Check] = {
    "price": _MONEY,
    "list_price": _MONEY,
    "availability": _one_of(market.AVAILABILITY),
    "net_weight_g": ((lambda v: 0 < v < MOST_GRAMS), "not a weight"),
}
_EXACT = ("price", "price_max", "list_price", "unit_price_per_kg", "rating")


def validate(page: PageRows) -> PageRows:
    """The page without what is impossible. Decimals are rounded to the four places that are stored."""
    if page.capture.wall is not None:
        _left_out_behind_wall(page)
    page.listings = [row for row in page.listings if _listing(row, page)]
    page.promotions = [row for row in page.promotions if _promotion(row, page)]
    page.livestreams = [row for row in page.livestreams if _livestream(row, page)]
    page.announcements = [row for row in page.announcements if _announcement(row, page)]
    return page


def reject(page: PageRows, item_type: str, field: str, reason: str, raw: object) -> None:
    """Note what is left out."""
    page.rejections.append(rejection(item_type, field, reason, str(raw)))


def _left_out_behind_wall(page: PageRows) -> None:
    """A wall says nothing of goods; what a reader found on one all the same is told, not stored."""
    for name in ("listings", "promotions", "livestreams", "announcements"):
        rows = getattr(page, name)
        if rows:
            reject(
                page,
                name.removesuffix("s"),
                "*",
                f"read from a page that is a wall ({page.capture.wall})",
                f"{len(rows)} items",
            )
            setattr(page, name, [])


def _listing(row: ListingRow, page: PageRows) -> bool:
    if not _keyed(row.key, "listing", page):
        return False
    _check(row, LISTING_CHECKS, "listing", row.key[2], page)
    if row.presence is None:
        return False
    for name in _EXACT:
        value = getattr(row, name)
        if value is not None:
            setattr(row, name, exact(value))
    _order(row, page)
    row.description = _weight(row.description, row.key[2], page)
    row.variants = [variant for variant in row.variants if _variant(variant, row.key[2], page)]
    return True


def _check(row: Any, checks: Mapping[str, Check], item_type: str, named: str, page: PageRows) -> None:
    """Set to null what is impossible."""
    for name, (possible, why) in checks.items():
        value = getattr(row, name)
        if value is not None and not possible(value):
            reject(page, item_type, name, why, f"{named}: {value}")
            setattr(row, name, None)


def _order(row: ListingRow, page: PageRows) -> None:
    """Bounds that contradict each other say nothing of the upper one; what hangs on a price goes with it."""
    if row.price is None:
        row.price_max = row.price_kind = row.unit_price_per_kg = None
        row.currency = row.currency if row.list_price is not None else None
    for low, high in (("price", "price_max"), ("sold_min", "sold_max")):
        least, most = getattr(row, low), getattr(row, high)
        if least is not None and most is not None and least > most:
            reject(page, "listing", high, f"{high} {most} is below {low} {least}", row.key[2])
            setattr(row, high, None)
    if row.sold_min is None:
        row.sold_max = row.sold_period = None


def _weight(row: DescriptionRow, named: str, page: PageRows) -> DescriptionRow:
    low, high = row.net_weight_g, row.net_weight_max_g
    if low is None or high is None:
        return row
    if not 0 < low <= high < MOST_GRAMS:
        reject(page, "listing", "net_weight", "not a weight", f"{named}: {row.net_weight_text or low}")
        return replace(row, net_weight_g=None, net_weight_max_g=None, net_weight_basis=None)
    return replace(row, net_weight_g=exact(low), net_weight_max_g=exact(high))


def _variant(row: VariantRow, named: str, page: PageRows) -> bool:
    if not row.native_id:
        reject(page, "variant", "native_id", "a variant without an id cannot be kept", f"{named}: {row.name}")
        return False
    _check(row, VARIANT_CHECKS, "variant", f"{named}/{row.native_id}", page)
    for name in ("price", "list_price", "net_weight_g"):
        value: Decimal | None = getattr(row, name)
        setattr(row, name, None if value is None else exact(value))
    return True


def _promotion(row: PromotionRow, page: PageRows) -> bool:
    if not _keyed((row.key[0], "", row.key[1]), "promotion", page, any_site=True):
        return False
    checks = {"kind": _one_of(promotion.KINDS), "announced_count": _COUNT}
    _checked(row.values, checks, "promotion", row.key[1], page)
    _checked(row.observed, dict.fromkeys(row.observed, _COUNT), "promotion", row.key[1], page)
    _ordered(row.values, "starts_on", "ends_on", "promotion", row.key[1], page)
    row.members = [member for member in row.members if _keyed(member, "listing", page)]
    return True


def _livestream(row: LivestreamRow, page: PageRows) -> bool:
    if not _keyed((row.key[0], "", row.key[1]), "livestream", page, any_site=True):
        return False
    status = {"status": _one_of(promotion.STATUSES)}
    counts = {name: _COUNT for name in row.observed if name != "status"}
    _checked(row.values, status, "livestream", row.key[1], page)
    _checked(row.observed, status | counts, "livestream", row.key[1], page)
    _ordered(row.values, "starts_at", "ends_at", "livestream", row.key[1], page)
    row.hosts = [(role if role in promotion.ROLES else "other", name) for role, name in row.hosts]
    row.listings = [listing for listing in row.listings if _keyed(listing, "listing", page)]
    return True


def _announcement(row: dict[str, Any], page: PageRows) -> bool:
    if not row["text"] and not row["title"]:
        reject(page, "announcement", "*", "an announcement with neither headline nor text says nothing", row["url"])
        return False
    day = row["published_on"]
    if day is not None and (day - page.capture.observed_at.date()).days > 1:
        reject(page, "announcement", "published_on", "published after it was seen", day)
        row["published_on"] = row["published_on_basis"] = None
    return True


def _checked(values: dict[str, Any], checks: Mapping[str, Check], item_type: str, named: str, page: PageRows) -> None:
    """Set to null what is impossible."""
    for name, (possible, why) in checks.items():
        value = values.get(name)
        if value is not None and not possible(value):
            reject(page, item_type, name, why, f"{named}: {value}")
            values[name] = None


def _ordered(values: dict[str, Any], first: str, last: str, item_type: str, named: str, page: PageRows) -> None:
    start, end = values.get(first), values.get(last)
    if start is not None and end is not None and start > end:
        reject(page, item_type, last, f"{end} is before {start}", named)
        values[last] = None


def _keyed(key: ListingKey, item_type: str, page: PageRows, *, any_site: bool = False) -> bool:
    platform, site, native_id = key
    if not platform or not native_id:
        reject(page, item_type, "native_id", "without platform or id it cannot be kept", key)
        return False
    if not any_site and (platform == PLATFORM_SHOP) != bool(site):
        reject(page, item_type, "site", "a shop's listing has a site, a marketplace's has none", key)
        return False
    return True
