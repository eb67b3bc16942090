"""How much we ask of a host: the floor of the delay, the budget of requests, and how many at once where it is overloaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.tally import Component, add_reason, allowed_hosts, host_port, patient_downloader

FAILURES_ALONE = 15
_FIRST_TRIAL = 16
_LONGEST_TRIAL = 512


@dataclass(slots=True)
class Load:
    """How many requests a host that failed may have under way at once: the one place where that is decided. Pure.

    Errors of the server and answers that do not come halve it, down to one at a time; a row of good answers adds one, and
    each fall makes the row that is wanted twice as long, so that what a weak server bears is not tried out again and again.
    Requests that were under way when it fell say nothing new.
    """

    most: int
    """What a healthy host gets."""
    at_once: int = field(init=False)
    failed_alone: int = field(default=0, init=False)
    """Addresses in a row that failed although they were asked for alone; at FAILURES_ALONE nothing more should be asked."""
    _old: int = field(default=0, init=False)
    _good: int = field(default=0, init=False)
    _wanted: int = field(default=_FIRST_TRIAL // 2, init=False)

    def __post_init__(self) -> None:
        self.at_once = max(self.most, 1)

    def failed(self, under_way: int, *, again: bool = False) -> bool:
        """Note a failure among so many requests under way (itself counted); whether fewer are allowed now.

        That a page fails `again` may be its own fault: it says nothing more of a host that is asked for one at a time.
        """
        self._good = 0
        if self._old:
            self._old -= 1
        elif self.at_once == 1:
            self.failed_alone += not again
        else:
            self.at_once //= 2
            self._old = max(under_way - 1, 0)
            self._wanted = min(2 * self._wanted, _LONGEST_TRIAL)
            return True
        return False

    def answered(self) -> bool:
        """Note an answer that is none of these errors; whether more are allowed now."""
        self.failed_alone = 0
        self._old = max(self._old - 1, 0)
        self._good += 1
        if self._good < self._wanted or self.at_once >= self.most:
            return False
        self._good = 0
        self.at_once += 1
        return True


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
