"""The scheduler: slots by the source's zone, each run once as a child process, then aggregates; a clean end on SIGTERM."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

import scheduler
from crawler.clock import Clock
from crawler.errors import ConfigurationError
from crawler.sources import Source
from db import ledger
from db.engine import engine_of
from db.models import Base
from tests.commands import ROOT, environment
from tests.fair.ports import FREE
from tests.fair.server import Fair

NOW = datetime(2020, 4, 20, 2, 30, tzinfo=UTC)
REGISTER = """
[source.fair]
spider = "taobao_listings"
platform = "taobao"
arguments = { keywords = ["脐橙"] }
schedule = "0 10 * * *"

[source.later]
spider = "taobao_listings"
platform = "taobao"
arguments = { keywords = ["热干面"] }
schedule = "0 10 * * *"
enabled = false
"""


def source(schedule: str, code: str = "s") -> Source:
    return Source(code=code, spider="taobao_listings", schedule=schedule)


def test_the_latest_slot_is_told_by_the_sources_zone() -> None:
    assert scheduler.latest_slot(source("0 10 * * *"), NOW) == datetime(2020, 4, 20, 2, tzinfo=UTC)
    assert scheduler.latest_slot(source("0 11 * * *"), NOW) == datetime(2020, 4, 19, 3, tzinfo=UTC)
    assert scheduler.latest_slot(source("0 10 * * sun"), NOW) == datetime(2020, 4, 19, 2, tzinfo=UTC)
    assert scheduler.latest_slot(source("0 10 1 1 *"), NOW) is None


@pytest.mark.parametrize("schedule", ["0 10 * * 1", "every day", "0 99 * * *"])
def test_schedules_that_would_mislead_are_refused(schedule: str) -> None:
    with pytest.raises(ConfigurationError, match="source s"):
        scheduler.trigger_of(source(schedule))


def test_a_slot_is_claimed_once_however_many_ask(store_engine: Engine) -> None:
    tokens: list[str | None] = []

    def claim() -> None:
        tokens.append(ledger.claim_job(store_engine, "crawl:s", NOW, NOW.date(), now=NOW, lease=timedelta(minutes=5)))

    threads = [threading.Thread(target=claim) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (token,) = [t for t in tokens if t]
    later = NOW + timedelta(minutes=6)
    again = ledger.claim_job(store_engine, "crawl:s", NOW, NOW.date(), now=later, lease=timedelta(minutes=5))
    assert again
    assert again != token
    assert not ledger.finish_job(store_engine, "crawl:s", NOW, token, now=later, status="done")
    assert ledger.finish_job(store_engine, "crawl:s", NOW, again, now=later, status="done")
    assert ledger.claim_job(store_engine, "crawl:s", NOW, NOW.date(), now=later, lease=timedelta(minutes=5)) is None
    assert ledger.last_slot(store_engine, "crawl:s") == NOW


@pytest.fixture
def fair() -> Iterator[Fair]:
    with Fair(ports=FREE) as opened:
        yield opened


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "scheduler.py"), *arguments]


def test_once_runs_what_is_due_then_the_aggregates(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    (tmp_path / "sources.toml").write_text(REGISTER, encoding="utf-8")
    env = environment(tmp_path, url, fair, NOW)
    done = subprocess.run(command("--once"), env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    engine = engine_of(url)
    with engine.connect() as connection:
        jobs = connection.execute(select(Base.metadata.tables["job_run"])).mappings().all()
        market = connection.execute(select(Base.metadata.tables["daily_market"])).mappings().all()
        runs = connection.execute(select(Base.metadata.tables["run"])).mappings().all()
    engine.dispose()
    assert {(job["job"], job["status"]) for job in jobs} == {("crawl:fair", "done"), ("aggregate", "done")}
    assert market
    assert [run["slot"] for run in runs] == [datetime(2020, 4, 20, 2, tzinfo=UTC)]
    seen = len(fair.requests())
    assert subprocess.run(command("--once"), env=env, capture_output=True, timeout=60, check=False).returncode == 0
    assert len(fair.requests()) == seen


def test_list_and_a_clean_stop(fair: Fair, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(REGISTER, encoding="utf-8")
    env = environment(tmp_path, f"sqlite:///{tmp_path}/store.db", fair, NOW)
    listed = subprocess.run(command("--list"), env=env, capture_output=True, text=True, timeout=30, check=False)
    assert "next 2020-04-21T10:00+08:00" in listed.stdout
    assert "not enabled" in listed.stdout
    fair.faults.slow("s.taobao.com", 30.0)
    child = subprocess.Popen(command(), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not fair.requests() and time.monotonic() < deadline:
        time.sleep(0.05)
    begun = time.monotonic()
    child.send_signal(signal.SIGTERM)
    assert child.wait(25) == 0
    assert time.monotonic() - begun < 15
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_the_clock_of_a_simulation_goes_on_from_its_instant() -> None:
    clock = Clock("2020-04-24T10:00:00+08:00")
    assert timedelta(0) <= clock.now() - datetime(2020, 4, 24, 2, tzinfo=UTC) < timedelta(seconds=5)
    assert str(clock.today("Asia/Shanghai")) == "2020-04-24"
