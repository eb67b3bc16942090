"""No page makes a reader fail: deep nesting, numbers without end, broken encodings, any JSON, any bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Listing
from crawler.pages import registry
from tests.examples import examples

SEEN = datetime(2024, 5, 1, 4, tzinfo=UTC)
BASE = "https://shop.example.com/p/1"


def block(content: str) -> str:
    return f'<html><head><script type="application/ld+json">{content}</script></head><body></body></html>'


DEEP = "[" * 100_000 + "]" * 100_000
HOSTILE = [
    "<div>" * 30_000,
    '<div itemscope itemtype="http://schema.org/Product">' * 3_000 + '<b itemprop="name">Tea</b>',
    block(DEEP),
    block('{"@type":"Product","name":"Tea","offers":' + '{"offers":' * 2_000 + "1" + "}" * 2_001),
    block('{"@type":"Product","name":"Tea","isRelatedTo":' * 900 + "1" + "}" * 900),
    block('{"@type":"Product","name":"Tea","offers":{"price":1e400,"priceCurrency":"EUR"}}'),
    block('{"@type":"Product","name":"Tea","offers":{"price":' + "9" * 6_000 + "}}"),
    block('{"@type":"Product","name":"Tea","offers":{"price":NaN,"lowPrice":Infinity}}'),
    block('{"@type":"Product","name":"\\u0000\\ud800","offers":{"price":"\\u0000"}}'),
    block('{"@graph":[{"@id":"a","@type":"ItemList","itemListElement":{"@id":"a"}}]}'),
    f"<script>window.__INITIAL_STATE__ = {DEEP}</script>",
    '<script id="__NEXT_DATA__" type="application/json">' + '{"a":' * 900 + "1" + "}" * 900 + "</script>",
    "\x00<title>\x00</title>woocommerce<div class='product type-product'><h1 class='product_title'>\x00</h1></div>",
    '<meta property="og:type" content="product"><meta property="og:title" content="x"><link rel="canonical" href="http://[">',
    '<link rel="canonical" href="//"><base href="http://[::1"><a href="http://[x">x</a><h1>Tea</h1>',
    "g_page_config = " + '{"mods":' * 2_000,
    "TShop.Setup(" + "{" * 5_000,
    '{"data":' * 1_500 + "1" + "}" * 1_500,
    "callback(" + "[" * 50_000,
    '{"products": [null, 1, {"id": {}, "title": []}, {"id": 1, "title": "x", "variants": [{"price": {}}, {"price": "NaN"}]}]}',
    '[{"id": 1, "name": "x", "prices": {"price": "1e9999", "currency_minor_unit": -3}}, {"id": true}]',
]
ADDRESSES = [
    BASE,
    "https://s.taobao.com/search?q=x",
    "https://item.taobao.com/item.htm?id=1",
    "https://x.example/products.json",
    "https://x.example/sitemap.xml",
    "not an address",
]


@pytest.mark.parametrize("page", (*registry.PAGES, registry.GENERIC), ids=lambda page: page.__name__)
@pytest.mark.parametrize("number_", range(len(HOSTILE)))
def test_hostile_pages_are_read(page: Any, number_: int) -> None:
    for url in ADDRESSES:
        reading = page(url, HOSTILE[number_].encode("utf-8", "replace"), SEEN, "text/html").read()
        for item in reading.items:
            assert not isinstance(item, Listing) or item.price is None or item.price.is_finite()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Product", "5.99", BASE, "InStock"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "@type",
                        "@id",
                        "@graph",
                        "name",
                        "title",
                        "offers",
                        "price",
                        "priceCurrency",
                        "availability",
                        "itemListElement",
                        "item",
                    ),
                    *(
                        "hasVariant",
                        "sku",
                        "id",
                        "url",
                        "brand",
                        "variants",
                        "products",
                        "product",
                        "data",
                        "mods",
                        "itemlist",
                        "auctions",
                    ),
                    *(
                        "nid",
                        "detail_url",
                        "view_price",
                        "itemsArray",
                        "ret",
                        "prices",
                        "priceVO",
                        "componentsVO",
                        "seller",
                        "skuBase",
                    ),
                    *(
                        "weight",
                        "value",
                        "aggregateRating",
                        "ratingValue",
                        "permalink",
                        "handle",
                        "regular",
                        "special",
                        "inventory",
                    ),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=40,
)


@settings(max_examples=examples(150))
@given(JSON)
def test_any_json_is_read(value: Any) -> None:
    content = json.dumps(value).replace("</", "<\\/")
    pages = (
        block(content),
        f"<script>g_page_config = {content};\n</script>",
        f"<script>window.__INITIAL_STATE__={content}</script>",
        content,
    )
    for page in pages:
        for cls in (*registry.PAGES, registry.GENERIC):
            if not cls.slow:
                cls(ADDRESSES[2], page.encode(), SEEN, "text/html").read()


@settings(max_examples=examples(150))
@given(st.binary(max_size=400), st.sampled_from(ADDRESSES), st.text(max_size=20))
def test_any_bytes_are_read(body: bytes, url: str, content_type: str) -> None:
    for cls in (*registry.PAGES, registry.GENERIC):
        if not cls.slow:
            assert cls(url, body, SEEN, content_type).read().site
