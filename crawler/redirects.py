"""Follows redirects, a few, without carrying one host's headers to another.

Replaces Scrapy's RedirectMiddleware, which sends API keys along, goes round in loops to its limit, and keeps a redirected
request in the downloader slot of the host that it left. Whether the new address may be contacted is the guard's decision.
"""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from w3lib.url import safe_url_string

from crawler.tally import Component, add_reason, host_port

_STATUS = frozenset({301, 302, 303, 307, 308})
# What belongs to no host in particular and may be said to any.
_CARRIED = frozenset({b"User-Agent", b"Accept", b"Accept-Language", b"Accept-Encoding"})
_OF_ONE_ADDRESS = (b"If-None-Match", b"If-Modified-Since", b"Referer")
# What the downloader and the archive note about one exchange.
_OF_ONE_ANSWER = ("download_latency", "held", "capture")
_OF_THE_BODY = (b"Content-Type", b"Content-Length", b"Content-Encoding", b"Content-Language")


class Redirects(Component):
    """Downloader middleware. The chain stands in the request's meta as Scrapy's does: `redirect_urls`, `redirect_reasons`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._most = crawler.settings.getint("REDIRECT_MAX_TIMES")
        self._priority = crawler.settings.getint("REDIRECT_PRIORITY_ADJUST")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The request for where the response points, or the response.

        Raises:
            IgnoreRequest: too many redirects, round in a circle, or to no address; the message shows the chain.

        """
        location = response.headers.get(b"Location")
        if response.status not in _STATUS or not location or request.meta.get("dont_redirect"):
            return response
        chain = [*request.meta.get("redirect_urls", []), request.url]
        try:
            url = urljoin(request.url, safe_url_string(location))
        except ValueError:
            self._stop("jishi/redirects_unreadable", "a redirect to what is no address", [*chain, repr(location[:200])])
        if urldefrag(url)[0] in {urldefrag(former)[0] for former in chain} and request.method in ("GET", "HEAD"):
            self._stop("jishi/redirect_loops", "redirects in a circle", [*chain, url])
        if len(chain) > self._most:
            self._stop("jishi/redirects_over_limit", f"more than {self._most} redirects", [*chain, url])
        return self._next(request, response.status, url, chain)

    def _stop(self, stat: str, what: str, chain: list[str]) -> NoReturn:
        self.stats.inc_value(stat)
        add_reason(self.stats, f"{what} from {chain[0][:200]}")
        raise IgnoreRequest(f"{what}: {' -> '.join(chain)}")

    def _next(self, request: Request, status: int, url: str, chain: list[str]) -> Request:
        method, body = request.method, request.body
        to_get = method not in ("GET", "HEAD") and (status == 303 or (status in (301, 302) and method == "POST"))
        if to_get:
            method, body = "GET", b""
        priority = request.priority + self._priority
        following: Request = request.replace(url=url, method=method, body=body, priority=priority)
        reasons = [*request.meta.get("redirect_reasons", []), status]
        following.meta.update(redirect_urls=chain, redirect_reasons=reasons, redirect_times=len(chain))
        for key in _OF_ONE_ANSWER:
            following.meta.pop(key, None)
        dropped = set(_OF_ONE_ADDRESS)
        if to_get:
            dropped |= set(_OF_THE_BODY)
        if not _same_site(request.url, url):
            following.meta.pop("download_slot", None)
            dropped |= set(following.headers) - _CARRIED
        for name in dropped:
            following.headers.pop(name, None)
        return following


def _same_site(one: str, other: str) -> bool:
    """The same host and port, or the step from http to https on their usual ports."""
    if host_port(one) == host_port(other):
        return urlsplit(one).scheme == urlsplit(other).scheme
    same_name = urlsplit(one).hostname == urlsplit(other).hostname
    return same_name and host_port(one).endswith(":80") and host_port(other).endswith(":443")
