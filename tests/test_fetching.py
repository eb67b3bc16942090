"""The download handler against servers that behave in their own ways: kept connections, stale ones, time-outs, refusals."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.utils.test import get_crawler

from crawler import fetching
from crawler.fetching import HttpHandler

OK = b"HTTP/1.1 200 OK\r\nX-One: 1\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"
pytestmark = pytest.mark.usefixtures("resolver")
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Serves each connection by a function of (reader, writer), and counts them."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self.connections = 0
        self.origin = ""
        self._tasks: list[asyncio.Task[None]] = []

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.append(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            writer.close()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Server]:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await asyncio.sleep(0.01)


class Resolver:
    """Hands out these addresses for any name."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = list(addresses)

    async def addresses(self, host: str, port: int) -> list[str]:
        return self._addresses


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def resolve_to(*addresses: str) -> None:
        monkeypatch.setattr(fetching, "guarded_resolver", lambda: Resolver(*addresses))

    resolve_to("127.0.0.1")
    return resolve_to


def run(serve: Serve, act: Callable[[HttpHandler, Server], Coroutine[Any, Any, None]], **settings: Any) -> None:
    """Let a handler act against a server."""

    async def main() -> None:
        handler = HttpHandler(get_crawler(settings_dict={"DOWNLOAD_TIMEOUT": 5, **settings}))
        async with Server(serve).running() as server:
            try:
                await asyncio.wait_for(act(handler, server), 10)
            finally:
                await handler.close()

    asyncio.run(main())


async def well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.readuntil(b"\r\n\r\n"):
        writer.write(OK)


def test_a_connection_is_kept_and_told_of() -> None:
    async def act(handler: HttpHandler, server: Server) -> None:
        for _ in range(3):
            request = Request(f"{server.origin}/a#fragment")
            response = await handler.download_request(request)
            assert (response.status, response.body, response.protocol) == (200, b"hi", "HTTP/1.1")
            assert response.url == f"{server.origin}/a" and str(response.ip_address) == "127.0.0.1"
            assert response.headers[b"X-One"] == b"1" and response.flags == []
            assert request.meta["download_latency"] > 0
        assert server.connections == 1
        await asyncio.gather(*(handler.download_request(Request(f"{server.origin}/{n}")) for n in range(12)))
        # No more rest than CONCURRENT_REQUESTS_PER_DOMAIN.
        assert server.connections == 12
        assert len(handler._connections._idle[("http", "127.0.0.1", int(server.origin.rpartition(":")[2]))]) == 8

    run(well, act)


def test_what_is_sent() -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0] or b"0")
            seen.append(head + await reader.readexactly(length))
            writer.write(OK)

    async def act(handler: HttpHandler, server: Server) -> None:
        host = server.origin.removeprefix("http://").encode()
        await handler.download_request(Request(f"{server.origin}?q=%E8%8C%B6", headers={"X": "a\r\nEvil: 1"}))
        await handler.download_request(Request(f"{server.origin}/p", method="POST", body=b"x=1", headers={"Host": "other"}))
        await handler.download_request(Request(f"{server.origin}/p", method="POST"))
        assert seen == [
            b"GET /?q=%E8%8C%B6 HTTP/1.1\r\nHost: " + host + b"\r\nX: a  Evil: 1\r\n\r\n",
            b"POST /p HTTP/1.1\r\nHost: other\r\nContent-Length: 3\r\n\r\nx=1",
            b"POST /p HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 0\r\n\r\n",
        ]

    run(serve, act)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_kept_connection_that_went_stale(method: str) -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        # The next request comes, and the server hangs up instead of answering.
        await reader.readuntil(b"\r\n\r\n")

    async def act(handler: HttpHandler, server: Server) -> None:
        await handler.download_request(Request(server.origin))
        again = handler.download_request(Request(server.origin, method=method))
        if method == "GET":
            assert (await again).body == b"hi"
            assert server.connections == 2
        else:
            with pytest.raises(DownloadFailedError):
                await again
            assert server.connections == 1

    run(once, act)


def test_a_request_that_is_dropped_is_asked_once_more_however_many_connections_rest() -> None:
    asked: list[bytes] = []

    async def drops(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while b"/drop" not in (head := await reader.readuntil(b"\r\n\r\n")):
            await asyncio.sleep(0.05)
            writer.write(OK)
        asked.append(head)

    async def act(handler: HttpHandler, server: Server) -> None:
        await asyncio.gather(*(handler.download_request(Request(f"{server.origin}/{n}")) for n in range(4)))
        with pytest.raises(DownloadFailedError):
            await handler.download_request(Request(f"{server.origin}/drop"))
        assert (len(asked), server.connections) == (2, 5)

    run(drops, act)


def test_a_server_that_never_answers_is_asked_once() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async def act(handler: HttpHandler, server: Server) -> None:
        with pytest.raises(DownloadFailedError):
            await handler.download_request(Request(server.origin))
        assert server.connections == 1

    run(hang_up, act)


def test_cut_short_late_and_cancelled() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(OK[:-1])
        if b"/slow" in head:
            await asyncio.sleep(5)

    async def act(handler: HttpHandler, server: Server) -> None:
        with pytest.raises(ResponseDataLossError):
            await handler.download_request(Request(f"{server.origin}/cut"))
        kept = await handler.download_request(Request(f"{server.origin}/cut", meta={"download_fail_on_dataloss": False}))
        assert (kept.body, kept.flags) == (b"h", ["dataloss"])
        with pytest.raises(DownloadTimeoutError):
            await handler.download_request(Request(f"{server.origin}/slow", meta={"download_timeout": 0.1}))
        task = asyncio.ensure_future(handler.download_request(Request(f"{server.origin}/slow")))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)
        assert not handler._connections.opened

    run(slow, act)


def test_only_what_the_resolver_hands_out_is_connected_to(resolver: Callable[..., None]) -> None:
    async def act(handler: HttpHandler, server: Server) -> None:
        port = server.origin.rpartition(":")[2]
        assert (await handler.download_request(Request(f"http://shop.example:{port}/"))).body == b"hi"
        resolver()
        with pytest.raises(CannotResolveHostError):
            await HttpHandler(handler.crawler).download_request(Request(f"http://127.0.0.1:{port}/"))
        resolver("127.0.0.2", "127.0.0.1")
        assert (await HttpHandler(handler.crawler).download_request(Request(f"http://a.example:{port}/"))).body == b"hi"
        with pytest.raises(NotSupported):
            await handler.download_request(Request(server.origin, meta={"proxy": "http://127.0.0.1:1"}))

    run(well, act)


def test_a_port_that_nobody_serves() -> None:
    async def act(handler: HttpHandler, server: Server) -> None:
        with socket.socket() as bound:
            # Bound, and not listening.
            bound.bind(("127.0.0.1", 0))
            with pytest.raises(DownloadConnectionRefusedError):
                await handler.download_request(Request(f"http://127.0.0.1:{bound.getsockname()[1]}/"))
        assert server.connections == 0

    run(well, act)
