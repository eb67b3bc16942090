"""Shapes: the ways to walk a site. A spider takes one and declares a few hooks; the shape does the rest, the record too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.errors import UsageError
from crawler.items import Reading, WalkScope
from crawler.spiders.base import JishiSpider

_ADDRESSES = {"url": "address of one page to read", "urls_file": "file with one address a line"}


class ItemShape(JishiSpider):
    """Reads the pages it is given, and nothing else.

    Hooks: those of `JishiSpider`.
    """

    shape = True
    takes: ClassVar[Mapping[str, str]] = _ADDRESSES

    async def start(self) -> AsyncIterator[Request]:
        """One request an address."""
        for address in self.starting_addresses(self.given):
            yield self.request(address)


class SearchShape(ItemShape):
    """Keywords, each with its pages of results, one page after the other.

    Hooks: `search_url(keyword, page)` gives the address of a page of results, from 1. A walk ends where a page is empty or
    repeats what the walk has seen (its natural end), where the total that the site states is reached, or at `max_pages`.
    With `details=yes` the item pages that the results link to are read too.
    """

    shape = True
    takes: ClassVar[Mapping[str, str]] = {
        **_ADDRESSES,
        "keywords": "search words, separated by commas",
        "max_pages": "pages of results a keyword, 0 = to the end",
        "details": "yes to read the item pages too",
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
        addresses = super().starting_addresses(arguments) + [cls.search_url(k, 1) for k in _words(arguments)]
        if not addresses:
            raise UsageError(f"spider {cls.name} needs keywords=WORD,WORD, url=ADDRESS or urls_file=FILE")
        return addresses

    async def start(self) -> AsyncIterator[Request]:
        """First pages of all keywords, then given addresses."""
        for keyword in _words(self.given):
            scope = self.begin_walk("search", keyword)
            yield self.request(self.search_url(keyword, 1), walk=scope, page_number=1)
        for address in super().starting_addresses(self.given):
            yield self.request(address)

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """The next page of results, and item pages where they were asked for."""
        scope: WalkScope | None = response.meta.get("walk")
        if scope is None:
            return
        if self.given.get("details") == "yes":
            yield from (self.request(link.url) for link in reading.links if link.kind == "item")
        record, number = self.record_of(scope), int(response.meta["page_number"])
        if reading.wall:
            record.end(natural=False)
            return
        new, total = record.add(reading), record.walk.stated_total
        if not new or (total is not None and record.walk.enumerated >= total):
            record.end(natural=True)
        elif self.max_pages and number >= self.max_pages:
            record.end(natural=False)
        else:
            yield self.request(self.search_url(scope.key, number + 1), walk=scope, page_number=number + 1)


def _words(arguments: Mapping[str, Any]) -> list[str]:
    return [word.strip() for word in str(arguments.get("keywords", "")).replace("，", ",").split(",") if word.strip()]
