"""The archive of crawls: identical bodies become revisit records, a 304 is read with the old body, files roll, all replays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from db.engine import engine_of
from db.models import Base
from tests.commands import environment, scrapy
from tests.fair.ports import FREE
from tests.fair.server import Fair


@pytest.fixture
def fair() -> Iterator[Fair]:
    with Fair(ports=FREE) as opened:
        yield opened


def records(folder: Path) -> Counter[str]:
    """Kinds of the records of all files, every digest checked."""
    kinds: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
                kinds[record.rec_type] += 1
    return kinds


def rows(url: str, name: str) -> list[dict[str, object]]:
    engine = engine_of(url)
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(Base.metadata.tables[name])).mappings()]
    engine.dispose()
    return found


def assert_runs_saw_the_same(url: str) -> None:
    seen: dict[object, Counter[object]] = {}
    for row in rows(url, "observation"):
        seen.setdefault(row["run_id"], Counter())[row["listing_id"]] += 1
    first, second = seen.values()
    # How often a listing is met on the way depends on which of its links comes first; that it is met does not.
    assert first.keys() == second.keys()
    assert len(first) > 30


def test_a_second_crawl_stores_what_is_the_same_once(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    env = {**environment(tmp_path, url, fair), "JISHI_MIRROR": ""}
    shop = f"http://{fair.shops['plain']}/"
    for _ in range(2):
        done = scrapy(env, "crawl", "shop_listings", "-a", f"url={shop}")
        assert done.returncode == 0, done.stderr[-2000:]
    kinds = records(tmp_path / "archive")
    assert kinds["revisit"] >= kinds["response"] - 5
    assert kinds["request"] == kinds["response"] + kinds["revisit"]
    assert_runs_saw_the_same(url)
    captures = rows(url, "capture")
    assert len(captures) == kinds["request"]
    unchanged = [row for row in captures if row["status"] == 304]
    assert len(unchanged) > 30
    other = f"sqlite:///{tmp_path}/again.db"
    again = scrapy({**env, "DATABASE_URL": other}, "replay", str(tmp_path / "archive"), "--quiet")
    assert again.returncode == 0, again.stderr[-2000:]
    assert Counter(row["price"] for row in rows(other, "observation")) == Counter(
        row["price"] for row in rows(url, "observation")
    )


def test_a_304_whose_body_is_gone_is_asked_for_again(fair: Fair, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    env = {**environment(tmp_path, url, fair), "JISHI_MIRROR": ""}
    crawl = ("crawl", "shop_listings", "-a", f"url=http://{fair.shops['plain']}/")
    assert scrapy(env, *crawl).returncode == 0
    for path in (tmp_path / "archive").rglob("*.warc.gz"):
        path.unlink()
    done = scrapy(env, *crawl)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "asking again" in done.stderr
    assert_runs_saw_the_same(url)


def test_files_are_rolled_by_size_and_each_says_whose_it_is(fair: Fair, tmp_path: Path) -> None:
    env = {**environment(tmp_path, f"sqlite:///{tmp_path}/store.db", fair), "JISHI_ARCHIVE_FILE_MB": "0.005"}
    assert scrapy(env, "crawl", "taobao_listings", "-a", "keywords=脐橙,热干面", "-a", "details=yes").returncode == 0
    files = sorted((tmp_path / "archive").rglob("*.warc.gz"))
    assert len(files) > 2  # A file is rolled after the group of records that filled it.
    assert records(tmp_path / "archive")["warcinfo"] == len(files)
    assert records(tmp_path / "archive")["metadata"] == 1
