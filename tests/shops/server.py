"""Serves a shop on a loopback address of its own, so that each is a host to the crawler; remembers who asked for what."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.shops.goods import Good

_HOSTS = count(11)


@dataclass(slots=True)
class Answer:
    """What is sent."""

    body: str | bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Shop(ABC):
    """One shop: what it answers to an address. Set `currency` (ISO 4217) and `sign`; `origin` is set when it is served."""

    currency = "USD"
    sign = "$"
    validators = False
    """Whether it sends an ETag and answers If-None-Match."""
    limit = 0
    """Requests after which it answers 429 once, with Retry-After: 1; 0 = never."""
    retry_by_date = False
    """Whether Retry-After names the instant instead."""

    def __init__(self, goods: list[Good], per_page: int = 12) -> None:
        self.goods = goods
        self.per_page = per_page
        self.origin = ""
        self.log: list[tuple[str, int]] = []

    @abstractmethod
    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        """The page at a path, None where there is none."""

    def members(self, category: str) -> list[Good]:
        """Goods of a category; "all" is every one."""
        return [good for good in self.goods if category == "all" or category in good.categories]

    def page(self, members: list[Good], number: int) -> list[Good]:
        """Those on a page of a list, from 1."""
        return members[(number - 1) * self.per_page : number * self.per_page]

    def last_page(self, members: list[Good]) -> int:
        """The number of the last page of a list."""
        return max(1, -(-len(members) // self.per_page))

    def find(self, slug: str) -> Good | None:
        """The product of that name in addresses."""
        return next((good for good in self.goods if good.slug == slug), None)

    def price(self, good: Good) -> str:
        """The price as the shop shows it."""
        return f"{self.sign}{good.shown}"

    @property
    def pages(self) -> int:
        """Requests so far, robots.txt aside."""
        return sum(path != "/robots.txt" for path, _ in self.log)


class Served:
    """A shop on a port of its own; a context manager."""

    def __init__(self, shop: Shop, host: str = "", port: int = 0) -> None:
        self.shop = shop
        self._server = ThreadingHTTPServer((host or f"127.0.0.{next(_HOSTS)}", port), _handler(shop))
        self._server.daemon_threads = True
        name, number = self._server.server_address[:2]
        self.host_port = f"{name!s}:{number}"
        shop.origin = f"http://{self.host_port}"

    def __enter__(self) -> Served:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            found = _limited(shop) or shop.answer(parts.path, dict(parse_qsl(parts.query)))
            answer = found or Answer("<!doctype html><title>404 Not Found</title><h1>Page not found</h1>", 404)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            status = answer.status
            if shop.validators and status == 200:
                answer.headers["ETag"] = tag
                if self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
            shop.log.append((self.path, status))
            self.send_response(status)
            for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Silent."""

    return Handler


def _limited(shop: Shop) -> Answer | None:
    if shop.limit and len(shop.log) % shop.limit == shop.limit - 1:
        after = formatdate(time.time() + 1, usegmt=True) if shop.retry_by_date else "1"
        return Answer("Too many requests", 429, "text/plain", {"Retry-After": after})
    return None
