"""May this crawl start? Contact, approval, simulation: decided before the first request, with the remedy in the message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # documented by its source alone

from crawler.addresses import is_public, literal_address
from crawler.errors import ConfigurationError
from crawler.sources import ADHOC, Source


def host_port(url: str) -> str:
    """`host:port` of an address, as JISHI_ALLOW_HOSTS writes it; '' where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{(parts.hostname or '').lower()}:{port}" if parts.hostname else ""


def is_local(host: str) -> bool:
    """Whether a host:port is named by an address off the public internet, in any spelling, or by `localhost`."""
    name = host.rpartition(":")[0].strip("[]").rstrip(".")
    address = literal_address(name)
    if address is not None:
        return not is_public(address)
    return name == "localhost" or name.endswith(".localhost")


def check_crawl(
    source: Source,
    addresses: Iterable[str],
    allowed: Iterable[str],
    *,
    contact: str,
    now: str,
    today: date,
    proxies: Mapping[str, str],
) -> None:
    """Refuse a crawl that may not start.

    Args:
        source: the source, or the ad hoc one.
        addresses: where the crawl begins.
        allowed: host:port pairs off the public internet that may be contacted.
        contact: JISHI_CONTACT.
        now: JISHI_NOW.
        today: the day by the real clock, in the source's zone.
        proxies: what the environment says of proxies (`configuration.proxies`).

    Raises:
        ConfigurationError: with the remedy.

    """
    addresses, allowed = list(addresses), set(allowed)
    public = sorted({host for host in map(host_port, addresses) if host and host not in allowed})
    if not public:
        return
    name = public[0]
    if now:
        raise ConfigurationError(f"JISHI_NOW is for local hosts only, and {name} is not in JISHI_ALLOW_HOSTS")
    if is_local(name):
        raise ConfigurationError(f"{name} is not on the public internet: add it to JISHI_ALLOW_HOSTS to allow it")
    if not contact:
        raise ConfigurationError("JISHI_CONTACT is not set: give a web or mail address by which a site can reach you")
    if source.code == ADHOC:
        raise ConfigurationError(f"{name} is a public host: name an approved source with -a source=CODE")
    refused = source.why_not(today)
    if refused:
        raise ConfigurationError(f"source {source.code} may not be crawled: {refused}")
    for address in addresses:
        if host_port(address) in public:
            _check_proxy(address, proxies)


def _check_proxy(address: str, proxies: Mapping[str, str]) -> None:
    """Refuse where a proxy is prescribed: it would look up the name itself, and no address could be kept from it."""
    parts = urlsplit(address)
    variable = proxies.get(parts.scheme) or proxies.get("all")
    if variable and not proxy_bypass_environment(parts.netloc.rpartition("@")[2], dict(proxies)):
        raise ConfigurationError(
            f"{variable} names a proxy for {parts.hostname}, and crawls use none: "
            f"where this machine reaches the web without it, unset {variable} or name the host in no_proxy"
        )
