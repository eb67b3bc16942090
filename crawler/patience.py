"""What 429, 503 and passing errors mean: `Patience` replaces Scrapy's RetryMiddleware, which ignores Retry-After."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import math
import random
from collections import Counter
from datetime import UTC, datetime
from time import monotonic

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.utils.misc import load_object
from scrapy.utils.response import response_status_message

from crawler.clock import Clock
from crawler.politeness import FAILURES_ALONE, Load
from crawler.tally import Component, add_reason, patient_downloader
from crawler.unpacking import TOO_BIG

logger = logging.getLogger(__name__)

BLOCKED_STATUS = frozenset({401, 403, 407, 429, 451})
RATE_STATUS = frozenset({429, 503})
PAUSES_IN_A_ROW = 5
_LONGEST_BACK_OFF = 60.0
_LONGEST_REST = 30.0
# No answer at all: what an overloaded server does. A body that is cut short may be the page's own fault.
_SILENCE = (DownloadTimeoutError, DownloadConnectionRefusedError, DownloadFailedError)


def read_retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110 section 10.2.3); 0 for a date that is past.

    None where there is no header or it is neither a number from 0 nor a date.
    """
    text = (value or b"").decode("latin-1").strip()
    try:
        seconds = float(text)
    except ValueError:
        return _seconds_until(text, now)
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _seconds_until(text: str, now: datetime) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


