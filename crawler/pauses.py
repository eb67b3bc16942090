"""A downloader that can slow down or pause one host while the others go on.

Scrapy's downloader slots have a delay and no pause, and its scheduler would go on handing out the requests of a paused host
until they fill all places. Both classes touch attributes of Scrapy that are not documented;
tests/test_retry_after.py guards them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Coroutine, Iterable
from time import monotonic
from typing import Any, cast

from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.utils.asyncio import call_later
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from crawler.downloader import StoppableDownloader

JITTER = 0.1


class PatientDownloader(StoppableDownloader):
    """Keeps, for each host, a delay that is never undercut and the instant until which it is left alone."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._resting: set[str] = set()
        self._until: dict[str, float] = {}

    def slow_down(self, key: str, seconds: float) -> None:
        """Let at least so many seconds lie between two requests of a slot; a smaller figure changes nothing.

        Scrapy varies a delay both ways. Ours varies upwards only: what a host asked for is a minimum.
        """
        known = self.per_slot_settings.get(key, {})
        delay = seconds / (1 - JITTER)
        if delay <= float(known.get("delay", self._delay * (1 - self._jitter))):
            return
        self.per_slot_settings[key] = {**known, "delay": delay, "jitter": JITTER}
        if key in self.slots:
            self.slots[key].delay, self.slots[key].jitter = delay, JITTER

    def allow(self, key: str, at_once: int) -> None:
        """Let at most so many requests of a slot be under way at once."""
        self.per_slot_settings[key] = {**self.per_slot_settings.get(key, {}), "concurrency": at_once}
        if key in self.slots:
            self.slots[key].concurrency = at_once

    def under_way(self, key: str) -> int:
        """How many requests of a slot the host has been sent and has not answered."""
        return len(self.slots[key].transferring) if key in self.slots else 0

    def allowed(self, key: str) -> int:
        """How many requests of a slot may be under way at once."""
        known: int = self.per_slot_settings.get(key, {}).get("concurrency", self.ip_concurrency or self.domain_concurrency)
        return known

    def pause(self, request: Request, seconds: float) -> None:
        """Send nothing more to the host of this request for so many seconds; a pause under way is never shortened."""
        key, slot = self._get_slot(request)
        until = monotonic() + seconds
        if until <= self._until.get(key, 0.0):
            return
        self._until[key] = until
        self._resting.add(key)
        if slot.latercall:
            slot.latercall.cancel()
        # A time in the future also keeps Scrapy from forgetting the slot as idle.
        slot.lastseen = max(slot.lastseen, until - slot.delay)
        slot.latercall = call_later(seconds, self._resume, key, slot)

    def drop(self, key: str, error: Exception) -> int:
        """Give the error to the requests of a slot that were not sent yet; how many there were."""
        waiting = self.slots[key].queue if key in self.slots else deque()
        dropped = [waiting.popleft()[1] for _ in range(len(waiting))]
        for answer in dropped:
            answer.errback(Failure(error))  # type: ignore[no-untyped-call]
        return len(dropped)

    def paused(self, key: str) -> bool:
        """Whether this slot is being left alone."""
        return key in self._resting

    def paused_until(self, key: str) -> float:
        """The end of the slot's last pause on the monotonic clock, in seconds; 0 where it never had one."""
        return self._until.get(key, 0.0)

    def needs_backout(self) -> bool:
        """Whether no further request can be taken: those that wait for a paused host take no place."""
        waiting = sum(len(self.slots[key].queue) for key in self._resting if key in self.slots)
        return 0 < self.total_concurrency <= len(self.active) - waiting

    def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: Deferred[Response]) -> Coroutine[Any, Any, None]:
        # Scrapy notes a transfer only when its task first runs, so that a burst passes CONCURRENT_REQUESTS_PER_DOMAIN.
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)

    def _resume(self, key: str, slot: Slot) -> None:
        self._resting.discard(key)
        slot.latercall = None
        self._process_queue(slot)
        engine = self.crawler.engine
        if engine is not None and engine._slot is not None:
            engine._slot.nextcall.schedule()


class _AwakeSlots(DownloaderInterface):
    """Offers the scheduler's queue only those slots that are not paused."""

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        downloader = cast(PatientDownloader, self.downloader)
        return super().stats(key for key in possible_slots if not downloader.paused(key))


class PatientPriorityQueue(DownloaderAwarePriorityQueue):
    """Leaves the requests of a paused host where they are."""

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _AwakeSlots(crawler)
