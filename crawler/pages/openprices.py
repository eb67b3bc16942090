"""Open Prices, the open catalogue of shelf prices: products by their trade item numbers, and prices. It shows no sales."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from crawler.items import Listing, Reading
from crawler.pages import dom
from crawler.pages.api import ApiPage
from crawler.pages.schema_org import gtin
from crawler.urls import registrable_host, resolve


class OpenPricesProducts(ApiPage):
    """`/api/v1/products`, `/api/v1/prices`."""

    site: ClassVar[str] = "openprices"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://prices\.openfoodfacts\.(?:org|net)/api/v1/(?:products|prices)(?:/\d+)?(?:[/?]|$)"),
    )

    def read(self) -> Reading:
        """A listing a product, without price or with the first that the answer names."""
        items = dom.at(self.data, "items")
        items = [self.data] if dom.at(self.data, "code") or dom.at(self.data, "product_code") else items
        if not isinstance(items, list):
            return self.unreadable()
        reading = Reading(site=self.site, stated_total=dom.whole(dom.at(self.data, "total")))
        seen: set[str] = set()
        for one in dom.mappings(items):
            inside = one.get("product")
            listing = self._listing(inside if isinstance(inside, dict) else one)
            if listing is None or listing.native_id in seen:
                continue
            seen.add(listing.native_id)
            if "price" in one:
                _seen_at(listing, one)
            listing.position = len(reading.items) + 1
            reading.items.append(listing)
        return reading

    def _listing(self, one: dict[str, Any]) -> Listing | None:
        """The goods; a quantity is a weight only where its unit says so."""
        code, title = dom.string(one.get("code")), dom.string(one.get("product_name"))
        if code is None or title is None:
            return None
        unit, quantity = dom.string(one.get("product_quantity_unit")), dom.decimal(one.get("product_quantity"))
        url = resolve(self.url, f"/products/{code}")
        listing = Listing(platform="shop", site=registrable_host(self.url), native_id=code, url=url)
        listing.title, listing.brand, listing.gtin = title, dom.string(one.get("brands")), gtin({"gtin": code})
        listing.net_weight_g = quantity if unit == "g" and quantity is not None and quantity > 0 else None
        return listing


def _seen_at(listing: Listing, one: dict[str, Any]) -> None:
    """A price for a piece of the goods, as it was seen in a shop."""
    price, before = dom.decimal(one.get("price")), dom.decimal(one.get("price_without_discount"))
    code = dom.string(one.get("currency"))
    if price is None or price <= 0 or code is None or dom.string(one.get("price_per")) == "KILOGRAM":
        return
    listing.price, listing.currency = price, code
    listing.list_price = before if before is not None and before > price else None
    listing.conditions_text = f"seen on {seen_on}" if (seen_on := dom.string(one.get("date"))) else None
    listing.price_kind = "promotion" if one.get("price_is_discounted") is True else "shelf"
