"""Shops as known systems render them: OpenCart, CubeCart, PrestaShop, Magento and WooCommerce, with their facets and leaks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from tests.shops.goods import CATEGORIES, Good
from tests.shops.server import Answer, Shop


def number_of(text: str | None) -> int:
    """A page number as an address names it, 1 where it names none."""
    return int(text) if text and text.isdigit() else 1


def shell(title: str, body: str, head: str = "") -> Answer:
    """A page of a shop."""
    return Answer(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'
    )


class OpenCart(Shop):
    """One script; lists leak path=, page= and manufacturer_id= into the addresses of products; no sitemap; the canonical tells."""

    def _address(self, **query: object) -> str:
        return escape(
            f"{self.origin}/index.php?route=product/" + "&".join(f"{k}={v}" for k, v in query.items()).replace("r=", "", 1)
        )

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        route = query.get("route", "common/home")
        if path not in ("/", "/index.php"):
            return None
        if route == "common/home":
            return self._page("Shop", '<div id="content"><h1>Welcome</h1></div>', "")
        if route in ("product/category", "product/manufacturer/info"):
            return self._list(route, query)
        if route == "product/product":
            good = next((g for g in self.goods if str(g.number) == query.get("product_id")), None)
            return self._item(good) if good else None
        return None

    def _page(self, title: str, body: str, canonical: str) -> Answer:
        menu = "".join(
            f'<li><a href="{self._address(r="category", path=n + 20)}">{c}</a></li>' for n, c in enumerate(CATEGORIES)
        )
        head = f'<base href="{self.origin}/">' + (f'<link href="{canonical}" rel="canonical">' if canonical else "")
        nav = f'<nav id="menu"><ul>{menu}</ul></nav><a href="{self._address(r="compare")}">compare</a><script src="catalog/view/x.js"></script>'
        account = '<a href="index.php?route=account/login">Login</a><a href="index.php?route=information/contact">Contact</a>'
        return shell(title, nav + account + body, head)

    def _list(self, route: str, query: Mapping[str, str]) -> Answer:
        number = number_of(query.get("page"))
        maker = query.get("manufacturer_id", "")
        category = int(query.get("path", "20").split("_")[0]) - 20
        members = [g for g in self.goods if g.number % 7 == int(maker or 0)] if maker else self.members(CATEGORIES[category])
        leaks = {"manufacturer_id": maker} if maker else {"path": category + 20}
        kept: dict[str, object] = {k: v for k, v in query.items() if k in ("sort", "order", "limit")}
        tiles = ""
        for good in self.page(members, number):
            link = self._address(
                r="product", product_id=good.number, **leaks, **({"page": number} if number > 1 else {}), **kept
            )
            price = f'<span class="price-new">{self.price(good)}</span> <span class="price-old">{self.sign}9,999.00</span>'
            tiles += (
                f'<div class="product-layout"><div class="product-thumb"><div class="image"><a href="{link}"><img alt="x"></a></div>'
                f'<div class="caption"><h4><a href="{link}">{good.name}</a></h4><p class="price">{price}'
                f'<span class="price-tax">Ex Tax: {self.sign}1.00</span></p></div></div></div>'
            )
        here = "category" if route == "product/category" else "manufacturer/info"
        last = self.last_page(members)
        pages = "".join(
            f'<li><a href="{self._address(r=here, **leaks, **kept, page=n)}">{n}</a></li>' for n in range(1, last + 1)
        )
        sorts = "".join(
            f'<option value="{self._address(r=here, **leaks, sort=s, order=o)}"></option><a href="{self._address(r=here, **leaks, sort=s, order=o, limit=n)}">{s}</a>'
            for s in ("p.price", "pd.name", "rating") for o in ("ASC", "DESC") for n in (15, 25, 50)
        )  # fmt: skip
        makers = "".join(
            f'<a href="{self._address(r="manufacturer/info", manufacturer_id=n)}">maker {n}</a>' for n in range(1, 7)
        )
        shown = f"Showing 1 to {self.per_page} of {len(members)} ({last} Pages)"
        body = f'<div id="content"><h2>{category}</h2>{sorts}{tiles}<ul class="pagination">{pages}</ul><div class="col-sm-6 text-right">{shown}</div>{makers}</div>'
        return self._page("list", body, self._address(r=here, **leaks, **({"page": number} if number > 1 else {})))

    def _item(self, good: Good) -> Answer:
        stock = "In Stock" if good.stock else "Out Of Stock"
        beside = "".join(
            f'<div class="product-thumb"><h4><a href="{self._address(r="product", product_id=g.number, tag="x")}">{g.name}</a></h4><p class="price">$1.00</p></div>'
            for g in self.goods[:2]
        )
        body = (
            f'<div id="product-product"><div id="content"><h1>{good.name}</h1><ul class="list-unstyled"><li>Brand: '
            f'<a href="{self._address(r="manufacturer/info", manufacturer_id=good.number % 7)}">Maker</a></li><li>Product Code: P{good.number}</li>'
            f'<li>Availability: {stock}</li></ul><ul class="list-unstyled"><li><h2>{self.price(good)}</h2></li></ul>'
            f'<input type="hidden" name="product_id" value="{good.number}"></div><div id="tab-related">{beside}</div></div>'
        )
        return self._page(good.name, body, self._address(r="product", product_id=good.number))


class CubeCart(Shop):
    """Addresses by name; a product is 404 until a list has shown it; microdata on item pages."""

    sign, currency = "£", "GBP"

    def __init__(self, goods: list[Good], per_page: int = 12) -> None:
        super().__init__(goods, per_page)
        self.shown: set[str] = set()

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{self.origin}/{g.categories[0]}/{g.slug}.html</loc></url>" for g in self.goods)
            return Answer(
                f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>', kind="application/xml"
            )
        nav = "".join(f'<li><a href="{self.origin}/{c}.html">{c}</a></li>' for c in CATEGORIES)
        head = '<meta name="generator" content="CubeCart"><nav><ul class="nav">' + nav + "</ul></nav>"
        name = path.strip("/").removesuffix(".html")
        if path == "/":
            return shell("Cube", head + "<h1>Welcome</h1>")
        if name in CATEGORIES:
            return self._list(head, name, number_of(query.get("page")))
        good = self.find(name.rpartition("/")[2])
        if good is None or good.slug not in self.shown:
            return None
        state = "InStock" if good.stock else "OutOfStock"
        body = (
            f'<div id="main_content" itemscope itemtype="http://schema.org/Product"><h1 itemprop="name">{good.name}</h1>'
            f'<form class="add_to_basket"><span itemprop="offers" itemscope itemtype="http://schema.org/Offer">'
            f'<meta itemprop="priceCurrency" content="{self.currency}"><span id="ptp" itemprop="price" content="{good.price}">{self.price(good)}</span>'
            f'<link itemprop="availability" href="http://schema.org/{state}"></span></form>'
            f'<table id="product_spec"><tr><td>Product Code</td><td itemprop="sku">C{good.number}</td></tr></table></div>'
        )
        return shell(good.name, head + body)

    def _list(self, head: str, name: str, number: int) -> Answer:
        members = self.members(name)
        tiles = ""
        for good in self.page(members, number):
            self.shown.add(good.slug)
            link = f"{self.origin}/{name}/{good.slug}.html"
            tiles += f'<li><a href="{link}" class="th"><img></a><h3><a href="{link}" title="{good.name}">{good.name[:12]}…</a></h3><h3><span class="sale_price">{self.price(good)}</span></h3></li>'
        more = ""
        if number < self.last_page(members):
            more = f'<ul class="pagination"><li><a href="/{name}.html?page={number + 1}" id="ccScroll-next">Next</a></li></ul>'
        sorts = "".join(f'<a href="/{name}.html?sort%5Bprice%5D={o}&amp;page={number}">{o}</a>' for o in ("ASC", "DESC"))
        return shell(name, f'{head}{sorts}<ul class="product_list">{tiles}</ul>{more}')


class PrestaShop(Shop):
    """JSON-LD on item pages, facets in q=, a product under each of its categories, prices in euros with a comma."""

    currency = "EUR"
    validators = True

    def price(self, good: Good) -> str:
        return good.shown.translate(str.maketrans(",.", "\u202f,")) + " €"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        nav = "".join(
            f'<li class="category"><a href="{self.origin}/{n + 3}-{c}">{c}</a></li>' for n, c in enumerate(CATEGORIES)
        )
        head = f'<script>var prestashop = {{"cart":{{}}}};</script><header><ul class="top-menu">{nav}</ul></header>'
        name = path.strip("/")
        if not name:
            return shell("Presta", head + "<section>Welcome</section>")
        if name.partition("-")[2] in CATEGORIES:
            return self._list(head, name, query)
        number = name.rpartition("/")[2].partition("-")[0]
        good = next((g for g in self.goods if str(g.number) == number), None)
        if good is None:
            return None
        address = f"{self.origin}/{good.categories[0]}/{good.number}-{good.slug}.html"
        data = {
            "@context": "https://schema.org/", "@type": "Product", "name": good.name, "sku": f"demo_{good.number}", "offers": {
                "@type": "Offer", "priceCurrency": "EUR", "price": str(good.price), "url": address,
                "availability": f"https://schema.org/{'InStock' if good.stock else 'OutOfStock'}"}}  # fmt: skip
        body = f'<script type="application/ld+json">{json.dumps(data)}</script><h1 class="h1">{good.name}</h1><div class="product-prices"><div class="current-price"><span class="current-price-value" content="{good.price}">{self.price(good)}</span></div></div><input type="hidden" name="id_product" value="{good.number}" id="product_page_product_id">'
        return shell(good.name, head + body, f'<link rel="canonical" href="{address}">')

    def _list(self, head: str, name: str, query: Mapping[str, str]) -> Answer:
        number = number_of(query.get("page"))
        members = self.members(name.partition("-")[2])
        tiles = "".join(
            f'<article class="product-miniature" data-id-product="{g.number}"><a class="thumbnail" href="{self.origin}/{name.partition("-")[2]}/{g.number}-{g.slug}.html#/1-size">'
            f'<img></a><h2 class="product-title"><a href="{self.origin}/{name.partition("-")[2]}/{g.number}-{g.slug}.html">{g.name[:25]}</a></h2><span class="price">{self.price(g)}</span></article>'
            for g in self.page(members, number)
        )
        chosen = query.get("q", "")
        facets = "".join(
            f'<a class="js-search-link" href="/{name}?q={chosen}/{f}-{v}">{v}</a><a href="/{name}?order=product.{f}.asc">{f}</a>'
            for f in ("Color", "Size", "Origin") for v in ("Red", "Green", "S", "L")
        )  # fmt: skip
        last = self.last_page(members)
        pages = "".join(
            f'<li><a rel="nofollow" class="js-search-link" href="/{name}?page={n}">{n}</a></li>' for n in range(1, last + 1)
        )
        return shell(
            name,
            f'{head}<div id="search_filters">{facets}</div><div class="products">{tiles}</div><nav class="pagination">{pages}</nav>',
        )
