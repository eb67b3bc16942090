"""How much we ask of a host: the floor of the delay and the budget of requests."""

from __future__ import annotations

from collections import Counter

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.tally import Component, add_reason, allowed_hosts, host_port, patient_downloader


class Pace(Component):
    """Downloader middleware: no public host is asked more often than JISHI_MIN_DELAY allows."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floor = crawler.settings.getfloat("JISHI_MIN_DELAY", 1.0)
        self._allowed = allowed_hosts(crawler.settings)
        self._seen: set[str] = set()

    def process_request(self, request: Request) -> None:
        """Put the floor under the slot of a host that is met for the first time."""
        downloader = patient_downloader(self.crawler)
        key = downloader.get_slot_key(request)
        if key not in self._seen and host_port(request.url) not in self._allowed:
            self._seen.add(key)
            downloader.slow_down(key, self._floor)


class HostBudget(Component):
    """Downloader middleware, next to the network: a host gets at most so many requests a run.

    The spider's `budget`, else JISHI_MAX_REQUESTS_PER_HOST; 0 is no limit. robots.txt is not counted, retries are. Counts
    what it refuses in `jishi/over_budget`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._default = int(crawler.settings.getfloat("JISHI_MAX_REQUESTS_PER_HOST", 0.0))
        self._sent: Counter[str] = Counter()

    def process_request(self, request: Request) -> None:
        """Count the request.

        Raises:
            IgnoreRequest: the host has had all that this run may ask of it.

        """
        most = int(getattr(self.crawler.spider, "budget", None) or self._default)
        if not most or request.meta.get("dont_obey_robotstxt"):
            return
        host = host_port(request.url)
        if self._sent[host] >= most:
            self.stats.inc_value("jishi/over_budget")
            add_reason(self.stats, f"the budget of {most} requests for {host} is spent")
            raise IgnoreRequest(f"over the budget of {most} requests for {host}")
        self._sent[host] += 1
