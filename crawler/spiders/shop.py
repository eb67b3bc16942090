"""Where to go in any shop: its product endpoint, else its sitemaps, its categories page by page, and the data they name."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import mirror, urls
from crawler.errors import UsageError
from crawler.items import Listing, Reading, WalkScope
from crawler.pages.shop import ShopPage
from crawler.pages.shopify import ShopifyProducts
from crawler.pages.sitemap import Sitemap
from crawler.pages.woocommerce import WooProducts
from crawler.spiders.frontier import Frontier
from crawler.spiders.shapes import ADDRESSES, ItemShape

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
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
_MOST_SITEMAPS = 200
_MOST_PAGES = 10**9
_FIRST, _EARLY, _LATE = 30, 20, 0
"""Priorities: sitemaps and data, lists, items."""


class ShopListings(ItemShape):
    """Listings of one shop, all that its walk reaches.

    Hooks: `home`, the shop of a spider that is derived for one shop, walked where no address is given.
    """

    shape = True
    name = "shop_listings"
    site = "shop"
    by_hand = "addresses of shops are found in listings and named by the operator"
    pages = (ShopifyProducts, WooProducts, Sitemap, ShopPage)
    home: ClassVar[tuple[str, ...]] = ()
    takes: ClassVar[Mapping[str, str]] = {**ADDRESSES, "max_pages": "pages of the shop to read, 0 = all"}
    # A shop's own language, whichever it is: one that is asked for may be a translation without products or names.
    custom_settings: dict[Any, Any] | None = {  # noqa: RUF012  # declared so by Scrapy
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/json;q=0.9,*/*;q=0.8", "Accept-Language": "*"}
    }

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._frontiers: dict[str, Frontier] = {}
        self._homes: dict[str, tuple[str, Reading, tuple[str, ...]]] = {}
        self._hosts: dict[str, set[str]] = {}
        self._currency: dict[str, str] = {}
        self._sitemaps = 0
        self._requests = 1

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """The shop's home page, or any of its pages; else the spider's own shop.

        Raises:
            UsageError: no address is given.

        """
        addresses = super().starting_addresses(arguments) or list(cls.home)
        if not addresses:
            raise UsageError(f"spider {cls.name} needs url=ADDRESS of the shop, or urls_file=FILE")
        return addresses

    async def start(self) -> AsyncIterator[Request]:
        """The given addresses, each a walk of its host."""
        for address in self.starting_addresses(self.given):
            scope = self.begin_walk("shop", urlsplit(address).netloc)
            self._frontiers.setdefault(scope.key, Frontier()).asked.add(address)
            self._hosts.setdefault(scope.key, {scope.key})
            yield self.request(address, walk=scope, page_number=1, stage="home", sitemaps=())

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """What the page leads to, by the stage that the walk is at."""
        scope: WalkScope = response.meta["walk"]
        record = self.record_of(scope)
        total = record.walk.stated_total
        record.add(reading)
        stage = response.meta.get("stage", "list")
        if stage != "endpoint":
            # The frontier bounds the walk; one item is asked for when another has come, so that depth only counts them.
            response.meta["depth"] = 0
        url = mirror.unwrap(self.run.mirror, response.url)
        if stage != "endpoint":
            # What a category states is not the shop's.
            record.walk.stated_total = total
        if stage == "home":
            yield from self._from_home(response, reading, url, scope)
        elif stage == "endpoint":
            yield from self._from_endpoint(response, reading, url, scope)
        else:
            yield from self._from_page(url, reading, scope, stage)

    def missed(self, failure: Failure) -> Iterable[Request] | None:
        """An endpoint or a sitemap that the shop does not have: on by what it has; a missing item is asked for once more."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        stage, scope = request.meta.get("stage"), request.meta.get("walk")
        status = failure.value.response.status if isinstance(failure.value, HttpError) else 0
        if stage == "endpoint" and request.meta["page_number"] == 1:
            return self._otherwise(request.meta["walk"])
        if stage == "sitemap" and request.meta.get("guess"):
            return self._next_sitemap(request, request.meta["walk"])
        super().missed(failure)
        if stage == "item" and scope is not None:
            frontier = self._frontiers[scope.key]
            frontier.under_way -= 1
            if status in (404, 410):
                frontier.missing(mirror.unwrap(self.run.mirror, request.url))
            return self._items(scope)
        return None

    def waiting(self) -> list[Request]:
        """Nothing is under way: what may be a trap, then items, then those that were missing."""
        requests: list[Request] = []
        for key, frontier in self._frontiers.items():
            scope, frontier.under_way = self.begin_walk("shop", key), 0
            lists = [self._request(address, scope, "list") for address in frontier.next_lists()] if self._has_room else []
            requests += lists or list(self._items(scope))
            if not requests and self._room > 0:
                requests += [self._request(address, scope, "item") for address in frontier.last_items()[: self._room]]
        return requests

    def closed(self, reason: str) -> None:
        """A walk that ran out of pages by itself has reached its end."""
        for key, record in ((key, self.record_of(self.begin_walk("shop", key))) for key in self._frontiers):
            frontier = self._frontiers[key]
            record.end(natural=reason == "finished" and not frontier.left and not self.max_pages)
            for why, number in frontier.traps.refused.items():
                self.count(f"refused/{why.replace(' ', '_')}", number)
            if frontier.left:
                self.count("not_reached", frontier.left)

    @property
    def _room(self) -> int:
        """Pages that may still be asked for."""
        return self.max_pages - self._requests if self.max_pages else _MOST_PAGES

    @property
    def _has_room(self) -> bool:
        """Whether lists may take another page: where pages are limited, half of them is left to the items."""
        return self._room > self.max_pages // 2

    def _from_home(self, response: Response, reading: Reading, url: str, scope: WalkScope) -> Iterable[Request]:
        """By the shop's endpoint where the home page shows whose software it is."""
        currency = _CURRENCY.search(response.body)
        if currency:
            self._currency[scope.key] = (currency[1] or currency[2]).decode()
        self._hosts[scope.key].add(urlsplit(url).netloc)
        self._homes[scope.key] = (url, reading, tuple(response.meta.get("sitemaps") or ()))
        for sign, endpoint, size in _SIGNS:
            if sign.search(response.body):
                yield self._endpoint(url, endpoint, size, 1, scope)
                return
        yield from self._otherwise(scope)

    def _otherwise(self, scope: WalkScope) -> Iterable[Request]:
        """The sitemaps that robots.txt names, else the usual one; and the links of the home page."""
        url, reading, named = self._homes.pop(scope.key, ("", None, ()))
        if reading is None:
            return
        addresses = [address for one in named if (address := self._own(urls.resolve(url, one), url, scope))]
        for address in addresses:
            yield from self._sitemap(address, scope)
        if not addresses:
            yield self._request(urljoin(url, _SITEMAPS[0]), scope, "sitemap", guess=1)
        yield from self._from_page(url, reading, scope, "home")

    def _next_sitemap(self, request: Request, scope: WalkScope) -> Iterable[Request]:
        guess = int(request.meta["guess"])
        if guess < len(_SITEMAPS):
            yield self._request(urljoin(request.url, _SITEMAPS[guess]), scope, "sitemap", guess=guess + 1)

    def _sitemap(self, address: str, scope: WalkScope) -> Iterable[Request]:
        frontier = self._frontiers[scope.key]
        if address not in frontier.asked and self._sitemaps < _MOST_SITEMAPS:
            frontier.asked.add(address)
            self._sitemaps += 1
            yield self._request(address, scope, "sitemap")

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

    def _from_page(self, url: str, reading: Reading, scope: WalkScope, stage: str) -> Iterable[Request]:
        """Note what a page of that stage showed, and give what is to be asked for now."""
        frontier = self._frontiers[scope.key]
        canonical = next((link.url for link in reading.links if link.text == "canonical"), "")
        if canonical:
            frontier.traps.learn(url, canonical)
        is_item = len(reading.items) == 1 and isinstance(reading.items[0], Listing) and reading.items[0].position is None
        goes_on, following = True, ""
        if is_item or stage == "item":
            frontier.told_item(url, reading)
        elif stage in ("list", "data", "home") and not reading.wall:
            goes_on, following = frontier.told_list(url, reading, is_data=stage == "data")
        yield from self._links(url, reading, scope, stage, goes_on)
        if following and self._has_room:
            address = frontier.add_list(following, sure=True)
            if address:
                yield self._request(address, scope, stage if stage == "data" else "list")
        if stage == "item":
            frontier.under_way -= 1
            yield from self._items(scope)

    def _links(self, url: str, reading: Reading, scope: WalkScope, stage: str, goes_on: bool) -> Iterable[Request]:
        frontier = self._frontiers[scope.key]
        for link in reading.links:
            address = self._own(link.url, url, scope)
            if not address or link.text == "canonical":
                continue
            if link.kind == "item":
                frontier.add_item(address)
            elif link.kind == "sitemap":
                yield from self._sitemap(address, scope)
            elif link.kind in ("category", "next", "page", "api") and self._has_room:
                is_paging = link.kind in ("next", "page") and stage != "sitemap"
                if is_paging and not goes_on:
                    continue
                sure = is_paging or link.kind == "api" or (link.kind == "category" and stage in ("home", "sitemap"))
                found = frontier.add_list(address, sure=sure)
                if found and self._has_room:
                    yield self._request(found, scope, "data" if link.kind == "api" or stage == "data" else "list")

    def _items(self, scope: WalkScope) -> Iterable[Request]:
        asked = self._frontiers[scope.key].next_items(max(self._room, 0))
        yield from (self._request(one, scope, "item") for one in asked)

    def _own(self, address: str, url: str, scope: WalkScope) -> str:
        """The address where it belongs to the shop, '' where it leads elsewhere."""
        netloc = urlsplit(address).netloc
        hosts = self._hosts[scope.key] | {urlsplit(url).netloc}
        return address if netloc.removeprefix("www.") in {host.removeprefix("www.") for host in hosts} else ""

    def _request(self, address: str, scope: WalkScope, stage: str, **meta: Any) -> Request:
        self._requests += 1
        priority = _LATE if stage == "item" else (_EARLY if stage == "list" else _FIRST)
        # What is asked for, and how often, is decided here: an item that was missing is asked for once more.
        return self.request(address, walk=scope, priority=priority, dont_filter=stage == "item", stage=stage, **meta)
