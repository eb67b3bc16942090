"""Listings as rows: prices, counts, weights, origin and commodity read from their texts, each by its reader."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.items import Listing, Variant
from crawler.urls import canonical_url
from db.rows import DescriptionRow, ListingRow, VariantRow
from pipelines.readers import commodities, counts, ladders, money, places, weights

if TYPE_CHECKING:
    from pipelines.normalize import Context

GRAMS = 1000
# The same titles and places come back every day: reading each once saves most of the cost of a crawl.
_weight = lru_cache(maxsize=50_000)(weights.read_weight)
_commodity = lru_cache(maxsize=50_000)(commodities.read_commodity)


@lru_cache(maxsize=10_000)
def _place(text: str, prior: str | None) -> str | None:
    return places.read_place(text, prior=prior).code or None


def listing_row(item: Listing, context: Context) -> ListingRow:
    """One listing of a page."""
    said = {
        name: context.text("listing", name, getattr(item, name))
        for name in ("title", "price_text", "list_price_text", "conditions_text", "sold_text", "origin_text", "ships_from_text")
    }
    description = _description(item, said, context)
    row = ListingRow(
        key=(item.platform, item.site, context.text("listing", "native_id", item.native_id) or ""),
        observed_on=context.observed_on,
        description=description,
        presence=item.presence,
        price_text=said["price_text"],
        list_price_text=said["list_price_text"],
        conditions_text=said["conditions_text"],
        sold_text=said["sold_text"],
        availability=item.availability,
        rating=item.rating,
        review_count=item.review_count,
        position=item.position,
        sponsored=item.sponsored,
        read_from=dict(item.read_from) or None,
        variants=[_variant(variant, context) for variant in item.variants],
    )
    _prices(row, item, context)
    _sold(row, item)
    return row


def _prices(row: ListingRow, item: Listing, context: Context) -> None:
    hint = item.currency or context.page.currency
    per: str | None = None
    if item.price is not None:
        row.price, row.price_max = item.price, item.price_max if item.price_max is not None else item.price
        row.currency, row.price_kind = hint, item.price_kind or "shelf"
    elif row.price_text:
        read = money.read_price(row.price_text, currency=hint)
        row.price, row.price_max, row.currency, per = read.min, read.max, read.currency or None, read.per
        row.price_kind = (item.price_kind or read.kind or "shelf") if read.min is not None else None
    if item.list_price is not None:
        row.list_price = item.list_price
    elif row.list_price_text:
        row.list_price = money.read_price(row.list_price_text, currency=hint).min
    if row.price is None and row.list_price is None:
        row.currency = None
    row.unit_price_per_kg = _per_kg(row, per)


def _per_kg(row: ListingRow, per: str | None) -> Decimal | None:
    """Price of a kilogram: of the quantity that the price names, else of the offer's net weight."""
    if row.price is None:
        return None
    low, high = row.description.net_weight_g, row.description.net_weight_max_g
    if per:
        named = _weight(per if per[:1].isdigit() else f"1{per}")
        low, high = (named.kg_min * GRAMS, named.kg_max * GRAMS) if named.kg_min and named.kg_max else (None, None)
    return 2 * row.price * GRAMS / (low + high) if low and high else None


def _sold(row: ListingRow, item: Listing) -> None:
    """The count of sales as an interval; counts of other things stay text."""
    if item.sold is not None:
        row.sold_min = row.sold_max = item.sold
        row.sold_period = item.sold_period or "unknown"
        return
    if not row.sold_text or counts.is_sales(row.sold_text) is False:
        return
    read = counts.read_count(row.sold_text)
    if read.min is None:
        return
    row.sold_min = read.min
    row.sold_max = ladders.upper_bound(read, item.platform)
    row.sold_period = item.sold_period or read.period or "unknown"
    if "付款" in row.sold_text:
        # Payers may buy several units each: a lower bound of units.
        row.sold_max = None


def _description(item: Listing, said: dict[str, str | None], context: Context) -> DescriptionRow:
    values: dict[str, Any] = {name: context.text("listing", name, getattr(item, name)) for name in ("brand", "sku", "gtin")}
    shop = None
    if item.shop is not None:
        native = context.text("listing", "shop", item.shop.native_id) or context.text("listing", "shop", item.shop.name)
        shop = (native, context.text("listing", "shop", item.shop.name)) if native else None
    return DescriptionRow(
        shop=shop,
        url=canonical_url(item.url) or None,
        title=said["title"],
        category_path=context.text("listing", "category_path", " > ".join(item.category_path)),
        commodity_code=_commodity(said["title"]) or None if said["title"] else None,
        origin_code=_place(said["origin_text"], context.page.place_prior) if said["origin_text"] else None,
        origin_text=said["origin_text"],
        ships_from_text=said["ships_from_text"],
        **values,
        **_net_weight(item, said, context),
    )


def _net_weight(item: Listing, said: dict[str, str | None], context: Context) -> dict[str, Any]:
    """Weight of the offer: as the page gives it, else from its own text, else from the title."""
    text = context.text("listing", "net_weight_text", item.net_weight_text)
    if item.net_weight_g is not None:
        grams = exact(item.net_weight_g)
        return {"net_weight_g": grams, "net_weight_max_g": grams, "net_weight_basis": "net", "net_weight_text": text}
    for candidate, basis in ((text, "net"), (said["title"], None)):
        read = _weight(candidate) if candidate else None
        if read is not None and read.kg_min is not None and read.kg_max is not None:
            return {
                "net_weight_g": exact(read.kg_min * GRAMS),
                "net_weight_max_g": exact(read.kg_max * GRAMS),
                "net_weight_basis": basis if basis and read.kind == "unspecified" else read.kind,
                "net_weight_text": candidate,
            }
    return {"net_weight_text": text}


def exact(value: Decimal) -> Decimal:
    """Four decimals, as the store keeps them."""
    return value.quantize(Decimal("0.0001"))


def _variant(item: Variant, context: Context) -> VariantRow:
    text = context.text("variant", "net_weight_text", item.net_weight_text or item.name)
    weight = _weight(text) if text else None
    grams = (
        weight.kg_min * GRAMS if weight is not None and weight.kg_min is not None and weight.kg_min == weight.kg_max else None
    )
    return VariantRow(
        native_id=context.text("variant", "native_id", item.native_id) or "",
        name=context.text("variant", "name", item.name),
        net_weight_g=grams,
        gtin=context.text("variant", "gtin", item.gtin),
        price=item.price,
        list_price=item.list_price,
        availability=item.availability,
    )
