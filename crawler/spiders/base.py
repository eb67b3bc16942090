"""The base of all spiders: arguments, requests, and one way from a response to what the pipeline takes.

A spider declares where to go; what a page says is its page class's matter. Attributes of a spider class are the hooks that
its shape knows: any other public attribute is an error when the class is made, not a silent no-op.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import mirror, urls
from crawler.errors import UsageError
from crawler.items import Capture, Listing, PageItem, Reading, ScopeKind, WalkScope
from crawler.pages.base import Page
from crawler.runs import Run, run_of
from crawler.spiders.walks import WalkRecord

Output = PageItem | Request


class JishiSpider(scrapy.Spider):
    """A spider of this project.

    Set in a subclass: `name` (`<site>_<kind>`), `site` (stem of its page module), `pages` (page classes in order of claim;
    the last one reads what none claims), `takes` (argument -> meaning), `by_hand` (why no source of the shipped register can
    name its addresses beforehand).
    """

    site: ClassVar[str] = ""
    pages: ClassVar[tuple[type[Page], ...]] = ()
    takes: ClassVar[Mapping[str, str]] = {}
    by_hand: ClassVar[str] = ""
    run: Run

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse attributes that no base class knows.

        Raises:
            TypeError: naming the attribute and the nearest hooks.

        """
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("shape"):
            return
        known = {name for base in cls.__mro__[1:] for name in (*vars(base), *vars(base).get("__annotations__", {}))}
        for name in vars(cls):
            if not name.startswith("_") and name not in known:
                raise TypeError(f"{cls.__name__}.{name}: no shape of this spider knows such a hook")

    def __init__(self, **arguments: str) -> None:
        super().__init__(self.name)
        self.given = arguments
        self.records: dict[tuple[str, str], WalkRecord] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> JishiSpider:
        """Called by Scrapy."""
        spider = cls(*args, **kwargs)
        spider._set_crawler(crawler)
        spider.run = run_of(crawler)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        return spider

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> None:
        """Refuse arguments that the spider does not know.

        Raises:
            UsageError: naming the argument and those that it takes.

        """
        for name in arguments:
            if name not in cls.takes:
                raise UsageError(f"spider {cls.name} has no argument {name}; it takes {', '.join(sorted(cls.takes))}")
            try:
                arguments[name].encode()
            except UnicodeEncodeError as error:
                raise UsageError(f"{name}={arguments[name]!r} is not UTF-8: check the encoding of the terminal") from error
        check_numbers(arguments, "max_pages", "revisit")
        if arguments.get("details", "no") not in ("yes", "no"):
            raise UsageError(f"details={arguments['details']!r}: yes or no is wanted")

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """Where a crawl with these arguments begins: the addresses of `url` and `urls_file`, then those of the shape.

        Raises:
            UsageError: an address or a file cannot be read.

        """
        given = [arguments["url"]] if arguments.get("url") else []
        if arguments.get("urls_file"):
            try:
                lines = Path(arguments["urls_file"]).read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"urls_file={arguments['urls_file']}: {error}") from error
            given += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        for address in given:
            if not urls.is_web_address(address):
                raise UsageError(f"{address!r} is not a web address (http:// or https://)")
        return given

    @classmethod
    def page_class(cls, url: str) -> type[Page]:
        """The page class that reads an address for this spider."""
        return next((page for page in cls.pages if page.matches(url)), cls.pages[-1])

    @property
    def max_pages(self) -> int:
        """Pages a walk may take; 0 = to its natural end."""
        return int(self.given.get("max_pages", 0))

    def request(
        self,
        url: str,
        *,
        walk: WalkScope | None = None,
        page_number: int | None = None,
        priority: int = 0,
        dont_filter: bool = False,
        **meta: Any,
    ) -> Request:
        """A request of this run, through its mirror where it has one."""
        return Request(
            mirror.wrap(self.run.mirror, url),
            callback=self.parse,
            errback=self.missed,
            priority=priority,
            dont_filter=dont_filter,
            meta={"walk": walk, "page_number": page_number, **meta},
        )

    def begin_walk(self, kind: ScopeKind, key: str) -> WalkScope:
        """A walk of this run, recorded from now on; the same one where it has begun already."""
        if (kind, key) not in self.records:
            record = self.records[kind, key] = WalkRecord(WalkScope(kind=kind, key=key))
            self.run.walks.append(record.walk)
        return self.records[kind, key].walk.scope

    def record_of(self, scope: WalkScope) -> WalkRecord:
        """The record of a walk that has begun."""
        return self.records[scope.kind, scope.key]

    def missed(self, failure: Failure) -> Iterable[Request] | None:
        """A page that could not be had breaks its walk; one that the site says is not there does not."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        scope: WalkScope | None = request.meta.get("walk")
        if scope is not None and not is_gone(failure):
            self.record_of(scope).broken = True
        if not isinstance(failure.value, HttpError | IgnoreRequest):
            self.count("pages_failed")
        return None

    def count(self, key: str, number: int = 1) -> None:
        """Add to one of the run's counts, `jishi/<key>`."""
        stats: Any = self.crawler.stats
        stats.inc_value(f"jishi/{key}", number)

    async def parse(self, response: Response, **kwargs: Any) -> AsyncIterator[Output]:
        """Read one response, hand it to the pipeline, and follow what `follow` says."""
        reading = await self.read(response)
        capture: Capture = response.meta["capture"]
        yield PageItem(
            capture=capture,
            reading=reading,
            currency=response.meta.get("currency") or self.run.currency,
            place_prior=self.run.place_prior,
            time_zone=self.run.time_zone,
        )
        for request in self.follow(response, reading):
            yield request

    async def read(self, response: Response) -> Reading:
        """What the response says, by the page class that claims its address; counted."""
        capture: Capture = response.meta["capture"]
        url = mirror.unwrap(self.run.mirror, response.url)
        cls = self.page_class(url)
        page = cls(url, response.body, capture.observed_at, capture.content_type or _content_type(response))
        reading = await asyncio.to_thread(page.read) if cls.slow else page.read()
        self.count("pages_fetched")
        if reading.wall:
            self.count(f"wall/{reading.wall}")
        else:
            self.count("pages_read")
            self._count_fields(reading)
        return reading

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """Where to go from a page: nowhere, unless a shape says so."""
        return ()

    def waiting(self) -> list[Request]:
        """What a shape held back, asked for when nothing else is under way; the run ends when there is nothing."""
        return []

    def _idle(self) -> None:
        engine, requests = self.crawler.engine, self.waiting()
        if engine is not None and requests:
            for request in requests:
                engine.crawl(request)
            raise DontCloseSpider

    def closed(self, reason: str) -> None:
        """Called by Scrapy when the spider has closed: shapes end their walks here."""

    def _count_fields(self, reading: Reading) -> None:
        for name in self.run.expect.fields:
            having = sum(
                1
                for item in reading.items
                if isinstance(item, Listing) and (getattr(item, name, None) is not None or getattr(item, f"{name}_text", None))
            )
            if having:
                self.count(f"field/{name}", having)


def check_numbers(arguments: Mapping[str, str], *names: str) -> None:
    """Refuse what is no whole number from 0 on, among the arguments of these names.

    Raises:
        UsageError: naming the argument.

    """
    for name in names:
        given = arguments.get(name, "0")
        if not (given.isascii() and given.isdigit() and len(given) < 10):
            raise UsageError(f"{name}={given!r}: a whole number from 0 on is wanted")


def is_gone(failure: Failure) -> bool:
    """Whether the site says that a page is not there."""
    return isinstance(failure.value, HttpError) and failure.value.response.status in (404, 410)


def _content_type(response: Response) -> str:
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else ""
