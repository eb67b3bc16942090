"""Scrapy's statistics without the search for retired arguments that it makes at every access (3 % of a crawl's time)."""

from __future__ import annotations

from scrapy.statscollectors import MemoryStatsCollector


class PlainStats(MemoryStatsCollector):
    """Keeps the counters of a run in memory."""

    __getattribute__ = object.__getattribute__
