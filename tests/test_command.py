"""What all commands share: how they end when they are stopped, and when nobody listens."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import select

from crawler import command
from crawler.command import exit_status, say
from db.engine import engine_of
from db.models import Base
from tests.commands import environment, scrapy
from tests.forks import ROOT


def test_a_signal_is_told_and_has_its_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    def stopped() -> int:
        signal.raise_signal(signal.SIGTERM)
        return 0

    before = signal.signal(signal.SIGTERM, command._interrupt)
    try:
        assert exit_status(stopped) == 11
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "interrupted" in capsys.readouterr().err


def test_a_reader_that_went_away_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)

    def unheard() -> NoReturn:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    assert exit_status(unheard) == 0
    print("nor does the rest fail", flush=True)
    sys.stdout.close()


def test_a_file_that_cannot_be_used_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    def away() -> int:
        return len(Path("/nosuch/file").read_text(encoding="utf-8"))

    assert exit_status(away) == 4
    assert capsys.readouterr().err == "jishi: /nosuch/file: No such file or directory\n"


def test_a_terminal_of_another_encoding_shows_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))

    def shows() -> int:
        print("湖北")
        return 0

    assert exit_status(shows) == 0
    assert written.getvalue() == b"\\u6e56\\u5317\n"


def test_text_of_others_commands_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say("湖北\x1b[31m\x9b2J\u202e")
    assert capsys.readouterr().err == "湖北\\x1b[31m\\x9b2J\\u202e\n"
    body = "<p>2020年4月20日，湖北脐橙在拼多多上卖出3万斤，很多人参加了这次活动，商家也很多。</p>" * 3
    (tmp_path / "a.html").write_text(f"<html><article><h1>湖北&#27;[31m助农</h1>{body}</article></html>", encoding="utf-8")
    done = scrapy(environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), "announcement", str(tmp_path / "a.html"))
    assert done.returncode == 0, done.stderr
    assert "\\x1b[31m" in done.stdout
    assert "\x1b" not in done.stdout


def test_closed_streams_are_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    def speaks() -> int:
        say("to nobody")
        return 12

    assert exit_status(speaks) == 12
    sys.stdout.close()
    sys.stderr.close()


def test_a_command_whose_output_is_cut_off_ends_well(tmp_path: Path) -> None:
    env = {**environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), "PYTHONUNBUFFERED": "1"}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "database", "info"],
        cwd=ROOT,
        env=env,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_replay_that_ends_early_says_so_in_its_row(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    (tmp_path / "page.warc").write_text("this is no archive", encoding="utf-8")
    done = scrapy(environment(tmp_path, url), "replay", str(tmp_path / "page.warc"))
    assert done.returncode == 4, done.stderr
    engine = engine_of(url)
    run = Base.metadata.tables["run"]
    with engine.connect() as connection:
        (row,) = connection.execute(select(run.c.outcome, run.c.exit_code, run.c.finished_at)).all()
    engine.dispose()
    assert row[:2] == ("failed", 4)
    assert row.finished_at is not None


def test_a_crawl_that_cannot_begin_says_so_in_its_row(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    env = {**environment(tmp_path, url), "JISHI_ALLOW_HOSTS": "127.0.0.1:9"}
    done = scrapy(env, "crawl", "any_pages", "-a", "url=http://127.0.0.1:9/", "--logfile", "/nosuch/log")
    assert done.returncode == 4, done.stderr
    assert "/nosuch/log" in done.stderr
    engine = engine_of(url)
    run = Base.metadata.tables["run"]
    with engine.connect() as connection:
        assert connection.execute(select(run.c.outcome, run.c.exit_code)).all() == [("failed", 4)]
    engine.dispose()


def test_a_store_that_may_only_be_read_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = engine_of(f"sqlite:///{tmp_path}/store.db")

    def write() -> int:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE one (x INTEGER)")
            # Root may write what nobody may: what SQLite says to others is provoked.
            connection.exec_driver_sql("PRAGMA query_only = ON")
            connection.exec_driver_sql("INSERT INTO one VALUES (1)")
        return 0

    assert exit_status(write) == 4
    engine.dispose()
    said = capsys.readouterr().err
    assert said.startswith("jishi: the database may not be written: attempt to write a readonly database")
    assert said.count("\n") == 1
