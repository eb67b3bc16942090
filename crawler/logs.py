"""What a crawl says while it runs: no line a page, no passwords."""

from __future__ import annotations

from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult


class QuietFormatter(LogFormatter):
    """Scrapy's log lines without one for every page and every item: building them costs more than reading a small page."""

    def crawled(self, request: Any, response: Response, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """Nothing: the counts stand in the journal."""
        return None

    def scraped(self, item: Any, response: Any, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """Nothing: the counts stand in the journal."""
        return None
