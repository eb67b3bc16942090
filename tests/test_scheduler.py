"""The scheduler: slots by the source's zone, each run once as a child process, then aggregates; a clean end on SIGTERM."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, select

import scheduler
from crawler.clock import Clock
from crawler.errors import ConfigurationError, DatabaseAwayError
from crawler.sources import Source
from db import ledger
from db.engine import engine_of
from db.models import Base
from tests.commands import environment
from tests.fair.ports import FREE
from tests.fair.server import Fair
from tests.forks import ROOT

JOBS, RUNS = Base.metadata.tables["job_run"], Base.metadata.tables["run"]
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
    last = ledger.last_job(store_engine, "crawl:s", later)
    assert last is not None and (last.slot, last.status, last.attempt) == (NOW, "done", 2)


def runner(engine: Engine, now: datetime, *sources: Source) -> scheduler.Runner:
    return scheduler.Runner(engine, {one.code: one for one in sources}, Clock(now.isoformat()), threading.Event(), patience=1)


def claimed(engine: Engine, slot: datetime, now: datetime) -> str:
    token = ledger.claim_job(engine, "crawl:s", slot, slot.date(), now=now, lease=timedelta(minutes=5))
    assert token is not None
    return token


def test_a_slot_whose_process_died_is_due_again_when_its_lease_is_over(store_engine: Engine) -> None:
    daily, slot = source("0 10 * * *"), datetime(2020, 4, 20, 2, tzinfo=UTC)
    assert [due[1] for due in runner(store_engine, NOW, daily).due()] == [slot]
    claimed(store_engine, slot, NOW)
    assert not list(runner(store_engine, NOW, daily).due())
    later = NOW + timedelta(minutes=6)
    assert [due[1] for due in runner(store_engine, later, daily).due()] == [slot]
    token = claimed(store_engine, slot, later)
    assert ledger.put_back(store_engine, "crawl:s", slot, token, until=later)
    assert [due[1] for due in runner(store_engine, later + timedelta(seconds=1), daily).due()] == [slot]
    token = claimed(store_engine, slot, later + timedelta(seconds=1))
    assert not ledger.put_back(store_engine, "crawl:s", slot, token, until=later), "three attempts are enough"
    assert not list(runner(store_engine, later + timedelta(minutes=9), daily).due())


def test_a_late_source_is_run_once_and_the_slots_before_are_named_as_skipped(store_engine: Engine) -> None:
    daily, slot = source("0 10 * * *"), datetime(2020, 4, 16, 2, tzinfo=UTC)
    assert ledger.finish_job(store_engine, "crawl:s", slot, claimed(store_engine, slot, slot), now=slot, status="done")
    assert [due[1] for due in runner(store_engine, NOW, daily).due()] == [slot + timedelta(days=4)]
    assert [due[1] for due in runner(store_engine, NOW, daily).due()] == [slot + timedelta(days=4)]
    with store_engine.connect() as connection:
        rows = connection.execute(select(JOBS.c.slot, JOBS.c.status, JOBS.c.logical_date).order_by(JOBS.c.slot)).all()
    assert [(row.slot, row.status) for row in rows] == [
        (slot, "done"),
        *((slot + timedelta(days=n), "skipped") for n in (1, 2, 3)),
    ]
    assert str(rows[1].logical_date) == "2020-04-17"


def test_slots_of_a_clock_that_was_wrong_hold_up_nothing(store_engine: Engine) -> None:
    daily, slot = source("0 10 * * *"), datetime(2020, 4, 19, 2, tzinfo=UTC)
    assert ledger.finish_job(store_engine, "crawl:s", slot, claimed(store_engine, slot, slot), now=slot, status="done")
    ahead = datetime(2090, 4, 19, 2, tzinfo=UTC)
    claimed(store_engine, ahead, ahead)
    assert [due[1] for due in runner(store_engine, NOW, daily).due()] == [slot + timedelta(days=1)]


def test_a_weekly_source_that_missed_its_slot_is_caught_up(store_engine: Engine) -> None:
    weekly, slot = source("0 10 * * thu"), datetime(2020, 4, 9, 2, tzinfo=UTC)
    assert not list(runner(store_engine, NOW, weekly).due()), "one that never ran waits for its first slot"
    assert ledger.finish_job(store_engine, "crawl:s", slot, claimed(store_engine, slot, slot), now=slot, status="done")
    assert [due[1] for due in runner(store_engine, NOW, weekly).due()] == [slot + timedelta(days=7)]


def test_several_schedulers_run_each_slot_once(store_engine: Engine) -> None:
    """Five at once over twenty ticks, each tick by all of them at the same moment; the child processes only leave a mark."""
    sources = [source("*/5 * * * *", code) for code in "abc"]
    ran: list[tuple[str, ...]] = []
    together = threading.Barrier(5, timeout=60)

    class Marking(scheduler.Runner):
        def _child(self, arguments: Sequence[str], limit: float) -> int:
            ran.append(tuple(arguments))
            return 0

    def ticks() -> None:
        for n in range(20):
            one = runner(store_engine, NOW + timedelta(minutes=5 * n), *sources)
            together.wait()
            Marking(one.engine, one.sources, one.clock, one.stopping, patience=30, unaggregated=False, day=NOW.date()).tick()

    threads = [threading.Thread(target=ticks) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crawls = [one for one in ran if one[0] == "crawl"]
    assert len(crawls) == len(set(crawls)) == 3 * 20
    with store_engine.connect() as connection:
        rows = connection.execute(select(JOBS.c.job, JOBS.c.slot, JOBS.c.status).where(JOBS.c.job.like("crawl:%"))).all()
    assert len(rows) == 3 * 20
    assert {row.status for row in rows} == {"done"}


def test_a_child_over_its_time_is_ended_with_all_that_it_started(store_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    )
    real = subprocess.Popen
    started: list[subprocess.Popen[bytes]] = []

    def popen(_: list[str], **options: object) -> subprocess.Popen[bytes]:
        started.append(real([sys.executable, "-c", script], **options))  # type: ignore[call-overload]  # passed on as given
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    begun = time.monotonic()
    assert runner(store_engine, NOW)._child(["x"], 1.0) == 15
    assert time.monotonic() - begun < 10
    deadline = time.monotonic() + 10
    while any(psutil.Process(pid).status() != "zombie" for pid in group(started[0].pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in group(started[0].pid) if psutil.Process(pid).status() != "zombie"]


def group(number: int) -> list[int]:
    found = []
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(pid) == number:
                found.append(pid)
    return found


def test_a_database_that_is_away_is_told_and_waited_for(tmp_path: Path) -> None:
    engine = engine_of("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(DatabaseAwayError):
        runner(engine, NOW, source("0 10 * * *")).tick()
    engine.dispose()
    (tmp_path / "sources.toml").write_text(REGISTER, encoding="utf-8")
    env = {**environment(tmp_path, "postgresql://nobody@127.0.0.1:9/none"), "JISHI_DATABASE_WAIT": "1"}
    done = subprocess.run(command("--once"), env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 8
    assert "did not answer" in done.stderr


def test_a_register_that_changes_is_taken_up(store_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    register, one = tmp_path / "sources.toml", runner(store_engine, NOW)
    register.write_text(REGISTER, encoding="utf-8")
    scheduler._refresh(one, register)
    assert list(one.sources) == ["fair", "later"]
    register.write_text(REGISTER.replace("schedule", "scedule"), encoding="utf-8")
    scheduler._refresh(one, register)
    assert list(one.sources) == ["fair", "later"]
    assert "did you mean schedule?" in caplog.text
    register.unlink()
    scheduler._refresh(one, register)
    assert list(one.sources) == ["fair", "later"]


def test_an_interrupted_crawl_is_continued_by_the_next_scheduler(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    (tmp_path / "sources.toml").write_text(REGISTER, encoding="utf-8")
    env = environment(tmp_path, url, fair, NOW)
    fair.faults.slow("s.taobao.com", 30.0)
    child = subprocess.Popen(command("--once"), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not fair.requests() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0
    fair.faults.mend()
    later = environment(tmp_path, url, fair, NOW + timedelta(minutes=5))
    assert subprocess.run(command("--once"), env=later, capture_output=True, timeout=90, check=False).returncode == 0
    engine = engine_of(url)
    with engine.connect() as connection:
        job = connection.execute(select(JOBS).where(JOBS.c.job == "crawl:fair")).mappings().one()
        runs = connection.execute(select(RUNS.c.exit_code, RUNS.c.resumes_run_id, RUNS.c.id).order_by(RUNS.c.id)).all()
    engine.dispose()
    assert (job["status"], job["attempt"]) == ("done", 2)
    assert [run.exit_code for run in runs] == [11, 0]
    assert runs[1].resumes_run_id == runs[0].id


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
