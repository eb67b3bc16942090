"""Listings as rows: prices, counts, weights, origin and commodity read from their texts, each by its reader."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.items import Listing, Variant
from crawler.urls import canonical_url
from db.rows import DescriptionRow, ListingRow, VariantRow
from pipelines.currencies import currency_code
from pipelines.readers import commodities, money, places, weights
from pipelines.sales import read_sales

if TYPE_CHECKING:
    from pipelines.normalize import Context

GRAMS = 1000


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
        key=(item.platform, item.site, context.key("listing", "native_id", item.native_id)),
        observed_on=context.observed_on,
        description=description,
        presence=item.presence,
        price_text=said["price_text"],
        list_price_text=said["list_price_text"],
        conditions_text=said["conditions_text"],
        sold_text=said["sold_text"],
        availability=item.availability,
        rating=context.number("listing", "rating", item.rating),
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
    hint = currency_code(item.currency or context.page.currency)
    read = money.read_price(row.price_text, currency=hint) if row.price_text else None
    per = read.per if read is not None else None
    price, most = (context.number("listing", name, getattr(item, name)) for name in ("price", "price_max"))
    if price is not None:
        row.price, row.price_max = price, price if most is None else most
        same = read is not None and read.min == price
        row.currency = hint or (read.currency or None if read is not None else None)
        row.price_kind = item.price_kind or (read.kind if read is not None and same else None) or "shelf"
    elif read is not None and read.min is not None:
        row.price, row.price_max, row.currency = read.min, read.max, read.currency or None
        row.price_kind = item.price_kind or read.kind or "shelf"
    row.list_price = context.number("listing", "list_price", item.list_price)
    if row.list_price is None and row.list_price_text:
        row.list_price = money.read_price(row.list_price_text, currency=hint or row.currency).min
    if row.list_price is not None and row.currency is None:
        row.currency = hint
    row.unit_price_per_kg = _per_kg(row, per)


def _per_kg(row: ListingRow, per: str | None) -> Decimal | None:
    """Price of a kilogram: of the quantity that the price names, else of the offer's net weight."""
    if row.price is None:
        return None
    low, high = row.description.net_weight_g, row.description.net_weight_max_g
    named = weights.read_weight(per if per[:1].isdigit() else f"1{per}") if per else None
    if named is not None and named.kg_min is not None and named.kg_max is not None:
        low, high = named.kg_min * GRAMS, named.kg_max * GRAMS
    elif row.price_max is not None and row.price_max > row.price:
        low = high = _weight_of_cheapest(row, low if low == high else None)
    return 2 * row.price * GRAMS / (low + high) if low and high else None


def _weight_of_cheapest(row: ListingRow, told: Decimal | None) -> Decimal | None:
    """Weight of the choice that costs the least, where the choices tell theirs; else what the offer tells, one for all."""
    weighed = [(one.price, one.net_weight_g) for one in row.variants if one.net_weight_g]
    if not weighed:
        return told
    found = {weight for price, weight in weighed if price == row.price}
    if all(one.price is None for one in row.variants):
        found = {weight for _, weight in weighed}
    return found.pop() if len(found) == 1 else None


def _sold(row: ListingRow, item: Listing) -> None:
    """The count of sales as an interval; counts of other things stay text."""
    if item.sold is not None:
        row.sold_min = row.sold_max = item.sold
        row.sold_period = item.sold_period or "unknown"
    elif row.sold_text:
        sales = read_sales(row.sold_text, item.platform, item.sold_period)
        if sales is not None:
            row.sold_min, row.sold_max, row.sold_period = sales


def _description(item: Listing, said: dict[str, str | None], context: Context) -> DescriptionRow:
    values: dict[str, Any] = {name: context.text("listing", name, getattr(item, name)) for name in ("brand", "sku", "gtin")}
    shop = None
    if item.shop is not None:
        native = context.key("listing", "shop", item.shop.native_id or item.shop.name)
        shop = (native, context.text("listing", "shop", item.shop.name)) if native else None
    return DescriptionRow(
        shop=shop,
        url=canonical_url(item.url) or None,
        title=said["title"],
        category_path=context.text("listing", "category_path", " > ".join(item.category_path)),
        commodity_code=commodities.read_commodity(said["title"]) or None if said["title"] else None,
        origin_code=_place(said["origin_text"], context.page.place_prior) if said["origin_text"] else None,
        origin_text=said["origin_text"],
        ships_from_text=said["ships_from_text"],
        **values,
        **_net_weight(item, said, context),
    )


def _net_weight(item: Listing, said: dict[str, str | None], context: Context) -> dict[str, Any]:
    """Weight of the offer: as the page gives it, else from its own text, else from the title."""
    text = context.text("listing", "net_weight_text", item.net_weight_text)
    grams = context.number("listing", "net_weight_g", item.net_weight_g)
    if grams is not None:
        return {"net_weight_g": grams, "net_weight_max_g": grams, "net_weight_basis": "net", "net_weight_text": text}
    for candidate, basis in ((text, "net"), (said["title"], None)):
        read = weights.read_weight(candidate) if candidate else None
        if read is not None and read.kg_min is not None and read.kg_max is not None:
            return {
                "net_weight_g": read.kg_min * GRAMS,
                "net_weight_max_g": read.kg_max * GRAMS,
                "net_weight_basis": basis if basis and read.kind == "unspecified" else read.kind,
                "net_weight_text": candidate,
            }
    return {"net_weight_text": text}


def _variant(item: Variant, context: Context) -> VariantRow:
    text = context.text("variant", "net_weight_text", item.net_weight_text or item.name)
    weight = weights.read_weight(text) if text else None
    grams = (
        weight.kg_min * GRAMS if weight is not None and weight.kg_min is not None and weight.kg_min == weight.kg_max else None
    )
    return VariantRow(
        native_id=context.key("variant", "native_id", item.native_id),
        name=context.text("variant", "name", item.name),
        net_weight_g=grams,
        gtin=context.text("variant", "gtin", item.gtin),
        price=context.number("variant", "price", item.price),
        list_price=context.number("variant", "list_price", item.list_price),
        availability=item.availability,
    )
