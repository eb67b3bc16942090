"""Crawls of the fair by the real command: resumed after kill -9, stopped in time, refused; the exit status tells the truth."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from benchmarks.crawl import serve
from db.engine import engine_of
from db.models import Base
from tests.commands import environment, scrapy, start
from tests.dumps import dump
from tests.fair.ports import FREE
from tests.fair.server import Fair

WORDS = "脐橙,小龙虾,绿茶,莲藕,热干面,香菇"
CRAWL = ("crawl", "taobao_listings", "-a", f"keywords={WORDS}", "-a", "details=yes")
SINCE = ("-a", "url=http://a.example/", "-a", "since=2021-02-01")
# What differs between two runs over the same pages: when they were fetched, and what hangs on that.
TIMES = {
    "id",
    "run_id",
    "fetched_at",
    "observed_at",
    "valid_from",
    "record_id",
    "warc_file",
    "warc_offset",
    "warc_length",
    "slot",
}
TIMES |= {"run", "revision", "last_observed_at", "reasons", "exit_code", "outcome", "resumes_run_id"}


@pytest.fixture
def fair() -> Iterator[Fair]:
    with Fair(ports=FREE) as opened:
        yield opened


def pages(fair: Fair) -> set[str]:
    """Addresses of the fair that were asked for, robots.txt aside."""
    return {f"{one.host}{one.path}" for one in fair.requests()}


def run_rows(url: str) -> list[dict[str, Any]]:
    engine = engine_of(url)
    with engine.connect() as connection:
        table = Base.metadata.tables["run"]
        rows = [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
    engine.dispose()
    return rows


def stored(url: str, leave_out: set[str] = TIMES) -> dict[str, list[str]]:
    engine = engine_of(url)
    content = dump(engine, leave_out)
    engine.dispose()
    return content


def seen(url: str) -> list[tuple[Any, ...]]:
    """What was observed on which page: once each."""
    tables = Base.metadata.tables
    o, listing, capture = tables["observation"], tables["listing"], tables["capture"]
    query = select(listing.c.platform_code, listing.c.native_id, capture.c.canonical_url, o.c.price, o.c.sold_min, o.c.position)
    engine = engine_of(url)
    with engine.connect() as connection:
        joined = query.join_from(o, listing, o.c.listing_id == listing.c.id).join(capture, o.c.capture_id == capture.c.id)
        rows = [tuple(row) for row in connection.execute(joined)]
    engine.dispose()
    return sorted(rows, key=repr)


def test_a_crawl_gives_the_same_rows_on_both_databases_and_from_its_archive(fair: Fair, store_url: str, tmp_path: Path) -> None:
    env = environment(tmp_path, store_url, fair)
    done = scrapy(env, *CRAWL)
    assert done.returncode == 0, done.stderr[-2000:]
    (run,) = run_rows(store_url)
    assert (run["outcome"], run["exit_code"], run["trigger"]) == ("ok", 0, "simulation")
    first = stored(store_url)
    assert len(first["observation"]) > 100
    other = f"sqlite:///{tmp_path}/again.db"
    again = scrapy({**env, "DATABASE_URL": other}, "replay", str(tmp_path / "archive"), "--quiet")
    assert again.returncode == 0, again.stderr[-2000:]
    assert stored(other) == first
    (told, _) = run_rows(other)
    assert (told["id"], told["outcome"], told["stats"]) == (run["id"], run["outcome"], run["stats"])


def test_a_killed_crawl_is_resumed_from_its_archive(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    env = environment(tmp_path, url, fair)
    # Slow enough that no crawl ends before it is killed, on a busy machine too.
    fair.faults.slow("item.taobao.com", 0.1)
    for _ in range(3):
        before = len(pages(fair))
        child = start(env, *CRAWL)
        deadline = time.monotonic() + 20
        while len(pages(fair)) < before + 25 and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
        child.wait()
    done = scrapy(env, *CRAWL)
    assert done.returncode == 0, done.stderr[-2000:]
    twice = fair.twice()
    # Only what was in flight when a process was killed may be asked for again.
    assert len(twice) <= 3 * 16, twice
    assert "Continuing run" in done.stderr
    whole = f"sqlite:///{tmp_path}/whole.db"
    assert scrapy({**environment(tmp_path / "whole", whole, fair)}, *CRAWL).returncode == 0
    assert seen(url) == seen(whole)


def test_a_stop_signal_ends_a_crawl_in_time_and_it_can_be_resumed(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    env = environment(tmp_path, url, fair)
    fair.faults.slow("item.taobao.com", 30.0)
    child = start(env, *CRAWL)
    deadline = time.monotonic() + 20
    while len(pages(fair)) < 10 and time.monotonic() < deadline:
        time.sleep(0.05)
    begun = time.monotonic()
    child.send_signal(signal.SIGTERM)
    assert child.wait(15) == 11
    assert time.monotonic() - begun < 10
    (run,) = run_rows(url)
    assert (run["outcome"], run["exit_code"]) == ("interrupted", 11)
    fair.faults.mend()
    assert scrapy(env, *CRAWL).returncode == 0
    assert run_rows(url)[1]["resumes_run_id"] == run["id"]


def test_a_finished_run_is_not_answered_from_the_archive(fair: Fair, tmp_path: Path) -> None:
    env = environment(tmp_path, f"sqlite:///{tmp_path}/store.db", fair)
    words = ("crawl", "taobao_listings", "-a", "keywords=脐橙")
    for times in (1, 2):
        assert scrapy(env, *words).returncode == 0
        assert len(fair.requests("s.taobao.com")) >= times


def test_a_walk_of_many_items_is_not_bounded_by_its_depth(tmp_path: Path) -> None:
    """An item is asked for when another has come: the chain grows with the shop."""
    url, shop = f"sqlite:///{tmp_path}/store.db", serve(120)
    env = {**environment(tmp_path, url), "JISHI_ALLOW_HOSTS": shop.split("//")[1].strip("/")}
    done = scrapy(env, "crawl", "shop_listings", "-a", f"url={shop}", "-s", "DEPTH_LIMIT=5")
    assert done.returncode == 0, done.stderr[-2000:]
    assert len({row[1] for row in seen(url)}) == 120


def test_pages_that_are_all_missing_are_a_failure(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    fair.faults.fail("s.taobao.com", 404)
    done = scrapy(environment(tmp_path, url, fair), *CRAWL)
    assert done.returncode == 9, done.stderr[-2000:]
    (run,) = run_rows(url)
    assert run["outcome"] == "failed"
    assert "404" in run["reasons"][0]


def test_robots_that_forbid_everything_block_the_run(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    fair.faults.deny("s.taobao.com")
    words = ",".join(f"{word}{n}" for n in range(4) for word in ("a", "b", "c", "d"))
    done = scrapy(environment(tmp_path, url, fair), "crawl", "taobao_listings", "-a", f"keywords={words}")
    assert done.returncode == 18, done.stderr[-2000:]
    assert not pages(fair)
    assert run_rows(url)[0]["outcome"] == "blocked"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("crawl", "taobao_listing"), 2, "did you mean taobao_listings"),
        (("crawl", "taobao_listings", "-a", "keyword=x"), 2, "it takes details, keywords"),
        (("crawl", "taobao_listings", "--bogus"), 2, "unknown option --bogus"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-s", "JISHI_ARCHVE=y"), 4, "did you mean JISHI_ARCHIVE"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-s", "JISHI_NOW=soon"), 4, "JISHI_NOW"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-s", "JISHI_CONTACT=someone"), 4, "JISHI_CONTACT='someone'"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-s", "CONCURRENT_REQUESTS=many"), 4, "a value such as 16 is wanted"),
        (("database", "info", "-s", "JISHI_TIMEZONE=Asia/Shangai"), 4, "JISHI_TIMEZONE"),
        (("crawl", "taobao_listings", "-a", "source=nosuch"), 4, "no source nosuch"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-s", "JISHI_CONTACT="), 4, "JISHI_CONTACT is not set"),
        (("crawl", "taobao_listings", "-a", "keywords=x"), 4, "name an approved source"),
        (("crawl", "shop_listings", "-a", "url=http://127.0.0.1:9/"), 4, "JISHI_ALLOW_HOSTS"),
        (("crawl", "shop_listings", "-a", "url=http://0x0a000001/"), 4, "not on the public internet"),
        (("crawl", "shop_listings", "-a", "url=file:///etc/passwd"), 2, "not a web address"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-a", "max_pages=²"), 2, "a whole number from 0 on"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-a", "revisit=-1"), 2, "a whole number from 0 on"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-a", "details=true"), 2, "yes or no"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "--slot", "yesterday"), 2, "an instant is written as"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "--slot", "2020-04-24"), 2, "needs a zone"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "--slot", "0001-01-01T00:00:00+08:00"), 2, "outside the years"),
        (("crawl", "press_announcements", *SINCE, "-a", "until=2021-01-01"), 2, "lies behind"),
        (("sources", "-s", "JISHI_SOURCES=/proc"), 4, "/proc cannot be read: Is a directory"),
        (("database", "info", "-s", "DATABASE_URL=sqlite://"), 4, "use sqlite:///FILE"),
        (("database", "info", "-s", "DATABASE_URL=nonsense"), 4, "use sqlite:///FILE"),
        (("database", "check"), 4, "scrapy database upgrade"),
        (("crawl", "taobao_listings", "-a", "keywords=x", "-s", "LOG_LEVEL=LOUD"), 4, "DEBUG, INFO"),
        (("replay", "nosuch.warc.gz"), 4, "no such WARC file"),
        (("replay",), 2, "one WARC file or more"),
        (("aggregate", "--from", "yesterday"), 2, "is not a day"),
        (("database", "upgrad"), 2, "upgrade, check, info"),
    ],
)
def test_mistakes_are_told_in_a_line(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    env = {**environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), "JISHI_CONTACT": "https://jishi.example/contact"}
    done = scrapy(env, *arguments)
    assert done.returncode == code, done.stderr[-2000:]
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) < 4, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JISHI_ARCHVE", "x", "did you mean JISHI_ARCHIVE"),
        ("JISHI_TIMEZONE", "Asia/Shangai", "JISHI_TIMEZONE='Asia/Shangai'"),
        ("JISHI_MIN_DELAY", "fast", "JISHI_MIN_DELAY='fast'"),
    ],
)
def test_a_wrong_variable_is_told_in_a_line(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = scrapy({**environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), name: value}, "database", "info")
    assert done.returncode == 4, done.stderr[-2000:]
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unreachable_database_is_waited_for_then_told(tmp_path: Path) -> None:
    env = environment(tmp_path, "postgresql://nobody@127.0.0.1:9/none")
    done = scrapy({**env, "JISHI_DATABASE_WAIT": "1"}, "aggregate")
    assert done.returncode == 8
    assert "did not answer" in done.stderr


def test_two_runs_of_a_source_do_not_run_at_once(fair: Fair, tmp_path: Path) -> None:
    env = environment(tmp_path, f"sqlite:///{tmp_path}/store.db", fair)
    fair.faults.slow("s.taobao.com", 5.0)
    first = start(env, *CRAWL)
    deadline = time.monotonic() + 20
    while not pages(fair) and time.monotonic() < deadline:
        time.sleep(0.05)
    second = scrapy(env, *CRAWL)
    first.terminate()
    first.wait(15)
    assert second.returncode == 17
    assert f"pid {first.pid}" in second.stderr
