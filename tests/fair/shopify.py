"""A shop on Shopify: products.json, product pages with JSON-LD, sitemaps; it sells abroad, in dollars, and shows no sales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fair.listing import Listing, State
from tests.fair.view import Moment, Page, data, esc, linked_data, money, sitemap, sitemap_index, text


class ShopifyShop:
    """One host of its own; `origin` is its address without the last slash."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """Home, product endpoint, product pages, collections, sitemaps."""
        listings = moment.market.of("shopify")
        present = [listing for listing in listings if listing in moment.states]
        if path == "/products.json":
            size, page = min(_number(query, "limit", 30), 250), max(_number(query, "page", 1), 1)
            shown = present[(page - 1) * size : page * size]
            return data({"products": [_product(listing, moment.states[listing]) for listing in shown]})
        if path in ("/", "/collections/all"):
            return text(_shell("Hubei Pantry", "", _tiles(present)))
        if path.startswith("/products/"):
            handle = path.removeprefix("/products/").removesuffix(".json")
            listing = next((i for i in present if i.extra["handle"] == handle), None)
            return self._product_page(listing, moment.states[listing], path) if listing else None
        if path == "/sitemap.xml":
            return sitemap_index([f"{self.origin}/sitemap_products_1.xml", f"{self.origin}/sitemap_pages_1.xml"])
        if path == "/sitemap_products_1.xml":
            day = moment.instant.date().isoformat()
            return sitemap([(f"{self.origin}/", day), *((f"{self.origin}/products/{i.extra['handle']}", day) for i in present)])
        if path == "/sitemap_pages_1.xml":
            return sitemap([(f"{self.origin}/pages/about", "2020-01-01")])
        return text(_shell("About us", "", "<p>Goods of Hubei.</p>")) if path == "/pages/about" else None

    def _product_page(self, listing: Listing, state: State, path: str) -> Page:
        if path.endswith(".json"):
            return data({"product": _product(listing, state)})
        address = f"{self.origin}/products/{listing.extra['handle']}"
        offers = [
            {
                "@type": "Offer",
                "name": variant["title"],
                "sku": variant["sku"],
                "availability": f"https://schema.org/{'InStock' if variant['available'] else 'OutOfStock'}",
                "price": variant["price"],
                "priceCurrency": listing.currency,
                "url": f"{address}?variant={variant['id']}",
            }
            for variant in _variants(listing, state)
        ]
        described = linked_data(
            {
                "@type": "Product",
                "@id": f"{address}#product",
                "productID": listing.native_id,
                "name": listing.title,
                "url": address,
                "brand": {"@type": "Brand", "name": listing.brand},
                "description": f"{listing.title} from {listing.region.english}, Hubei.",
                "offers": offers,
            }
        )
        head = (
            f'<link rel="canonical" href="{esc(address)}"><meta property="og:type" content="product">'
            f'<meta property="og:title" content="{esc(listing.title)}"><meta property="og:price:amount" '
            f'content="{money(state.price)}">'
            f'<meta property="og:price:currency" content="{listing.currency}">{described}'
        )
        body = (
            f'<h1 class="product__title">{esc(listing.title)}</h1>{_shown_price(state)}'
            f'<script>var meta = {{"product":{{"id":{listing.native_id},"vendor":"{listing.brand}","variants":[]}}}};</script>'
        )
        return text(_shell(listing.title, head, body))


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    value = query.get(name, "")
    return int(value) if value.isdigit() else default


def _variants(listing: Listing, state: State) -> list[dict[str, Any]]:
    """One a choice; the compare-at price is the list price."""
    rows = []
    for n, (name, times) in enumerate(listing.variants or (("Default Title", 1.0),)):
        price = int(state.price * times)
        rows.append(
            {
                "id": int(listing.native_id) * 8 + n,
                "title": name,
                "option1": name,
                "option2": None,
                "option3": None,
                "sku": f"HP-{listing.native_id[-6:]}-{n}",
                "requires_shipping": True,
                "taxable": True,
                "featured_image": None,
                "available": state.in_stock,
                "price": money(price),
                "grams": int(int(listing.extra["grams"]) * (1 if times == 1 else 2)),
                "compare_at_price": money(int(state.list_price * times)) if state.list_price is not None else None,
                "position": n + 1,
                "product_id": int(listing.native_id),
                "created_at": "2020-01-15T09:00:00+08:00",
                "updated_at": "2020-04-01T09:00:00+08:00",
            }
        )
    return rows


def _product(listing: Listing, state: State) -> dict[str, Any]:
    variants = _variants(listing, state)
    return {
        "id": int(listing.native_id),
        "title": listing.title,
        "handle": listing.extra["handle"],
        "body_html": f"<p>{esc(listing.title)}, from {esc(listing.region.english)} in {esc(listing.region.province)}.</p>",
        "published_at": "2020-01-15T09:00:00+08:00",
        "created_at": "2020-01-15T09:00:00+08:00",
        "updated_at": "2020-04-01T09:00:00+08:00",
        "vendor": listing.brand,
        "product_type": listing.commodity.english.title(),
        "tags": ["hubei", listing.commodity.code],
        "variants": variants,
        "images": [],
        "options": [{"name": "Size" if listing.variants else "Title", "position": 1, "values": [v["title"] for v in variants]}],
    }


def _shown_price(state: State) -> str:
    """As the theme Dawn shows it: both forms in the markup, the class tells which is seen."""
    now, was = money(state.price), state.list_price
    regular = f'<div class="price__regular"><span class="price-item price-item--regular">${now}</span></div>'
    if was is None:
        return f'<div class="price"><div class="price__container">{regular}</div></div>'
    sale = (
        f'<div class="price__sale"><span><s class="price-item price-item--regular">${money(was)}</s></span>'
        f'<span class="price-item price-item--sale price-item--last">${now}</span></div>'
    )
    return f'<div class="price price--on-sale"><div class="price__container">{regular}{sale}</div></div>'


def _tiles(listings: list[Listing]) -> str:
    return "".join(
        f'<div class="grid__item"><a class="full-unstyled-link" href="/products/{i.extra["handle"]}">{esc(i.title)}</a></div>'
        for i in listings[:24]
    )


def _shell(title: str, head: str, body: str) -> str:
    return f"""<!doctype html>
<html class="js" lang="en">
<head><meta charset="utf-8"><title>{esc(title)} – Hubei Pantry</title>
<link rel="preconnect" href="https://cdn.shopify.com" crossorigin="">
<script>var Shopify = Shopify || {{}};
Shopify.shop = "hubei-pantry.myshopify.com";
Shopify.locale = "en";
Shopify.currency = {{"active":"USD","rate":"1.0"}};
Shopify.theme = {{"name":"Dawn","id":82012012,"theme_store_id":887,"role":"main"}};</script>
{head}</head>
<body class="gradient"><header><a href="/">Hubei Pantry</a> <a href="/collections/all">Catalog</a></header>
<main id="MainContent">{body}</main></body></html>
"""
