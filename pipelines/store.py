"""The store stage: pages are gathered into batches, and one thread writes each batch in a transaction of its own.

While one is written the next is gathered, and made ready where the writer would only wait for PostgreSQL.

The event loop never waits for the database: `put` returns as soon as the page is queued, and waits only while the queue is
full. A database that is away is waited for; a page that the database refuses is told apart from its batch and kept as a
rejection.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_exponential_jitter

from db import ingest
from db.engine import disk_full, unavailable
from db.rows import PageRows
from pipelines.texts import rejection

logger = logging.getLogger(__name__)

BATCH = 200
QUEUE = 1_000
MAX_AGE = 0.5
_LOOK = 0.05
_REASON = 500


class StoreError(Exception):
    """The store has given up; the archive has every page."""


class DatabaseUnavailableError(StoreError):
    """The database did not come back within the deadline."""


class StoreFullError(StoreError):
    """No space is left for the store."""


@dataclass(slots=True)
class StoreCounts:
    """What a store has done so far."""

    pages: int = 0
    """Pages written, each with all that was read from it."""
    rejected_pages: int = 0
    """Pages of which the database refused a row: only their evidence and a rejection were written."""
    outages: int = 0
    seconds_away: float = 0.0


@dataclass(slots=True)
class _Batch:
    pages: Sequence[PageRows]
    prepared: ingest.Prepared | None = None


class Store:
    """Writes pages in batches from one thread. Made inside a running event loop.

    Args:
        engine: the store.
        code_version: of the code that read the pages.
        now: the clock of the run.
        deadline: seconds for which a database that is away is waited for.
        failed: called once, in the event loop, when the store has given up.

    """

    def __init__(
        self,
        engine: Engine,
        *,
        code_version: str,
        now: Callable[[], datetime],
        deadline: float = 60.0,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.counts = StoreCounts()
        self._engine, self._code_version, self._now, self._deadline, self._failed = engine, code_version, now, deadline, failed
        self._queue: asyncio.Queue[PageRows | None] = asyncio.Queue(QUEUE)
        # Set while somebody waits for what is queued: a batch does not wait for more then.
        self._awaited = asyncio.Event()
        self._error: Exception | None = None
        self._writing: asyncio.Task[None] | None = None
        # Gathered while another batch is written.
        self._ahead: _Batch | None = None
        self._task = asyncio.create_task(self._work())

    async def put(self, page: PageRows) -> None:
        """Queue a page; waits while the queue is full.

        Raises:
            DatabaseUnavailableError: the database did not come back within the deadline.
            StoreFullError: no space is left.
            StoreError: the store failed in a way that nobody foresaw.

        """
        self._check()
        await self._queue.put(page)
        # It may have given up while the page waited for its place.
        self._check()

    async def drain(self) -> None:
        """Wait until everything queued so far is written (or the store has given up)."""
        self._awaited.set()
        await self._queue.join()
        self._awaited.clear()

    async def close(self) -> None:
        """Write what is queued.

        Raises:
            DatabaseUnavailableError: the database did not come back within the deadline.
            StoreFullError: no space is left.
            StoreError: the store failed in a way that nobody foresaw.

        """
        await self._queue.put(None)
        await self._task
        self._check()

    def _check(self) -> None:
        if self._error is not None:
            raise self._error

    async def _work(self) -> None:
        ending = False
        while not ending:
            pages, ending = await self._gather()
            batch = self._ahead = _Batch(pages)
            if self._writing is not None:
                await self._writing
            self._writing = asyncio.create_task(self._written(batch))
        if self._writing is not None:
            await self._writing

    async def _written(self, batch: _Batch) -> None:
        if batch.pages and self._error is None:
            try:
                await asyncio.to_thread(self._write, batch)
            except Exception as error:
                self._give_up(error)
        for _ in batch.pages:
            self._queue.task_done()

    def _give_up(self, error: Exception) -> None:
        if not isinstance(error, StoreError):
            logger.error("The store failed", exc_info=error)
        self._error = error if isinstance(error, StoreError) else StoreError(f"the store failed: {error}")
        if self._failed is not None:
            self._failed(self._error)

    async def _gather(self) -> tuple[list[PageRows], bool]:
        """The next batch: full, awaited, or as old as a page may get and the writer free; whether it is the last.

        Looks after the queue now and then: to be woken for every page costs the crawl more than the page's own row.
        """
        page = await self._queue.get()
        batch: list[PageRows] = []
        due = time.monotonic() + MAX_AGE
        while page is not None:
            batch.append(page)
            while self._queue.empty() and len(batch) < BATCH and (self._busy() or time.monotonic() < due):
                if await self._is_awaited():
                    break
            if len(batch) >= BATCH or self._queue.empty():
                return batch, False
            page = self._queue.get_nowait()
        return batch, True

    async def _is_awaited(self) -> bool:
        """Whether somebody waits for what is queued; waits itself until then, or until it is time to look after the queue."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK):
                return await self._awaited.wait()
        return False

    def _busy(self) -> bool:
        return self._writing is not None and not self._writing.done()

    def _meanwhile(self) -> None:
        """Prepare the batch that waits, in the writer's thread while that waits for the database."""
        batch = self._ahead
        if batch is not None and batch.prepared is None:
            # A page that cannot be prepared is told apart when its batch is written.
            with suppress(ValueError, TypeError, ArithmeticError):
                batch.prepared = ingest.prepare(batch.pages)

    def _write(self, batch: _Batch) -> None:
        """Write a batch; what the database refuses is split down to the page."""
        if self._ahead is batch:
            self._ahead = None
        try:
            self._patiently(batch)
        except DBAPIError as error:
            self._split(batch.pages, error)
        except (ValueError, TypeError, ArithmeticError) as error:
            # A value that the driver cannot bind: the page's, not the database's fault.
            self._split(batch.pages, error)
        else:
            self.counts.pages += len(batch.pages)

    def _patiently(self, batch: _Batch) -> None:
        """Write a batch in one transaction, waiting while the database is away.

        Raises:
            DatabaseUnavailableError: it did not come back within the deadline.
            StoreFullError: no space is left.
            DBAPIError: it refuses the batch.

        """
        attempts = Retrying(
            retry=retry_if_exception(unavailable),
            wait=wait_exponential_jitter(multiplier=0.25, max=5.0, jitter=0.25),
            stop=stop_after_delay(self._deadline),
            before_sleep=self._away,
            reraise=True,
        )
        try:
            pages = batch.prepared or batch.pages
            given = {"code_version": self._code_version, "now": self._now(), "meanwhile": self._meanwhile}
            attempts(ingest.write_batch, self._engine, pages, **given)
        except (DBAPIError, OSError) as error:
            if disk_full(error):
                raise StoreFullError("no space left for the database") from error
            if unavailable(error):
                raise DatabaseUnavailableError(f"the database did not answer for {self._deadline:g} s") from error
            raise
        if attempts.statistics["attempt_number"] > 1:
            away = time.monotonic() - attempts.statistics["start_time"]
            self.counts.seconds_away += away
            logger.warning("The database is back after %.1f s", away)

    def _away(self, state: RetryCallState) -> None:
        """Tell the beginning of an outage, once."""
        if state.attempt_number == 1 and state.outcome is not None:
            self.counts.outages += 1
            message = str(state.outcome.exception()).splitlines()[0]
            logger.warning("The database is away: waiting up to %g s (%s)", self._deadline, message)

    def _split(self, pages: Sequence[PageRows], error: Exception) -> None:
        """Write the halves of a refused batch; of a single refused page the evidence, with the database's message as reason."""
        if len(pages) > 1:
            middle = len(pages) // 2
            self._write(_Batch(pages[:middle]))
            self._write(_Batch(pages[middle:]))
            return
        page = pages[0]
        message = str(getattr(error, "orig", error)).splitlines()[0][:_REASON]
        refusal = rejection("page", "*", f"refused by the database: {message}", page.capture.url)
        self._patiently(_Batch([PageRows(capture=page.capture, rejections=[refusal])]))
        logger.error("A page was refused by the database, its rows are left out: %s: %s", page.capture.url, message)
        self.counts.rejected_pages += 1
