"""The run: its identity, and its journal. One row a run, with the outcome, the reasons and the final counts.

The `crawl` command opens the run; `RunJournal` closes it when the spider has closed: judges it, ends the archive with a
record of the same content, and writes the row. A process that is killed leaves the row open: the next run continues it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from sqlalchemy import Engine

from crawler.archive_writer import ArchiveWriter
from crawler.clock import Clock
from crawler.expectations import Expect, Judgement, judge
from crawler.items import Walk
from crawler.resume import Resumable
from crawler.version import code_version
from db import ledger
from db.ingest import absences

logger = logging.getLogger(__name__)

RUN = "JISHI_RUN"
"""Setting under which the crawl command hands its run to the crawler's components."""


@dataclass(slots=True, kw_only=True)
class Run:
    """What a run is; all of it stands in the archive's first record, so that the files need no database."""

    id: str
    source_code: str
    spider: str
    arguments: Mapping[str, str]
    logical_date: date
    started_at: datetime
    clock: Clock
    trigger: str = "manual"
    slot: str = ""
    time_zone: str = "Asia/Shanghai"
    currency: str | None = None
    place_prior: str | None = None
    mirror: str = ""
    expect: Expect = field(default_factory=Expect)
    due: tuple[str, ...] = ()
    """Item pages to read again, those most due first (`revisit`)."""
    resumes_run_id: str | None = None
    held: Resumable | None = None
    engine: Engine | None = None
    writer: ArchiveWriter | None = None
    walks: list[Walk] = field(default_factory=list)
    judgement: Judgement | None = None

    def __deepcopy__(self, memo: object) -> Run:
        """Scrapy copies settings deeply; a run is one thing."""
        return self

    @property
    def code_version(self) -> str:
        """Of the code that reads this run's pages."""
        return code_version()

    def information(self) -> dict[str, Any]:
        """The run as plain data, for the archive."""
        return {
            "software": f"Jishi/{code_version()}",
            "format": "WARC File Format 1.1",
            "id": self.id,
            "source_code": self.source_code,
            "spider": self.spider,
            "arguments": dict(sorted(self.arguments.items())),
            "logical_date": self.logical_date.isoformat(),
            "started_at": self.started_at.isoformat(),
            "trigger": self.trigger,
            "slot": self.slot,
            "time_zone": self.time_zone,
            "currency": self.currency,
            "place_prior": self.place_prior,
            "mirror": self.mirror,
            "resumes_run_id": self.resumes_run_id,
        }


def new_run_id(started_at: datetime) -> str:
    """Sortable by time: `20200424T020000.123456Z-3f9a1c`."""
    return f"{started_at:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"


def run_of(crawler: Crawler) -> Run:
    """The run of a crawler.

    Raises:
        RuntimeError: the crawl was not started by `scrapy crawl`.

    """
    run = crawler.settings.get(RUN)
    if not isinstance(run, Run):
        raise RuntimeError("no run: start spiders with the project's own `scrapy crawl` command")
    return run


class RunJournal:
    """Ends requests in flight when a run is told to stop, and closes its journal."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler, self._run = crawler, run_of(crawler)
        self._grace = crawler.settings.getfloat("JISHI_STOP_GRACE")
        self._watch: asyncio.Task[None] | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunJournal:
        """Called by Scrapy."""
        return cls(crawler)

    def _opened(self) -> None:
        self._watch = asyncio.create_task(self._end_in_time())

    async def _end_in_time(self) -> None:
        """Scrapy waits for requests in flight as long as they take: cancel them a short grace after the run began to end."""
        engine = self._crawler.engine
        assert engine is not None
        # Scrapy tells nobody that it begins to end.
        # Not `engine.running`: it is still false when the spider opens.
        while not (engine._slot is not None and engine._slot.closing):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        await asyncio.sleep(self._grace)
        cancelled = engine.downloader.cancel_all()  # type: ignore[attr-defined]  # our StoppableDownloader
        if cancelled:
            logger.info("Cancelled %d requests in flight", cancelled)

    async def _closed(self, spider: Spider, reason: str) -> None:
        if self._watch is not None:
            self._watch.cancel()
        run, stats = self._run, self._crawler.stats
        assert stats is not None
        counts = {key: value for key, value in stats.get_stats().items() if isinstance(value, int | float | str)}
        run.judgement = judge(counts, reason, run.expect)
        run.judgement.reasons.extend(stats.get_value("jishi/reasons", []))
        # One instant for both, so that a replay of the archive says the same.
        finished_at = run.clock.now()
        await self._end_archive(run.judgement, counts, finished_at)
        if run.engine is not None:
            await asyncio.to_thread(close_journal, run, run.judgement, counts, finished_at)

    async def _end_archive(self, judgement: Judgement, counts: Mapping[str, Any], finished_at: datetime) -> None:
        if self._run.writer is None:
            return
        ending = {
            "run_id": self._run.id,
            "finished_at": finished_at.isoformat(),
            "outcome": judgement.outcome,
            "exit_code": judgement.exit_code,
            "reasons": judgement.reasons,
            "resumable": judgement.resumable,
            "walks": [
                {
                    "kind": w.scope.kind,
                    "key": w.scope.key,
                    "pages": w.pages,
                    "stated_total": w.stated_total,
                    "enumerated": w.enumerated,
                    "complete": w.complete,
                }
                for w in self._run.walks
            ],
            "stats": counts,
        }
        try:
            await self._run.writer.close(ending)
        except OSError as error:
            logger.error("The archive could not be ended: %s", error)


def close_journal(run: Run, judgement: Judgement, counts: Mapping[str, Any], finished_at: datetime) -> None:
    """Write the outcome into the run's row. The archive has it too: a database that is away is named in the log, not fatal."""
    assert run.engine is not None
    try:
        ledger.close_run(
            run.engine,
            run.id,
            finished_at=finished_at,
            outcome=judgement.outcome,
            exit_code=judgement.exit_code,
            reasons=judgement.reasons,
            stats=dict(counts),
            walks=[
                ledger.WalkRow(
                    scope_kind=w.scope.kind,
                    scope_key=w.scope.key,
                    pages=w.pages,
                    stated_total=w.stated_total,
                    enumerated=w.enumerated,
                    complete=w.complete,
                )
                for w in run.walks
            ],
        )
        absences.mark_absent(run.engine, [run.id], code_version=code_version(), now=run.clock.now())
    except Exception:
        logger.exception("The journal row of run %s could not be closed", run.id)
