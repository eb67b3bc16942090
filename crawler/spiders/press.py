"""Where to go for announcements: article pages, and the lists that lead to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler import mirror
from crawler.errors import UsageError
from crawler.items import Reading, WalkScope
from crawler.pages.press import PressArticle
from crawler.spiders.shapes import ADDRESSES, CalendarShape, ItemShape


class PressAnnouncements(ItemShape):
    """Announcements of any site: the given pages, the articles they link to, and the list's further pages."""

    name = "press_announcements"
    site = "press"
    pages = (PressArticle,)
    takes: ClassVar[Mapping[str, str]] = {
        **ADDRESSES,
        "keywords": "words of which an article's link must hold one, separated by commas",
        "max_pages": "list pages to walk, 0 = to the end",
    }

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._words = [w.strip().lower() for w in arguments.get("keywords", "").replace("，", ",").split(",") if w.strip()]

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """The given addresses.

        Raises:
            UsageError: there is none.

        """
        addresses = super().starting_addresses(arguments)
        if not addresses:
            raise UsageError(f"spider {cls.name} needs url=ADDRESS of an article or a list of articles, or urls_file=FILE")
        return addresses

    async def start(self) -> AsyncIterator[Request]:
        """The given addresses, each the first page of a walk."""
        for address in self.starting_addresses(self.given):
            yield self.request(address, walk=self.begin_walk("index", address), page_number=1)

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """Articles of a list page, and its next page; from an article nowhere."""
        scope: WalkScope | None = response.meta.get("walk")
        if scope is None or reading.items:
            return
        record, number = self.record_of(scope), int(response.meta["page_number"])
        record.add(reading)
        host = urlsplit(mirror.unwrap(self.run.mirror, response.url)).netloc
        here = [link for link in reading.links if urlsplit(link.url).netloc == host]
        for link in here:
            if link.kind == "article" and self._wanted(link.url, link.text):
                yield self.request(link.url)
        following = next((link for link in here if link.kind == "next"), None)
        if following is None or reading.wall:
            record.end(natural=not reading.wall)
        elif not self.max_pages or number < self.max_pages:
            yield self.request(following.url, walk=scope, page_number=number + 1)

    def _wanted(self, url: str, text: str | None) -> bool:
        return not self._words or any(word in f"{url} {text or ''}".lower() for word in self._words)


class PressDailies(CalendarShape):
    """The People's Daily, page by page of a day's paper: its articles and its further pages."""

    name = "press_dailies"
    site = "press"
    pages = (PressArticle,)

    @classmethod
    def calendar_url(cls, day: date) -> str:
        """The first page of a day's paper."""
        return f"http://paper.people.com.cn/rmrb/html/{day:%Y-%m}/{day:%d}/nbs.D110000renmrb_01.htm"

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """Articles of a paper's page; from an article nowhere."""
        yield from super().follow(response, reading)
        if response.meta.get("walk") is not None and not reading.items:
            yield from (self.request(link.url) for link in reading.links if link.kind == "article")
