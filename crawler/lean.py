"""Shorter ways through Scrapy's core for what happens to every page; what they do is the same.

Scrapy makes several tasks, queues and lists for each page, to serve settings and receivers that a crawl of ours does not have.
All of this touches attributes of Scrapy that are not documented: tests/test_lean.py guards it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, cast

from pydispatch import dispatcher
from scrapy import Request, signals
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.core.scraper import Scraper
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.signalmanager import SignalManager
from scrapy.utils.defer import _process_pending_io, aiter_errback, iter_errback
from twisted.python.failure import Failure


class LeanCore:
    """Extension: puts the shorter ways into a crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals = QuietSignals(crawler)
        crawler.signals.connect(self._started, signals.engine_started)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LeanCore:
        """Called by Scrapy."""
        return cls(crawler)

    def _started(self) -> None:
        assert self._crawler.engine is not None
        scraper = self._crawler.engine.scraper
        if scraper.concurrent_items == 1:
            scraper.handle_spider_output_async = partial(one_by_one, scraper)  # type: ignore[method-assign]


class QuietSignals(SignalManager):
    """Sends nothing to nobody: most signals of a page have no receiver."""

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """As Scrapy's."""
        return super().send_catch_log(signal, **kwargs) if self._has_receivers(signal) else []

    async def send_catch_log_async(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """As Scrapy's, without a task for each receiver of a signal that only counters hear."""
        if not self._has_receivers(signal):
            return []
        if signal is signals.item_scraped and not any(map(iscoroutinefunction, self._receivers(signal))):
            return self.send_catch_log(signal, **kwargs)
        return await super().send_catch_log_async(signal, **kwargs)

    def _has_receivers(self, signal: Any) -> bool:
        ours, all_senders = (dispatcher.connections.get(id(one)) for one in (self.sender, dispatcher.Any))
        return bool(
            (ours and (signal in ours or dispatcher.Any in ours))
            or (all_senders and (signal in all_senders or dispatcher.Any in all_senders))
        )

    def _receivers(self, signal: Any) -> Iterable[Any]:
        return cast(Iterable[Any], dispatcher.liveReceivers(dispatcher.getAllReceivers(self.sender, signal)))


async def one_by_one(
    scraper: Scraper,
    result: Iterable[Any] | AsyncIterator[Any],
    request: Request,
    response: Response | Failure,
) -> None:
    """What a callback yields, one output after the other: CONCURRENT_ITEMS = 1 without a queue and two tasks a page."""
    if isinstance(result, AsyncIterator):
        async for output in aiter_errback(result, scraper.handle_spider_error, request, response):
            await scraper._process_spidermw_output_async(output, response)
    else:
        for output in iter_errback(result, scraper.handle_spider_error, request, response):
            await scraper._process_spidermw_output_async(output, response)


async def through(
    manager: DownloaderMiddlewareManager, fetch: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
) -> Response | Request:
    """A request through the downloader middlewares; a method that answers at once is not made a coroutine of."""
    if manager._mw_methods_requiring_spider:
        return await manager.download_async(fetch, request)
    try:
        result = await _asked(manager, fetch, request)
    except Exception as error:
        await _process_pending_io()
        result = await manager._process_exception(error, request)
    if isinstance(result, Request):
        return result
    for method in manager.methods["process_response"]:
        assert method is not None
        said = method(request=request, response=result)
        result = said if isinstance(said, Response | Request) else await cast(Awaitable[Any], said)
        if not isinstance(result, Response):
            return _checked(method, result)
    return result


async def _asked(
    manager: DownloaderMiddlewareManager, fetch: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
) -> Response | Request:
    for method in manager.methods["process_request"]:
        assert method is not None
        said = method(request=request)
        if said is None:
            continue
        result = said if isinstance(said, Response | Request) else await cast(Awaitable[Any], said)
        if result is not None:
            return _checked(method, result)
    return await fetch(request)


def _checked(method: Callable[..., Any], result: Any) -> Response | Request:
    if not isinstance(result, Response | Request):
        raise TypeError(f"{method.__qualname__} returned {type(result).__name__}, not a Response or a Request")
    return result
