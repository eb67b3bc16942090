"""A shop on WooCommerce: Store API with minor units, product pages with JSON-LD, WordPress sitemaps, exact totals of sales.

The Store API itself shows no sales; this shop adds the `total_sales` of the REST API to it, as plugins do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fair.listing import Listing, State
from tests.fair.view import Moment, Page, data, esc, linked_data, money, sitemap, sitemap_index, text

PER_PAGE = 10


class WooShop:
    """One host of its own; `origin` is its address without the last slash."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """Home, Store API, product pages, sitemaps."""
        present = [listing for listing in moment.market.of("woocommerce") if listing in moment.states]
        if path == "/wp-json/wc/store/v1/products":
            return self._endpoint(moment, present, query)
        if path in ("/", "/shop/"):
            return text(_shell("楚味农庄", "", "woocommerce-shop woocommerce woocommerce-page", self._tiles(present)))
        if path.startswith("/product/"):
            slug = path.removeprefix("/product/").strip("/")
            listing = next((i for i in present if _slug(i) == slug), None)
            return self._product_page(listing, moment.states[listing]) if listing else None
        if path in ("/wp-sitemap.xml", "/sitemap.xml"):
            return sitemap_index([f"{self.origin}/wp-sitemap-posts-product-1.xml"])
        if path == "/wp-sitemap-posts-product-1.xml":
            return sitemap((self._address(i), moment.instant.date().isoformat()) for i in present)
        return None

    def _address(self, listing: Listing) -> str:
        return f"{self.origin}/product/{_slug(listing)}/"

    def _endpoint(self, moment: Moment, present: list[Listing], query: Mapping[str, str]) -> Page:
        size = min(max(int(query.get("per_page", PER_PAGE)), 1), 100)
        page = max(int(query.get("page", 1)), 1)
        shown = present[(page - 1) * size : page * size]
        headers = {"X-WP-Total": str(len(present)), "X-WP-TotalPages": str(-(-len(present) // size))}
        return data([self._product(listing, moment.states[listing]) for listing in shown], headers)

    def _product(self, listing: Listing, state: State) -> dict[str, Any]:
        regular = state.price if state.list_price is None else state.list_price
        return {
            "id": int(listing.native_id),
            "name": listing.title,
            "slug": _slug(listing),
            "parent": 0,
            "type": "simple",
            "variation": "",
            "permalink": self._address(listing),
            "sku": "",
            "short_description": f"<p>{esc(listing.title)}</p>",
            "description": "",
            "on_sale": state.list_price is not None,
            "prices": {
                "price": str(state.price),
                "regular_price": str(regular),
                "sale_price": str(state.price),
                "price_range": None,
                "currency_code": "CNY",
                "currency_symbol": "¥",
                "currency_minor_unit": 2,
                "currency_decimal_separator": ".",
                "currency_thousand_separator": ",",
                "currency_prefix": "¥",
                "currency_suffix": "",
            },
            "price_html": _amount(state.price),
            "average_rating": "0",
            "review_count": 0,
            "total_sales": state.sold,
            "images": [],
            "categories": [{"id": 15, "name": listing.commodity.chinese, "slug": listing.commodity.code}],
            "tags": [],
            "brands": [{"id": 7, "name": listing.brand, "slug": "brand"}] if listing.brand else [],
            "attributes": [_attribute(n, name, value) for n, (name, value) in enumerate(_attributes(listing))],
            "variations": [],
            "has_options": False,
            "is_purchasable": True,
            "is_in_stock": state.in_stock,
            "is_on_backorder": False,
            "low_stock_remaining": None,
            "sold_individually": False,
            "extensions": {},
        }

    def _product_page(self, listing: Listing, state: State) -> Page:
        address = self._address(listing)
        described = linked_data(
            {
                "@type": "Product",
                "@id": f"{address}#product",
                "name": listing.title,
                "url": address,
                "description": listing.title,
                # WooCommerce puts a product's id here where it has no SKU.
                "sku": int(listing.native_id),
                "offers": [
                    {
                        "@type": "Offer",
                        "price": money(state.price),
                        "priceCurrency": "CNY",
                        "availability": f"http://schema.org/{'InStock' if state.in_stock else 'OutOfStock'}",
                        "url": address,
                        "seller": {"@type": "Organization", "name": listing.seller.name, "url": self.origin},
                    }
                ],
            }
        )
        rows = "".join(f"<tr><th>{name}</th><td><p>{esc(value)}</p></td></tr>" for name, value in _attributes(listing))
        old = f"<del>&yen;{money(state.list_price)}</del> " if state.list_price is not None else ""
        body = (
            f'<div id="product-{listing.native_id}" class="product type-product post-{listing.native_id} '
            f'{"instock" if state.in_stock else "outofstock"}"><h1 class="product_title entry-title">{esc(listing.title)}</h1>'
            f'<p class="price">{old}<ins>{_amount(state.price)}</ins></p>'
            f'<table class="woocommerce-product-attributes shop_attributes">{rows}</table></div>'
        )
        head = f'<link rel="canonical" href="{esc(address)}">{described}'
        classes = f"product-template-default single single-product postid-{listing.native_id} woocommerce woocommerce-page"
        return text(_shell(listing.title, head, classes, body))

    def _tiles(self, listings: list[Listing]) -> str:
        rows = "".join(
            f'<li class="product type-product post-{i.native_id}"><a href="{self._address(i)}" '
            f'class="woocommerce-LoopProduct-link"><h2 class="woocommerce-loop-product__title">{esc(i.title)}</h2></a></li>'
            for i in listings[:16]
        )
        return f'<ul class="products columns-4">{rows}</ul>'


def _amount(cents: int) -> str:
    return f'<span class="woocommerce-Price-amount amount"><bdi>&yen;{money(cents)}</bdi></span>'


def _slug(listing: Listing) -> str:
    return f"{listing.commodity.code}-{listing.native_id}"


def _attributes(listing: Listing) -> list[tuple[str, str]]:
    rows = [("产地", listing.origin_text), ("净含量", listing.net_text), ("品牌", listing.brand)]
    return [(name, value) for name, value in rows if value]


def _attribute(n: int, name: str, value: str) -> dict[str, Any]:
    term = {"id": 100 + n, "name": value, "slug": f"term-{n}", "default": False}
    return {"id": n + 1, "name": name, "taxonomy": f"pa_{n + 1}", "has_variations": False, "terms": [term]}


def _shell(title: str, head: str, classes: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="zh-Hans">
<head><meta charset="UTF-8"><title>{esc(title)} &#8211; 楚味农庄</title>
<meta name="generator" content="WooCommerce 8.5.2">
<link rel="stylesheet" href="/wp-content/plugins/woocommerce/assets/css/woocommerce.css?ver=8.5.2">
{head}</head>
<body class="{classes} woocommerce-no-js"><div id="page"><main id="main" class="site-main">{body}</main></div></body></html>
"""
