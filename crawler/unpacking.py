"""Unpacks bodies, and counts those that were refused because they grow too large."""

from __future__ import annotations

import zlib

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

TOO_BIG = "jishi/too_big"

_GZIP = 31
"""What zlib calls a gzip member, checksum included."""


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's middleware, which stops at DOWNLOAD_MAXSIZE; what it refuses counts in `jishi/too_big`.

    The usual answer, one whole gzip member, is unpacked in one call: Scrapy reads it through a file object in Python.
    """

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        """The unpacked response.

        Raises:
            IgnoreRequest: it would be larger than DOWNLOAD_MAXSIZE.

        """
        if response.headers.getlist("Content-Encoding") == [b"gzip"] and request.method != "HEAD":
            body = _member(response.body, int(self._max_size))
            if body is not None:
                return _unpacked(response, body)
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            if self.stats is not None:
                self.stats.inc_value(TOO_BIG)
            raise


def _member(packed: bytes, limit: int) -> bytes | None:
    """What is in a gzip member; None where it is damaged, cut, followed by more, or larger than the limit."""
    inflate = zlib.decompressobj(_GZIP)
    try:
        body = inflate.decompress(packed, limit + 1)
    except zlib.error:
        return None
    return body if inflate.eof and not inflate.unused_data and len(body) <= limit else None


def _unpacked(response: Response, body: bytes) -> Response:
    cls = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
    del response.headers["Content-Encoding"]
    # The encoding is found anew: it was guessed from packed bytes.
    fresh = {"encoding": None} if issubclass(cls, TextResponse) else {}
    return response.replace(cls=cls, body=body, **fresh)
