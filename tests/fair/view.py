"""What the renderers of the fair's sites share: a moment of the market, a rendered page, and how money and text are written."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from tests.fair import times
from tests.fair.listing import Listing, State
from tests.fair.market import Market

esc = html.escape


@dataclass(frozen=True, slots=True)
class Page:
    """One rendered response."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Moment:
    """The market at an instant; states are computed once."""

    market: Market
    instant: datetime

    @cached_property
    def states(self) -> dict[Listing, State]:
        """State of every listing that exists."""
        states = ((listing, listing.at(self.instant)) for listing in self.market.listings)
        return {listing: state for listing, state in states if state.present}

    @property
    def day(self) -> int:
        """The calendar day, counted from the fair's first."""
        return (times.local_day(self.instant) - self.market.start).days


class Site(Protocol):
    """A host that the fair plays."""

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """The page at an address; None where the site has none (404)."""
        ...


def money(cents: int) -> str:
    """29.90"""
    return f"{cents // 100}.{cents % 100:02d}"


def text(markup: str, encoding: str = "utf-8", status: int = 200) -> Page:
    """A page of HTML."""
    return Page(markup.encode(encoding), f"text/html; charset={encoding}", status)


def data(value: Any, headers: Mapping[str, str] | None = None) -> Page:
    """A JSON answer."""
    return Page(compact(value).encode(), "application/json; charset=utf-8", headers=headers or {})


def compact(value: Any) -> str:
    """JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def in_script(value: Any) -> str:
    """JSON that can stand in a script element, as Gson writes it."""
    written = compact(value)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("=", "\\u003d")):
        written = written.replace(sign, code)
    return written


def linked_data(value: Mapping[str, Any]) -> str:
    """A JSON-LD element."""
    written = compact({"@context": "https://schema.org", **value}).replace("</", "<\\/")
    return f'<script type="application/ld+json">{written}</script>'


def sitemap(addresses: Iterable[tuple[str, str]]) -> Page:
    """A sitemap of (address, day of the last change)."""
    rows = "".join(f"<url><loc>{esc(url)}</loc><lastmod>{day}</lastmod></url>" for url, day in addresses)
    return _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>')


def sitemap_index(addresses: Iterable[str]) -> Page:
    """An index of sitemaps."""
    rows = "".join(f"<sitemap><loc>{esc(url)}</loc></sitemap>" for url in addresses)
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>')


def _xml(body: str) -> Page:
    return Page(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode(), "application/xml; charset=utf-8")
