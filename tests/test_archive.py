"""The archive of crawls: identical bodies become revisit records, a 304 is read with the old body, files roll, all replays."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from crawler.archive_index import ArchiveIndex, Held
from crawler.archive_writer import ArchiveWriter
from crawler.items import Capture
from crawler.warc import Original
from db.engine import engine_of
from db.models import Base
from tests.commands import environment, scrapy
from tests.fair.ports import FREE
from tests.fair.server import Fair
from tests.test_warc import exchange


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


def test_files_whose_first_record_is_gone_are_replayed_by_what_their_pages_say(fair: Fair, tmp_path: Path) -> None:
    url, other = f"sqlite:///{tmp_path}/store.db", f"sqlite:///{tmp_path}/other.db"
    assert scrapy(environment(tmp_path, url, fair), "crawl", "taobao_listings", "-a", "keywords=脐橙").returncode == 0
    for path in (tmp_path / "archive").rglob("*.warc.gz"):
        first = zlib.decompressobj(wbits=31)
        first.decompress(path.read_bytes())
        path.write_bytes(first.unused_data)
    done = scrapy(environment(tmp_path, other), "replay", str(tmp_path / "archive"), "--quiet")
    assert done.returncode == 0, done.stderr
    assert len(rows(other, "observation")) == len(rows(url, "observation")) > 5
    (run,) = (row for row in rows(other, "run") if row["source_code"] == "adhoc" and row["spider"])
    assert run["outcome"] == "ok"


def test_a_damaged_index_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"this is no database" * 300)
    index = ArchiveIndex(path)
    original = Original(url="u", fetched_at=datetime(2020, 4, 24, tzinfo=UTC), record_id="i", file="f", offset=3)
    index.add([("u", Held(sha256="ab" * 32, original=original, etag="1"))])
    assert (index.original("ab" * 32), index.has_validators()) == (original, True)
    index.close()
    assert "made anew" in caplog.text


def test_an_index_that_cannot_be_used_answers_as_an_empty_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "index.sqlite").mkdir()
    index = ArchiveIndex(tmp_path / "index.sqlite")
    index.forget("ab" * 32)
    index.add([])
    assert (index.original("ab" * 32), index.validators("u"), index.has_validators()) == (None, None, False)
    index.close()
    assert caplog.text.count("cannot be used") == 1


def test_an_exchange_that_cannot_be_written_leaves_nobody_waiting(tmp_path: Path) -> None:
    async def act() -> list[object]:
        writer = ArchiveWriter(tmp_path, "s/2020-04-24/r", {}, 10**6, tmp_path / "index.sqlite")
        exchanges = [exchange(f"page {n}".encode()) for n in range(5)]
        exchanges[2].headers = [(None, "odd")]  # type: ignore[list-item]  # what must not happen
        async with asyncio.timeout(10):
            told = await asyncio.gather(*map(writer.write, exchanges), return_exceptions=True)
            await writer.close({})
        return list(told)

    told = asyncio.run(act())
    assert [isinstance(one, Capture) for one in told] == [True, True, False, True, True]
    assert records(tmp_path) == {"warcinfo": 1, "response": 4, "request": 4, "metadata": 1}
