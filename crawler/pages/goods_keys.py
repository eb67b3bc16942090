"""Goods in a platform's JSON: one way to read them, the keys being the platform's. The first key that has a value counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from crawler.items import Listing, Shop, SoldPeriod
from crawler.pages import dom
from crawler.pages.conditions import conditions_of
from crawler.pages.rooms import Key, first, inside, objects

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsKeys:
    """The keys under which a platform says a thing of its goods; a dotted one leads down."""

    platform: str
    url: Callable[[str], str]
    """Address of the goods' own page, by their id."""
    ids: Keys
    titles: Keys
    prices: Keys
    before: Keys = ()
    top: Keys = ()
    unit: Literal["yuan", "fen"] = "yuan"
    """What a whole number of money counts."""
    currency: str = "CNY"
    currencies: Keys = ()
    sold: Keys = ()
    sold_period: SoldPeriod | None = None
    shop_ids: Keys = ()
    shops: Keys = ()
    ships_from: Keys = ()
    brands: Keys = ()
    reviews: Keys = ()
    stock: Keys = ()
    labels: Keys = ()
    """Arrays of labels of coupons and thresholds, or one text."""
    sponsored: Keys = ()
    links: Keys = ()
    """Addresses that tell a sibling platform's goods."""
    sibling: tuple[str, str] = ("", "")
    """(what such an address contains, code of the sibling platform)."""
    sibling_url: Callable[[str], str] | None = None


def listing_of(one: Mapping[str, Any], keys: GoodsKeys, *, priced: bool = True) -> Listing | None:
    """The listing that an object describes; None where it has no id or title, or, `priced`, says nothing of a price."""
    native_id, title = first(one, keys.ids), dom.untagged(first(one, keys.titles))
    if native_id is None or not native_id.isdigit() or native_id == "0" or title is None:
        return None
    if priced and not any(inside(one, name) is not None for name in keys.prices):
        return None
    platform, url = keys.platform, keys.url
    if keys.sibling_url is not None and keys.sibling[0] in (first(one, keys.links) or ""):
        platform, url = keys.sibling[1], keys.sibling_url
    listing = Listing(platform=platform, native_id=native_id, url=url(native_id), title=title)
    _prices(listing, one, keys)
    sold = first(one, keys.sold)
    if sold is not None:
        listing.sold, listing.sold_text, listing.sold_period = dom.whole(sold), sold, keys.sold_period
    shop, name = first(one, keys.shop_ids), dom.untagged(first(one, keys.shops))
    shop = shop if shop and shop.strip("0") else None
    listing.shop = Shop(native_id=shop or name or "", name=name) if shop or name else None
    listing.ships_from_text, listing.brand = first(one, keys.ships_from), first(one, keys.brands)
    listing.review_count = dom.whole(first(one, keys.reviews))
    stock = dom.whole(first(one, keys.stock))
    listing.availability = None if stock is None else ("in_stock" if stock else "out_of_stock")
    listing.conditions_text = _labels(one, keys)
    listing.sponsored = any(first(one, (name,)) not in (None, "0", "false") for name in keys.sponsored) or None
    return listing


def _prices(listing: Listing, one: Mapping[str, Any], keys: GoodsKeys) -> None:
    shown = next((text for name in keys.prices if (text := first(one, (name,))) and _money(text, keys) is not None), None)
    price = _money(shown, keys)
    if price is None:
        # A range, or a price with words around it, is read later; a masked or negative one is none.
        shown = first(one, keys.prices)
        if shown and any(sign.isdigit() for sign in shown) and dom.decimal(shown) is None and "?" not in shown:
            listing.price_text, listing.currency = shown, keys.currency
        return
    listing.price, listing.currency = price, first(one, keys.currencies) or keys.currency
    listing.price_text = shown if keys.unit == "yuan" else None
    before, top = _money(first(one, keys.before), keys), _money(first(one, keys.top), keys)
    listing.list_price = before if before is not None and before > price else None
    listing.price_max = top if top is not None and top > price else None


def _money(shown: str | None, keys: GoodsKeys) -> Decimal | None:
    number = dom.decimal((shown or "").lstrip("¥￥ ").removesuffix("元") or None)
    if number is None or number <= 0:
        return None
    return number / 100 if keys.unit == "fen" and "." not in (shown or "") else number


def _labels(one: Mapping[str, Any], keys: GoodsKeys) -> str | None:
    words: list[str | None] = []
    for name in keys.labels:
        value = inside(one, name)
        for label in value if isinstance(value, list) else [value]:
            words.append(first(label, _LABEL) if isinstance(label, dict) else dom.string(label))
    return conditions_of(words)


_LABEL = ("text", "name", "title", "label", "content", "tag", "desc", "couponDesc", "coupon_name", "promo_text")


def goods_in(room: Mapping[str, Any], keys: GoodsKeys) -> Iterator[Key]:
    """Keys of the goods inside an object."""
    for value in room.values():
        if isinstance(value, dict | list):
            for one in objects(value):
                if (listing := listing_of(one, keys)) is not None:
                    yield listing.platform, listing.site, listing.native_id


def goods_of(data: Any, keys: GoodsKeys, known: dict[str, Listing]) -> None:
    """Add to `known` (id -> listing) the goods anywhere in nested JSON, in their order, each once, with its position."""
    for one in objects(data):
        listing = listing_of(one, keys)
        if listing is not None and listing.native_id not in known:
            listing.position = len(known) + 1
            known[listing.native_id] = listing
