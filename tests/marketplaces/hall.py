"""Serves the marketplaces on one loopback address, as a mirror: `/https://item.jd.com/1.html` answers as that host would."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.marketplaces.goods import Ware, wares

FULL, LIE, WALL, LOST = "full", "lie", "wall", "lost"
"""A list with all its pages; one that repeats its second for ever; one whose second is a wall; one that is not there."""
_WALL = (
    "<!doctype html><html><head><title>安全验证</title></head><body><div id='nc_1_n1z' class='nocaptcha'></div></body></html>"
)
_LOST = "<!doctype html><html><head><title>页面不存在</title></head><body><h1>很抱歉，您访问的页面不存在</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page holds, and what the server calls it."""

    body: str
    kind: str = "text/html"
    charset: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list."""

    wares: list[Ware]
    total: int
    """Goods of the whole list, as the site states them."""
    number: int
    last: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    host: str
    path: str
    query: Mapping[str, str]
    hall: Hall

    @property
    def day(self) -> int:
        """1 or 2."""
        return self.hall.day

    def slice(self, kind: str, number: int, per_page: int) -> Slice | Answer:
        """A page of one of the four lists; what stands in its place where that is no list."""
        if kind == LOST:
            return Answer(_LOST)
        if kind == WALL and number > 1:
            return Answer(_WALL)
        stock = wares(self.day)
        if kind != FULL:
            stock = stock[: 2 * per_page]
            number = min(number, 2)
        shown = stock[(number - 1) * per_page : number * per_page]
        return Slice(shown, len(stock) if kind == FULL else 500, number, number * per_page >= len(stock))

    def ware(self, native_id: str, base: int) -> Ware | None:
        """The product of that id."""
        number = int(native_id) - base if native_id.isdigit() else 0
        return next((one for one in wares(self.day) if one.number == number), None)


Site = Callable[[Asked], Answer | None]


class Hall:
    """All imitated hosts on one port; a context manager. `day` is 1 or 2; `walled` puts a challenge in place of everything."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = sites
        self.day = 1
        self.walled = False
        self.log: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.host_port = f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Hall:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, target: str) -> tuple[int, Answer]:
        """Status and page of an address."""
        parts = urlsplit(target.lstrip("/"))
        if not parts.netloc:
            return 404, Answer("", "text/plain")
        if self.walled:
            return 200, Answer(_WALL)
        query = parts.query
        charset = "gbk" if any(host in parts.netloc for host in ("list.tmall", "1688")) else "utf-8"
        pairs = dict(parse_qsl(query, keep_blank_values=True, encoding=charset, errors="replace"))
        site = next((found for name, found in self.sites.items() if parts.netloc.endswith(name)), None)
        found = site(Asked(parts.netloc, unquote(parts.path), pairs, self)) if site else None
        return (200, found) if found is not None else (404, Answer(_LOST))


def _handler(hall: Hall) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, found = hall.answer(self.path)
            hall.log.append(self.path)
            body = found.body.encode(found.charset)
            self.send_response(status)
            self.send_header("Content-Type", f"{found.kind}; charset={found.charset}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Silent."""

    return Handler


def page(title: str, body: str, charset: str = "utf-8") -> Answer:
    """An HTML page."""
    head = f'<meta charset="{charset}"><title>{title}</title>'
    return Answer(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", charset=charset)


def data(value: Any, callback: str = "") -> Answer:
    """An answer in JSON, or in JSONP."""
    text = json.dumps(value, ensure_ascii=False)
    return Answer(f"{callback}({text});", "application/javascript") if callback else Answer(text, "application/json")


def script(name: str, value: Any, title: str) -> Answer:
    """A page that starts from data in a script."""
    return page(title, f'<div id="app"></div><script>{name}={json.dumps(value, ensure_ascii=False)};</script>')
