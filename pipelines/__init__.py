"""From what a page says to rows: normalize, validate, store. Scrapy and replay are two thin drivers of the same list."""

from __future__ import annotations

from collections.abc import Callable

from crawler.items import PageItem
from db.rows import PageRows
from pipelines.normalize import normalize
from pipelines.store import Store
from pipelines.validate import validate

STAGES: tuple[Callable[..., PageRows], ...] = (normalize, validate)
"""What happens to a page, in order, before `Store.put` queues it."""


async def process(item: PageItem, store: Store) -> PageRows:
    """One page through all stages; the rows that were handed to the store."""
    page = validate(normalize(item))
    await store.put(page)
    return page
