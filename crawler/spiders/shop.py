"""Where to go in any shop: its product endpoint, else its sitemap, else its categories page by page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import mirror
from crawler.errors import UsageError
from crawler.items import Reading, WalkScope
from crawler.pages.shop import ShopPage
from crawler.pages.shopify import ShopifyProducts
from crawler.pages.sitemap import Sitemap
from crawler.pages.woocommerce import WooProducts
from crawler.spiders.shapes import ItemShape
from crawler.spiders.traps import Traps

_SIGNS = (
    # (what the home page shows, first page of the endpoint, its page size)
    (re.compile(rb"cdn\.shopify\.com|Shopify\.(?:theme|shop)\b|/cdn/shop/"), "/products.json?limit=250&page={page}", 250),
    (
        re.compile(rb"wp-content/plugins/woocommerce|woocommerce-(?:page|no-js)"),
        "/wp-json/wc/store/v1/products?per_page=100&page={page}",
        100,
    ),
)
_CURRENCY = re.compile(rb'Shopify\.currency\s*=\s*\{[^}]*"active"\s*:\s*"([A-Z]{3})"|og:price:currency"\s+content="([A-Z]{3})"')


class ShopListings(ItemShape):
    """Listings of one shop, all that its walk reaches."""

    name = "shop_listings"
    site = "shop"
    pages = (ShopifyProducts, WooProducts, Sitemap, ShopPage)
    takes: ClassVar[Mapping[str, str]] = {**ItemShape.takes, "max_pages": "pages of the shop to read, 0 = all"}

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._traps = Traps()
        self._home_links: dict[str, tuple[str, Reading]] = {}
        self._asked: set[str] = set()
        self._currency: dict[str, str] = {}

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """The shop's home page, or any of its pages.

        Raises:
            UsageError: no address is given.

        """
        addresses = super().starting_addresses(arguments)
        if not addresses:
            raise UsageError(f"spider {cls.name} needs url=ADDRESS of the shop, or urls_file=FILE")
        return addresses

    async def start(self) -> AsyncIterator[Request]:
        """The given addresses, each a walk of its host."""
        for address in self.starting_addresses(self.given):
            scope = self.begin_walk("shop", urlsplit(address).netloc)
            yield self.request(address, walk=scope, page_number=1, stage="home")

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """What the page leads to, by the stage that the walk is at."""
        scope: WalkScope = response.meta["walk"]
        self.record_of(scope).add(reading)
        stage = response.meta.get("stage", "walk")
        url = mirror.unwrap(self.run.mirror, response.url)
        if stage == "home":
            yield from self._from_home(response, reading, url, scope)
        elif stage == "endpoint":
            yield from self._from_endpoint(response, reading, url, scope)
        else:
            yield from self._links(url, reading, scope)

    def missed(self, failure: Failure) -> Iterable[Request] | None:
        """An endpoint that the shop does not have: on to its sitemap and its pages."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        if request.meta.get("stage") == "endpoint" and request.meta["page_number"] == 1:
            return self._otherwise(request.meta["walk"])
        if request.meta.get("stage") == "sitemap":
            return None
        return super().missed(failure)

    def closed(self, reason: str) -> None:
        """A walk that ran out of pages by itself has reached its end."""
        for record in self.records.values():
            record.end(natural=reason == "finished" and not self._traps.refused and not self.max_pages)
        for why, number in self._traps.refused.items():
            self.count(f"refused/{why.replace(' ', '_')}", number)

    def _from_home(self, response: Response, reading: Reading, url: str, scope: WalkScope) -> Iterable[Request]:
        """By the shop's endpoint where the home page shows whose software it is."""
        currency = _CURRENCY.search(response.body)
        if currency:
            self._currency[scope.key] = (currency[1] or currency[2]).decode()
        self._home_links[scope.key] = (url, reading)
        for sign, endpoint, size in _SIGNS:
            if sign.search(response.body):
                yield self._endpoint(url, endpoint, size, 1, scope)
                return
        yield from self._otherwise(scope)

    def _otherwise(self, scope: WalkScope) -> Iterable[Request]:
        """The sitemap, and the links of the home page."""
        url, reading = self._home_links.pop(scope.key, ("", None))
        if reading is not None:
            yield self.request(urljoin(url, "/sitemap.xml"), walk=scope, stage="sitemap")
            yield from self._links(url, reading, scope)

    def _endpoint(self, url: str, endpoint: str, size: int, page: int, scope: WalkScope) -> Request:
        address = urljoin(url, endpoint.format(page=page))
        hint = self._currency.get(scope.key)
        return self.request(address, walk=scope, page_number=page, stage="endpoint", endpoint=(endpoint, size), currency=hint)

    def _from_endpoint(self, response: Response, reading: Reading, url: str, scope: WalkScope) -> Iterable[Request]:
        endpoint, size = response.meta["endpoint"]
        page = int(response.meta["page_number"])
        if len(reading.items) >= size and not (self.max_pages and page >= self.max_pages):
            yield self._endpoint(url, endpoint, size, page + 1, scope)
        elif page == 1 and not reading.items:
            yield from self._otherwise(scope)

    def _links(self, url: str, reading: Reading, scope: WalkScope) -> Iterable[Request]:
        canonical = next((link.url for link in reading.links if link.text == "canonical"), "")
        if canonical and len(reading.items) == 1:
            self._traps.learn(url, canonical)
        for link in reading.links:
            if urlsplit(link.url).netloc != scope.key or link.text == "canonical":
                continue
            if link.kind == "item":
                address = self._traps.item_page(link.url)
            elif link.kind in ("category", "next", "page", "sitemap"):
                address = self._traps.list_page(link.url)
            else:
                continue
            if address and address not in self._asked and not (self.max_pages and len(self._asked) >= self.max_pages):
                self._asked.add(address)
                yield self.request(address, walk=scope, stage="sitemap" if link.kind == "sitemap" else "walk")
