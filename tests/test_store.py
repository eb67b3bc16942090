"""The store stage: outages are waited for, a page that the database refuses is told apart, nothing is lost in silence."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from db import ingest
from db.engine import engine_of, is_sqlite
from db.rows import PageRows
from pipelines import store as module
from pipelines.store import DatabaseUnavailableError, Store, StoreError, StoreFullError
from tests.rows import NOW, listing, page, prepare, rows


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    prepare(store_engine)
    return store_engine


@pytest.fixture(scope="module")
def server(stoppable: Any) -> Any:
    engine = engine_of(stoppable.get_uri())
    prepare(engine)
    engine.dispose()
    return stoppable


def opened(engine: Engine, **options: Any) -> Store:
    return Store(engine, code_version="1", now=lambda: NOW, **options)


async def stored(engine: Engine, *pages: PageRows, **options: Any) -> Store:
    store = opened(engine, **options)
    for one in pages:
        await store.put(one)
    await store.close()
    return store


def some(number: int) -> list[PageRows]:
    return [page(f"p{n}", listing(str(n), title="橙")) for n in range(number)]


def test_pages_are_written_in_batches(engine: Engine) -> None:
    store = asyncio.run(stored(engine, *some(450)))
    assert (store.counts.pages, store.counts.rejected_pages, store.counts.outages) == (450, 0, 0)
    assert len(rows(engine, "observation")) == 450


def test_the_next_batch_is_made_ready_while_postgresql_works(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    honest, prepared = ingest.write_batch, []

    def watched(engine: Engine, pages: Any, **given: Any) -> Any:
        prepared.append(isinstance(pages, ingest.Prepared))
        # Long enough for the next batch to be gathered.
        time.sleep(0.1)
        return honest(engine, pages, **given)

    monkeypatch.setattr(ingest, "write_batch", watched)
    store = asyncio.run(stored(engine, *some(450)))
    assert prepared == [False, *[not is_sqlite(engine)] * 2]
    assert store.counts.pages == len(rows(engine, "observation")) == 450


def test_a_page_waits_no_longer_than_its_age(engine: Engine) -> None:
    async def slowly() -> None:
        store = opened(engine)
        await store.put(some(1)[0])
        for _ in range(100):
            await asyncio.sleep(0.05)
            if store.counts.pages:
                break
        assert store.counts.pages == 1
        await store.close()

    asyncio.run(slowly())


def test_who_waits_for_what_is_queued_does_not_wait_for_more_pages(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_AGE", 60.0)

    async def drained() -> None:
        store = opened(engine)
        for written, one in enumerate(some(3), start=1):
            await store.put(one)
            await asyncio.wait_for(store.drain(), 20)
            assert store.counts.pages == written
        await store.close()

    asyncio.run(drained())


def test_a_full_queue_holds_the_crawl_back(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUEUE", 5)
    store = asyncio.run(stored(engine, *some(60)))
    assert store.counts.pages == 60


@pytest.mark.parametrize(
    "wrong",
    [{"rating": Decimal(7)}, {"commodity_code": "no-such-thing"}, {"title": "\ud800"}],
    ids=["check", "foreign key", "surrogate"],
)
def test_of_a_batch_only_the_page_that_is_refused_is_left_out(engine: Engine, wrong: dict[str, Any]) -> None:
    pages = some(30)
    bad = page("bad", listing("bad", price=None, **wrong), listing("good", title="面"))
    store = asyncio.run(stored(engine, *pages[:17], bad, *pages[17:]))
    assert len(rows(engine, "capture")) == 31
    assert (store.counts.pages, store.counts.rejected_pages) == (30, 1)
    assert len(rows(engine, "observation")) == 30
    (rejection,) = rows(engine, "rejection")
    assert (rejection["item_type"], rejection["field"], rejection["raw"]) == ("page", "*", bad.capture.url)
    assert rejection["reason"].startswith("refused by the database: ")


def test_a_run_that_the_store_does_not_know_is_no_matter_of_pages(engine: Engine) -> None:
    pages = some(3)
    for one in pages:
        one.capture.run_id = "unknown"
    told: list[Exception] = []
    with pytest.raises(StoreError, match="the store failed"):
        asyncio.run(stored(engine, *pages, failed=told.append))
    assert len(told) == 1
    assert not rows(engine, "capture")


def test_a_restart_of_postgresql_is_waited_for(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    engine = engine_of(server.get_uri())

    async def through_the_restart() -> Store:
        store = opened(engine, deadline=60)
        for n, one in enumerate(some(600)):
            await store.put(one)
            if n == 100:
                await asyncio.to_thread(server.stop)
                asyncio.get_running_loop().call_later(2, threading.Thread(target=server.start).start)
            await asyncio.sleep(0.002)
        await store.close()
        return store

    with caplog.at_level(logging.WARNING):
        store = asyncio.run(through_the_restart())
    assert (store.counts.pages, store.counts.rejected_pages, store.counts.outages) == (600, 0, 1)
    assert store.counts.seconds_away >= 1
    assert [record.message.split(":")[0].split(" after")[0] for record in caplog.records] == [
        "The database is away",
        "The database is back",
    ]
    assert len(rows(engine, "observation")) == 600
    engine.dispose()


def test_a_database_that_stays_away_ends_the_store_in_time(server: Any) -> None:
    engine = engine_of(server.get_uri())
    told: list[Exception] = []

    async def without_it() -> None:
        store = opened(engine, deadline=1.5, failed=told.append)
        for one in some(5):
            await store.put(one)
        await store.close()

    server.stop()
    began = time.monotonic()
    try:
        with pytest.raises(DatabaseUnavailableError, match=r"did not answer for 1\.5 s"):
            asyncio.run(without_it())
    finally:
        server.start()
    assert 1 < time.monotonic() - began < 10
    assert [type(error) for error in told] == [DatabaseUnavailableError]
    engine.dispose()


def test_a_store_that_gave_up_says_so_to_who_waits_in_its_queue(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUEUE", 3)
    monkeypatch.setattr(module, "BATCH", 2)
    engine = engine_of(server.get_uri())
    server.stop()
    try:
        with pytest.raises(DatabaseUnavailableError):
            asyncio.run(stored(engine, *some(50), deadline=1))
    finally:
        server.start()
    engine.dispose()


@pytest.fixture
def lite(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "lite.db").write_bytes(sqlite_template.read_bytes())
    engine = engine_of(f"sqlite:///{tmp_path}/lite.db")
    prepare(engine)
    yield engine
    engine.dispose()


def test_another_writer_of_sqlite_is_waited_for_and_the_loop_goes_on(lite: Engine) -> None:
    other = sqlite3.connect(str(lite.url.database), check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def beside_it() -> tuple[Store, float]:
        loop, longest = asyncio.get_running_loop(), 0.0
        loop.call_later(3, other.execute, "ROLLBACK")
        store = opened(lite)
        for one in some(20):
            await store.put(one)
        ending = asyncio.create_task(store.close())
        while not ending.done():
            before = loop.time()
            await asyncio.sleep(0.01)
            longest = max(longest, loop.time() - before)
        await ending
        return store, longest

    began = time.monotonic()
    store, longest = asyncio.run(beside_it())
    other.close()
    assert time.monotonic() - began >= 2.5
    assert longest < 1
    assert store.counts.pages == 20
    assert len(rows(lite, "observation")) == 20


def test_a_full_disk_is_told_as_such(lite: Engine) -> None:
    with lite.connect() as connection:
        pages: int = connection.execute(text("PRAGMA page_count")).scalar_one()
    big = [page(f"p{n}", listing(str(n), title="橙" * 3000)) for n in range(200)]

    async def in_little_room() -> Store:
        connection = lite.raw_connection()
        connection.cursor().execute(f"PRAGMA max_page_count = {pages + 5}")
        connection.close()
        return await stored(lite, *big)

    with pytest.raises(StoreFullError):
        asyncio.run(in_little_room())
    assert not rows(lite, "observation")
