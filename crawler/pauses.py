"""A downloader that can slow down or pause one host while the others go on.

Scrapy's downloader slots have a delay and no pause, and its scheduler would go on handing out the requests of a paused host
until they fill all places. Both classes touch attributes of Scrapy that are not documented;
tests/test_retry_after.py guards them.
"""

from __future__ import annotations

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
