"""The generic shop: any page of any shop, read by its structured data, then its own data blocks, then known markup."""

from __future__ import annotations

from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Link, Listing, Reading
from crawler.pages import dom, hydration, markup, prestashop, shop_systems, shopify_data, shopify_page, walls, zero_prices
from crawler.pages.api import read_json
from crawler.pages.base import Page
from crawler.pages.drafts import Draft, listing_of
from crawler.pages.list_totals import total_of
from crawler.pages.shop_data import read_data, read_endpoints
from crawler.pages.shop_links import read_links
from crawler.pages.shop_systems import SHOPIFY, system_of
from crawler.pages.shop_systems_more import PRESTASHOP
from crawler.pages.signs import signs_in
from crawler.pages.sitemap import Sitemap
from crawler.pages.structured import Structured, read_structured
from crawler.urls import canonical_url, registrable_host

_SIGNS = (*shop_systems.SIGNS, *hydration.SIGNS)


class ShopPage(Page):
    """An item page or a list of any shop; `read_from` says for each field of a listing where it stood."""

    site: ClassVar[str] = "shop"

    def read(self) -> Reading:
        """One listing of an item page, the listings of a list, and links; a wall yields nothing else."""
        reading = Reading(site=self.site)
        if not self._is_markup():
            return self._no_markup()
        tree = dom.parse(self.text)
        found = read_structured(self.text, tree, self.url)
        reading.unread = found.unread
        signs = signs_in(self.body, _SIGNS)
        system = system_of(signs)
        states = list(hydration.read_states(self.text, signs))
        main, others = self._products(tree, found, system, states)
        listing = listing_of(main, found.head.canonical or self.url) if main else None
        if listing is not None:
            self._complete(listing, found, tree, system)
            zero_prices.settle(listing, tree, self.text)
            reading.items.append(listing)
        reading.items += _listings(others, self.url, listing)
        if not reading.items:
            reading.wall = walls.wall_of(self.body, self.text)
        if reading.wall in (None, "empty_shell"):
            self._lead_on(reading, tree, found, system, others)
            if reading.items and listing is None:
                # What is shown is searched only where no link leads on: the total then tells that there is more.
                is_paged = any(link.kind in ("next", "page") for link in reading.links)
                reading.stated_total = total_of(states, None if is_paged else tree, len(reading.items))
        return reading

    def _lead_on(
        self,
        reading: Reading,
        tree: LexborHTMLParser,
        found: Structured,
        system: markup.System | None,
        others: list[Draft],
    ) -> None:
        """The links of a page. A shell that leads on (by a menu, by the data that its script asks for) is no wall."""
        addresses = [draft.url for draft in others if draft.url]
        is_item = any(isinstance(item, Listing) and item.position is None for item in reading.items)
        links = read_links(tree, found.head.base, system, addresses, found.head.canonical, is_item=is_item)
        if not reading.items and system is None and not any(link.kind == "item" for link in links):
            links += [Link(url=address, kind="api") for address in read_endpoints(self.text, found.head.base)]
        if reading.wall is None or any(link.kind in ("item", "category", "api") for link in links):
            reading.wall, reading.links = None, links

    def _no_markup(self) -> Reading:
        """A list in JSON, a sitemap under another name; nothing of anything else."""
        start = self.body[:1024]
        if start.startswith(b"\x1f\x8b") or b"<urlset" in start or b"<sitemapindex" in start:
            return Sitemap(self.url, self.body, self.observed_at, self.content_type).read()
        value = read_json(self.text) if start.lstrip()[:1] in (b"{", b"[") else None
        reading = read_data(value, self.url, self.site) if value is not None else Reading(site=self.site)
        if not reading.items:
            reading.wall = walls.wall_of(self.body, self.text)
        return reading

    def _is_markup(self) -> bool:
        start = self.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
        if start.startswith(b"<?xml"):
            # XML is no page of a shop, XHTML is.
            return b"<html" in start.lower() or b"<!doctype html" in start.lower()
        if start.startswith((b"<urlset", b"<sitemapindex")):
            return False
        return b"<" in start and not start.startswith((b"{", b"[", b"%PDF", b"\x1f\x8b"))

    def _products(
        self, tree: LexborHTMLParser, found: Structured, system: markup.System | None, blocks: list[Any]
    ) -> tuple[list[Draft], list[Draft]]:
        """(what the sources say of the page's own product, other products)."""
        main, others = list(found.main), list(found.others)
        states = [draft for block in blocks for draft in hydration.read_products(block, self.url)]
        alone = [draft for draft in states if not draft.listed]
        own = _own(alone or states, main, self.url, found.head.canonical)
        is_list = not main and len([d for d in states if d.url]) > 1 and own is None
        if own is not None and not is_list:
            main.append(own)
        elif not main and is_list:
            others += [draft for draft in states if draft.url]
        if system is SHOPIFY and "/products/" in self.url:
            said = (shopify_data.read_product(self.text, self.url), shopify_page.read_meta(self.text))
            main += [draft for draft in said if draft is not None]
        if system is not None and system is PRESTASHOP:
            said_here = prestashop.read_data(tree, self.text, self.url)
            main += [said_here] if said_here is not None else []
        if system is not None:
            # On Shopify any page has the marks of an item page: its address tells.
            is_possible = system is not SHOPIFY or "/products/" in self.url
            item = markup.read_item(tree, system, self.url) if is_possible else None
            if item is not None and (main or _is_item(item)):
                main.append(item)
            elif not main:
                others += self._tiles(tree, system, found.head.base)
        return main, others

    def _tiles(self, tree: LexborHTMLParser, system: markup.System, base: str) -> list[Draft]:
        if system is SHOPIFY:
            return list(shopify_page.read_tiles(self.text, tree, base, system.aside))
        return list(markup.read_tiles(tree, system.tile, base, system.aside)) if system.tile else []

    def _complete(self, listing: Listing, found: Structured, tree: LexborHTMLParser, system: markup.System | None) -> None:
        """The page's own address, and the trail that leads to it."""
        listing.url = found.head.canonical if _same_site(found.head.canonical, self.url) else (listing.url or self.url)
        listing.site = registrable_host(self.url)
        if not listing.category_path:
            trail = markup.read_trail(tree, system, listing.title) if system is not None and system.trail else ()
            listing.category_path = found.trail or trail


