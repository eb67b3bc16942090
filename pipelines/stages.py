"""From what a page says to rows: normalize, validate, tell, store. Scrapy and replay are two thin drivers of the same list."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from crawler.items import Announcement, PageItem
from db.rows import PageRows
from pipelines.announcements import tell
from pipelines.normalize import capture_row, normalize
from pipelines.store import Store
from pipelines.texts import rejection
from pipelines.validate import validate

logger = logging.getLogger(__name__)

STAGES: tuple[Callable[..., PageRows], ...] = (normalize, validate, tell)
"""What happens to a page, in order, before `Store.put` queues it."""


def rows_of(item: PageItem) -> PageRows:
    """One page through the stages. A page on which a stage fails keeps its evidence, with the failure as a rejection."""
    page: PageItem | PageRows = item
    try:
        for stage in STAGES:
            page = stage(page)
    except Exception as error:
        logger.exception("A page could not be turned into rows: %s", item.capture.url)
        refusal = rejection("page", "*", f"{type(error).__name__}: {error}", item.capture.url)
        return PageRows(capture=capture_row(item.capture, item.reading.wall), rejections=[refusal])
    assert isinstance(page, PageRows)
    return page


async def process(item: PageItem, store: Store) -> PageRows:
    """One page through all stages; the rows that were handed to the store.

    Raises:
        StoreError: the store has given up.

    """
    slow = any(isinstance(one, Announcement) for one in item.reading.items)
    # What an article claims takes long to read: in a thread, so that the event loop goes on.
    page = await asyncio.to_thread(rows_of, item) if slow else rows_of(item)
    await store.put(page)
    return page
