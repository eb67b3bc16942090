"""Connections to servers over the event loop's own transports, kept alive between requests.

The addresses connected to are those that the guarded resolver hands out, and no others.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, cast

from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError

from crawler.http_answers import Answer, NoAnswerError

Place = tuple[str, str, int]
"""(scheme, host, port)."""
Resolve = Callable[[str, int], Awaitable[list[str]]]

_SWEEP = 60.0
_IDLE_SECONDS = 180.0


class Connection(asyncio.Protocol):
    """One connection; it serves one request at a time."""

    def __init__(self, pool: Connections, place: Place) -> None:
        self._pool, self.place = pool, place
        self._answer: Answer | None = None
        self._done: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        self.idle_since = 0.0
        self.has_served = False
        self.address: IPv4Address | IPv6Address | None = None
        self.certificate: bytes | None = None

    def ask(self, message: bytes, answer: Answer) -> asyncio.Future[Answer]:
        """Send a request; the answer when it has come in whole, or why it did not (`Answer.feed`, `Answer.end`)."""
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answer, self._done = answer, done
        if self._transport is None or self._transport.is_closing():
            self._settle(NoAnswerError("the connection was closed before the request"))
        else:
            self._transport.write(message)
        return done

    def abort(self, error: Exception | None = None) -> None:
        """Close at once; who waits for an answer gets the error."""
        self._settle(error)
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note whom we are connected to."""
        self._transport = cast(asyncio.Transport, transport)
        self._pool.opened.add(self)
        peer = transport.get_extra_info("peername")
        self.address = ip_address(peer[0].partition("%")[0]) if peer else None
        secured: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        self.certificate = secured.getpeercert(binary_form=True) if secured is not None else None

    def data_received(self, data: bytes) -> None:
        """Read on; an answer that is whole goes to whoever waits for it."""
        answer = self._answer
        if answer is None:
            # Nobody asked for this.
            self.abort()
            return
        try:
            answer.feed(data)
        except Exception as error:
            self.abort(error)
            return
        if not answer.is_complete:
            return
        self._settle()
        self.has_served = True
        if answer.keeps_alive:
            self._pool.keep(self)
        elif self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The answer ends here, well or badly."""
        self._transport = None
        self._pool.forget(self)
        if self._answer is None:
            return
        try:
            self._answer.end(cleanly=exc is None)
        except Exception as error:
            self._settle(error)
        else:
            self._settle()

    def _settle(self, error: Exception | None = None) -> None:
        answer, done = self._answer, self._done
        self._answer = self._done = None
        if answer is None or done is None or done.done():
            return
        if error is None:
            done.set_result(answer)
        else:
            done.set_exception(error)


class Connections:
    """Open connections by place; those that rest can be used again.

    Args:
        resolve: (host, port) -> addresses that may be connected to, none where all are refused.
        tls: how servers are verified.
        most_idle: connections of one place that are kept.

    """

    def __init__(self, resolve: Resolve, tls: ssl.SSLContext, most_idle: int) -> None:
        self.opened: set[Connection] = set()
        self._resolve, self._tls, self._most_idle = resolve, tls, most_idle
        self._idle: defaultdict[Place, list[Connection]] = defaultdict(list)
        self._sweeper: asyncio.TimerHandle | None = None

    def take(self, place: Place) -> Connection | None:
        """The connection to a place that rests for the shortest time."""
        resting = self._idle.get(place)
        return resting.pop() if resting else None

    async def connect(self, place: Place) -> Connection:
        """A new connection.

        Raises:
            CannotResolveHostError: no address that may be connected to.
            DownloadConnectionRefusedError: the server refuses.
            DownloadFailedError: it cannot be reached, or its certificate does not hold.

        """
        scheme, host, port = place
        addresses = await self._resolve(host, port)
        if not addresses:
            raise CannotResolveHostError(f"no address of {host}")
        secured: dict[str, Any] = {"ssl": self._tls, "server_hostname": host.rstrip(".")} if scheme == "https" else {}
        loop, failed = asyncio.get_running_loop(), OSError()
        for address in addresses:
            try:
                made = await loop.create_connection(lambda: Connection(self, place), address, port, **secured)
            except OSError as error:
                failed = error
            else:
                return made[1]
        kind = DownloadConnectionRefusedError if isinstance(failed, ConnectionRefusedError) else DownloadFailedError
        raise kind(f"{host}:{port}: {failed}") from failed

    def keep(self, connection: Connection) -> None:
        """Let a connection rest until it is taken again."""
        resting = self._idle[connection.place]
        if len(resting) >= self._most_idle:
            connection.abort()
            return
        connection.idle_since = time.monotonic()
        resting.append(connection)
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().call_later(_SWEEP, self._sweep)

    def forget(self, connection: Connection) -> None:
        """A connection has ended."""
        self.opened.discard(connection)
        resting = self._idle.get(connection.place, [])
        if connection in resting:
            resting.remove(connection)
        if not resting:
            self._idle.pop(connection.place, None)

    def close(self) -> None:
        """End all connections, those too that wait for an answer."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for connection in list(self.opened):
            connection.abort(DownloadFailedError("the crawl is over"))

    def _sweep(self) -> None:
        """Close what has rested for long: servers have forgotten it."""
        long_ago = time.monotonic() - _IDLE_SECONDS
        for connection in [one for resting in self._idle.values() for one in resting if one.idle_since < long_ago]:
            connection.abort()
        waiting = any(self._idle.values())
        self._sweeper = asyncio.get_running_loop().call_later(_SWEEP, self._sweep) if waiting else None
