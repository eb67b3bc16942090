"""Numbers without measure, wrong types and text made to be searched for ever: shop pages are read, and in linear time."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import Listing, Reading
from crawler.pages.shop import ShopPage
from crawler.pages.shopify import ShopifyProducts
from crawler.pages.sitemap import LARGEST, MOST_ADDRESSES, Sitemap
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


def test_a_trade_number_of_an_offer_is_one_or_none() -> None:
    assert product(offers={"price": "5", "gtin13": "4006381333931"}).gtin == "4006381333931"
    assert product(offers={"price": "5", "gtin13": "N/A"}).gtin is None
    assert [v.gtin for v in product(offers=[{"sku": "a", "gtin": "n/a"}, {"sku": "b", "gtin8": "96385074"}]).variants] == [
        None,
        "96385074",
    ]


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


ENDLESS = [
    '<script type="application/ld+json">{"a":1' + "/*" * 200_000 + "</script>",
    '<script type="application/ld+json">{"a":"' + '\\"' * 200_000 + "</script>",
    '<script type="application/ld+json">{"a":1' + " " * 200_000 + "x</script>",
    '<script type="application/ld+json">{' * 20_000,
    "ld+json" + "<script " * 60_000,
    '<script type="application/json">' * 20_000,
    "<script>" * 40_000,
    "<!--" * 90_000,
    "<" * 300_000,
    "<title>" * 20_000,
    "<title " * 20_000,
    "<svg>" * 20_000,
    "cdn.shopify.com<main>" + '<div><a href="/products/a">A</a>' * 500 + '<a href="/products/b">B</a>',
]


@pytest.mark.parametrize("number", range(len(ENDLESS)))
def test_text_that_never_ends_is_searched_once(number: int) -> None:
    begun = time.process_time()
    assert shop("<html>" + ENDLESS[number]).site == "shop"
    # A second is some hundred times what an ordinary page of that size takes; searches that begin anew take minutes.
    assert time.process_time() - begun < 5


def test_a_reference_to_no_character_is_left_out() -> None:
    assert product(brand="Tea &amp; Co &#" + "9" * 5_000 + ";").brand == "Tea & Co"
    page = "<urlset><url><loc>https://shop.example.com/p/1&amp;a=&#" + "9" * 5_000 + ";</loc></url></urlset>"
    assert [link.url for link in sitemap(page.encode()).links] == [f"{ORIGIN}/p/1&a="]


def test_xhtml_is_a_page_and_xml_is_none() -> None:
    product = '<script type="application/ld+json">{"@type":"Product","name":"Tea","offers":{"price":"1"}}</script>'
    prolog = '<?xml version="1.0" encoding="utf-8"?>\n'
    xhtml = f'{prolog}<html xmlns="http://www.w3.org/1999/xhtml"><head>{product}</head><body></body></html>'
    assert len(shop(xhtml).items) == 1
    assert shop(f"{prolog}<feed>{product}</feed>").items == []


def test_a_sitemap_of_any_name_and_without_a_prolog_is_one() -> None:
    index = f"<sitemapindex><sitemap><loc>{ORIGIN}/more.xml</loc></sitemap></sitemapindex>"
    assert [(link.kind, link.url) for link in shop(index).links] == [("sitemap", f"{ORIGIN}/more.xml")]
    assert [link.kind for link in shop(f"<urlset><url><loc>{ORIGIN}/products/1</loc></url></urlset>").links] == ["item"]


def test_a_page_in_place_of_a_sitemap_is_no_wall_unless_it_says_so() -> None:
    assert sitemap(b"<html><script>1</script><p>Tea</p></html>").wall is None
    assert sitemap(b"<html><title>Just a moment...</title></html>").wall == "challenge"


def sitemap(body: bytes) -> Reading:
    return Sitemap(f"{ORIGIN}/sitemap.xml", body, SEEN, "application/xml").read()


def addresses(number: int) -> bytes:
    return b"<urlset>" + b"".join(b"<url><loc>%s/p/%d</loc></url>" % (ORIGIN.encode(), n) for n in range(number)) + b"</urlset>"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_sitemap_beyond_its_limit_says_so(pack: Callable[[bytes], bytes]) -> None:
    within, beyond = sitemap(pack(addresses(MOST_ADDRESSES))), sitemap(pack(addresses(MOST_ADDRESSES + 1)))
    assert (len(within.links), within.unread) == (MOST_ADDRESSES, [])
    assert (len(beyond.links), [one.field for one in beyond.unread]) == (MOST_ADDRESSES, ["sitemap"])


def test_a_packed_sitemap_is_unpacked_to_the_limit_only() -> None:
    bomb = gzip.compress(b"<urlset><url><loc>https://shop.example.com/p/1</loc></url>" + b" " * (2 * LARGEST))
    reading = sitemap(bomb)
    assert [link.url for link in reading.links] == [f"{ORIGIN}/p/1"]
    assert [one.field for one in reading.unread] == ["sitemap"]


@pytest.mark.parametrize("body", [b"<urlset>" + b"<url " * 200_000, b"<loc>" * 200_000, b"<loc>" + b" " * 900_000])
def test_a_sitemap_that_never_ends_is_searched_once(body: bytes) -> None:
    begun = time.process_time()
    assert sitemap(body).links == []
    assert time.process_time() - begun < 5


def test_a_list_that_names_only_addresses_leads_to_them() -> None:
    items = [
        {"@type": "ListItem", "position": 1, "url": f"{ORIGIN}/tea"},
        {"@type": "ListItem", "position": 2, "url": "/cup", "name": "Cup"},
        {"@type": "ListItem", "position": 3, "item": "javascript:alert(1)"},
        {"@type": "ListItem", "position": 4, "url": "https://elsewhere.example.org/pot"},
        7,
    ]
    content = json.dumps({"@type": "ItemList", "itemListElement": items})
    words = "<p>Teas, cups and pots of this spring, all of them from one county.</p>"
    reading = shop(f'<html><script type="application/ld+json">{content}</script><body>{words}</body></html>')
    assert [(link.kind, link.url) for link in reading.links] == [("item", f"{ORIGIN}/tea"), ("item", f"{ORIGIN}/cup")]
    assert reading.items == []
