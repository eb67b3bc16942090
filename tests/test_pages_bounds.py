"""Numbers without measure, wrong types and text made to be searched for ever: shop pages are read, and in linear time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import Listing, Reading
from crawler.pages.shop import ShopPage
from crawler.pages.shopify import ShopifyProducts
from crawler.pages.woocommerce import WooProducts

SEEN = datetime(2024, 5, 1, 4, tzinfo=UTC)
ORIGIN = "https://shop.example.com"


def shop(page: str) -> Reading:
    return ShopPage(f"{ORIGIN}/p/1", page.encode(), SEEN, "text/html; charset=utf-8").read()


def product(**fields: Any) -> Listing:
    content = json.dumps({"@type": "Product", "name": "Tea", **fields})
    (listing,) = shop(f'<html><script type="application/ld+json">{content}</script></html>').items
    assert isinstance(listing, Listing)
    return listing


@pytest.mark.parametrize(
    ("rating", "best", "value"),
    [
        ("1e999999", "1e-999999", None),
        ("4", "1e-999999", None),
        ("4", "0", Decimal(4)),
        ("NaN", "5", None),
        ("6", "5", None),
        ("92", "100", Decimal("4.6")),
    ],
)
def test_a_rating_stays_on_its_scale(rating: str, best: str, value: Decimal | None) -> None:
    assert product(aggregateRating={"ratingValue": rating, "bestRating": best, "reviewCount": 3}).rating == value


@pytest.mark.parametrize("options", [5, {"a": 1}, "abc", [[], 1, None], None])
def test_a_woocommerce_attribute_of_another_type_names_nothing(options: Any) -> None:
    body = json.dumps([{"id": 1, "name": "Tea", "attributes": [{"name": "Brand", "options": options}]}]).encode()
    (listing,) = WooProducts(f"{ORIGIN}/wp-json/wc/v3/products", body, SEEN).read().items
    assert isinstance(listing, Listing) and listing.brand is None


def shopify(*variants: Any) -> Listing:
    body = json.dumps({"product": {"id": 1, "title": "Tea", "handle": "tea", "variants": variants}}).encode()
    (listing,) = ShopifyProducts(f"{ORIGIN}/products/tea.json", body, SEEN).read().items
    assert isinstance(listing, Listing)
    return listing


def test_shopify_prices_bear_the_currency_that_the_answer_names() -> None:
    listing = shopify({"id": 1, "price": "7.00", "price_currency": "EUR"}, {"id": 2, "price": "5.00", "price_currency": "EUR"})
    assert (listing.price, listing.price_max, listing.currency) == (Decimal("5.00"), Decimal("7.00"), "EUR")
    assert shopify({"id": 1, "price": "5.00"}).currency is None


def test_a_shopify_variant_without_a_readable_price_is_not_the_cheapest() -> None:
    listing = shopify({"id": 1, "price": "ask"}, {"id": 2, "price": "5.00", "compare_at_price": "6.00"})
    assert (listing.price, listing.list_price) == (Decimal("5.00"), Decimal("6.00"))
    assert shopify({"id": 1, "price": "ask"}).price is None
