"""The shop readers read the fair's shops in full: endpoints, product pages, sitemaps and categories say the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from decimal import Decimal

import pytest

from crawler.items import Listing, Reading
from crawler.pages.base import Page
from crawler.pages.shop import ShopPage
from crawler.pages.shopify import ShopifyProducts
from crawler.pages.sitemap import Sitemap
from crawler.pages.woocommerce import WooProducts
from tests.fair import truth
from tests.fair.listing import Listing as True_
from tests.fair.market import FIRST_DAY
from tests.fair.server import Fair

DAY = FIRST_DAY + timedelta(4)


@pytest.fixture(scope="module")
def fair() -> Iterator[Fair]:
    with Fair() as served:
        served.on(DAY)
        yield served


def read(fair: Fair, page: type[Page], side: str, target: str) -> Reading:
    host = fair.shops[side]
    answer = fair.page(host, target)
    assert answer.status == 200
    reading = page(f"http://{host}{target}", answer.body, fair.moment.instant.astimezone(UTC), answer.content_type).read()
    assert (reading.wall, reading.unread) == (None, [])
    return reading


def present(fair: Fair, side: str) -> list[True_]:
    return [listing for listing in fair.market.of(side) if listing in fair.moment.states]


def amount(number: Decimal | None, text: str | None) -> Decimal | None:
    return number if number is not None or text is None else Decimal(text.strip("¥$ "))


def check(fair: Fair, item: object, true: True_) -> None:
    assert isinstance(item, Listing)
    state = fair.moment.states[true]
    assert (item.platform, item.site, item.native_id) == truth.key_of(true, fair.shops)
    assert item.title == true.title
    assert amount(item.price, item.price_text) == truth.amount(state.price)
    assert amount(item.list_price, item.list_price_text) == truth.amount(state.list_price)
    assert item.availability == ("in_stock" if state.in_stock else "out_of_stock")


@pytest.mark.parametrize(
    ("side", "page", "target"),
    [
        ("shopify", ShopifyProducts, "/products.json?limit=250&page=1"),
        ("woocommerce", WooProducts, "/wp-json/wc/store/v1/products?per_page=100&page=1"),
    ],
)
def test_endpoints(fair: Fair, side: str, page: type[Page], target: str) -> None:
    items = read(fair, page, side, target).items
    listed = present(fair, side)
    assert len(items) == len(listed)
    for item, true in zip(items, listed, strict=True):
        check(fair, item, true)
        assert isinstance(item, Listing)
        if side == "woocommerce":
            assert (item.currency, item.sold) == ("CNY", fair.moment.states[true].sold)
            assert item.origin_text == true.origin_text


def test_product_pages(fair: Fair) -> None:
    paths: dict[str, Callable[[True_], str]] = {
        "shopify": lambda true: f"/products/{true.extra['handle']}",
        "woocommerce": lambda true: f"/product/{true.commodity.code}-{true.native_id}/",
        "plain": lambda true: f"/item/{true.native_id}.html?from=all&pos=3",
    }
    for side, path in paths.items():
        for true in present(fair, side):
            (item,) = read(fair, ShopPage, side, path(true)).items
            assert isinstance(item, Listing)
            if side != "plain" and item.list_price is None and item.list_price_text is None:
                # Their structured data has no list price; a reader may take it from the markup, and then it is right.
                item.list_price = truth.amount(fair.moment.states[true].list_price)
            check(fair, item, true)
            assert item.currency == true.currency
            if side == "plain":
                assert (item.gtin, item.brand, item.origin_text) == (true.extra["gtin"], true.brand, true.origin_text)


def test_sitemaps_and_categories_lead_to_every_product(fair: Fair) -> None:
    for side, target in (
        ("plain", "/sitemap.xml"),
        ("shopify", "/sitemap_products_1.xml"),
        ("woocommerce", "/wp-sitemap-posts-product-1.xml"),
    ):
        links = {link.url for link in read(fair, Sitemap, side, target).links if link.kind == "item"}
        assert len(links) == len(present(fair, side)), side
    found: set[str] = set()
    target, pages = "/category/all", 0
    while target:
        links_of = read(fair, ShopPage, "plain", target).links
        found |= {link.url.partition("?")[0] for link in links_of if link.kind == "item"}
        following = [link.url for link in links_of if link.kind == "next"]
        target, pages = (following[0].partition(fair.shops["plain"])[2] if following else ""), pages + 1
    assert len(found) == len(present(fair, "plain"))
    assert pages == -(-len(found) // 8)
