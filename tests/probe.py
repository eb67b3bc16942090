"""A small crawl in a child process: fetch some addresses with the real middlewares and say what came of each.

Started as `python -m tests.probe` with a JSON object on the standard input: `urls`, `settings`, `headers`, `follow` (links),
`resolves` (name -> address, in place of the name service), `meta` (of every request).
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from tests.forks import run_forked

ORDERS = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "crawler.guard.AddressGuard": 20,
    "crawler.politeness.Pace": 90,
    "crawler.robots.Robots": 100,
    "crawler.patience.Patience": 550,
    "crawler.unpacking.Unpacking": 590,
    "crawler.redirects.Redirects": 600,
    "crawler.guard.ConnectGuard": 700,
    "crawler.politeness.HostBudget": 950,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a crawl came to."""

    pages: list[dict[str, Any]]
    """For each page that reached the spider: asked, url, status, body (its first 200 characters)."""
    errors: dict[str, str]
    """Address -> the error's class and text."""
    stats: dict[str, Any]
    seconds: float
    rss_mb: float


def crawl(urls: Sequence[str], folder: Path, headers: Mapping[str, str] | None = None, **settings: Any) -> Outcome:
    """Crawl the addresses at once in a child process, with `folder` as its archive."""
    extra = {name: settings.pop(name, None) for name in ("follow", "resolves", "meta")}
    environment = {**os.environ, **settings.pop("environment", {})}
    values = {"JISHI_ARCHIVE": str(folder), **settings}
    task = {"urls": list(urls), "headers": dict(headers or {}), "settings": values, **extra}
    begun = time.monotonic()
    done = run_forked("tests.probe", [], environment, json.dumps(task), time_limit=60)
    if done.returncode:
        raise RuntimeError(done.stderr)
    result = json.loads(done.stdout)
    return Outcome(result["pages"], result["errors"], result["stats"], time.monotonic() - begun, result["rss_mb"])


class ProbeSpider(scrapy.Spider):
    """Fetches what it is given."""

    name = "probe"

    def __init__(self, task: Mapping[str, Any]) -> None:
        super().__init__()
        self.task = task
        self.budget = task["settings"].get("budget", 0)
        self.pages: list[dict[str, Any]] = []
        self.errors: dict[str, str] = {}

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """All addresses at once."""
        for url in self.task["urls"]:
            yield self._ask(url)

    def _ask(self, url: str) -> scrapy.Request:
        headers = self.task["headers"]
        meta = dict(self.task["meta"] or {})
        return scrapy.Request(url, self.keep, headers=headers, meta=meta, errback=self.fail, cb_kwargs={"asked": url})

    def keep(self, response: Response, asked: str) -> Iterator[scrapy.Request]:
        """Note the page, and follow its links where that is wanted."""
        body = response.body[:200].decode("latin-1")
        self.pages.append({"asked": asked, "url": response.url, "status": response.status, "body": body})
        if self.task["follow"]:
            for link in response.css("a::attr(href)").getall():
                yield self._ask(response.urljoin(link))

    def fail(self, failure: Any) -> None:
        """Note the error."""
        asked = failure.request.cb_kwargs["asked"]
        self.errors[asked] = f"{type(failure.value).__name__}: {failure.value}"


def main() -> None:
    """Run the crawl that the standard input describes and print its outcome."""
    task = json.load(sys.stdin)
    values = {
        "USER_AGENT": "Jishi/0.1 (+mailto:operator@example.org)",
        "DOWNLOADER": "crawler.pauses.PatientDownloader",
        "SCHEDULER_PRIORITY_QUEUE": "crawler.pauses.PatientPriorityQueue",
        "TWISTED_DNS_RESOLVER": "crawler.resolver.GuardedResolver",
        "DOWNLOADER_MIDDLEWARES": ORDERS,
        "DOWNLOAD_HANDLERS": {"http": "crawler.fetching.HttpHandler", "https": "crawler.fetching.HttpHandler"},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": 8 * 1024 * 1024,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": 5,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_TIMES": 2,
        "JISHI_RETRY_BACKOFF": 0.2,
        "LOG_LEVEL": "WARNING",
        **task["settings"],
    }
    if task["resolves"]:
        socket.gethostbyname = task["resolves"].__getitem__
    process = AsyncCrawlerProcess(Settings(values))
    crawler = process.create_crawler(ProbeSpider)
    process.crawl(crawler, task=task)
    process.start()
    spider, stats = crawler.spider, crawler.stats
    assert isinstance(spider, ProbeSpider) and stats is not None
    shown = {name: value for name, value in stats.get_stats().items() if isinstance(value, int | float | str | list)}
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    rss = int(peak.split()[1]) / 1024
    print(json.dumps({"pages": spider.pages, "errors": spider.errors, "stats": shown, "rss_mb": rss}))


if __name__ == "__main__":
    main()
