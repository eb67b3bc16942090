"""Shops that are traps: facets without end, sessions, calendars, paths that repeat, pages that lie, sitemaps that do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from random import Random

from tests.shops.goods import CATEGORIES, Good
from tests.shops.server import Answer, Shop
from tests.shops.systems import number_of, shell


class Maze(Shop):
    """Microdata, paths for facets, a session in each address, next pages that never end and repeat, half a sitemap, gzipped."""

    currency, sign = "GBP", "£"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        parts = [part for part in path.split(";")[0].strip("/").split("/") if part]
        session = f"?sid={Random(len(self.log)).randrange(16**8):08x}"
        if path == "/robots.txt":
            return Answer(f"User-agent: *\nCrawl-delay: 0.001\nSitemap: {self.origin}/map.gz\n", kind="text/plain")
        if path == "/map.gz":
            lost = [f"{self.origin}/item/gone-{n}" for n in range(3)]
            known = [f"{self.origin}/item/{g.slug}" for g in self.goods[::2]]
            urls = "".join(f"<url><loc>{u}</loc></url>" for u in [*known, *lost])
            return Answer(gzip.compress(f"<urlset>{urls}</urlset>".encode()), kind="application/gzip")
        if not parts:
            links = "".join(f'<a href="/shop/{c}{session}">{c}</a>' for c in CATEGORIES)
            more = '<a href="/calendar/2026/11">events</a><a href="/about">about</a><a href="/shop/tea/a/b">x</a>'
            return shell("Maze", f'<nav class="menu">{links}{more}</nav>')
        if parts[0] == "item":
            good = self.find(parts[-1])
            return self._item(good) if good else None
        if parts[0] == "calendar":
            month = int(parts[-1]) % 12 + 1
            return shell(
                "Events",
                f'<nav class="menu"><a href="/calendar/{2026 + month}/{month}">next</a><a href="/shop/x/y{session}">s</a></nav>',
            )
        return self._list(parts, number_of(query.get("pg")), session) if parts[0] == "shop" and len(parts) > 1 else None

    def _item(self, good: Good) -> Answer:
        state = "InStock" if good.stock else "OutOfStock"
        body = (
            f'<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">{good.name}</h1><meta itemprop="sku" content="M{good.number}">'
            f'<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price" content="{good.price}">{self.price(good)}</span>'
            f'<meta itemprop="priceCurrency" content="GBP"><link itemprop="availability" href="https://schema.org/{state}"></div></div>'
        )
        return shell(good.name, body)

    def _list(self, parts: list[str], number: int, session: str) -> Answer:
        category = parts[1] if parts[1] in CATEGORIES else "none"
        members = self.members(category)
        # Past the end the first page comes again: a walk that believes the pages never ends.
        shown = self.page(members, number) or self.page(members, 1)
        path = "/".join(parts)
        tiles = "".join(
            f'<li class="product"><a href="/item/{g.slug}?sid={session[5:]}&amp;pos={n}&amp;list={parts[-1]}">{g.name}</a></li>'
            for n, g in enumerate(shown)
        )
        facets = "".join(
            f'<a href="/{path}/{f}{session}">{f}</a>' for f in ("red", "green", "big", "small", "cheap") if f not in parts
        )
        strange = "".join(f'<a href="/{path}?roast={r}&amp;grind={g}&amp;sid=1">{r}</a>' for r in "abcd" for g in "xyz")
        repeat = f'<a href="/{path}/a/b{session}">more</a>'
        following = f'<a class="next" rel="next" href="/{path}?pg={number + 1}&amp;sid=9">next</a>'
        return shell(
            category, f'<aside class="filter-menu">{facets}{strange}{repeat}</aside><ul class="tiles">{tiles}</ul>{following}'
        )


class Twins(Shop):
    """Every product under each of its categories and with what its list leaks, no canonical link; JSON-LD in GBK pages, yuan."""

    currency, sign = "CNY", "¥"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        parts = path.strip("/").split("/")
        if path == "/":
            return self._page(
                "江汉", "".join(f'<li class="cat"><a href="{c}/">{c}</a></li>' for c in (*CATEGORIES, "all", "new"))
            )
        if len(parts) == 1 and parts[0] in (*CATEGORIES, "all", "new"):
            members = self.members("all" if parts[0] == "new" else parts[0])
            number = number_of(query.get("page"))
            tiles = "".join(
                f'<div class="goods-item"><a href="/{parts[0]}/{g.slug}.html">{g.name}</a><em>{self.price(g)}</em></div>'
                for g in self.page(members, number)
            )
            pages = "".join(f'<a href="{parts[0]}?page={n}">{n}</a>' for n in range(1, self.last_page(members) + 1))
            return self._page(parts[0], f'{tiles}<div class="pagination">{pages}</div>')
        good = self.find(parts[-1].removesuffix(".html")) if len(parts) == 2 else None
        if good is None:
            return None
        offer = {
            "@type": "Offer",
            "price": float(good.price),
            "priceCurrency": "CNY",
            "availability": "InStock" if good.stock else "SoldOut",
        }
        data = {
            "@context": "http://schema.org",
            "@type": "Product",
            "name": good.name,
            "productID": str(good.number),
            "offers": [offer],
        }
        return self._page(good.name, f'<h1>{good.name}</h1><script type="application/ld+json">{json.dumps(data)}</script>')

    def _page(self, title: str, body: str) -> Answer:
        text = f'<html><head><meta charset="gbk"><title>{title} 特产</title><base href="{self.origin}/"></head><body>{body}</body></html>'
        return Answer(text.encode("gbk", "xmlcharrefreplace"), kind="text/html")