def _own(drafts: list[Draft], main: list[Draft], url: str, canonical: str) -> Draft | None:
    """The draft of a data block that is the page's product: by address, sku or title; the only one where nothing is known."""
    addresses = {canonical_url(one) for one in (url, canonical) if one}
    by_address = [draft for draft in drafts if draft.url and canonical_url(draft.url) in addresses]
    if by_address:
        return by_address[0]
    skus = {draft.get("sku") for draft in main} - {None}
    titles = {draft.get("title") for draft in main} - {None}
    named = [draft for draft in drafts if draft.get("sku") in skus or draft.get("title") in titles]
    if named:
        return named[0]
    single = [draft for draft in drafts if not draft.listed]
    return single[0] if not main and len(single) == 1 and len(drafts) == 1 else None


def _is_item(item: Draft) -> bool:
    """Whether what the markup of an item page gives is one: it costs something, or can be bought."""
    return item.has_price or (item.native_id is not None and item.get("availability") is not None)


def _listings(drafts: list[Draft], url: str, own: Listing | None) -> list[Listing]:
    """Listings of the products beside the page's own: only what costs something, each once, in the order of the page."""
    found: dict[str, Listing] = {}
    for draft in drafts:
        listing = listing_of([draft], url) if draft.has_price else None
        if listing is None or (own is not None and (listing.native_id == own.native_id or listing.url == own.url)):
            continue
        if listing.native_id not in found:
            listing.position = len(found) + 1 if own is None else None
            found[listing.native_id] = listing
    return list(found.values())


def _same_site(one: str, other: str) -> bool:
    return bool(one) and registrable_host(one) == registrable_host(other)
