"""Archived bodies as pages read them: content encodings undone, with a bound that no bomb passes."""

from __future__ import annotations

import re
import zlib

import brotli

from crawler.warc_reader import Archived

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # Python 3.14
except ImportError:
    from backports import zstd


class TooLargeError(ValueError):
    """The body inflates beyond the bound."""


def decoded(archived: Archived, limit: int) -> bytes:
    """The body with its content encodings undone, outermost first.

    Raises:
        TooLargeError: it is larger than `limit` bytes.
        ValueError: it is not encoded as its headers say, or by something unknown.

    """
    if archived.cut:
        raise ValueError(archived.cut)
    body = unpacked(
        ",".join(value for name, value in archived.headers if name.lower() == "content-encoding"), archived.body, limit
    )
    return _bounded(body, limit)


def unpacked(encodings: str, body: bytes, limit: int) -> bytes:
    """A body with the encodings of its Content-Encoding header undone, the last one first.

    Raises:
        TooLargeError: it is larger than `limit` bytes.
        ValueError: it is cut short, not encoded as the header says, or encoded by something unknown.

    """
    for encoding in reversed([one.strip().lower() for one in encodings.split(",") if one.strip()]):
        body = _undone(encoding, body, limit)
    return body


def _undone(encoding: str, body: bytes, limit: int) -> bytes:
    if encoding in ("identity", "none", "utf-8") or not body:
        return body
    try:
        if encoding in ("gzip", "x-gzip"):
            return _members(body, limit)
        if encoding == "deflate":
            # Servers send zlib streams, as the standard says, or bare ones.
            return _inflated(body, 15 if body[0] & 0x0F == 8 else -15, limit)[0]
        if encoding == "br":
            return _brotli(body, limit)
        if encoding == "zstd":
            inflate = zstd.ZstdDecompressor()
            return _whole(inflate.decompress(body, limit + 1), inflate.eof, limit)
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        if _TEXT.match(body):
            # Browsers and some archives unpack a body and keep the header of the packed one.
            return body
        raise ValueError(f"not {encoding}: {error}") from error
    raise ValueError(f"unknown content encoding {encoding!r}")


# How the pages that we read begin; nothing packed begins so.
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?[\s]{0,4096}(?:<[!?a-zA-Z]|[{\[]\s{0,4096}[\"{\[\]}])")


def _members(body: bytes, limit: int) -> bytes:
    """All gzip members of a body; what follows the last of them is left out, as browsers do."""
    parts: list[bytes] = []
    room = limit
    while not parts or body[:2] == b"\x1f\x8b":
        part, body = _inflated(body, 31, room)
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def _inflated(body: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    inflate = zlib.decompressobj(window)
    content = inflate.decompress(body, limit + 1)
    return _whole(content, inflate.eof, limit), inflate.unused_data


def _brotli(body: bytes, limit: int) -> bytes:
    inflate = brotli.Decompressor()
    content: bytes = inflate.process(body, output_buffer_limit=limit + 1)
    while len(content) <= limit and not inflate.can_accept_more_data():
        content += inflate.process(b"", output_buffer_limit=limit + 1 - len(content))
    return _whole(content, inflate.is_finished(), limit)


def _whole(content: bytes, ended: bool, limit: int) -> bytes:
    """The content, where its packed form was read to its end."""
    content = _bounded(content, limit)
    if not ended:
        raise ValueError("the packed body is cut short")
    return content


def _bounded(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    return body
