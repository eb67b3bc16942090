"""robots.txt by RFC 9309, closed when in doubt: 4xx allows, what cannot be reached denies.

Replaces Scrapy's RobotsTxtMiddleware, which lets simultaneous first requests through and takes an unreachable file for
permission.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from w3lib.url import safe_url_string

from crawler.clock import Clock
from crawler.downloader import Stopped
from crawler.robots_rules import COPY_LIFE, Copies, Rules, read_rules
from crawler.tally import add_reason, patient_downloader

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

REDIRECTS = 5
SITEMAPS = "sitemaps"
"""Key of `request.meta`: a request that bears it learns which sitemaps robots.txt names."""
_OWN = "robots"
_REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})


class _UnreachableError(Exception):
    """The origin gave no answer that counts as one."""


@dataclass(slots=True)
class _Asked:
    task: asyncio.Task[Rules]
    at: float


class Robots:
    """Downloader middleware: refuses what robots.txt forbids and gives each host the delay that it asks for.

    However many requests wait for an origin, its file is asked for once a run, and again after 24 hours. Counts
    `jishi/robots_denied` (requests), `jishi/robots_asked`, `jishi/robots_unreachable`, `jishi/robots_copy_used` and
    `jishi/crawl_delay_refused` (origins), `jishi/robots_garbage` (lines).
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._token = str(settings["USER_AGENT"]).split("/")[0].split()[0]
        self._patience = settings.getfloat("JISHI_ROBOTS_TIMEOUT", 30.0)
        self._delay_cap = settings.getfloat("JISHI_MAX_CRAWL_DELAY", 60.0)
        self._copies = Copies(Path(settings.get("JISHI_ROBOTS_DIR") or Path(settings["JISHI_ARCHIVE"]) / "robots"))
        self._clock = Clock()
        self._origins: dict[str, _Asked] = {}
        self._mark = object()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """Build from the settings."""
        return cls(crawler)

    @property
    def _stats(self) -> StatsCollector:
        assert self._crawler.stats is not None
        return self._crawler.stats

    def process_request(self, request: Request) -> Coroutine[Any, Any, None] | None:
        """Judge the request, or wait for the verdict on its origin first.

        Raises:
            IgnoreRequest: robots.txt forbids the address, could not be reached, or asks for too long a delay.

        """
        # A mark that only this object has: no spider can talk itself past robots.txt with a meta key.
        if request.meta.get(_OWN) is self._mark:
            return None
        verdict = self._verdict(_origin(request.url))
        if not verdict.done():
            return self._wait(request, verdict)
        self._judge(request, verdict.result())
        return None

    async def _wait(self, request: Request, verdict: asyncio.Task[Rules]) -> None:
        # Shielded: one cancelled request must not take the verdict from the others that wait for it.
        self._judge(request, await asyncio.shield(verdict))

    def _judge(self, request: Request, rules: Rules) -> None:
        if rules.ending:
            raise Stopped("the run is ending")
        if SITEMAPS in request.meta:
            request.meta[SITEMAPS] = rules.sitemaps
        if rules.delay:
            downloader = patient_downloader(self._crawler)
            downloader.slow_down(downloader.get_slot_key(request), rules.delay)
        refusal = rules.refusal(request.url)
        if refusal:
            self._stats.inc_value("jishi/robots_denied")
            raise IgnoreRequest(refusal)

    def _verdict(self, origin: str) -> asyncio.Task[Rules]:
        asked = self._origins.get(origin)
        if asked is None or monotonic() - asked.at > COPY_LIFE.total_seconds():
            asked = _Asked(asyncio.ensure_future(self._decide(origin)), monotonic())
            self._origins[origin] = asked
        return asked.task

    async def _decide(self, origin: str) -> Rules:
        self._stats.inc_value("jishi/robots_asked")
        try:
            rules = await self._ask(origin)
        except Stopped:
            return Rules(self._token, ending=True)
        except Exception as error:
            # Whatever went wrong, the answer is the same: without a copy nothing is fetched.
            rules = await self._from_copy(origin, error)
        if rules.garbage:
            self._stats.inc_value("jishi/robots_garbage", rules.garbage)
        if rules.delay > self._delay_cap:
            self._stats.inc_value("jishi/crawl_delay_refused")
            text = f"{origin} asks for a Crawl-delay of {rules.delay:g} s, above the {self._delay_cap:g} s that we accept"
            add_reason(self._stats, text)
            return Rules(self._token, denied=text)
        return rules

    async def _ask(self, origin: str) -> Rules:
        async with asyncio.timeout(self._patience):
            response = await self._fetch(origin)
        if 200 <= response.status < 300:
            await asyncio.to_thread(self._copies.save, origin, response.body, self._clock.now())
            return read_rules(response.body, self._token)
        if 400 <= response.status < 500 and response.status != 429:
            await asyncio.to_thread(self._copies.drop, origin)
            return Rules(self._token)
        raise _UnreachableError(f"status {response.status}")

    async def _fetch(self, origin: str) -> Response:
        url = f"{origin}/robots.txt"
        engine = self._crawler.engine
        assert engine is not None
        # `dont_obey_robotstxt` tells the archive what this is: archived, never answered from.
        meta = {"dont_obey_robotstxt": True, "dont_retry": True, "dont_redirect": True, "download_timeout": self._patience}
        for _ in range(REDIRECTS + 1):
            request = Request(url, priority=1000, callback=NO_CALLBACK, meta={**meta, _OWN: self._mark}, dont_filter=True)
            response = await engine.download_async(request)
            self._stats.inc_value(f"jishi/robots_status/{response.status}")
            location = response.headers.get(b"Location")
            if response.status not in _REDIRECT_STATUS or not location:
                return response
            url = urljoin(url, safe_url_string(location))
        raise _UnreachableError(f"more than {REDIRECTS} redirects")

    async def _from_copy(self, origin: str, error: Exception) -> Rules:
        what = str(error) or type(error).__name__
        self._stats.inc_value("jishi/robots_unreachable")
        body = await asyncio.to_thread(self._copies.load, origin, self._clock.now())
        if body is not None:
            self._stats.inc_value("jishi/robots_copy_used")
            logger.warning("robots.txt of %s could not be reached (%s): the last good copy decides", origin, what)
            return read_rules(body, self._token)
        text = f"robots.txt of {origin} could not be reached ({what})"
        add_reason(self._stats, text)
        logger.warning("%s: nothing is fetched there", text)
        return Rules(self._token, denied=text)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{host}" if port in (None, usual) else f"{parts.scheme}://{host}:{port}"
