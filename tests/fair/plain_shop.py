"""A shop that has only HTML: JSON-LD on product pages, categories page by page, canonical links, and facets without end."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.fair.listing import Listing, State
from tests.fair.view import Moment, Page, esc, linked_data, money, sitemap, text

PER_PAGE = 8
_SORTS = ("price_asc", "price_desc", "newest", "name")
_COLOURS = ("red", "green", "white", "black", "gold")


class PlainShop:
    """One host of its own; `origin` is its address without the last slash."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """Home, categories (`/category/CODE?page=2&sort=...&color=...`), product pages, a sitemap."""
        present = [listing for listing in moment.market.of("plain") if listing in moment.states]
        codes = sorted({listing.commodity.code for listing in present})
        if path == "/":
            links = "".join(f'<li><a href="/category/{code}">{code}</a></li>' for code in ("all", *codes))
            return text(
                _shell("江汉土特产商行", f'<link rel="canonical" href="{self.origin}/">', f'<ul class="nav">{links}</ul>')
            )
        if path.startswith("/category/"):
            return self._category(path, query, present, path.removeprefix("/category/"))
        if path.startswith("/item/"):
            native_id = path.removeprefix("/item/").removesuffix(".html")
            listing = next((i for i in present if i.native_id == native_id), None)
            return self._product_page(listing, moment.states[listing]) if listing else None
        if path == "/sitemap.xml":
            day = moment.instant.date().isoformat()
            categories = [(f"{self.origin}/category/{code}", day) for code in codes]
            return sitemap([*categories, *((f"{self.origin}/item/{i.native_id}.html", day) for i in present)])
        return None

    def _category(self, path: str, query: Mapping[str, str], present: list[Listing], code: str) -> Page | None:
        members = [i for i in present if code in ("all", i.commodity.code)]
        page = int(query["page"]) if query.get("page", "").isdigit() else 1
        shown = members[(page - 1) * PER_PAGE : page * PER_PAGE]
        if not shown:
            return None
        facets = {name: value for name, value in query.items() if name != "page"}
        tiles = "".join(
            f'<li class="tile"><a href="/item/{i.native_id}.html?from={esc(code)}&amp;pos={n}">{esc(i.title)}</a></li>'
            for n, i in enumerate(shown)
        )
        pages = ""
        if page * PER_PAGE < len(members):
            pages = f'<a rel="next" class="next" href="{_link(path, {**facets, "page": str(page + 1)})}">下一页</a>'
        # Each facet link adds to those already there, so that the addresses never end.
        rng = Random(f"{path}{sorted(query.items())}")
        sorts = "".join(f'<a href="{_link(path, {**facets, "sort": s})}">{s}</a> ' for s in _SORTS)
        chosen = facets.get("color", "")
        colours = "".join(f'<a href="{_link(path, {**facets, "color": f"{chosen}{c}-"})}">{c}</a> ' for c in _COLOURS)
        session = _link(path, {**facets, "sid": f"{rng.randrange(16**8):08x}"})
        canonical = f"{self.origin}{path}" + (f"?page={page}" if page > 1 else "")
        body = f'<div class="facets">{sorts}{colours}<a href="{session}">刷新</a></div><ul class="tiles">{tiles}</ul>{pages}'
        return text(_shell(code, f'<link rel="canonical" href="{esc(canonical)}">', body))

    def _product_page(self, listing: Listing, state: State) -> Page:
        address = f"{self.origin}/item/{listing.native_id}.html"
        offer: dict[str, Any] = {
            "@type": "Offer",
            "url": address,
            "price": money(state.price),
            "priceCurrency": "CNY",
            "availability": f"https://schema.org/{'InStock' if state.in_stock else 'OutOfStock'}",
            "itemCondition": "https://schema.org/NewCondition",
        }
        if state.list_price is not None:
            offer["priceSpecification"] = {
                "@type": "UnitPriceSpecification",
                "priceType": "https://schema.org/ListPrice",
                "price": money(state.list_price),
                "priceCurrency": "CNY",
            }
        properties = [("产地", listing.origin_text), ("净含量", listing.net_text)]
        described = {
            "@type": "Product",
            "name": listing.title,
            "sku": listing.native_id,
            "gtin13": listing.extra["gtin"],
            "url": address,
            "brand": {"@type": "Brand", "name": listing.brand},
            "category": listing.commodity.chinese,
            "additionalProperty": [{"@type": "PropertyValue", "name": n, "value": v} for n, v in properties if v],
            "offers": offer,
        }
        trail = [("首页", f"{self.origin}/"), (listing.commodity.chinese, f"{self.origin}/category/{listing.commodity.code}")]
        crumbs = {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "name": t, "item": u} for n, (t, u) in enumerate(trail, 1)
            ],
        }
        old = f"<del>¥{money(state.list_price)}</del> " if state.list_price is not None else ""
        rows = "".join(f"<dt>{n}</dt><dd>{esc(v)}</dd>" for n, v in properties if v)
        body = f'<h1>{esc(listing.title)}</h1><p class="price">{old}<b>¥{money(state.price)}</b></p><dl>{rows}</dl>'
        head = f'<link rel="canonical" href="{esc(address)}">{linked_data(described)}{linked_data(crumbs)}'
        return text(_shell(listing.title, head, body))


def _link(path: str, query: Mapping[str, str]) -> str:
    return esc(path + "?" + "&".join(f"{name}={value}" for name, value in query.items()))


def _shell(title: str, head: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{esc(title)} - 江汉土特产商行</title>{head}</head>"
        f'<body><header><a href="/">江汉土特产商行</a></header>{body}<footer>© 江汉土特产商行</footer></body></html>\n'
    )
