"""The shorter ways through Scrapy's core do what its own do: order, errors, refusals, receivers."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request, signals
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.core.scraper import Scraper
from scrapy.http import Response
from scrapy.signalmanager import SignalManager
from scrapy.utils.test import get_crawler

from crawler import lean
from db.engine import engine_of, keep_little
from tests.forks import ROOT


def manager(*middlewares: object) -> DownloaderMiddlewareManager:
    return DownloaderMiddlewareManager(*middlewares, crawler=get_crawler())


async def fetched(request: Request) -> Response:
    return Response(request.url, body=b"network")


class Late:
    """Answers what it is told, as a coroutine; notes what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = answers, list[str]()

    async def process_request(self, request: Request) -> Any:
        return self._say("request")

    async def process_response(self, request: Request, response: Response) -> Any:
        return self._say("response") or response

    async def process_exception(self, request: Request, exception: Exception) -> Any:
        return self._say("exception")

    def _say(self, what: str) -> Any:
        self.asked.append(what)
        answer = self.answers.get(what)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Prompt(Late):
    """The same without coroutines."""

    def process_request(self, request: Request) -> Any:
        return self._say("request")

    def process_response(self, request: Request, response: Response) -> Any:
        return self._say("response") or response

    def process_exception(self, request: Request, exception: Exception) -> Any:
        return self._say("exception")


OTHER = Response("http://a.test/other")
AGAIN = Request("http://a.test/again")
WAYS = [
    {},
    {"request": OTHER},
    {"request": AGAIN},
    {"response": OTHER},
    {"response": AGAIN},
    {"request": ValueError("no"), "exception": OTHER},
    {"request": ValueError("no"), "exception": AGAIN},
    {"request": ValueError("no")},
    {"response": ValueError("no")},
]


@pytest.mark.parametrize("kind", [Late, Prompt])
@pytest.mark.parametrize("answers", WAYS)
def test_requests_go_through_the_middlewares_as_through_scrapys_own_way(kind: type[Late], answers: dict[str, Any]) -> None:
    def outcome(way: str) -> tuple[str, list[list[str]]]:
        middlewares = [kind(), kind(**answers), kind()]
        held, request = manager(*middlewares), Request("http://a.test/")
        act = held.download_async(fetched, request) if way == "scrapy" else lean.through(held, fetched, request)
        try:
            result = str(asyncio.run(act))
        except ValueError as error:
            result = repr(error)
        return result, [one.asked for one in middlewares]

    assert outcome("lean") == outcome("scrapy")


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(TypeError, match="str"):
        asyncio.run(lean.through(manager(Late(response="text")), fetched, Request("http://a.test/")))


def scraper(told: list[Any]) -> Scraper:
    async def take(output: Any, _: Response) -> None:
        await asyncio.sleep(0)
        told.append(output)

    def fail(failure: Any, *_: object) -> None:
        told.append(failure.value)

    return cast(Scraper, SimpleNamespace(_process_spidermw_output_async=take, handle_spider_error=fail))


def test_outputs_are_taken_one_by_one_and_an_error_is_told_behind_them() -> None:
    error = ValueError("broken callback")

    async def outputs() -> AsyncIterator[int]:
        yield 1
        yield 2
        raise error

    told: list[Any] = []
    request, response = Request("http://a.test/"), Response("http://a.test/")
    asyncio.run(lean.one_by_one(scraper(told), outputs(), request, response))
    asyncio.run(lean.one_by_one(scraper(told), [3, 4], request, response))
    assert told == [1, 2, error, 3, 4]


def test_signals_reach_their_receivers_and_nobody_else() -> None:
    sender = object()
    quiet, told = lean.QuietSignals(sender), defaultdict[str, list[Any]](list)

    def counter(item: int) -> None:
        told["counter"].append(item)

    async def waits(item: int) -> None:
        await asyncio.sleep(0)
        told["waits"].append(item)

    assert quiet.send_catch_log(signals.item_scraped, item=0) == []
    assert asyncio.run(quiet.send_catch_log_async(signals.item_scraped, item=0)) == []
    # Who connected by Scrapy's manager of the same sender is heard too.
    SignalManager(sender).connect(counter, signals.item_scraped)
    quiet.send_catch_log(signals.item_scraped, item=1)
    asyncio.run(quiet.send_catch_log_async(signals.item_scraped, item=2))
    quiet.connect(waits, signals.item_scraped)
    asyncio.run(quiet.send_catch_log_async(signals.item_scraped, item=3))
    quiet.disconnect(counter, signals.item_scraped)
    asyncio.run(quiet.send_catch_log_async(signals.item_scraped, item=4))
    assert told == {"counter": [1, 2, 3], "waits": [3, 4]}


def test_a_crawl_goes_the_shorter_ways() -> None:
    engine = SimpleNamespace(scraper=SimpleNamespace(concurrent_items=1, handle_spider_output_async=None))
    crawler = SimpleNamespace(engine=engine, signals=None)
    core = lean.LeanCore.from_crawler(cast(Any, crawler))
    asyncio.run(cast(Any, crawler.signals).send_catch_log_async(signals.engine_started))
    assert engine.scraper.handle_spider_output_async.func is lean.one_by_one
    assert crawler.signals.sender is crawler
    del core


def test_a_connection_to_the_store_keeps_as_little_as_it_is_told(tmp_path: Path) -> None:
    engine = engine_of(f"sqlite:///{tmp_path}/store.db")
    keep_little(engine, 8)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar_one() == -8000
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engine.dispose()


def test_a_crawl_imports_only_what_it_needs() -> None:
    """The readers of announcements, Alembic and rich take half a second of start-up together."""
    unneeded = ("pipelines.claims.reading", "alembic", "rich", "duckdb", "numpy", "trafilatura")
    code = (
        "import sys; from scrapy.utils.project import get_project_settings; from scrapy.cmdline import _get_commands_dict;"
        "_get_commands_dict(get_project_settings(), True);"
        "import crawler.launch, crawler.runs, crawler.archive, pipelines.driver, pipelines.stages;"
        f"print(*[name for name in {unneeded!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
