"""Crawls whose database goes away or whose site answers slowly: the exit status says so, and the archive keeps everything."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from crawler.command import exit_status
from tests.commands import environment, scrapy, start
from tests.fair.ports import FREE
from tests.fair.server import Fair
from tests.test_crawl import CRAWL, pages, run_rows, seen


@pytest.fixture
def fair() -> Iterator[Fair]:
    with Fair(ports=FREE) as opened:
        yield opened


def test_a_database_that_stays_away_ends_a_crawl_with_8_and_the_archive_keeps_its_pages(
    fair: Fair, stoppable: Any, tmp_path: Path
) -> None:
    url = stoppable.get_uri()
    env = {**environment(tmp_path, url, fair), "JISHI_DATABASE_WAIT": "3"}
    fair.faults.slow("item.taobao.com", 0.3)
    child = start(env, *CRAWL)
    deadline = time.monotonic() + 30
    while len(pages(fair)) < 25 and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    stoppable.stop()
    try:
        assert child.wait(60) == 8
    finally:
        stoppable.start()
    captured = len(pages(fair))
    other = f"sqlite:///{tmp_path}/other.db"
    assert scrapy({**env, "DATABASE_URL": other}, "replay", str(tmp_path / "archive"), "--quiet").returncode == 0
    told = run_rows(other)[0]
    assert (told["outcome"], told["exit_code"]) == ("failed", 8)
    fair.faults.mend()
    done = scrapy(env, *CRAWL)
    assert done.returncode == 0, done.stderr[-2000:]
    assert run_rows(url)[1]["resumes_run_id"] == told["id"]
    whole = f"sqlite:///{tmp_path}/whole.db"
    assert scrapy(environment(tmp_path / "whole", whole, fair), *CRAWL).returncode == 0
    assert seen(url) == seen(whole)
    assert captured >= 25


def test_slow_answers_lose_no_page(fair: Fair, tmp_path: Path) -> None:
    fair.faults.slow("item.taobao.com", 0.2)
    fair.faults.slow("s.taobao.com", 0.2)
    slow, fast = f"sqlite:///{tmp_path}/slow.db", f"sqlite:///{tmp_path}/fast.db"
    assert scrapy(environment(tmp_path / "slow", slow, fair), *CRAWL).returncode == 0
    fair.faults.mend()
    assert scrapy(environment(tmp_path / "fast", fast, fair), *CRAWL).returncode == 0
    assert seen(slow) == seen(fast)


@pytest.mark.parametrize("arguments", [("database", "info"), ("database", "upgrade"), ("database", "check"), ("aggregate",)])
def test_a_file_that_is_no_database_is_named_with_the_remedy(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "store.db").write_text("no database at all, but long enough to look at" * 9)
    done = scrapy(environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), *arguments)
    assert done.returncode == 4, done.stderr[-2000:]
    assert len(done.stderr.strip().splitlines()) == 1
    assert "store.db cannot be used" in done.stderr
    assert "DATABASE_URL" in done.stderr


@pytest.mark.parametrize(
    ("said", "name", "code"),
    [
        # No room for the file beside a WAL: SQLite calls that an I/O error.
        ("disk I/O error", "SQLITE_IOERR_SHMSIZE", 3),
        ("database or disk is full", "SQLITE_FULL", 3),
        ("database is locked", "SQLITE_BUSY", 8),
    ],
)
def test_what_the_database_met_is_told_wherever_it_happened(said: str, name: str, code: int, capsys: Any) -> None:
    met = sqlite3.OperationalError(said)
    met.sqlite_errorname = name

    def fails() -> int:
        raise OperationalError("SELECT 1", {}, met)

    assert exit_status(fails) == code
    assert capsys.readouterr().err.splitlines() == [
        f"jishi: {'no space left' if code == 3 else 'the database went away'}: {said}"
    ]


def test_a_mistake_of_the_code_is_no_outage() -> None:
    def fails() -> int:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("no such column: x"))

    with pytest.raises(OperationalError):
        exit_status(fails)
