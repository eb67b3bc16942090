"""A server on the loopback that misbehaves on request, and remembers who asked for what, and when.

Every fault is an address: `/status/503?retry=5&times=2`, `/redirect?to=...`, `/gz?mb=300`, `/truncated`, `/hang?s=9` ...; what
robots.txt answers is the attribute `robots`.
"""

from __future__ import annotations

import contextlib
import email.utils
import gzip
import itertools
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGE = b"<!doctype html><html><head><title>page</title></head><body><p>%s</p>%s</body></html>"
MEGABYTE = bytes(1 << 20)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in."""

    at: float
    """Monotonic seconds."""
    port: int
    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(slots=True)
class Reply:
    """What is sent: whole, unless `raw` stands for everything or `stream` for the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: Iterator[bytes] | None = None

    def chunks(self) -> Iterator[bytes]:
        """The bytes on the wire."""
        if self.raw is not None:
            yield from self.raw
            return
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(self.body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        yield f"HTTP/1.1 {self.status} Status\r\n{head}\r\n".encode() + self.body


class _ResetError(Exception):
    """Drop the connection with a RST."""


Robots = bytes | int | str | Callable[[str], Reply]


class FaultServer(socketserver.ThreadingTCPServer):
    """Serves in threads; use as a context manager.

    `robots`: bytes (the file), an int (a status), "hang", "reset", "html", or a function of the path.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host: str = "127.0.0.1", robots: Robots = 404, certificate: tuple[Path, Path] | None = None) -> None:
        super().__init__((host, 0), _Handler)
        self.robots = robots
        self.log: list[Seen] = []
        self.counts: Counter[str] = Counter()
        self.closing = threading.Event()
        self.host, self.port = host, self.server_address[1]
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*certificate)

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept, with TLS where there is a certificate; the handshake belongs to the connection's own thread."""
        connection, address = super().get_request()
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away in the middle is what these tests are about."""

    def __enter__(self) -> FaultServer:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()

    @property
    def origin(self) -> str:
        """Its address without the last slash."""
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}"

    @property
    def host_port(self) -> str:
        """As JISHI_ALLOW_HOSTS wants it."""
        return f"{self.host}:{self.port}"

    def pages(self) -> list[Seen]:
        """What was asked for other than robots.txt."""
        return [seen for seen in self.log if urlsplit(seen.path).path != "/robots.txt"]

    def gaps(self) -> list[float]:
        """Seconds between the pages."""
        times = sorted(seen.at for seen in self.pages())
        return [later - earlier for earlier, later in itertools.pairwise(times)]

    def answer(self, path: str) -> Reply:
        """The reply to that path."""
        address = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        name, _, rest = address.path.strip("/").partition("/")
        self.counts[path] += 1
        if address.path == "/robots.txt":
            return self._robots()
        handler = _ROUTES.get(name)
        return handler(self, rest, query) if handler else Reply(PAGE % (address.path.encode(), b""))

    def _robots(self) -> Reply:
        plain = {"Content-Type": "text/plain"}
        match self.robots:
            case bytes():
                return Reply(self.robots, headers=plain)
            case int():
                return Reply(b"", status=self.robots, headers=plain)
            case "hang":
                return _hang(self, "", {"s": "60"})
            case "reset":
                raise _ResetError
            case "html":
                return Reply(PAGE % (b"\x00\xff not a robots.txt", b""))
            case str():
                raise ValueError(self.robots)
            case _:
                return self.robots("/robots.txt")


Query = Mapping[str, str]


def _status(server: FaultServer, rest: str, query: Query) -> Reply:
    """`/status/503?retry=5&times=2&id=x`: that status so many times (always without `times`), then a page.

    `retry=in:4` is the date 4 s from now.
    """
    key = f"/status/{rest} {query.get('id', '')}"
    server.counts[key] += 1
    if server.counts[key] > int(query.get("times", 10**9)):
        return Reply(PAGE % (b"at last", b""))
    retry = query.get("retry", "")
    if retry.startswith("in:"):
        retry = email.utils.formatdate(time.time() + float(retry[3:]), usegmt=True)
    headers = {"Retry-After": retry} if retry else {}
    return Reply(PAGE % (b"no", b""), status=int(rest), headers=headers)


def _redirect(_: FaultServer, __: str, query: Query) -> Reply:
    return Reply(status=int(query.get("code", 302)), headers={"Location": query["to"]})


def _hops(_: FaultServer, rest: str, __: Query) -> Reply:
    left = int(rest)
    return Reply(status=302, headers={"Location": f"/hops/{left - 1}"}) if left else Reply(PAGE % (b"arrived", b""))


def _loop(_: FaultServer, rest: str, __: Query) -> Reply:
    return Reply(status=301, headers={"Location": "/loop/b" if rest == "a" else "/loop/a"})


def _gz(_: FaultServer, __: str, query: Query) -> Reply:
    """`/gz?mb=300&twice=1`: a page that grows a thousand times when it is unpacked; `cut=40`: without its last bytes."""
    body = gzip.compress(MEGABYTE, 6) * int(query.get("mb", 300))
    body = body[: len(body) - int(query.get("cut", 0))]
    encoding = "gzip"
    if query.get("twice"):
        body, encoding = gzip.compress(body, 6), "gzip, gzip"
    return Reply(body, headers={"Content-Encoding": encoding})


def _big(server: FaultServer, _: str, query: Query) -> Reply:
    """`/big?mb=1000&length=1`: with a Content-Length or without; without `mb` it never ends."""
    size = int(query.get("mb", 0))
    length = f"Content-Length: {size << 20}\r\n" if query.get("length") else ""

    def raw() -> Iterator[bytes]:
        yield f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n{length}\r\n".encode()
        sent = 0
        while not server.closing.is_set() and (not size or sent < size):
            yield MEGABYTE
            sent += 1

    return Reply(raw=raw())


def _cut(_: FaultServer, __: str, ___: Query) -> Reply:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n"
    return Reply(raw=iter([head, b"<html><p>half a page"]))


def _chunk(_: FaultServer, __: str, ___: Query) -> Reply:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return Reply(raw=iter([head, b"5\r\nhello\r\n", b"zz\r\nnot a chunk\r\n"]))


def _reset(_: FaultServer, __: str, ___: Query) -> Reply:
    raise _ResetError


def _hang(server: FaultServer, _: str, query: Query) -> Reply:
    server.closing.wait(float(query.get("s", 60)))
    return Reply(PAGE % (b"late", b""))


def _drip(server: FaultServer, _: str, __: Query) -> Reply:
    """A byte every 0.1 s, without end."""

    def raw() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
        while not server.closing.wait(0.1):
            yield b"."

    return Reply(raw=raw())


def _calendar(_: FaultServer, rest: str, __: Query) -> Reply:
    """`/cal/2020/4`: a calendar without end."""
    year, month = (int(part) for part in rest.split("/"))
    later = f"/cal/{year + month // 12}/{month % 12 + 1}"
    earlier = f"/cal/{year - (month == 1)}/{(month - 2) % 12 + 1}"
    return Reply(PAGE % (rest.encode(), f'<a href="{earlier}">&lt;</a><a href="{later}">&gt;</a>'.encode()))


_ROUTES: Mapping[str, Callable[[FaultServer, str, Query], Reply]] = {
    "status": _status,
    "redirect": _redirect,
    "hops": _hops,
    "loop": _loop,
    "gz": _gz,
    "big": _big,
    "truncated": _cut,
    "chunk": _chunk,
    "reset": _reset,
    "hang": _hang,
    "drip": _drip,
    "cal": _calendar,
}


class _Handler(socketserver.StreamRequestHandler):
    server: FaultServer
    timeout = 30

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while self._one():
                pass

    def _one(self) -> bool:
        method, _, path = self.rfile.readline(65537).decode("latin-1").strip().partition(" ")
        if not method:
            return False
        headers = {}
        while line := self.rfile.readline(65537).decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        path = path.rpartition(" ")[0]
        self.server.log.append(Seen(time.monotonic(), self.server.port, method, path, headers))
        try:
            reply = self.server.answer(path)
        except _ResetError:
            # Lingering for zero seconds makes the close a RST.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return False
        for chunk in reply.chunks():
            self.connection.sendall(chunk)
        return reply.raw is None
