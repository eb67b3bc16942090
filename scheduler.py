"""The clock: due slots from sources.toml and the ledger become child processes, then aggregates.

APScheduler only wakes us; the truth is the ledger (`job_run`): each slot of a source is run once, whichever process comes
first, and a slot whose process died is taken over when its lease is over. A late crawl is run once, for the latest slot; the
slots before it are named as skipped. A run that was broken off is continued.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TypeVar
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from scrapy.utils.project import get_project_settings
from sqlalchemy import Engine

from crawler.clock import Clock
from crawler.command import exit_status
from crawler.configuration import settle
from crawler.errors import ConfigurationError, DatabaseAwayError
from crawler.expectations import RESUMABLE
from crawler.sources import Source, load_sources
from crawler.store import open_store, register, waited_for
from db import ledger

logger = logging.getLogger("scheduler")
T = TypeVar("T")

DEFAULT_MINUTES = 60.0
GRACE = 15.0
AGGREGATE = "aggregate"
# How far back a slot may lie that nobody has run: of a source that never ran, and of one that missed its slot.
FIRST, CATCH_UP = timedelta(days=2), timedelta(days=35)
# From when on a run is told to be late.
LATE = timedelta(hours=1)
# Exit statuses after which the same slot is tried again, and how long after.
AGAIN, AGAIN_AFTER = RESUMABLE - {3, 15} | {17}, timedelta(minutes=5)
MOST_SKIPPED = 50


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


def latest_slot(source: Source, now: datetime, since: datetime | None = None) -> datetime | None:
    """The last instant not after `now` that the schedule names after `since` (default: two days ago); None without one."""
    return next(reversed(slots_between(source, since or now - FIRST, now)), None)


def slots_between(source: Source, since: datetime, now: datetime) -> list[datetime]:
    """The instants that the schedule names after `since` and not after `now`, the latest ones of the last five weeks."""
    trigger, slots = trigger_of(source), deque[datetime](maxlen=MOST_SKIPPED + 1)
    after: datetime | None = trigger.get_next_fire_time(None, max(since + timedelta(seconds=1), now - CATCH_UP))
    while after is not None and after <= now:
        slots.append(after.astimezone(UTC))
        after = trigger.get_next_fire_time(after, after + timedelta(seconds=1))
    return list(slots)


def open_slots(source: Source, last: ledger.JobState | None, now: datetime) -> list[datetime]:
    """Slots of a source that nobody has run, or whose run was broken off, by its last job."""
    if last is None:
        return slots_between(source, now - FIRST, now)
    if last.status == "running":
        # Another process is at it, or was: its lease tells.
        return [last.slot] if last.lease_until is not None and last.lease_until < now else []
    return slots_between(source, last.slot, now)


@dataclass(slots=True)
class Runner:
    """Runs what is due, one source after the other, and the aggregates behind them."""

    engine: Engine
    sources: Mapping[str, Source]
    clock: Clock
    stopping: threading.Event
    patience: float = 60.0
    """Seconds for which a database that is away is waited for."""
    unaggregated: bool = True
    """Whether figures may be out of date: at the start, after a crawl, on a new day."""
    day: date | None = None

    def due(self) -> Iterator[tuple[Source, datetime]]:
        """Sources with a slot that nobody has run, or whose run was broken off."""
        now = self.clock.now()
        for source in self.sources.values():
            if source.enabled and source.schedule:
                job = f"crawl:{source.code}"
                last = self._patiently(lambda job=job: ledger.last_job(self.engine, job, now))  # type: ignore[misc]  # bound here
                slots = open_slots(source, last, now)
                if slots:
                    self._skip(job, slots[:-1] if last else [], source)
                    yield source, slots[-1]

    def tick(self) -> int:
        """Run what is due; how many crawls that were.

        Raises:
            DatabaseAwayError: the database did not answer.

        """
        ran = 0
        for source, slot in list(self.due()):
            if self.stopping.is_set():
                break
            minutes = source.budget.minutes or DEFAULT_MINUTES
            trigger = "catchup" if self.clock.now() - slot > LATE else "schedule"
            arguments = ["crawl", source.spider, "-a", f"source={source.code}"]
            arguments += ["--slot", slot.isoformat(), "--trigger", trigger]
            ran += self._job(f"crawl:{source.code}", slot, arguments, minutes * 60 + 60, source.time_zone)
        today = self.clock.today("Asia/Shanghai")
        if ran or today != self.day:
            self.unaggregated, self.day = True, today
        if self.unaggregated and not self.stopping.is_set():
            self._aggregate()
        return ran

    def _aggregate(self) -> None:
        """Bring the figures up to date, unless another process is at it: then at the next tick."""
        now = self.clock.now()
        last = self._patiently(lambda: ledger.last_job(self.engine, AGGREGATE, now))
        if last is None or last.status != "running" or last.lease_until is None or last.lease_until < now:
            slot = now.replace(second=0, microsecond=0)
            self.unaggregated = not self._job(AGGREGATE, slot, ["aggregate"], 3600, "Asia/Shanghai")

    def _skip(self, job: str, slots: Sequence[datetime], source: Source) -> None:
        """Slots that passed while nobody ran them are named in the ledger: a late crawl is run once."""
        zone = ZoneInfo(source.time_zone)
        for slot in slots:
            day = slot.astimezone(zone).date()
            self._patiently(lambda slot=slot, day=day: ledger.skip_job(self.engine, job, slot, day, now=self.clock.now()))  # type: ignore[misc]

    def _job(self, job: str, slot: datetime, arguments: Sequence[str], limit: float, zone: str) -> int:
        """One job under its lease, as a child process of its own group; 1 where it was ours to run."""
        day = slot.astimezone(ZoneInfo(zone)).date()
        lease = timedelta(seconds=limit + 120)
        token = self._patiently(lambda: ledger.claim_job(self.engine, job, slot, day, now=self.clock.now(), lease=lease))
        if token is None:
            return 0
        logger.info("%s for %s", job, slot.isoformat())
        status = self._child(arguments, limit)
        logger.info("%s ended with exit %d", job, status)
        now = self.clock.now()
        if status in AGAIN or status < 0:
            until = now if self.stopping.is_set() else now + AGAIN_AFTER
            self._patiently(lambda: ledger.put_back(self.engine, job, slot, token, until=until))
        else:
            outcome = "done" if status in (0, 12) else "failed"
            self._patiently(lambda: ledger.finish_job(self.engine, job, slot, token, now=now, status=outcome))
        return 1

    def _child(self, arguments: Sequence[str], limit: float) -> int:
        """Run a command to its end, to its time limit, or until we are told to stop; its exit status."""
        command = [sys.executable, "-m", "scrapy", *arguments]
        child = subprocess.Popen(command, start_new_session=True, cwd=Path(__file__).resolve().parent)
        deadline = time.monotonic() + limit
        while child.poll() is None:
            if self.stopping.wait(0.1):
                _end(child)
            elif time.monotonic() > deadline:
                logger.error("over its time limit of %d s: stopping it", limit)
                _end(child)
                return 15
        return child.returncode

    def _patiently(self, action: Callable[[], T]) -> T:
        return waited_for(action, self.patience)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the child's group to end, and make it end."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
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
    sources = load_sources(Path(settings["JISHI_SOURCES"]), needed=True)
    clock = Clock(settings["JISHI_NOW"])
    if listing:
        for source in sources.values():
            print(f"{source.code:24} {_said(source, clock.now())}")
        return 0
    engine = open_store(settings)
    register(engine, sources.values())
    stopping = threading.Event()
    runner = Runner(engine, sources, clock, stopping, settings.getfloat("JISHI_DATABASE_WAIT"))
    for source in sources.values():
        if source.schedule:
            trigger_of(source)

    def stop(sign: int, _: FrameType | None) -> None:
        logger.info("%s: ending", signal.Signals(sign).name)
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if once:
        runner.tick()
        return 0
    _wait(runner, stopping, Path(settings["JISHI_SOURCES"]))
    return 0


def _wait(runner: Runner, stopping: threading.Event, register_file: Path) -> None:
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
                try:
                    _refresh(runner, register_file)
                    runner.tick()
                except DatabaseAwayError as error:
                    logger.error("%s: trying again", error)
    finally:
        clock.shutdown(wait=False)


def _refresh(runner: Runner, register_file: Path) -> None:
    """Take up what changed in sources.toml; a register that cannot be read leaves the former one in force."""
    try:
        sources = load_sources(register_file, needed=True)
        for source in sources.values():
            if source.schedule:
                trigger_of(source)
    except (ConfigurationError, OSError) as error:
        logger.error("the register stays as it was: %s", error)
        return
    if sources != runner.sources:
        logger.info("sources.toml has changed: %d sources", len(sources))
        register(runner.engine, sources.values())
        runner.sources = sources


def _said(source: Source, now: datetime) -> str:
    if not source.enabled:
        return "not enabled"
    if not source.schedule:
        return "by hand"
    upcoming = trigger_of(source).get_next_fire_time(None, now)
    return f"next {upcoming.isoformat(timespec='minutes')}" if upcoming else "never"


if __name__ == "__main__":
    sys.exit(main())
