"""Structured data: broken JSON-LD, offers in all their forms, microdata, money in data blocks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.pages import jsonld
from crawler.pages.microdata import read_microdata
from crawler.pages.money_fields import money_in
from crawler.pages.schema_offers import availability, number, read_offers
from crawler.pages.schema_org import draft_of, gtin

BASE = "https://shop.example.com/p/1"


def block(content: str) -> str:
    return f'<html><head><script type="application/ld+json">{content}</script></head><body></body></html>'


def values(content: str) -> list[Any]:
    return jsonld.read_blocks(block(content))[0]


@pytest.mark.parametrize(
    "content",
    [
        '{"name": "Tea"}',
        '{"name": "Tea",}',
        '{"name": "Tea", /* a comment */ }',
        '{"name": "Tea" // a comment\n}',
        '<!-- {"name": "Tea"} -->',
        '//<![CDATA[\n{"name": "Tea"}\n//]]>',
        '<![CDATA[{"name": "Tea"}]]>',
        '{"name": "Tea"};',
        "{&quot;name&quot;: &quot;Tea&quot;}",
    ],
)
def test_what_sites_break_is_mended(content: str) -> None:
    assert values(content) == [{"name": "Tea"}]


def test_signs_inside_strings_stay() -> None:
    assert values('{"a": "x, ] // y /* z */", "b": "line\nbreak\\\'s",}') == [{"a": "x, ] // y /* z */", "b": "line\nbreak's"}]


def test_several_values_and_no_number() -> None:
    assert values('{"a": 1} {"a": NaN}') == [{"a": 1}, {"a": None}]


def test_what_cannot_be_mended_is_told() -> None:
    found, unread = jsonld.read_blocks(block('{"name": "Tea"'))
    assert (found, [one.field for one in unread]) == ([], ["json-ld"])


@pytest.mark.parametrize(
    ("given_", "state"),
    [
        ("https://schema.org/InStock", "in_stock"),
        ("http://schema.org/InStock/", "in_stock"),
        ("schema:InStock", "in_stock"),
        ("InStock", "in_stock"),
        ("in stock", "in_stock"),
        ("in_stock", "in_stock"),
        ("https://schema.org/OnlineOnly", "in_stock"),
        ("https://schema.org/LimitedAvailability", "limited"),
        ("OutOfStock", "out_of_stock"),
        ("https://schema.org/SoldOut", "out_of_stock"),
        ("oos", "out_of_stock"),
        ("https://schema.org/PreOrder", "preorder"),
        ("https://schema.org/PreSale", "presale"),
        ("BackOrder", "preorder"),
        ("Discontinued", "discontinued"),
        ({"@id": "https://schema.org/InStock"}, "in_stock"),
        (["https://schema.org/OutOfStock", "https://schema.org/InStock"], "in_stock"),
        ("maybe", None),
        (True, None),
        (None, None),
    ],
)
def test_every_spelling_of_availability(given_: Any, state: str | None) -> None:
    assert availability(given_) == state


@pytest.mark.parametrize(
    ("given_", "price"),
    [("5.99", "5.99"), (5.99, "5.99"), (5, "5"), ("0", "0"), ("1,299.00", None), ("$5", None), (-1, None), (True, None)],
)
def test_only_a_plain_number_is_a_price(given_: Any, price: str | None) -> None:
    assert number(given_) == (Decimal(price) if price else None)


@pytest.mark.parametrize(
    ("offers", "wanted"),
    [
        ({"price": 5, "priceCurrency": "EUR"}, {"price": "5", "price_max": None, "currency": "EUR"}),
        ([{"price": 7}, {"price": 5}], {"price": "5", "price_max": "7"}),
        ({"@type": "AggregateOffer", "lowPrice": "5", "highPrice": "9"}, {"price": "5", "price_max": "9"}),
        ({"@type": "AggregateOffer", "offers": [{"price": 5}, {"price": 9}]}, {"price": "5", "price_max": "9"}),
        ({"priceSpecification": {"price": 5, "priceCurrency": "EUR"}}, {"price": "5", "currency": "EUR"}),
        (
            {"price": 5, "priceSpecification": [{"priceType": "https://schema.org/ListPrice", "price": 8}]},
            {"price": "5", "list_price": "8"},
        ),
        ({"price": 5, "priceSpecification": {"price": 4, "validForMemberTier": {}}}, {"price": "5", "list_price": None}),
        ({"price": "5,99", "priceCurrency": "EUR"}, {"price": None, "price_text": "5,99"}),
        ({"availability": "InStock"}, {"price": None, "price_text": None, "availability": "in_stock"}),
        ("nonsense", {"price": None}),
    ],
)
def test_offers(offers: Any, wanted: dict[str, str | None]) -> None:
    found = read_offers({"offers": offers}, BASE).values
    assert {name: None if found.get(name) is None else str(found[name]) for name in wanted} == wanted


def test_a_rating_is_brought_to_five() -> None:
    node = {"@type": "Product", "name": "Tea", "aggregateRating": {"ratingValue": "86", "bestRating": 100, "ratingCount": 3}}
    draft = draft_of(node, "json-ld", BASE)
    assert draft is not None
    assert (draft.get("rating"), draft.get("review_count")) == (Decimal("4.3000"), 3)


@pytest.mark.parametrize(
    ("given_", "wanted"), [("6901234567892", "6901234567892"), ("690-1234567892", "6901234567892"), ("12", None)]
)
def test_trade_item_numbers(given_: str, wanted: str | None) -> None:
    assert gtin({"gtin13": given_}) == wanted


def test_microdata_is_nested_as_json_is() -> None:
    html = """<div itemscope itemtype="https://schema.org/Product" itemref="more"><b itemprop="name">Tea</b>
      <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><data itemprop="price" value="5"></data></div></div>
      <p id="more"><i itemprop="sku">T1</i></p>"""
    (node,) = read_microdata(LexborHTMLParser(html))
    assert node["name"] == "Tea"
    assert node["sku"] == "T1"
    assert node["offers"] == {"@type": ["https://schema.org/Offer"], "price": "5"}


@pytest.mark.parametrize(
    ("given_", "price", "before"),
    [
        ({"price": 5.5}, "5.5", None),
        ({"price": "5.50", "compareAtPrice": "7"}, "5.50", "7"),
        ({"price": {"regular": {"value": 9}, "special": {"value": 8}}}, "8", "9"),
        ({"price": {"centAmount": 1999, "fractionDigits": 2, "currencyCode": "EUR"}}, "19.99", None),
        ({"salePrice": 4, "regularPrice": 6}, "4", "6"),
        ({"price": {"amount": "3", "currency": "EUR"}, "listPrice": 3}, "3", None),
        ({"price": "from 5 €"}, None, None),
        ({"shippingPrice": 4}, None, None),
    ],
)
def test_money_in_data_blocks(given_: dict[str, Any], price: str | None, before: str | None) -> None:
    found = money_in(given_)
    assert found.price == (Decimal(price) if price else None)
    assert found.list_price == (Decimal(before) if before else None)


def test_a_price_for_a_measure_is_not_the_price() -> None:
    per_kilogram = {"price": "16.00", "priceCurrency": "GBP", "referenceQuantity": {"value": 1, "unitCode": "KGM"}}
    own = {"price": "8.00", "priceCurrency": "GBP"}
    assert read_offers({"offers": {"priceSpecification": [per_kilogram, own]}}, BASE).values["price"] == Decimal("8.00")
    assert "price" not in read_offers({"offers": {"priceSpecification": per_kilogram}}, BASE).values
    piece = {**own, "referenceQuantity": {"value": 1, "unitCode": "C62"}}
    assert read_offers({"offers": {"priceSpecification": piece}}, BASE).values["price"] == Decimal("8.00")


def test_offers_brand_and_rating_may_stand_elsewhere_in_the_graph() -> None:
    graph = (
        '{"@graph": [{"@type": "Product", "name": "Tea", "offers": [{"@id": "#o"}, {"@id": "#none"}], "brand": {"@id": "#b"}},'
        ' {"@id": "#o", "@type": "Offer", "price": "3", "priceCurrency": "EUR"}, {"@id": "#b", "name": "Leaf", "logo": ""}]}'
    )
    ((node, _),) = jsonld.nodes_of(values(graph), frozenset({"Product"}))
    draft = draft_of(node, "json-ld", BASE)
    assert draft is not None
    assert (draft.get("price"), draft.get("currency"), draft.get("brand")) == (Decimal(3), "EUR", "Leaf")


@pytest.mark.parametrize("sign", ["+", "&#x2B;", "&#43;"])
def test_the_type_of_a_block_may_be_escaped(sign: str) -> None:
    page = f'<script type="application/ld{sign}json">{{"name": "Tea"}}</script>'
    assert jsonld.read_blocks(page) == ([{"name": "Tea"}], [])
