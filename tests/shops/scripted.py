"""Shops whose pages a script fills: Next.js, EverShop, and one that is nothing but a script and the endpoint that it names."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.shops.goods import CATEGORIES, Good
from tests.shops.server import Answer, Shop
from tests.shops.systems import number_of, shell


class NextShop(Shop):
    """`__NEXT_DATA__` on every page; lists state their total and turn their pages by a script."""

    currency = "CNY"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        parts = path.strip("/").split("/")
        if path == "/":
            return self._page("Home", {"page": "home"}, self._nav())
        if parts[0] == "category" and parts[-1] in (*CATEGORIES, "all"):
            return self._list(parts[-1], number_of(query.get("page")))
        good = self.find(parts[-1]) if parts[0] == "p" else None
        if good is None:
            return None
        product = {**self._product(good), "stock": good.stock, "description": "nice", "sku": f"N{good.number}"}
        related = [self._product(g) for g in self.goods[:3]]
        return self._page(good.name, {"product": product, "relatedProducts": related}, f"<h1>{good.name}</h1>")

    def _nav(self) -> str:
        return "<nav>" + "".join(f'<a href="/category/{c}">{c}</a>' for c in CATEGORIES) + "</nav>"

    def _product(self, good: Good) -> dict[str, object]:
        price = {"amount": str(good.price), "currency": self.currency}
        return {"id": f"id{good.number}", "name": good.name, "slug": good.slug, "price": price, "url": f"/p/{good.slug}"}

    def _list(self, category: str, number: int) -> Answer:
        members = self.members(category)
        shown = self.page(members, number)
        tiles = "".join(f'<div class="card"><a href="/p/{g.slug}">{g.name[:9]}</a></div>' for g in shown)
        colours = "".join(f'<a href="/category/{category}?f_color={c}">{c}</a>' for c in ("red", "green", "blue"))
        data = {"products": {"items": [self._product(g) for g in shown], "total": len(members), "page": number}}
        pager = "<button>1</button><button>2</button><button>Next</button>"
        return self._page(category, data, f"{self._nav()}{colours}<main>{tiles}</main>{pager}")

    def _page(self, title: str, data: Mapping[str, object], body: str) -> Answer:
        state = json.dumps({"props": {"pageProps": data}, "page": "/", "buildId": "x1"})
        return shell(title, f'<div id="__next">{body}</div><script id="__NEXT_DATA__" type="application/json">{state}</script>')


class EverShop(Shop):
    """EverShop 2: eContext; links and sitemaps by another name of the same machine; pages turned by `href="#"`; 429 now and then."""

    limit = 60

    @property
    def _site(self) -> str:
        return f"http://localhost:{self.origin.rpartition(':')[2]}"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        name = path.strip("/")
        if name == "robots.txt":
            return Answer(f"User-agent: *\nDisallow: /cart\nSitemap: {self._site}/sitemap-index.xml\n", kind="text/plain")
        if name.startswith("sitemap-"):
            return self._sitemap(name)
        if not name:
            return self._page("Home", {"h1": {"widgets": []}})
        if name in CATEGORIES:
            members = [g for g in self.members(name) if g.stock]
            shown = self.page(members, number_of(query.get("page")))
            items = [
                {"productId": g.number, **self._product(g), "inventory": {"isInStock": True}, "url": f"/{name}/{g.slug}"}
                for g in shown
            ]
            prices = {"min": 1.99, "max": 2499.0, "minText": "$1.99", "maxText": "$2,499.00"}
            data = {"name": name, "uuid": f"c-{name}", "showProducts": 1, "products": {"items": items, "total": len(members)}}
            return self._page(name, {"c": {**data, "priceRange": prices, "children": []}})
        good = self.find(name.rpartition("/")[2])
        if good is None:
            return None
        product = {"uuid": f"u-{good.number}", **self._product(good), "inventory": {"isInStock": good.stock > 0}}
        return self._page(good.name, {"p": product})

    def _product(self, good: Good) -> dict[str, object]:
        money = {"value": float(good.price), "text": self.price(good)}
        return {"name": good.name, "sku": f"ES-{good.number}", "price": {"regular": money, "special": money}}

    def _sitemap(self, name: str) -> Answer:
        if name == "sitemap-index.xml":
            parts = ("sitemap-products.xml", "sitemap-categories.xml", "sitemap-index.xml", "sitemap-lost.xml")
            inner = "".join(f"<sitemap><loc>{self._site}/{p}</loc></sitemap>" for p in parts)
            return Answer(f"<sitemapindex>{inner}</sitemapindex>", kind="application/xml")
        if name == "sitemap-lost.xml":
            return Answer("", 404)
        paths = [f"{g.categories[0]}/{g.slug}" for g in self.goods] if "products" in name else [*CATEGORIES]
        return Answer("<urlset>" + "".join(f"<url><loc>{self._site}/{p}</loc></url>" for p in paths) + "</urlset>")

    def _page(self, title: str, data: dict[str, object]) -> Answer:
        head = (
            f'<meta property="og:type" content="website"><link rel="canonical" href="{self._site}/{title}">'
            if title == "Home"
            else ""
        )
        state = json.dumps({"graphqlResponse": {**data, "setting": {"storeName": "Ever"}}, "propsMap": {}})
        body = f'<div id="app"><a href="{self._site}/">x</a><a data-slot="pagination-link" href="#">2</a></div>'
        return shell(title, f"{body}<script> var eContext = {state};</script>", head)


class ScriptShop(Shop):
    """An empty shell everywhere; its script names an endpoint that answers lists of products, page by page."""

    currency = "EUR"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if path != "/api/catalog/products":
            name = path.strip("/").removeprefix("p/")
            script = "<script>const url = `/api/catalog/products?page=${page}&size=20`; fetch('/api/cart')</script>"
            return shell("Shop", f'<div id="app"></div>{script}') if not name or self.find(name) else None
        number = number_of(query.get("page"))
        shown = self.goods[(number - 1) * 20 : number * 20]
        rows = [
            {
                "id": g.number,
                "name": g.name,
                "url": f"/p/{g.slug}",
                "price": {"value": str(g.price), "currency": "EUR"},
                "inStock": g.stock > 0,
            }
            for g in shown
        ]
        return Answer(json.dumps({"data": rows, "page": number}), kind="application/json")
