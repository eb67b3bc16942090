"""What one source of a page (JSON-LD, microdata, markup ...) says of a product, and how several sources make one listing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.items import Listing, Variant
from crawler.pages.zero_prices import is_placeholder
from crawler.urls import canonical_url, registrable_host
from pipelines.readers.money import read_price

_PRICE = ("price", "price_max", "price_text", "price_kind")
_LIST_PRICE = ("list_price", "list_price_text")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A product as one source gives it."""

    source: str
    """json-ld, microdata, rdfa, opengraph, api, hydration or markup."""
    url: str = ""
    """Address of the product's own page, absolute; '' where the source names none."""
    native_id: str | None = None
    """The id that the site gives."""
    values: dict[str, Any] = field(default_factory=dict)
    """Values of fields of `Listing`; unknown ones are left out or None."""
    variants: list[Variant] = field(default_factory=list)
    listed: bool = False
    """It stands in a list of products."""

    def get(self, name: str) -> Any:
        """Value of a field, None where it is unknown."""
        return self.values.get(name)

    @property
    def has_price(self) -> bool:
        """Whether the source says what it costs."""
        return self.get("price") is not None or self.get("price_text") is not None


def listing_of(drafts: list[Draft], page_url: str) -> Listing | None:
    """One listing of what the sources say of it, the first of them first; None where there is no title."""
    values: dict[str, Any] = {}
    read_from: dict[str, str] = {}
    _forget_placeholders(drafts)
    for draft in drafts:
        for name, value in _taken(draft, values):
            values[name] = value
            read_from[name] = draft.source
    if not values.get("title"):
        return None
    url = next((draft.url for draft in drafts if draft.url), "") or page_url
    native_id = next((draft.native_id for draft in drafts if draft.native_id), None) or values.get("sku") or path_id(url)
    variants = _variants(drafts)
    listed = values.get("list_price")
    if isinstance(listed, Decimal) and isinstance(values.get("price"), Decimal) and listed <= values["price"]:
        # A price that is struck through and not higher is none.
        del values["list_price"], read_from["list_price"]
    return Listing(
        platform="shop",
        site=registrable_host(url),
        native_id=native_id,
        url=url,
        variants=variants,
        read_from=read_from,
        **values,
    )


def _forget_placeholders(drafts: list[Draft]) -> None:
    """A 0 beside another source's price, or of what cannot be had, is a template's."""
    is_told = any(_tells(draft) for draft in drafts)
    state = next((found for draft in drafts if (found := draft.get("availability"))), None)
    for draft in drafts:
        if is_placeholder(draft.get("price"), state, is_told=is_told):
            draft.values["price"] = draft.values["price_max"] = draft.values["price_text"] = None
        for variant in draft.variants:
            if is_placeholder(variant.price, variant.availability or state, is_told=is_told):
                variant.price = None


def _tells(draft: Draft) -> bool:
    """Whether a source tells a price above 0."""
    price = draft.get("price")
    return price > 0 if price is not None else read_price(draft.get("price_text") or "").min not in (None, 0)


def _taken(draft: Draft, values: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """What a further source adds. A price comes from one source whole, its currency may stand in another."""
    is_priced = any(values.get(name) is not None for name in ("price", "price_text"))
    is_listed = any(values.get(name) is not None for name in _LIST_PRICE)
    for name, value in draft.values.items():
        if value is None or value == () or values.get(name) is not None:
            continue
        # The first choice's price alone, and elsewhere the range that begins with it, are one price.
        is_range = name == "price_max" and values.get("price") is not None and draft.get("price") == values["price"]
        if (name in _PRICE and is_priced and not is_range) or (name in _LIST_PRICE and is_listed):
            continue
        yield name, value


def _variants(drafts: list[Draft]) -> list[Variant]:
    """The choices of the first source that has any, completed by what the others say of the same ones."""
    found: list[Variant] = next((draft.variants for draft in drafts if draft.variants), [])
    for draft in drafts:
        others = {one.native_id: one for one in draft.variants}
        for variant in found:
            other = others.get(variant.native_id)
            if other is not None and other is not variant:
                variant.name = variant.name or other.name
                variant.gtin = variant.gtin or other.gtin
                variant.availability = variant.availability or other.availability
                variant.list_price = variant.list_price or other.list_price
    return found


def path_id(url: str) -> str:
    """The path of the canonical address, which stands for an id where the site gives none."""
    parts = urlsplit(canonical_url(url) or url)
    return unquote(parts.path).rstrip("/") + (f"?{parts.query}" if parts.query else "") or "/"
