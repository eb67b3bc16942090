"""OpenGraph and product:* meta elements of a page, its canonical address, and its trail of categories."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from crawler.pages.dom import clean, every
from crawler.pages.drafts import Draft
from crawler.pages.schema_offers import availability, number
from crawler.pages.schema_org import gtin
from crawler.urls import resolve

_AMOUNTS = ("product:price:amount", "og:price:amount", "product:price", "og:price")
_CURRENCIES = ("product:price:currency", "og:price:currency", "og:currency")


@dataclass(slots=True)
class PageHead:
    """What the head of a page declares."""

    meta: dict[str, str] = field(default_factory=dict)
    """Name or property, in lower case -> first content."""
    canonical: str = ""
    base: str = ""
    """What relative links of the page are resolved against."""

    @property
    def is_item(self) -> bool:
        """Whether OpenGraph calls it the page of one product."""
        kind = self.meta.get("og:type", "").lower()
        return kind in ("product", "og:product", "product.item", "og:product.item")


def read_head(tree: LexborHTMLParser, url: str) -> PageHead:
    """Meta elements, canonical link and base of a page."""
    head = PageHead(base=url)
    base = tree.css_first("base[href]")
    if base is not None:
        head.base = resolve(url, base.attributes.get("href") or "") or url
    for node in every(tree, "meta[property],meta[name]")[:300]:
        attributes = node.attributes
        name, content = attributes.get("property") or attributes.get("name"), clean(attributes.get("content"))
        if name and content:
            head.meta.setdefault(name.strip().lower(), content)
    link = tree.css_first('link[rel~="canonical"]')
    if link is not None:
        head.canonical = resolve(head.base, link.attributes.get("href") or "")
    return head


def draft_of(head: PageHead) -> Draft | None:
    """The product that the meta elements declare, None where they declare none."""
    meta = head.meta
    amount = next((meta[name] for name in _AMOUNTS if name in meta), None)
    if not head.is_item and amount is None:
        return None
    sale = number(meta.get("product:sale_price:amount"))
    price = number(amount)
    if sale is not None and sale == 0 and price:
        sale = None  # A sale price of nothing means no sale.
    values: dict[str, Any] = {
        "title": meta.get("og:title"),
        "brand": meta.get("product:brand") or meta.get("og:brand"),
        "sku": meta.get("product:retailer_item_id") or meta.get("product:retailer_part_no"),
        "gtin": gtin({name: meta.get(f"product:{name}") for name in ("ean", "upc", "isbn", "gtin")}),
        "availability": availability(meta.get("product:availability") or meta.get("og:availability")),
        "currency": _code(next((meta[name] for name in _CURRENCIES if name in meta), None)),
        "price": sale if sale is not None else price,
        "price_text": amount if price is None and sale is None else None,
        "list_price": price if sale is not None else number(meta.get("product:original_price:amount")),
    }
    return Draft(source="opengraph", url=resolve(head.base, meta.get("og:url", "")), values=values)


def _code(text: str | None) -> str | None:
    code = (text or "").strip().upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else None
