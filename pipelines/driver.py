"""The stages as Scrapy drives them: each page of a crawl is normalised, validated and handed to the store."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from scrapy.crawler import Crawler

from crawler.items import PageItem
from db.rows import PageRows
from pipelines import stages
from pipelines.store import DatabaseUnavailableError, Store, StoreError, StoreFullError

logger = logging.getLogger(__name__)


class StorePipeline:
    """Scrapy's item pipeline: takes `PageItem`s and gives them on unchanged.

    Counts `jishi/items`, `jishi/listings` and `jishi/rejected` of the pages handed over, `jishi/pages_stored`,
    `jishi/pages_lost` (refused by the database) and `jishi/outages`. A store that gives up ends the crawl with the reason
    `database_unavailable`, `disk_full` or `store_error`, which stands in `jishi/store_gave_up` too: it may give up when the
    crawl is ending already.
    """

    store: Store

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Called by Scrapy."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Open the store of the run."""
        run: Any = self._crawler.settings["JISHI_RUN"]
        self.store = Store(
            run.engine,
            code_version=run.code_version,
            now=run.clock.now,
            deadline=self._crawler.settings.getfloat("JISHI_DATABASE_WAIT"),
            failed=self._failed,
        )

    async def process_item(self, item: Any) -> Any:
        """Through the stages, in order. A page that comes after the store gave up is left to the archive."""
        if isinstance(item, PageItem):
            try:
                self._count(await stages.process(item, self.store))
            except StoreError:
                self._add("jishi/pages_left_to_archive", 1)
        return item

    async def close_spider(self) -> None:
        """Write what is left."""
        try:
            await self.store.close()
        except StoreError as error:
            logger.error("The store gave up: %s", error)
        counts = self.store.counts
        self._add("jishi/pages_stored", counts.pages)
        self._add("jishi/pages_lost", counts.rejected_pages)
        self._add("jishi/outages", counts.outages)

    def _count(self, page: PageRows) -> None:
        items = len(page.listings) + len(page.promotions) + len(page.livestreams) + len(page.announcements)
        self._add("jishi/items", items)
        self._add("jishi/listings", len(page.listings))
        self._add("jishi/rejected", len(page.rejections))

    def _add(self, key: str, number: int) -> None:
        stats: Any = self._crawler.stats
        if number:
            stats.inc_value(key, number)

    def _failed(self, error: Exception) -> None:
        """The store gave up: the crawl ends, the archive has every page."""
        reason = next((reason for kind, reason in _REASONS.items() if isinstance(error, kind)), "store_error")
        stats: Any = self._crawler.stats
        stats.set_value("jishi/store_gave_up", reason)
        assert self._crawler.engine is not None
        self._ending = asyncio.create_task(self._crawler.engine.close_spider_async(reason=reason))


_REASONS: dict[type[Exception], str] = {StoreFullError: "disk_full", DatabaseUnavailableError: "database_unavailable"}