class Patience(Component):
    """Downloader middleware in place of RetryMiddleware.

    429 and 503: the whole host waits as long as Retry-After says, or for our own back-off, and a little longer; a wait over
    JISHI_MAX_RETRY_AFTER, or five waits in a row, give the host up for this run. Other passing errors: the request waits, and
    the host gets fewer requests at once (`politeness.Load`); one that fails even a single request at a time rests, longer
    each time, and is given up after FAILURES_ALONE addresses in a row. Each request is sent at most 1 + RETRY_TIMES times.
    Counts `jishi/rate_limited` and `jishi/blocked` (401, 403, 407, 429, 451) by response, `jishi/host_pauses`,
    `jishi/hosts_slowed`, `jishi/hosts_given_up`, then the requests not sent any more: `jishi/given_up` (to hosts that
    refused), `jishi/given_up_failing` (to hosts that failed); `jishi/too_big` (bodies over DOWNLOAD_MAXSIZE).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._longest = settings.getfloat("JISHI_MAX_RETRY_AFTER", 600.0)
        self._base = settings.getfloat("JISHI_RETRY_BACKOFF", 1.0)
        self._codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        passing = (load_object(name) for name in settings.getlist("RETRY_EXCEPTIONS"))
        self._errors: tuple[type[Exception], ...] = tuple(passing)
        self._clock = Clock()
        self._pauses: Counter[str] = Counter()
        self._given_up: dict[str, str] = {}
        self._failing: set[str] = set()
        self._loads: dict[str, Load] = {}
        crawler.signals.connect(self.heed, signals.response_downloaded)

    def process_request(self, request: Request) -> None:
        """Refuse what goes to a host that was given up.

        Raises:
            IgnoreRequest: with the reason.

        """
        if not self._given_up:
            return
        key = patient_downloader(self.crawler).get_slot_key(request)
        reason = self._given_up.get(key)
        if reason:
            self._not_sent(key)
            raise IgnoreRequest(reason)

    def heed(self, response: Response, request: Request) -> None:
        """Count what a host answered and pause it where it asks for that.

        Runs on the signal, before the downloader gives the place of this request to the next one in the host's queue.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        if response.status in BLOCKED_STATUS:
            self.stats.inc_value("jishi/blocked")
        key = patient_downloader(self.crawler).get_slot_key(request)
        if response.status in self._codes | RATE_STATUS:
            self._failed(key, request, response_status_message(response.status), rests=response.status not in RATE_STATUS)
        if response.status in RATE_STATUS:
            self.stats.inc_value("jishi/rate_limited")
            asked = read_retry_after(response.headers.get(b"Retry-After"), self._clock.now())
            self._pause(key, request, asked)
        elif response.status not in self._codes:
            self._pauses.pop(key, None)
            self._answered(key)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The request again, where the answer may be another next time, or the response."""
        if response.status not in self._codes | RATE_STATUS or request.meta.get("dont_retry"):
            return response
        reason = response_status_message(response.status)
        if response.status not in RATE_STATUS:
            return await self._again(request, reason) or response
        if patient_downloader(self.crawler).get_slot_key(request) in self._given_up:
            return response
        return self._copy(request, reason) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Retry what may pass: refused and lost connections, time-outs, bodies cut short."""
        if isinstance(exception, DownloadCancelledError):
            # Scrapy cancels a download that passes DOWNLOAD_MAXSIZE; asking again would not make it smaller.
            self.stats.inc_value(TOO_BIG)
        elif isinstance(exception, _SILENCE) and not request.meta.get("dont_obey_robotstxt"):
            key = patient_downloader(self.crawler).get_slot_key(request)
            self._failed(key, request, type(exception).__name__, rests=True)
        if request.meta.get("dont_retry") or not isinstance(exception, self._errors):
            return None
        return await self._again(request, exception)

    def _failed(self, key: str, request: Request, reason: str, *, rests: bool) -> None:
        """Ask less of a host that fails; where nothing less can be asked, let it rest, and give it up in the end."""
        downloader = patient_downloader(self.crawler)
        if key not in self._loads:
            self.stats.inc_value("jishi/hosts_slowed")
        load = self._loads.setdefault(key, Load(downloader.allowed(key)))
        again = request.meta.get("retry_times", 0) > 0
        if load.failed(downloader.under_way(key), again=again):
            downloader.allow(key, load.at_once)
            logger.info("%s fails (%s): at most %d requests at once", key, reason, load.at_once)
        if again or not rests:
            return
        if load.failed_alone >= FAILURES_ALONE:
            self._failing.add(key)
            self._give_up(key, f"{key} failed {FAILURES_ALONE} addresses in a row, asked for one at a time (last: {reason})")
        elif load.failed_alone > 1:
            downloader.pause(request, min(self._back_off(load.failed_alone - 1), _LONGEST_REST))

    def _answered(self, key: str) -> None:
        load = self._loads.get(key)
        if load is not None and load.answered():
            patient_downloader(self.crawler).allow(key, load.at_once)

    def _pause(self, key: str, request: Request, asked: float | None) -> None:
        """Let the host rest, or give it up."""
        downloader = patient_downloader(self.crawler)
        # Requests that were under way together are told the same thing: one pause.
        fresh = monotonic() >= downloader.paused_until(key)
        self._pauses[key] += fresh
        if asked is not None and asked > self._longest:
            self._give_up(key, f"{key} asks us to wait {asked:g} s, longer than {self._longest:g} s")
        elif self._pauses[key] > PAUSES_IN_A_ROW:
            self._give_up(key, f"{key} went on refusing after {PAUSES_IN_A_ROW} pauses")
        else:
            wait = max(asked or 0.0, self._back_off(self._pauses[key]))
            wait += random.uniform(0.02, 0.1) * min(wait, 50.0)
            if fresh:
                self.stats.inc_value("jishi/host_pauses")
                logger.info("%s asks for patience: nothing is sent there for %.1f s", key, wait)
            downloader.pause(request, wait)

    def _give_up(self, key: str, reason: str) -> None:
        if key not in self._given_up:
            self._given_up[key] = reason
            self.stats.inc_value("jishi/hosts_given_up")
            add_reason(self.stats, reason)
            logger.warning("%s: given up for this run", reason)
            # Those that wait for their turn have passed `process_request`.
            self._not_sent(key, patient_downloader(self.crawler).drop(key, IgnoreRequest(reason)))

    def _not_sent(self, key: str, requests: int = 1) -> None:
        self.stats.inc_value("jishi/given_up_failing" if key in self._failing else "jishi/given_up", requests)

    def _back_off(self, times: int) -> float:
        return min(self._base * 2.0 ** (max(times, 1) - 1), _LONGEST_BACK_OFF)

    async def _again(self, request: Request, reason: str | Exception) -> Request | None:
        if patient_downloader(self.crawler).get_slot_key(request) in self._given_up:
            return None
        again = self._copy(request, reason)
        if again is not None:
            await asyncio.sleep(self._back_off(again.meta["retry_times"]) * random.uniform(0.8, 1.2))
        return again

    def _copy(self, request: Request, reason: str | Exception) -> Request | None:
        assert self.crawler.spider is not None
        return get_retry_request(request, spider=self.crawler.spider, reason=reason)
