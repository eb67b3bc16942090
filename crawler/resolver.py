"""The resolver that the downloader connects through: of a name's addresses it hands out the public ones only.

What it hands out is what is connected to, so that a name whose answer changes between a check and the connection (DNS
rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from typing import Any, Self

from scrapy.resolver import CachingThreadedResolver

from crawler.addresses import is_public
from crawler.tally import allowed_hosts

_MOST_REMEMBERED = 1000


class GuardedResolver:
    """Scrapy's caching resolver behind a check; pairs in JISHI_ALLOW_HOSTS pass unchecked.

    Has the methods of Twisted's IHostnameResolver; its types have no annotations that mypy could use.
    """

    def __init__(self, reactor: Any, allowed: frozenset[str]) -> None:
        self._reactor = reactor
        self._allowed = allowed
        self._inner: Any = reactor.nameResolver
        self._refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Build around Scrapy's resolver, which gives the time-out and the cache."""
        CachingThreadedResolver.from_crawler(crawler, reactor).install_on_reactor()
        return cls(reactor, allowed_hosts(crawler.settings))

    def install_on_reactor(self) -> None:
        """Stand between the reactor and all names."""
        self._reactor.installNameResolver(self)

    def refused(self, host_port: str) -> str:
        """The address for which that host:port was refused; '' where it was not."""
        return self._refused.get(host_port, "")

    def resolveHostName(  # noqa: N802  (Twisted's interface)
        self,
        resolutionReceiver: Any,  # noqa: N803  (Twisted's interface)
        hostName: str,  # noqa: N803  (Twisted's interface)
        portNumber: int = 0,  # noqa: N803  (Twisted's interface)
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803  (Twisted's interface)
        transportSemantics: str = "TCP",  # noqa: N803  (Twisted's interface)
    ) -> Any:
        """Resolve, and keep back what is not public."""
        pair = f"{hostName.lower()}:{portNumber}"
        receiver = resolutionReceiver if pair in self._allowed else _PublicOnly(resolutionReceiver, pair, self)
        return self._inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a name that may be connected to; none where it has none, or none that may."""
        receiver = _Collected()
        self.resolveHostName(receiver, host, port)
        return await receiver.done

    def remember(self, pair: str, address: str) -> None:
        """Note a refusal, so that the guard can name it."""
        if len(self._refused) < _MOST_REMEMBERED:
            self._refused[pair] = address


class _PublicOnly:
    def __init__(self, receiver: Any, pair: str, resolver: GuardedResolver) -> None:
        self._receiver, self._pair, self._resolver = receiver, pair, resolver

    def resolutionBegan(self, resolutionInProgress: Any) -> None:  # noqa: N802, N803  (Twisted's interface)
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802  (Twisted's interface)
        if is_public(ipaddress.ip_address(address.host.partition("%")[0])):
            self._receiver.addressResolved(address)
        else:
            self._resolver.remember(self._pair, address.host)

    def resolutionComplete(self) -> None:  # noqa: N802  (Twisted's interface)
        self._receiver.resolutionComplete()


class _Collected:
    def __init__(self) -> None:
        self._found: list[str] = []
        self.done: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()

    def resolutionBegan(self, resolutionInProgress: Any) -> None:  # noqa: N802, N803  (Twisted's interface)
        """Nothing: it is not cancelled."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802  (Twisted's interface)
        self._found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802  (Twisted's interface)
        if not self.done.done():
            self.done.set_result(self._found)


def guarded_resolver() -> GuardedResolver:
    """The reactor's resolver.

    Raises:
        TypeError: names would be resolved unguarded.

    """
    # The reactor exists only once the crawl has begun.
    from twisted.internet import reactor

    resolver: Any = getattr(reactor, "nameResolver", None)
    if not isinstance(resolver, GuardedResolver):
        raise TypeError(f"TWISTED_DNS_RESOLVER must be crawler.resolver.GuardedResolver, not {type(resolver).__name__}")
    return resolver
