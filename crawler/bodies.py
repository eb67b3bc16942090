"""Archived bodies as pages read them: content encodings undone, with a bound that no bomb passes."""

from __future__ import annotations

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
    body = archived.body
    encodings = [e.strip().lower() for e in archived.header("content-encoding").split(",") if e.strip()]
    for encoding in reversed(encodings):
        body = _undone(encoding, body, limit)
    if len(body) > limit:
        raise TooLargeError(f"{len(body)} bytes")
    return body


def _undone(encoding: str, body: bytes, limit: int) -> bytes:
    if encoding in ("identity", "none"):
        return body
    try:
        if encoding in ("gzip", "x-gzip"):
            return _inflated(body, 31, limit)
        if encoding == "deflate":
            # Servers send zlib streams, as the standard says, or bare ones.
            return _inflated(body, 15 if body[:1] and body[0] & 0x0F == 8 else -15, limit)
        if encoding == "br":
            return _bounded(brotli.Decompressor().process(body, output_buffer_limit=limit + 1), limit)
        if encoding == "zstd":
            return _bounded(zstd.ZstdDecompressor().decompress(body, limit + 1), limit)
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise ValueError(f"not {encoding}: {error}") from error
    raise ValueError(f"unknown content encoding {encoding!r}")


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    return _bounded(zlib.decompressobj(window).decompress(body, limit + 1), limit)


def _bounded(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    return body
