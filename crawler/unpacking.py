"""Unpacks bodies, and counts those that were refused because they grow too large."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

TOO_BIG = "jishi/too_big"


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's middleware, which stops at DOWNLOAD_MAXSIZE; what it refuses counts in `jishi/too_big`."""

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        """The unpacked response.

        Raises:
            IgnoreRequest: it would be larger than DOWNLOAD_MAXSIZE.

        """
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            if self.stats is not None:
                self.stats.inc_value(TOO_BIG)
            raise
