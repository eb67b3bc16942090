"""Refuses addresses that are not on the public internet, before a request leaves and when a connection is made.

Only the host:port pairs in JISHI_ALLOW_HOSTS are excepted. What is refused counts in `jishi/refused_address`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest

from crawler.addresses import is_public, literal_address
from crawler.resolver import guarded_resolver
from crawler.tally import Component, add_reason, allowed_hosts, host_port

STAT = "jishi/refused_address"


class RefusedAddressError(IgnoreRequest):
    """The address must not be contacted; the message says why."""


def why_refused(url: str, allowed: frozenset[str]) -> str:
    """Why an address must not be contacted, as far as its text tells; '' where nothing speaks against it."""
    try:
        parts = urlsplit(url)
        host, pair = parts.hostname or "", host_port(url)
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme not in ("http", "https"):
        return f"scheme {parts.scheme!r}"
    if "@" in parts.netloc:
        return "user information in the address"
    if not host.strip("."):
        return "no host"
    if pair in allowed:
        return ""
    address = literal_address(host)
    if address is not None and not is_public(address):
        return f"{address} is not on the public internet"
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith((".localhost", ".local", ".internal")):
        return f"{host} is not a public name"
    return ""


class AddressGuard(Component):
    """Downloader middleware, first of all: judges the text of every address, redirected ones too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._allowed = allowed_hosts(crawler.settings)

    def process_request(self, request: Request) -> None:
        """Let the request on.

        Raises:
            RefusedAddressError: its address is not one of the public web.
            TypeError: names would be resolved unguarded.

        """
        guarded_resolver()
        reason = why_refused(request.url, self._allowed)
        if reason:
            self.stats.inc_value(STAT)
            add_reason(self.stats, f"refused {request.url[:200]}: {reason}")
            raise RefusedAddressError(reason)


class ConnectGuard(Component):
    """Downloader middleware, nearer to the network than the retries: says so when the resolver refused an address."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turn the error of a name without public addresses into a refusal, which is not retried.

        Raises:
            RefusedAddressError: the name leads to an address that is not public.

        """
        if not isinstance(exception, CannotResolveHostError):
            return
        pair = host_port(request.url)
        address = guarded_resolver().refused(pair)
        if address:
            reason = f"{pair} leads to {address}, which is not on the public internet"
            self.stats.inc_value(STAT)
            add_reason(self.stats, f"refused {request.url[:200]}: {reason}")
            raise RefusedAddressError(reason) from exception
