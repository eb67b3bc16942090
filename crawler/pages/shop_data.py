"""A shop's answers in JSON, for lists that a script fills: their products, totals and further pages; who names them."""

from __future__ import annotations

import re
from typing import Any

from crawler.items import Link, Reading
from crawler.pages.drafts import listing_of
from crawler.pages.hydration import read_products
from crawler.pages.list_totals import next_of, total_of
from crawler.urls import resolve
from pipelines.readers.patterns import WHOLE, near

_MOST = 5
# What a script or an attribute names as an address of data: quoted, on its own.
_QUOTED = re.compile(r"""["'`]((?:https?://|/)[^"'`\s<>\\]{1,300})["'`]""")
_DATA = near(r"/(?:api|ajax|graphql|rest|data|v\d|store-api|_next/data)/|\.json(?:$|\?)|[?&]format=json", WHOLE, flags=re.I)
_PRODUCTS = near(r"product|item|goods|catalog|listing|search|collection|shop", WHOLE, flags=re.I)
_NEVER = near(
    r"(?<![a-z])(?:cart|basket|checkout|login|account|reviews?|wishlist|track(?:ing)?|events?|logs?|config|session|currency|admin)"
    r"(?![a-z])",
    WHOLE,
    flags=re.I,
)
_HOLE = re.compile(r"\$?\{[^{}]{0,40}\}|:page\b|%7Bpage%7D", re.I)
_PAGE_HOLE = near(r"page|pg|\bp=?$|offset|start", WHOLE, flags=re.I)


def read_data(value: Any, url: str, site: str) -> Reading:
    """What a JSON answer says: listings of its products, links to their pages, and where it goes on."""
    reading = Reading(site=site)
    seen: set[str] = set()
    for draft in read_products(value, url):
        listing = listing_of([draft], url)
        if listing is None or listing.native_id in seen:
            continue
        seen.add(listing.native_id)
        listing.position = len(seen)
        reading.items.append(listing)
        if draft.url:
            reading.links.append(Link(url=draft.url, kind="item"))
    reading.stated_total = total_of([value], None, len(seen)) if seen else None
    following = next_of(value)
    address = resolve(url, following) if following else ""
    if address:
        reading.links.append(Link(url=address, kind="next"))
    return reading


def read_endpoints(page_text: str, base: str) -> list[str]:
    """Addresses of lists of products in JSON that a page names, in its scripts or attributes; a hole for the page is page 1."""
    found: dict[str, None] = {}
    for match in _QUOTED.finditer(page_text):
        address = match[1].replace("&amp;", "&")
        if not (_DATA.search(address) and _PRODUCTS.search(address)) or _NEVER.search(address):
            continue
        filled = _filled(address)
        url = resolve(base, filled) if filled else ""
        if url:
            found.setdefault(url, None)
        if len(found) >= _MOST:
            break
    return list(found)


def _filled(address: str) -> str:
    """The address of the first page; '' where it has holes for something else."""
    done = ""
    rest = address
    while (hole := _HOLE.search(rest)) is not None:
        before = rest[: hole.start()]
        if not _PAGE_HOLE.search(hole[0]) and not _PAGE_HOLE.search(before[-12:]):
            return ""
        done, rest = done + before + "1", rest[hole.end() :]
    return done + rest
