"""Shapes: the ways to walk a site. A spider takes one and declares a few hooks; the shape does the rest, the record too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import mirror
from crawler.errors import UsageError
from crawler.items import Listing, Reading, ScopeKind, WalkScope
from crawler.spiders.base import JishiSpider, check_numbers, is_gone
from crawler.spiders.paging import next_address

ADDRESSES = {"url": "address of one page to read", "urls_file": "file with one address a line"}
_REVISIT = {"revisit": "how many item pages of listings that the spider knows to read again, those most due first"}
_DETAILS = {"details": "yes to read the item pages too"}


class ItemShape(JishiSpider):
    """Reads the pages it is given, those that are due again, and the endpoints that a page names for its own prices.

    Hooks: those of `JishiSpider`.
    """

    shape = True
    takes: ClassVar[Mapping[str, str]] = {**ADDRESSES, **_REVISIT}

    async def start(self) -> AsyncIterator[Request]:
        """One request an address."""
        for address in [*self.starting_addresses(self.given), *self.run.due]:
            yield self.request(address)

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """Prices and stock that a script would fill in, from where the page itself says."""
        return (self.request(link.url) for link in reading.links if link.kind == "api" and not reading.wall)


class ListShape(ItemShape):
    """Lists that are given: each a walk of its own, page after page, with its sub-lists and item pages where asked for.

    Hooks: `scope` (what kind of walk a list is), `home` (where to begin where no address is given). A list goes on by the
    link to its next page, else by the page number or offset that its own address counts (`page=1`, `offset=0`); it ends where
    there is neither, where a page shows nothing new, or at `max_pages`.
    """

    shape = True
    scope: ClassVar[ScopeKind] = "list"
    home: ClassVar[tuple[str, ...]] = ()
    takes: ClassVar[Mapping[str, str]] = {
        **ItemShape.takes,
        **_DETAILS,
        "max_pages": "pages of each list, 0 = to the end",
        "depth": "how many steps down to follow the lists that a list names, 0 = none",
    }

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> None:
        """As any spider; `depth` is a number.

        Raises:
            UsageError: naming the argument.

        """
        super().check_arguments(arguments)
        check_numbers(arguments, "depth")

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """Given addresses, else the spider's own.

        Raises:
            UsageError: there is neither.

        """
        addresses = super().starting_addresses(arguments) or list(cls.home)
        if not addresses and not arguments.get("revisit"):
            raise UsageError(f"spider {cls.name} needs url=ADDRESS or urls_file=FILE")
        return addresses

    async def start(self) -> AsyncIterator[Request]:
        """The first page of each list; then what is due."""
        for address in self.starting_addresses(self.given):
            yield self.first_page(address, 0)
        for address in self.run.due:
            yield self.request(address)

    def first_page(self, address: str, step: int) -> Request:
        """The request that begins the walk of a list."""
        return self.request(address, walk=self.begin_walk(self.scope, address), page_number=1, step=step)

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """The next page, item pages and sub-lists where they were asked for, endpoints that the page names."""
        yield from super().follow(response, reading)
        scope: WalkScope | None = response.meta.get("walk")
        if scope is None:
            return
        if self.given.get("details") == "yes":
            yield from (self.request(link.url) for link in reading.links if link.kind == "item")
        step = int(response.meta.get("step", 0))
        for link in reading.links:
            is_below = link.kind in ("zone", "category") and step < int(self.given.get("depth", 0))
            if is_below and (self.scope, link.url) not in self.records:
                yield self.first_page(link.url, step + 1)
        number = int(response.meta["page_number"])
        if self.record_of(scope).goes_on(reading, number, self.max_pages):
            linked = next((link.url for link in reading.links if link.kind == "next"), "")
            following = linked or self._counted_on(response, reading)
            if following:
                counted = not linked
                yield self.request(following, walk=scope, page_number=number + 1, step=step, counted=counted)
            else:
                self.record_of(scope).end(natural=True)

    def missed(self, failure: Failure) -> Iterable[Request] | None:
        """A page that was counted on to and is not there: the list ended with the one before it."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        if request.meta.get("counted") and is_gone(failure):
            self.record_of(request.meta["walk"]).end(natural=True)
        return super().missed(failure)

    def _counted_on(self, response: Response, reading: Reading) -> str:
        shown = sum(1 for item in reading.items if isinstance(item, Listing))
        return next_address(mirror.unwrap(self.run.mirror, response.url), shown)


