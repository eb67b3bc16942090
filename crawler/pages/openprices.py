"""Products of Open Prices, the open catalogue of shelf prices: goods by their trade item numbers. It shows no sales."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.items import Listing, Reading
from crawler.pages import dom
from crawler.pages.api import ApiPage
from crawler.pages.schema_org import gtin
from crawler.urls import registrable_host, resolve


class OpenPricesProducts(ApiPage):
    """`/api/v1/products`."""

    site: ClassVar[str] = "openprices"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://prices\.openfoodfacts\.(?:org|net)/api/v1/products(?:/\d+)?(?:[/?]|$)"),
    )

    def read(self) -> Reading:
        """A listing a product, without price; a quantity is a weight only where its unit says so."""
        items = dom.at(self.data, "items")
        items = [self.data] if dom.at(self.data, "code") else items
        if not isinstance(items, list):
            return self.unreadable()
        reading = Reading(site=self.site, stated_total=dom.whole(dom.at(self.data, "total")))
        for one in dom.mappings(items):
            code, title = dom.string(one.get("code")), dom.string(one.get("product_name"))
            if code is None or title is None:
                continue
            unit, quantity = dom.string(one.get("product_quantity_unit")), dom.decimal(one.get("product_quantity"))
            url = resolve(self.url, f"/products/{code}")
            listing = Listing(platform="shop", site=registrable_host(self.url), native_id=code, url=url)
            listing.title, listing.brand, listing.gtin = title, dom.string(one.get("brands")), gtin({"gtin": code})
            listing.net_weight_g = quantity if unit == "g" and quantity is not None and quantity > 0 else None
            listing.position = len(reading.items) + 1
            reading.items.append(listing)
        return reading
