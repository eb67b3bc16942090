"""The clock: due slots from sources.toml and the ledger become child processes, then aggregates.

APScheduler only wakes us; the truth is the ledger (`job_run`): each slot of a source is run once, whichever process comes
first, and a slot whose process died is taken over when its lease is over. A late crawl is run once, for the latest slot.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from scrapy.utils.project import get_project_settings
from sqlalchemy import Engine

from crawler.clock import Clock
from crawler.command import exit_status
from crawler.configuration import settle
from crawler.errors import ConfigurationError
from crawler.sources import Source, load_sources
from crawler.store import open_store, register
from db import ledger

logger = logging.getLogger("scheduler")

DEFAULT_MINUTES = 60.0
GRACE = 15.0
AGGREGATE = "aggregate"
# How far back a slot may lie that nobody has run.
CATCH_UP = timedelta(days=2)


def trigger_of(source: Source) -> CronTrigger:
    """The schedule of a source, in its time zone.

    Raises:
        ConfigurationError: it is no cron line, or names weekdays by number (which cron and APScheduler count differently).

    """
    fields = source.schedule.split()
    if len(fields) == 5 and any(sign.isdigit() for sign in fields[4]):
        raise ConfigurationError(f"source {source.code}: write weekdays as names (mon-fri), not {fields[4]}")
    try:
        return CronTrigger.from_crontab(source.schedule, timezone=ZoneInfo(source.time_zone))
    except ValueError as error:
        raise ConfigurationError(f"source {source.code}: schedule {source.schedule!r}: {error}") from error


def latest_slot(source: Source, now: datetime) -> datetime | None:
    """The last instant not after `now` that the schedule names, within the last days; None where there is none."""
    slot, trigger = None, trigger_of(source)
    after: datetime | None = trigger.get_next_fire_time(None, now - CATCH_UP)
    while after is not None and after <= now:
        slot = after
        after = trigger.get_next_fire_time(after, after + timedelta(seconds=1))
    return slot.astimezone(UTC) if slot else None


@dataclass(slots=True)
class Runner:
    """Runs what is due, one source after the other, and the aggregates behind them."""

    engine: Engine
    sources: Mapping[str, Source]
    clock: Clock
    stopping: threading.Event
    child: subprocess.Popen[bytes] | None = None

    def due(self) -> Iterator[tuple[Source, datetime]]:
        """Sources whose latest slot has no row in the ledger yet."""
        for source in self.sources.values():
            if source.enabled and source.schedule:
                slot = latest_slot(source, self.clock.now())
                last = ledger.last_slot(self.engine, f"crawl:{source.code}")
                if slot is not None and (last is None or slot > last):
                    yield source, slot

    def tick(self) -> int:
        """Run what is due; how many crawls that were."""
        ran = 0
        for source, slot in list(self.due()):
            if self.stopping.is_set():
                break
            minutes = source.budget.minutes or DEFAULT_MINUTES
            arguments = [
                "crawl",
                source.spider,
                "-a",
                f"source={source.code}",
                "--slot",
                slot.isoformat(),
                "--trigger",
                "schedule",
            ]
            ran += self._job(f"crawl:{source.code}", slot, arguments, minutes * 60 + 60, source.time_zone)
        if ran and not self.stopping.is_set():
            self._job(AGGREGATE, self.clock.now().replace(microsecond=0), ["aggregate"], 3600, "Asia/Shanghai")
        return ran

    def _job(self, job: str, slot: datetime, arguments: Sequence[str], limit: float, zone: str) -> int:
        """One job under its lease, as a child process of its own group; 1 where it was ours to run."""
        day = slot.astimezone(ZoneInfo(zone)).date()
        lease = timedelta(seconds=limit + 120)
        token = ledger.claim_job(self.engine, job, slot, day, now=self.clock.now(), lease=lease)
        if token is None:
            return 0
        logger.info("%s for %s", job, slot.isoformat())
        status = self._child(arguments, limit)
        outcome = "done" if status in (0, 12) else "failed"
        ledger.finish_job(self.engine, job, slot, token, now=self.clock.now(), status=outcome)
        logger.info("%s ended with exit %d", job, status)
        return 1

    def _child(self, arguments: Sequence[str], limit: float) -> int:
        command = [sys.executable, "-m", "scrapy", *arguments]
        self.child = subprocess.Popen(command, start_new_session=True, cwd=Path(__file__).resolve().parent)
        try:
            return self.child.wait(limit)
        except subprocess.TimeoutExpired:
            logger.error("over its time limit of %d s: stopping it", limit)
            self.stop_child()
            return 15
        finally:
            self.child = None

    def stop_child(self) -> None:
        """Ask the child's group to end, and make it end."""
        child = self.child
        if child is None or child.poll() is not None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            os.killpg(child.pid, sign)
            try:
                child.wait(GRACE)
                return
            except subprocess.TimeoutExpired:
                logger.warning("the child did not end on %s", sign.name)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the scheduler; the exit status."""
    parser = argparse.ArgumentParser(prog="scheduler.py", description="Runs due sources of sources.toml, then aggregates.")
    parser.add_argument("--once", action="store_true", help="run what is due now, then end")
    parser.add_argument("--list", action="store_true", help="print the next slot of each source, then end")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    return exit_status(lambda: _serve(options.once, options.list))


def _serve(once: bool, listing: bool) -> int:
    settings = get_project_settings()
    settle(settings)
    sources = load_sources(Path(settings["JISHI_SOURCES"]))
    clock = Clock(settings["JISHI_NOW"])
    if listing:
        for source in sources.values():
            print(f"{source.code:24} {_said(source, clock.now())}")
        return 0
    engine = open_store(settings)
    register(engine, sources.values())
    stopping = threading.Event()
    runner = Runner(engine, sources, clock, stopping)
    for source in sources.values():
        if source.schedule:
            trigger_of(source)

    def stop(sign: int, _: FrameType | None) -> None:
        logger.info("%s: ending", signal.Signals(sign).name)
        stopping.set()
        runner.stop_child()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if once:
        runner.tick()
        return 0
    _wait(runner, stopping)
    return 0


def _wait(runner: Runner, stopping: threading.Event) -> None:
    """Tick every half minute until told to stop; APScheduler is the clock, in memory."""
    clock = BackgroundScheduler(timezone=UTC)
    wake = threading.Event()
    clock.add_job(wake.set, "interval", seconds=30, coalesce=True, max_instances=1, misfire_grace_time=None)
    clock.start()
    wake.set()
    try:
        while not stopping.is_set():
            if wake.wait(0.5):
                wake.clear()
                runner.tick()
    finally:
        clock.shutdown(wait=False)


def _said(source: Source, now: datetime) -> str:
    if not source.enabled:
        return "not enabled"
    if not source.schedule:
        return "by hand"
    upcoming = trigger_of(source).get_next_fire_time(None, now)
    return f"next {upcoming.isoformat(timespec='minutes')}" if upcoming else "never"


if __name__ == "__main__":
    sys.exit(main())