class ZoneShape(ListShape):
    """Zones, channels and activity pages with the goods that they show: each a walk of kind zone."""

    shape = True
    scope: ClassVar[ScopeKind] = "zone"


class ShopShape(ListShape):
    """Lists inside one shop of a marketplace: each a walk of kind shop."""

    shape = True
    scope: ClassVar[ScopeKind] = "shop"


class SearchShape(ItemShape):
    """Keywords, each with its pages of results, one page after the other; with regions, each keyword in each region.

    Hooks: `search_url(keyword, page)` gives the address of a page of results, from 1. A walk ends where a page is empty or
    shows nothing new (its natural end, unless it repeats a page: then the site tells a lie), where the total that the site
    states is reached, or at `max_pages`. With `details=yes` the item pages that the results link to are read too.
    """

    shape = True
    takes: ClassVar[Mapping[str, str]] = {
        **ItemShape.takes,
        **_DETAILS,
        "keywords": "search words, separated by commas",
        "regions": "place names, separated by commas: each keyword is searched with each of them",
        "max_pages": "pages of results a keyword, 0 = to the end",
    }

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """Address of a page of results."""
        raise NotImplementedError

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """Given addresses, then the first page of each keyword.

        Raises:
            UsageError: neither an address nor a keyword is given.

        """
        addresses = super().starting_addresses(arguments) + [cls.search_url(k, 1) for k in phrases(arguments)]
        if not addresses and not arguments.get("revisit"):
            raise UsageError(f"spider {cls.name} needs keywords=WORD,WORD, url=ADDRESS or urls_file=FILE")
        return addresses

    async def start(self) -> AsyncIterator[Request]:
        """First pages of all keywords, then given addresses and what is due."""
        for keyword in phrases(self.given):
            scope = self.begin_walk("search", keyword)
            yield self.request(self.search_url(keyword, 1), walk=scope, page_number=1)
        for address in [*super().starting_addresses(self.given), *self.run.due]:
            yield self.request(address)

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """The next page of results, item pages where they were asked for, endpoints that the page names."""
        yield from super().follow(response, reading)
        scope: WalkScope | None = response.meta.get("walk")
        if scope is None:
            return
        if self.given.get("details") == "yes":
            yield from (self.request(link.url) for link in reading.links if link.kind == "item")
        number = int(response.meta["page_number"])
        if self.record_of(scope).goes_on(reading, number, self.max_pages):
            yield self.request(self.search_url(scope.key, number + 1), walk=scope, page_number=number + 1)


class CalendarShape(ItemShape):
    """Pages by day (schedules, flash sales, archives): from the run's day on, each a walk of kind list.

    Hooks: `calendar_url(day)` gives the address of a day's page.
    """

    shape = True
    takes: ClassVar[Mapping[str, str]] = {**ItemShape.takes, "days": "how many days from the run's day on, 1 by default"}

    @classmethod
    def calendar_url(cls, day: date) -> str:
        """Address of a day's page."""
        raise NotImplementedError

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> None:
        """As any spider; `days` is a number.

        Raises:
            UsageError: naming the argument.

        """
        super().check_arguments(arguments)
        check_numbers(arguments, "days")

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """Given addresses, else a day's page, of whichever day: it tells the host."""
        return super().starting_addresses(arguments) or [cls.calendar_url(date(2020, 4, 24))]

    async def start(self) -> AsyncIterator[Request]:
        """Given addresses, else the pages of the days."""
        given = super().starting_addresses(self.given) if self.given.get("url") or self.given.get("urls_file") else []
        for address in [*given, *self.run.due]:
            yield self.request(address)
        for number in range(0 if given else int(self.given.get("days", 1))):
            day = self.run.logical_date + timedelta(number)
            scope = self.begin_walk("list", day.isoformat())
            yield self.request(self.calendar_url(day), walk=scope, page_number=1)

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """A day has one page."""
        yield from super().follow(response, reading)
        scope: WalkScope | None = response.meta.get("walk")
        if scope is not None:
            self.record_of(scope).add(reading)
            self.record_of(scope).end(natural=not reading.wall)


def words(arguments: Mapping[str, Any], name: str) -> list[str]:
    """The values of an argument that are separated by commas."""
    return [word.strip() for word in str(arguments.get(name, "")).replace("，", ",").split(",") if word.strip()]


def phrases(arguments: Mapping[str, Any]) -> list[str]:
    """What is searched for: the keywords, or each of them after each region."""
    keywords, regions = words(arguments, "keywords"), words(arguments, "regions")
    return [f"{region} {word}" for region in regions for word in keywords] if regions else keywords
