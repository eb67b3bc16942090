"""A declared price of 0 is the price where the page says nothing else, and none where it stands in for another."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import Listing
from crawler.pages.shop import ShopPage

WHEN = datetime(2024, 5, 1, tzinfo=UTC)
STRUCK = {"@type": "UnitPriceSpecification", "priceType": "https://schema.org/ListPrice", "price": "21.67"}
TWO = [{"price": "0", "priceCurrency": "EUR", "sku": "A"}, {"price": "7.50", "priceCurrency": "EUR", "sku": "B"}]


def read(html: str, *, title: str = "Gyokuro") -> Listing:
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>{html}</body></html>'
    (listing,) = ShopPage("https://shop.example/p/1", page.encode(), WHEN, "text/html; charset=utf-8").read().items
    assert isinstance(listing, Listing)
    return listing


def declared(offers: Any, title: str = "Gyokuro") -> str:
    given = {"@context": "https://schema.org", "@type": "Product", "name": title, "sku": "G1", "offers": offers}
    return f'<script type="application/ld+json">{json.dumps(given)}</script><h1>{title}</h1>'


def offer(**values: Any) -> dict[str, Any]:
    return {"@type": "Offer", "price": "0.00", "priceCurrency": "EUR", **values}


@pytest.mark.parametrize(
    ("offers", "shown"),
    [
        (offer(), ""),
        (offer(price=0), ""),
        (offer(availability="https://schema.org/InStock", priceSpecification=STRUCK), ""),
        (offer(), '<p class="price">0,00 €</p>'),
        (offer(), '<span class="product-price">Free</span>'),
        (offer(), '<div class="header-cart"><span class="price">€12.00</span></div>'),
        (offer(), '<div class="related"><p class="price">12,00 €</p></div>'),
        (offer(), '<ul><li><a href="/p/2">Sencha</a><span class="price">€9.90</span></li></ul>'),
        (offer(), '<div class="card"><a href="/p/2"><img src="2.jpg"></a><div><b class="price">€9.90</b></div></div>'),
        (offer(priceSpecification=STRUCK), '<del class="price">€21.67</del><ins class="price">€0.00</ins>'),
        (offer(priceSpecification=STRUCK), '<b class="price">€21.67</b>'),
        (offer(price=None, priceSpecification={"price": "0.00", "priceCurrency": "EUR"}), ""),
    ],
)
def test_what_is_given_away_costs_nothing(offers: Any, shown: str) -> None:
    listing = read(declared(offers) + shown)
    assert listing.price == 0
    assert listing.price_max is None
    assert listing.currency == "EUR"


@pytest.mark.parametrize(
    ("offers", "shown", "price"),
    [
        (offer(availability="https://schema.org/OutOfStock"), "", None),
        (offer(availability="Discontinued"), "", None),
        (offer(), '<p class="price">29,90 €</p>', None),
        (offer(), '<ul class="facts"><li class="price">€29.90</li><li>1 kg</li></ul>', None),
        (offer(), '<p class="price">29,90 € <a href="/versand">zzgl. Versand</a></p>', None),
        (offer(), '<span id="our_price_display">€29.90</span>', None),
        (offer(), '<p class="price">Auf Anfrage</p>', None),
        (offer(), "<p>Call for price</p>", None),
        (offer(), '<p class="price">面议</p>', None),
        (offer(), '<meta property="product:price:amount" content="29.90">', "29.90"),
        (offer(priceSpecification={"price": "29.90", "priceCurrency": "EUR"}), "", "29.90"),
        ({"@type": "AggregateOffer", "lowPrice": "0", "highPrice": "20", "priceCurrency": "EUR"}, "", None),
        (TWO, "", "7.50"),
    ],
)
def test_a_price_that_is_not_told_is_none(offers: Any, shown: str, price: str | None) -> None:
    listing = read(declared(offers) + shown)
    assert listing.price == (Decimal(price) if price else None)
    assert listing.price_text is None
    assert ("price" in listing.read_from) == (price is not None)


def test_microdata_and_opengraph_declare_it_too() -> None:
    microdata = """<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Gyokuro</h1>
      <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR">
      <span itemprop="price" content="0.00">0,00 €</span></div></div>"""
    assert read(microdata).price == 0
    head = '<meta property="og:type" content="product"><meta property="og:title" content="Gyokuro">'
    amount = '<meta property="product:price:amount" content="{}"><meta property="product:price:currency" content="EUR">'
    assert read(head + amount.format("0.00")).price == 0
    sale = '<meta property="product:sale_price:amount" content="0">'
    priced = read(head + amount.format("9") + sale)
    assert priced.price == 9
    assert priced.list_price is None


def test_a_variant_that_is_not_priced_has_no_price() -> None:
    assert [one.price for one in read(declared(TWO)).variants] == [None, Decimal("7.50")]
