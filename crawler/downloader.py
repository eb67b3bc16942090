"""Scrapy's downloader, able to stop: requests in flight can be cancelled, so that a stop signal ends a run within seconds.

Scrapy itself waits for DOWNLOAD_TIMEOUT. `fetch` overrides a method whose signature is public but whose caller is the engine;
tests/test_crawl.py guards it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.internet.defer import Deferred, inlineCallbacks

from crawler.lean import through


class Stopped(IgnoreRequest):
    """The run is ending: this request was cancelled."""


class StoppableDownloader(Downloader):
    """Keeps the task of each request in flight and can cancel them all."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._tasks: set[asyncio.Task[Response | Request]] = set()
        self._stopped = False

    @inlineCallbacks
    def fetch(self, request: Request, spider: Spider | None = None) -> Generator[Deferred[Any], Any, Response | Request]:
        """Run one request through the middlewares.

        Raises:
            Stopped: the run is ending.

        """
        if self._stopped:
            raise Stopped("the run is ending")
        self.active.add(request)
        task = asyncio.ensure_future(through(self.middleware, self._enqueue_request, request))
        self._tasks.add(task)
        try:
            result: Response | Request = yield Deferred.fromFuture(task)
        except asyncio.CancelledError as error:
            raise Stopped("the run is ending") from error
        finally:
            self._tasks.discard(task)
            self.active.remove(request)
        return result

    def cancel_all(self) -> int:
        """Cancel what is in flight and refuse what comes; how many there were."""
        self._stopped = True
        running = [task for task in self._tasks if not task.done()]
        for task in running:
            task.cancel()
        return len(running)
