"""The stages as Scrapy drives them: each page of a crawl is normalised, validated and handed to the store."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from scrapy.crawler import Crawler

import pipelines
from crawler.items import PageItem
from db.rows import PageRows
from pipelines.store import DatabaseUnavailableError, Store, StoreFullError

logger = logging.getLogger(__name__)


class StorePipeline:
    """Scrapy's item pipeline: takes `PageItem`s and gives them on unchanged.

    Counts `jishi/pages_stored`, `jishi/items`, `jishi/listings`, `jishi/rejected`, `jishi/outages`.
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
        """Through the stages, in order."""
        if isinstance(item, PageItem):
            self._count(await pipelines.process(item, self.store))
        return item

    async def close_spider(self) -> None:
        """Write what is left; a store that gave up has closed the spider with its own reason already."""
        try:
            await self.store.close()
        except Exception:
            # Told, and judged, by `_failed`.
            self._stats("jishi/store_gave_up", 1)
        counts = self.store.counts
        self._stats("jishi/pages_stored", counts.pages)
        self._stats("jishi/pages_lost", counts.rejected_pages)
        self._stats("jishi/outages", counts.outages)

    def _count(self, page: PageRows) -> None:
        items = len(page.listings) + len(page.promotions) + len(page.livestreams) + len(page.announcements)
        self._stats("jishi/items", items)
        self._stats("jishi/listings", len(page.listings))
        self._stats("jishi/rejected", len(page.rejections))

    def _stats(self, key: str, number: int) -> None:
        stats: Any = self._crawler.stats
        if number:
            stats.inc_value(key, number)

    def _failed(self, error: Exception) -> None:
        """The store gave up: the crawl ends, the archive has every page."""
        reason = "disk_full" if isinstance(error, StoreFullError) else "database_unavailable"
        if not isinstance(error, StoreFullError | DatabaseUnavailableError):
            reason = "store_error"
        logger.error("The store gave up, the archive has every page: %s", error, exc_info=error)
        assert self._crawler.engine is not None
        self._ending = asyncio.create_task(self._crawler.engine.close_spider_async(reason=reason))
