"""WooCommerce's product endpoints: the Store API (prices in minor units, with currency), the REST API v1 to v3 (without)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crawler.items import Availability, Link, Listing, Reading, Unread, Variant
from crawler.pages.api import ApiPage
from crawler.pages.attributes import read_properties
from crawler.pages.dom import at, decimal, mappings, string, untagged, whole
from crawler.pages.schema_offers import availability, best_availability
from crawler.pages.schema_org import gtin
from crawler.urls import registrable_host, resolve


class WooProducts(ApiPage):
    """`/wp-json/wc/store[/v1]/products[/ID]` and `/wp-json/wc/v3/products[/ID]`, also as `?rest_route=`."""

    site = "woocommerce"
    addresses = (
        re.compile(r"\Ahttps?://[^?#]+(?:/wp-json|[?&]rest_route=)/wc/(?:store(?:/v\d)?|v\d)/products(?:/\d+)?/?(?:[?&#]|$)"),
    )

    def read(self) -> Reading:
        """A listing a product. A product of the REST API that is not published is none."""
        data = self.data
        products = data if isinstance(data, list) else [data] if isinstance(data, dict) and "id" in data else None
        if products is None:
            reading = self.unreadable()
            if whole(at(data, "data", "status")) in (401, 403):
                reading = Reading(site=self.site, wall="login")
            return reading
        reading = Reading(site=self.site)
        for position, product in enumerate(products, 1):
            if isinstance(product, dict) and string(product.get("status")) not in (None, "publish"):
                continue
            listing = (
                self._listing(product, position if isinstance(data, list) else None) if isinstance(product, dict) else None
            )
            if listing is not None:
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
            else:
                raw = str(product)[:500]
                reading.unread.append(Unread(item_type="listing", field="id", reason="a product without id or name", raw=raw))
        return reading

    def _listing(self, product: dict[str, Any], position: int | None) -> Listing | None:
        native, title = string(product.get("id")), untagged(string(product.get("name")))
        if native is None or title is None:
            return None
        listing = Listing(
            platform="shop",
            site=registrable_host(self.url),
            native_id=native,
            url=resolve(self.url, string(product.get("permalink")) or "") or self.url,
            title=title,
            sku=string(product.get("sku")),
            gtin=gtin({"gtin": product.get("global_unique_id")}),
            availability=_availability(product),
            position=position,
        )
        _prices(listing, product)
        listing.price_text = _shown(product)
        rating, count = decimal(product.get("average_rating")), whole(product.get("review_count", product.get("rating_count")))
        listing.review_count = count
        listing.rating = rating if count and rating is not None and 0 < rating <= 5 else None
        if (sold := whole(product.get("total_sales"))) is not None:
            # WooCommerce counts units of all orders since the product was made; a shop may hide it behind 0.
            listing.sold, listing.sold_period = sold, "total"
        listing.category_path = tuple(
            name for one in list(mappings(product.get("categories")))[:1] if (name := untagged(string(one.get("name"))))
        )
        found = read_properties(_attributes(product))
        brand = next((name for one in mappings(product.get("brands")) if (name := untagged(string(one.get("name"))))), None)
        listing.brand, listing.origin_text, listing.net_weight_text = (
            brand or found.brand, found.origin_text, found.net_weight_text,
        )  # fmt: skip
        listing.variants = _variants(product)
        return listing


def _prices(listing: Listing, product: dict[str, Any]) -> None:
    prices = product.get("prices")
    if isinstance(prices, dict):
        places = whole(prices.get("currency_minor_unit"))
        places = 2 if places is None or places > 6 else places
        low, high = (
            _minor(at(prices, "price_range", "min_amount"), places),
            _minor(at(prices, "price_range", "max_amount"), places),
        )
        listing.price = low if low is not None else _minor(prices.get("price"), places)
        listing.price_max = high if high is not None and low is not None and high > low else None
        regular = _minor(prices.get("regular_price"), places)
        code = string(prices.get("currency_code"))
        listing.currency = code if code and re.fullmatch(r"[A-Z]{3}", code) else None
    else:
        listing.price, regular = decimal(product.get("price") or None), decimal(product.get("regular_price") or None)
    if listing.price is not None and regular is not None and regular > listing.price:
        listing.list_price = regular
    if listing.list_price is not None and product.get("on_sale") is True:
        listing.price_kind = "promotion"


def _shown(product: dict[str, Any]) -> str | None:
    """The price as the shop shows it; a bare number of minor units is nobody's show of a price."""
    shown = untagged(string(product.get("price_html")))
    return None if shown is not None and shown == string(at(product, "prices", "price")) else shown


def _minor(value: Any, places: int) -> Decimal | None:
    number = decimal(value) if value not in ("", None) else None
    return number.scaleb(-places) if number is not None else None


def _availability(product: dict[str, Any]) -> Availability | None:
    state = availability(product.get("stock_status"))
    if state is not None:
        return state
    if product.get("is_on_backorder") is True:
        return "preorder"
    if isinstance(product.get("is_in_stock"), bool):
        return _left(product) if product["is_in_stock"] else "out_of_stock"
    return best_availability([availability(at(product, "stock_availability", "class"))])


def _left(product: dict[str, Any]) -> Availability:
    return "limited" if whole(product.get("low_stock_remaining")) else "in_stock"


def _attributes(product: dict[str, Any]) -> dict[str, str]:
    """Attributes with one term or option."""
    found: dict[str, str] = {}
    for one in mappings(product.get("attributes")):
        options = one.get("options")
        terms = [string(term.get("name")) for term in mappings(one.get("terms"))] or [
            string(option) for option in (options if isinstance(options, list) else ()) if isinstance(option, str)
        ]
        name = string(one.get("name"))
        if name and len(terms) == 1 and terms[0]:
            found[name] = terms[0]
    return found


def _variants(product: dict[str, Any]) -> list[Variant]:
    """Variations as the Store API names them: their ids and what they are chosen by; prices stand on their own pages."""
    found = []
    for one in mappings(product.get("variations")):
        native = string(one.get("id"))
        chosen = [string(choice.get("value")) for choice in mappings(one.get("attributes"))]
        if native is not None:
            found.append(Variant(native_id=native, name=" / ".join(word for word in chosen if word) or None))
    return found
