"""Item pages of aliexpress.ru: the state of the widget that shows the product. Built without a capture."""

from __future__ import annotations

import re
from typing import Any

import orjson

from crawler.items import Listing, Shop
from crawler.pages import dom
from crawler.pages.rooms import first, objects
from crawler.pages.scripts import scripts_of

MARKER = "__AER_DATA__"
_SCRIPT = re.compile(r"""id=["']?__AER_DATA__""")
_NOW = ("minActivityAmount", "activityAmount", "minAmount", "amount")
_BEFORE = ("minAmount", "amount", "maxAmount")


def fill(listing: Listing, text: str) -> None:
    """What the page's data say of the listing's own product; nothing where they do not hold it."""
    for content in scripts_of(text, _SCRIPT):
        try:
            data: Any = orjson.loads(content)
        except orjson.JSONDecodeError:
            continue  # No data, no listing: the caller says so.
        for one in objects(data):
            if first(one, ("id", "productId")) == listing.native_id and isinstance(one.get("price"), dict):
                _say(listing, one)
                return


def _say(listing: Listing, one: dict[str, Any]) -> None:
    listing.title = first(one, ("name", "title", "productTitle"))
    now: dict[str, Any] = next((one["price"][name] for name in _NOW if isinstance(one["price"].get(name), dict)), {})
    before: dict[str, Any] = next((one["price"][name] for name in _BEFORE if isinstance(one["price"].get(name), dict)), {})
    listing.price, listing.currency = dom.decimal(now.get("value")), first(now, ("currency",))
    listed = dom.decimal(before.get("value"))
    listing.list_price = listed if listed is not None and listing.price is not None and listed > listing.price else None
    listing.price_kind = None if listing.price is None else ("promotion" if listing.list_price is not None else "shelf")
    stock = dom.whole(first(one, ("quantity.value", "quantity")))
    listing.availability = None if stock is None else ("in_stock" if stock else "out_of_stock")
    sold = first(one, ("tradeInfo.tradeCount", "orderCount"))
    listing.sold_text, listing.sold_period = sold, "total" if sold else None
    rating = dom.decimal(first(one, ("rating.middle", "rating")))
    listing.rating = rating if rating is not None and 0 < rating <= 5 else None
    shop, name = first(one, ("storeInfo.storeNum", "store.id", "storeId")), first(one, ("storeInfo.name", "store.name"))
    listing.shop = Shop(native_id=shop or name or "", name=name) if name else None
