"""Serves the fair on the loopback: a mirror of the marketplaces and the press, and the shops on ports of their own.

The mirror takes the embedded address from the path (`/https://s.taobao.com/search?q=...`) and answers as that site would.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fair import times
from tests.fair.faults import Faults
from tests.fair.live import LIVE_HOST, ROOM_HOST, TOPIC_HOST, LiveRooms, LiveSchedule, Topics
from tests.fair.market import FIRST_DAY, Market
from tests.fair.plain_shop import PlainShop
from tests.fair.ports import FREE, HOST, PRESS_HOST, Ports
from tests.fair.press import Press
from tests.fair.shopify import ShopifyShop
from tests.fair.taobao_item import ItemPages
from tests.fair.taobao_search import TaobaoSearch
from tests.fair.view import Moment, Page, Site
from tests.fair.wire import Connection
from tests.fair.woocommerce import WooShop
from tests.fair.zone import ZONE_HOST, Zone

_LOST = Page(
    b"<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>", status=404
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in."""

    at: float
    """Monotonic seconds."""
    host: str
    """Of the page: the embedded one on the mirror."""
    path: str
    """With its query."""
    status: int
    day: date
    """The fair's day at that time."""


class Fair:
    """The market, served in a thread; a context manager.

    `fair.at(instant)` or `fair.on(day)` sets its now (observed at ten o'clock of its first day by default), `fair.faults` its
    failures; `fair.log` holds every request.
    """

    def __init__(self, seed: int = 1, start: date = FIRST_DAY, ports: Ports = FREE, market: Market | None = None) -> None:
        self.market = market or Market(seed, start)
        self.faults = Faults()
        self.log: list[Seen] = []
        self.moment = Moment(self.market, times.observed(self.market.start))
        self.sites: dict[str, Site] = {}
        self._wanted = ports
        self._shops: dict[str, str] = {}
        self._cache: dict[tuple[str, str, bool], bytes] = {}
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="fair")
        self.mirror_host = ""
        self.errors: list[Exception] = []

    def opened(self) -> Fair:
        """Listening already, to be closed as a context manager.

        Raises:
            OSError: a port is taken.

        """
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(30)
        except BaseException:
            self._stop()
            raise
        return self

    def __enter__(self) -> Fair:
        return self if self.mirror_host else self.opened()

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._stop()
        if self.errors:
            raise RuntimeError(f"{len(self.errors)} pages of the fair could not be rendered") from self.errors[0]

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    async def _open(self) -> None:
        self.mirror_host = await self._listen(self._wanted.mirror, mirror=True)
        shopify = await self._listen(self._wanted.shopify)
        woocommerce = await self._listen(self._wanted.woocommerce)
        plain = await self._listen(self._wanted.plain)
        self._shops = {"shopify": shopify, "woocommerce": woocommerce, "plain": plain}
        self.sites = sites(self._shops)

    async def _listen(self, port: int, mirror: bool = False) -> str:
        server = await self._loop.create_server(lambda: Connection(self.respond, mirror), HOST, port, backlog=512)
        self._servers.append(server)
        return f"{HOST}:{server.sockets[0].getsockname()[1]}"

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for connection in list(Connection.all_of(self.respond)):
            connection.drop()

    @property
    def mirror(self) -> str:
        """The prefix before the addresses of marketplaces and the press, as JISHI_MIRROR wants it."""
        return f"http://{self.mirror_host}/"

    @property
    def shops(self) -> dict[str, str]:
        """Shop -> host and port: the `site` of its listings."""
        return dict(self._shops)

    @property
    def hosts(self) -> list[str]:
        """All host:port pairs, as JISHI_ALLOW_HOSTS wants them."""
        return [self.mirror_host, *self._shops.values()]

    def at(self, instant: datetime) -> None:
        """Set the fair's now."""
        self.moment = Moment(self.market, instant)
        self._cache = {}

    def on(self, day: date) -> None:
        """Set the fair's now to that day's hour of observation."""
        self.at(times.observed(day))

    def requests(self, host: str = "", day: date | None = None) -> list[Seen]:
        """Pages asked for, robots.txt left out; of a host, of a day."""
        return [s for s in self.log if s.path != "/robots.txt" and host in ("", s.host) and day in (None, s.day)]

    def twice(self) -> list[tuple[str, str]]:
        """(host, path) of pages that were answered well more than once on a day."""
        counts = Counter((s.day, s.host, s.path) for s in self.requests() if s.status < 400)
        return [(host, path) for (_, host, path), number in counts.items() if number > 1]

    def page(self, host: str, target: str) -> Page:
        """What a host answers to a path with its query, failures aside."""
        site, parts = self.sites.get(host), urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            return (site.answer(self.moment, unquote(parts.path), query) if site else None) or _LOST
        except Exception as error:
            # The client gets a page in any case; the error comes out where the fair is closed.
            self.errors.append(error)
            return Page(repr(error).encode(), "text/plain; charset=utf-8", 500)

    def respond(self, host: str, target: str, mirror: bool, accept_gzip: bool, etag: str) -> tuple[bytes, float]:
        """The bytes on the wire, and the seconds to wait before they are sent."""
        if mirror and target.startswith(("/http://", "/https://")):
            parts = urlsplit(target[1:])
            host, target = parts.netloc, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        moment = self.moment
        robots = target == "/robots.txt"
        failure, wait = (None, 0.0) if robots else self.faults.of(host, target, moment.day)
        if robots:
            wire, status = _wire(self.faults.robots_of(host, mirror and host == self.mirror_host), accept_gzip), 200
        elif failure:
            wire, status = _wire(failure, accept_gzip), failure.status
        else:
            key = (host, target, accept_gzip)
            cache = self._cache
            wire = cache.get(key) or cache.setdefault(key, _wire(self.page(host, target), accept_gzip))
            status = int(wire[9:12])
            if etag and f"\r\nETag: {etag}\r\n".encode() in wire:
                wire, status = f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nContent-Length: 0\r\n\r\n".encode(), 304
        self.log.append(Seen(time.monotonic(), host, target, status, moment.instant.astimezone(times.ZONE).date()))
        return wire, wait


def sites(shops: dict[str, str]) -> dict[str, Site]:
    """Host -> the site that answers there. A new site of the fair is added here."""
    return {
        "s.taobao.com": TaobaoSearch(),
        "item.taobao.com": ItemPages("taobao"),
        "detail.tmall.com": ItemPages("tmall"),
        ZONE_HOST: Zone(),
        LIVE_HOST: LiveSchedule(),
        ROOM_HOST: LiveRooms(),
        TOPIC_HOST: Topics(),
        PRESS_HOST: Press(),
        shops["shopify"]: ShopifyShop(f"http://{shops['shopify']}"),
        shops["woocommerce"]: WooShop(f"http://{shops['woocommerce']}"),
        shops["plain"]: PlainShop(f"http://{shops['plain']}"),
    }


def _wire(page: Page, accept_gzip: bool) -> bytes:
    body = gzip.compress(page.body, 5, mtime=0) if accept_gzip and len(page.body) > 400 else page.body
    headers = {"Content-Type": page.content_type, "Vary": "Accept-Encoding", **page.headers, "Content-Length": str(len(body))}
    if body is not page.body:
        headers["Content-Encoding"] = "gzip"
    if page.status == 200:
        headers["ETag"] = f'"{hashlib.sha256(page.body).hexdigest()[:24]}"'
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {page.status} {_REASONS.get(page.status, 'Status')}\r\n{head}\r\n".encode() + body


_REASONS = {200: "OK", 404: "Not Found", 429: "Too Many Requests", 503: "Service Unavailable"}
