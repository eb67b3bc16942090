"""Scrapy's download handler for http and https: requests over connections of our own (`http_connections`).

Scrapy's handler over Twisted takes a fifth of what a page costs, its one over aiohttp as much. What spiders here do not use is
not there: proxies, `bindaddress`, the signals `headers_received` and `bytes_received`.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from time import monotonic
from typing import Any
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, NotSupported, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.http_answers import Answer, NoAnswerError
from crawler.http_connections import Connection, Connections, Place
from crawler.resolver import guarded_resolver

logger = logging.getLogger(__name__)

_PORTS = {"http": 80, "https": 443}
# What may be sent twice without harm (RFC 9110, 9.2.2), and what says that it has no body.
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class HttpHandler(BaseDownloadHandler):
    """Keeps DOWNLOAD_TIMEOUT, DOWNLOAD_MAXSIZE, DOWNLOAD_WARNSIZE, DOWNLOAD_FAIL_ON_DATALOSS, DOWNLOAD_VERIFY_CERTIFICATES."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._most, self._warn = settings.getint("DOWNLOAD_MAXSIZE"), settings.getint("DOWNLOAD_WARNSIZE")
        self._fails_on_loss = settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        tls = ssl.create_default_context()
        if not settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"):
            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        most_idle = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._connections = Connections(guarded_resolver().addresses, tls, most_idle)

    async def download_request(self, request: Request) -> Response:
        """The response, its body as it was sent.

        Raises:
            DownloadTimeoutError: it was not whole in time.
            DownloadCancelledError: it is larger than it may be.
            ResponseDataLossError: it was cut short.
            DownloadFailedError: it is no HTTP answer, or there is none.
            CannotResolveHostError, DownloadConnectionRefusedError: as `Connections.connect`.
            NotSupported: a proxy is asked for.

        """
        meta = request.meta
        if meta.get("proxy"):
            raise NotSupported("proxies are not used")
        place, message = _place(request.url), _message(request)
        timeout, most = meta.get("download_timeout", self._timeout), meta.get("download_maxsize", self._most)
        began = monotonic()
        connection = self._connections.take(place)
        while True:
            answer = Answer(request.method, most)
            try:
                if connection is None:
                    connection = await self._connect(place, began + timeout, request)
                await self._answered(connection, message, answer, began + timeout, request)
            except NoAnswerError:
                # Servers close connections that rest: one that has served before says nothing of the server. A second
                # one of these might be as dead, and each costs the server the request again.
                if not connection or not connection.has_served or request.method not in _REPEATABLE:
                    raise
                connection = None
            except ResponseDataLossError:
                if meta.get("download_fail_on_dataloss", self._fails_on_loss):
                    raise
                return _response(request, answer, connection, ["dataloss"])
            else:
                meta["download_latency"] = monotonic() - began
                if 0 < self._warn < len(answer.body):
                    logger.warning("%s: %d bytes, more than DOWNLOAD_WARNSIZE (%d)", request, len(answer.body), self._warn)
                return _response(request, answer, connection, ["partial"] if answer.is_partial else None)

    async def close(self) -> None:
        """End all connections."""
        self._connections.close()

    async def _connect(self, place: Place, due: float, request: Request) -> Connection:
        try:
            async with asyncio.timeout(due - monotonic()):
                return await self._connections.connect(place)
        except TimeoutError as error:
            raise _late(request) from error

    @staticmethod
    async def _answered(connection: Connection, message: bytes, answer: Answer, due: float, request: Request) -> None:
        waiter = connection.ask(message, answer)
        timer = asyncio.get_running_loop().call_later(due - monotonic(), lambda: connection.abort(_late(request)))
        try:
            await waiter
        except asyncio.CancelledError:
            connection.abort()
            raise
        finally:
            timer.cancel()


def _late(request: Request) -> DownloadTimeoutError:
    return DownloadTimeoutError(f"{request.url} did not answer in time")


def _place(url: str) -> Place:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def _message(request: Request) -> bytes:
    """The request as it goes over the wire: headers in Scrapy's order, behind Host."""
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{request.method} {target} HTTP/1.1".encode("ascii")]
    if b"Host" not in request.headers:
        lines.append(b"Host: " + parts.netloc.rpartition("@")[2].encode("ascii"))
    lines += [
        # What a header of another answer brought along must not begin a line of its own.
        name + b": " + value.replace(b"\r", b" ").replace(b"\n", b" ")
        for name, values in dict.items(request.headers)
        for value in values
    ]
    body = request.body
    if body or request.method in _WITH_BODY:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _response(request: Request, answer: Answer, connection: Connection | None, flags: list[str] | None) -> Response:
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value)
    known: dict[str, Any] = {"address": connection.address, "certificate": connection.certificate} if connection else {}
    url, body = urldefrag(request.url)[0], answer.body
    cls = responsetypes.from_args(headers=headers, url=url, body=body)
    return cls(
        url=url,
        status=answer.status,
        headers=headers,
        body=body,
        flags=flags,
        ip_address=known.get("address"),
        certificate=known.get("certificate"),
        protocol=answer.protocol,
    )
