"""Lists of articles for machines: RSS, Atom, sitemaps. Found by pattern, bounded, no XML parser: no entities, no DTD."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin

from crawler.items import Link, LinkKind, Reading, Unread
from crawler.pages.dom import unescaped
from crawler.pages.press_dates import from_machine, from_path
from crawler.urls import is_web_address

MOST = 20_000
"""Entries that are read of a file."""
LARGEST = 16 * 1024 * 1024
_LONGEST_ENTRY = 20_000
_START = re.compile(r"<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)[\s>?]", re.IGNORECASE)
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_ENTRY = re.compile(r"<(item|entry|url|sitemap)(?=[\s>])", re.IGNORECASE)
_LINK = re.compile(r"<(?:link|loc)(?=[\s>/])([^<>]{0,600})>([^<]{0,2000})", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,2000})[\"']", re.IGNORECASE)
_OTHER_REL = re.compile(r"rel\s*=\s*[\"'](?!alternate)", re.IGNORECASE)
_TITLE = re.compile(r"<(?:news:)?title(?=[\s>])[^<>]{0,200}>(?:\s*<!\[CDATA\[)?([^<\]]{0,1000})", re.IGNORECASE)
_WORDS = re.compile(r"<(?:news:keywords|category)(?=[\s>])[^<>]{0,200}>(?:\s*<!\[CDATA\[)?([^<\]]{0,1000})", re.IGNORECASE)
_DATE = re.compile(
    r"<(?:pubDate|published|dc:date|news:publication_date|updated|lastmod)(?=[\s>])[^<>]{0,100}>([^<]{0,80})", re.IGNORECASE
)
_GZIP = b"\x1f\x8b"


def is_feed(body: bytes) -> bool:
    """Whether a body is one of these lists."""
    if body.startswith(_GZIP):
        return True
    head = body[:2048].decode("latin-1").lstrip("\xef\xbb\xbf \t\r\n")
    return _START.match(head) is not None and _ROOT.search(head) is not None


def read_feed(url: str, body: bytes, text: str, site: str) -> Reading:
    """Links of kind article, with title and day where they stand there; of kind sitemap from an index."""
    reading = Reading(site=site)
    if body.startswith(_GZIP):
        try:
            text = zlib.decompressobj(wbits=31).decompress(body, LARGEST).decode("utf-8", "replace")
        except zlib.error as error:
            reading.unread.append(Unread(item_type="page", field="feed", reason=str(error), raw=repr(body[:60])))
            return reading
    seen: set[str] = set()
    for link in _links(url, text[:LARGEST]):
        if link.url not in seen and link.url != url:
            seen.add(link.url)
            reading.links.append(link)
    return reading


def _links(url: str, text: str) -> Iterator[Link]:
    starts = [(match.start(), match[1].lower()) for match in _ENTRY.finditer(text)][: MOST + 1]
    for number, (start, tag) in enumerate(starts[:MOST]):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        entry = text[start : min(end, start + _LONGEST_ENTRY)]
        address = _address(url, entry)
        if address is not None:
            kind: LinkKind = "sitemap" if tag == "sitemap" else "article"
            said = " ".join(unescaped(match[1]).strip() for match in (*_TITLE.finditer(entry), *_WORDS.finditer(entry)))
            yield Link(url=address, kind=kind, text=said or None, published_on=_day(entry, address))


def _address(url: str, entry: str) -> str | None:
    for match in _LINK.finditer(entry):
        href = _HREF.search(match[1])
        if href is not None and _OTHER_REL.search(match[1]):
            continue
        said = unescaped(href[1] if href else match[2].replace("<![CDATA[", "").replace("]]>", "")).strip()
        try:
            address = urljoin(url, said)
        except ValueError:
            continue
        if said and is_web_address(address):
            return address
    return None


def _day(entry: str, address: str) -> date | None:
    match = _DATE.search(entry)
    if match is not None:
        day = from_machine(match[1])
        if day is not None:
            return day
    return from_path(address)
