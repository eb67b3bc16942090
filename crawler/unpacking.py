"""Unpacks bodies as the replay of their records does, and counts those that were refused because they grow too large."""

from __future__ import annotations

from typing import Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.bodies import TooLargeError, unpacked

TOO_BIG = "jishi/too_big"


class PackedBodyError(Exception):
    """The body is cut short, or not packed as its headers say."""


class Unpacking(HttpCompressionMiddleware):
    """Asks for packed bodies as Scrapy's middleware does, and unpacks them up to DOWNLOAD_MAXSIZE.

    Scrapy reads what there is of a packed body that was cut short; here it is asked for again, then failed.
    """

    crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the settings."""
        made = super().from_crawler(crawler)
        made.crawler = crawler
        return made

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        """The unpacked response.

        Raises:
            IgnoreRequest: it would be larger than DOWNLOAD_MAXSIZE.
            PackedBodyError: it cannot be unpacked to its end.

        """
        encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not encodings or request.method == "HEAD":
            return response
        try:
            body = unpacked(encodings, response.body, int(self._max_size))
        except TooLargeError as error:
            if self.stats is not None:
                self.stats.inc_value(TOO_BIG)
            raise IgnoreRequest(f"the body of {response.url} is larger than DOWNLOAD_MAXSIZE: {error}") from error
        except ValueError as error:
            return self._again(request, response, error)
        cls = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        del response.headers["Content-Encoding"]
        # The encoding is found anew: it was guessed from packed bytes.
        fresh = {"encoding": None} if issubclass(cls, TextResponse) else {}
        return response.replace(cls=cls, body=body, **fresh)

    def _again(self, request: Request, response: Response, error: ValueError) -> Request | Response:
        if response.status >= 400:
            return response
        assert self.crawler.spider is not None
        again = get_retry_request(request, spider=self.crawler.spider, reason="packed body")
        if again is None:
            raise PackedBodyError(f"{response.url}: {error}") from error
        return again
