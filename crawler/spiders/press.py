"""Where to go for announcements: article pages, and the lists that lead to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler import mirror
from crawler.errors import UsageError
from crawler.items import Link, Reading, WalkScope
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
        "since": "first day of the articles wanted, as 2020-04-01; those of which a list gives no day are read",
        "until": "last day of the articles wanted",
    }

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._since, self._until = _day(arguments, "since"), _day(arguments, "until")
        self._words = [w.strip().lower() for w in arguments.get("keywords", "").replace("，", ",").split(",") if w.strip()]

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> None:
        """As any spider; `since` and `until` are days.

        Raises:
            UsageError: an argument is wrong.

        """
        super().check_arguments(arguments)
        since, until = _day(arguments, "since"), _day(arguments, "until")
        if since and until and since > until:
            raise UsageError(f"since={since} lies behind until={until}")

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
            if link.kind == "article" and self._wanted(link):
                yield self.request(link.url)
            elif (
                link.kind == "sitemap" and self._is_recent(link) and (not self.max_pages or record.walk.pages < self.max_pages)
            ):
                yield self.request(link.url, walk=self.begin_walk("sitemap", link.url), page_number=1)
        following = next((link for link in here if link.kind == "next"), None)
        if following is None or reading.wall:
            record.end(natural=not reading.wall)
        elif not self.max_pages or number < self.max_pages:
            yield self.request(following.url, walk=scope, page_number=number + 1)

    def _wanted(self, link: Link) -> bool:
        """Whether an article is one of the days asked for, and its link holds one of the words."""
        day, said = link.published_on, unquote(f"{link.url} {link.text or ''}").lower()
        if day is not None and ((self._since and day < self._since) or (self._until and day > self._until)):
            return False
        return not self._words or any(word in said for word in self._words)

    def _is_recent(self, link: Link) -> bool:
        """Whether a sitemap has changed since the first day asked for."""
        return self._since is None or link.published_on is None or link.published_on >= self._since


def _day(arguments: Mapping[str, str], name: str) -> date | None:
    given = arguments.get(name, "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise UsageError(f"{name}={given} is no day, as 2020-04-01") from error


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
