"""Shops of today's frameworks: Nuxt 3's flat lists, Next.js's stream, Hydrogen on Remix, Inertia on Laravel."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from html import escape
from typing import Any

from tests.shops.goods import CATEGORIES, Good
from tests.shops.server import Answer, Shop
from tests.shops.systems import number_of, shell


class _Framework(Shop):
    """A home page with a menu, lists and item pages; how their data are written is the framework's."""

    paging = "<button>1</button><button>2</button>"

    @abstractmethod
    def written(self, data: Mapping[str, Any]) -> str:
        """The page's data as markup."""

    def product(self, good: Good) -> dict[str, Any]:
        """A product in a list."""
        price = {"amount": str(good.price), "currencyCode": self.currency}
        return {
            "id": f"p{good.number}",
            "title": good.name,
            "handle": good.slug,
            "price": price,
            "url": f"/products/{good.slug}",
        }

    def item(self, good: Good) -> dict[str, Any]:
        """A product on its own page."""
        return {**self.product(good), "sku": f"S{good.number}", "availableForSale": good.stock > 0}

    def listed(self, members: list[Good], number: int) -> dict[str, Any]:
        """A page of a list."""
        return {"products": {"nodes": [self.product(g) for g in self.page(members, number)], "totalCount": len(members)}}

    def turned(self, category: str, members: list[Good], number: int) -> str:
        """What leads to the next page."""
        return self.paging

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        parts = path.strip("/").split("/")
        menu = "<nav>" + "".join(f'<a href="/collections/{c}">{c}</a>' for c in (*CATEGORIES, "all")) + "</nav>"
        if path == "/":
            return shell("Home", menu + self.written({"page": "home"}))
        if parts[0] == "collections" and len(parts) == 2 and parts[1] in (*CATEGORIES, "all"):
            members, number = self.members(parts[1]), number_of(query.get("page"))
            tiles = "".join(
                f'<div class="card"><a href="/collections/{parts[1]}/products/{g.slug}">{g.name[:9]}</a></div>'
                for g in self.page(members, number)
            )
            body = f"{menu}<main>{tiles}</main>{self.turned(parts[1], members, number)}"
            return shell(parts[1], body + self.written(self.listed(members, number)))
        good = self.find(parts[-1]) if len(parts) > 1 and parts[-2] == "products" else None
        if good is None:
            return None
        head = f'<link rel="canonical" href="{self.origin}/products/{good.slug}">'
        body = f"<h1>{escape(good.name)}</h1>" + self.written({"product": self.item(good)})
        return shell(good.name, body, head)


class NuxtShop(_Framework):
    """Nuxt 3: every value once in a flat list. Answers 429 now and then, Retry-After as a date."""

    currency = "EUR"
    limit = 50
    retry_by_date = True

    def written(self, data: Mapping[str, Any]) -> str:
        flat: list[Any] = [{"data": 1}]
        _flatten(data, flat)
        return f'<script type="application/json" id="__NUXT_DATA__" data-ssr="true">{json.dumps(flat)}</script>'


def _flatten(value: Any, flat: list[Any]) -> int:
    place = len(flat)
    flat.append(None)
    if isinstance(value, Mapping):
        flat[place] = {key: _flatten(one, flat) for key, one in value.items()}
    elif isinstance(value, list):
        flat[place] = [_flatten(one, flat) for one in value]
    else:
        flat[place] = value
    return place


class StreamShop(_Framework):
    """Next.js's app router: pieces of a stream; pages turned by numbers that lead nowhere."""

    paging = '<ul class="pagination"><li><a href="#">1</a></li><li><a href="#">2</a></li><li><a href="#">99</a></li></ul>'

    def written(self, data: Mapping[str, Any]) -> str:
        line = "5:" + json.dumps(["$", "$L6", None, data]) + "\n"
        half = len(line) // 2
        return "".join(
            f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>"
            for piece in ('1:"$Sreact"\n', line[:half], line[half:])
        )


class HydrogenShop(_Framework):
    """Hydrogen: prices in a product's first choice, two paths to each product, a link to the next page."""

    currency = "CAD"

    def product(self, good: Good) -> dict[str, Any]:
        price = {"amount": str(good.price), "currencyCode": self.currency}
        variant = {"id": f"gid://v/{good.number}", "sku": f"S{good.number}", "availableForSale": good.stock > 0, "price": price}
        found = {"id": f"gid://p/{good.number}", "title": good.name, "handle": good.slug, "url": f"/products/{good.slug}"}
        return {**found, "variants": {"nodes": [variant]}}

    def item(self, good: Good) -> dict[str, Any]:
        return self.product(good)

    def turned(self, category: str, members: list[Good], number: int) -> str:
        is_last = number >= self.last_page(members)
        return "" if is_last else f'<a class="next" href="/collections/{category}?page={number + 1}">Load more</a>'

    def written(self, data: Mapping[str, Any]) -> str:
        state = {"state": {"loaderData": {"routes/x": data}}}
        return f"<script>window.__remixContext = {json.dumps(state)};</script>"


class InertiaShop(_Framework):
    """Laravel with Inertia: the data in an attribute, Laravel's own paging."""

    sign = "£"
    currency = "GBP"

    def product(self, good: Good) -> dict[str, Any]:
        found = {"id": good.number, "name": good.name, "slug": good.slug, "price": str(good.price), "currency": self.currency}
        return {**found, "in_stock": good.stock > 0, "url": f"/products/{good.slug}"}

    def listed(self, members: list[Good], number: int) -> dict[str, Any]:
        rows = [self.product(g) for g in self.page(members, number)]
        return {"products": {"data": rows, "total": len(members), "current_page": number, "last_page": self.last_page(members)}}

    def written(self, data: Mapping[str, Any]) -> str:
        state = {"component": "Shop/Page", "props": {**data, "auth": {"user": None}}, "url": "/", "version": "1"}
        return f'<div id="app" data-page="{escape(json.dumps(state))}"></div>'
