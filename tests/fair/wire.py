"""HTTP/1.1 with kept connections, no more of it than the fair needs: requests without a body, pipelined or one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import ClassVar
from weakref import WeakSet

Respond = Callable[[str, str, bool, bool, str], tuple[bytes, float]]
"""(host, path with query, whether on the mirror, gzip accepted, If-None-Match) -> (bytes, seconds to wait)"""

MAX_HEAD = 65_536


class Connection(asyncio.Protocol):
    """One connection of a client."""

    _open: ClassVar[WeakSet[Connection]] = WeakSet()

    def __init__(self, respond: Respond, mirror: bool) -> None:
        self._respond = respond
        self._mirror = mirror
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._queue: list[tuple[bytes, float]] = []
        self._waiting = False

    @classmethod
    def all_of(cls, respond: Respond) -> Iterator[Connection]:
        """Open connections that this function answers."""
        return (connection for connection in list(cls._open) if connection._respond == respond)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self._transport = None
        self._open.discard(self)

    def drop(self) -> None:
        """Close at once."""
        if self._transport:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[:end].decode("latin-1"), self._buffer[end + 4 :]
            self._queue.append(self._answer(head))
        if len(self._buffer) > MAX_HEAD:
            self.drop()
        self._send()

    def _answer(self, head: str) -> tuple[bytes, float]:
        first, _, rest = head.partition("\r\n")
        method, _, target = first.rpartition(" ")[0].partition(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest.split("\r\n"))}
        if method not in ("GET", "HEAD") or headers.get("content-length", "0") != "0":
            return b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 0.0
        wire, wait = self._respond(
            headers.get("host", ""),
            target,
            self._mirror,
            "gzip" in headers.get("accept-encoding", ""),
            headers.get("if-none-match", ""),
        )
        return (wire[: wire.index(b"\r\n\r\n") + 4] if method == "HEAD" else wire), wait

    def _send(self) -> None:
        while self._queue and not self._waiting and self._transport:
            wire, wait = self._queue.pop(0)
            if wait:
                self._waiting = True
                asyncio.get_running_loop().call_later(wait, self._late, wire)
            else:
                self._transport.write(wire)

    def _late(self, wire: bytes) -> None:
        self._waiting = False
        if self._transport:
            self._transport.write(wire)
        self._send()
