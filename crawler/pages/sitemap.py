"""Sitemaps: indexes and lists of addresses, plain or gzip, read piece by piece and bounded.

The elements are found by a pattern, not by an XML parser: no entities, no DTD, and a file that breaks off says what it has.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from crawler.items import Link, LinkKind, Reading, Unread
from crawler.pages import walls
from crawler.pages.base import Page
from crawler.pages.dom import unescaped
from crawler.urls import at_home, is_web_address
from pipelines.readers.patterns import WHOLE, near

MOST_ADDRESSES = 50_000
"""The protocol's own limit a file."""
LARGEST = 52_428_800
"""Bytes of a file when unpacked: likewise."""
_PIECE = 256 * 1024
_LONGEST = 16 * 1024
# <url>, <sitemap> and <loc>, with or without a prefix of their own; not <image:loc>, <video:loc>.
_ELEMENT = re.compile(
    rb"<(?:(?!image|video|news|xhtml)\w+:)?(url|sitemap|loc)(?:\s[^<>]{0,1000}+)?>\s*(?:<!\[CDATA\[)?\s*([^<\]]*)",
    re.IGNORECASE,
)
_NAMES = re.compile(rb"[Uu][Rr][Ll]|[Ss][Ii][Tt][Ee]|[Ll][Oo][Cc]")
_PRODUCT = near(r"product|item|goods|/p/|catalogue/[^/]+_\d|/dp/|artikel|offer", WHOLE, flags=re.IGNORECASE)
_CATEGORY = re.compile(r"categor|collection|/c/|/tags?/|brand", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


class _TooLargeError(ValueError):
    """A sitemap beyond the limits of its protocol: what lies within them is read."""


class Sitemap(Page):
    """`/sitemap.xml` and everything named like one."""

    site = "sitemap"
    addresses = (re.compile(r"\Ahttps?://[^?#]*sitemap[^/?#]*\.(?:xml|txt)(?:\.gz)?(?:[?#]|$)", re.IGNORECASE),)

    def read(self) -> Reading:
        """Links: of kind sitemap from an index; item, category or page from a list, by what their addresses say."""
        reading = Reading(site=self.site)
        is_list_of_products = bool(_PRODUCT.search(self.url))
        try:
            for number, (tag, address) in enumerate(self._addresses(), 1):
                if number > MOST_ADDRESSES:
                    raise _TooLargeError(f"more than {MOST_ADDRESSES} addresses")
                kind = "sitemap" if tag == "sitemap" else _kind(address, is_list_of_products)
                reading.links.append(Link(url=at_home(self.url, address), kind=kind))
        except (zlib.error, _TooLargeError) as error:
            raw = repr(self.body[:100])
            reading.unread.append(Unread(item_type="page", field="sitemap", reason=f"not read to its end: {error}", raw=raw))
        if not reading.links and b"<" in self.body[:1024]:
            wall = walls.wall_of(self.body, self.text)
            # Any small page of a shop that has no sitemap would be a shell.
            reading.wall = None if wall == "empty_shell" else wall
        return reading

    def _addresses(self) -> Iterator[tuple[str, str]]:
        """(sitemap or url, address) in the order of the file."""
        start = self.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start.startswith((b"<", _GZIP)):
            lines = (line.strip() for line in self.text.splitlines())
            yield from (("url", line) for line in lines if is_web_address(line))
            return
        tag, rest = "url", b""
        for piece in _pieces(self.body):
            rest += piece
            # What comes after the last end of an element may go on in the next piece.
            end = rest.rfind(b"</") if len(rest) < _PIECE + _LONGEST else len(rest)
            for name, content in _ELEMENT.findall(rest[:end]) if _NAMES.search(rest) else ():
                if name.lower() != b"loc":
                    tag = name.lower().decode()
                elif (address := unescaped(content.decode("utf-8", "replace")).strip()) and is_web_address(address):
                    yield tag, address
            rest = rest[end:] if end >= 0 else rest


def _pieces(body: bytes) -> Iterator[bytes]:
    """The file piece by piece, unpacked, up to the largest size that the protocol allows.

    Raises:
        zlib.error: the packing is broken, or it ends before its end.
        _TooLargeError: there is more than that.

    """
    if not body.startswith(_GZIP):
        yield from (body[at : at + _PIECE] for at in range(0, min(len(body), LARGEST), _PIECE))
        if len(body) > LARGEST:
            raise _TooLargeError(f"more than {LARGEST} bytes")
        return
    unpacker = zlib.decompressobj(wbits=31)
    done, rest = 0, body
    while rest and not unpacker.eof and done < LARGEST:
        piece = unpacker.decompress(rest, _PIECE)
        rest = unpacker.unconsumed_tail
        done += len(piece)
        yield piece
    if done >= LARGEST and not unpacker.eof:
        raise _TooLargeError(f"more than {LARGEST} bytes")
    if not unpacker.eof:
        raise zlib.error("incomplete gzip stream")


def _kind(address: str, is_list_of_products: bool) -> LinkKind:
    path = address.split("/", 3)[3] if address.count("/") > 2 else ""
    if not path.strip("/"):
        return "page"
    if _PRODUCT.search("/" + path):
        return "item"
    if _CATEGORY.search("/" + path):
        return "category"
    return "item" if is_list_of_products else "page"
