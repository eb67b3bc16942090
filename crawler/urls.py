"""Addresses: one canonical form each, what site they belong to, and what a link on a page leads to. Pure, total, fast."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

import tldextract

from crawler.url_rules import TRACKING, TRACKING_PREFIXES, is_marketplace, site_address

LONGEST = 8_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# What most paths and values are made of: nothing to escape, nothing to undo.
_PLAIN = re.compile(r"[A-Za-z0-9._~/:,-]*")
_SESSION = re.compile(";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
# Signs that keep their meaning where they stand unescaped (RFC 3986, sub-delims and the like).
_PATH_SAFE, _QUERY_SAFE = "/:@!$&'()*+,;=~%", "/:@!$'()*+,;~%?"
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)


class Address(NamedTuple):
    """A canonical address, '' where the text is none of the web."""

    url: str
    rule: str


def canonical_url(url: str) -> str:
    """The canonical address, '' where the text is none of the web.

    Scheme and host in lower case, no default port, credentials, fragment or tracking parameters, keys sorted stably, percent
    escapes in upper case and only where needed, dot segments resolved, host names in punycode; per-site rules reduce item
    pages to their key.
    """
    return address_of(url).url


@lru_cache(maxsize=4_096)
def address_of(url: str) -> Address:
    """The canonical address of `canonical_url`, with the rule that made it."""
    parts = _parts(url)
    if parts is None:
        return Address("", "no address of the web")
    scheme, host, port, path, query = parts
    if is_marketplace(host):
        scheme, port = "https", None
    ruled = site_address(host, path, query)
    if ruled is not None:
        host, path, query = ruled
    kept = _query(query)
    where = f"[{host}]" if ":" in host else host
    address = f"{scheme}://{where}{f':{port}' if port else ''}{_path(path)}{'?' + kept if kept else ''}"
    return Address(address, "normal form" if ruled is None else f"item key of {host}")


def is_web_address(url: str) -> bool:
    """Whether a text is an absolute http or https address."""
    return _parts(url) is not None


def resolve(base: str, href: str) -> str:
    """The absolute address of a link on the page `base`, '' where it does not lead to the web."""
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "data:", "tel:")) or len(href) > LONGEST:
        return ""
    try:
        address = urljoin(base, href)
    except ValueError:
        return ""
    return at_home(base, address.partition("#")[0]) if is_web_address(address) else ""


def at_home(base: str, url: str) -> str:
    """The address with the host of `base` where both name this machine, with the same port, by different names.

    Local shops link to `localhost` where they are asked as 127.0.0.1.
    """
    if "localhost" not in url and "//127." not in url and "//[::1]" not in url:
        return url
    ours, theirs = _parts(base), _parts(url)
    if ours is None or theirs is None or ours[1:3] == theirs[1:3] or ours[2] != theirs[2]:
        return url
    return urljoin(base, urlunsplit(("", "", *urlsplit(url)[2:]))) if _loops(ours[1]) and _loops(theirs[1]) else url


def _loops(host: str) -> bool:
    """Whether a host is this machine, by name or by address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def registrable_host(url: str) -> str:
    """The registrable part of the host (ICANN part of the Public Suffix List); the host with its port where it has none."""
    parts = _parts(url)
    return _registrable(parts[1], parts[2]) if parts is not None else ""


@lru_cache(maxsize=20_000)
def _registrable(host: str, port: int | None) -> str:
    found = _SUFFIXES(host).top_domain_under_public_suffix
    return found or (f"{host}:{port}" if port else host)


@lru_cache(maxsize=4_096)
def _parts(url: str) -> tuple[str, str, int | None, str, str] | None:
    """(scheme, host, port unless usual, path, query) of an absolute web address, None for anything else."""
    text = url.strip()
    if text.startswith("//"):
        text = "https:" + text
    if len(text) > LONGEST or not text[:8].lower().startswith(("http://", "https://")):
        return None
    try:
        split = urlsplit(text.encode("utf-8", "replace").decode())
        host, port = _host(split.hostname or ""), split.port
    except (ValueError, UnicodeError):
        return None
    scheme = split.scheme.lower()
    if not host:
        return None
    return scheme, host, None if port == _DEFAULT_PORTS[scheme] else port, split.path, split.query


def _host(name: str) -> str:
    name = name.rstrip(".")
    if not name or any(c in name for c in " \\<>\"'%{}|^`"):
        return ""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass  # A name, not an address.
    if not name.isascii():
        name = name.encode("idna").decode()
    labels = name.split(".")
    return name if all(0 < len(label) < 64 for label in labels) else ""


def _escaped(text: str, safe: str) -> str:
    """Percent escapes in upper case, of unreserved signs undone, others made."""
    if _PLAIN.fullmatch(text):
        return text

    def plain(match: re.Match[str]) -> str:
        byte = unquote_to_bytes(match[0])
        return byte.decode() if byte[0] in _UNRESERVED else match[0].upper()

    text = _ESCAPE.sub(plain, text)
    return quote(re.sub("%(?![0-9A-F]{2})", "%25", text), safe=safe)


def _path(path: str) -> str:
    kept: list[str] = []
    segments = _SESSION.sub("", _escaped(path, _PATH_SAFE)).split("/")
    for n, segment in enumerate(segments):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
            if n == len(segments) - 1:
                kept.append("")
        elif segment == ".":
            if n == len(segments) - 1:
                kept.append("")
        else:
            kept.append(segment)
    return "/".join(kept) or "/"


def _query(query: str) -> str:
    pairs = []
    for piece in query.split("&"):
        key, equals, value = piece.partition("=")
        name = key.lower()
        if not piece or name in TRACKING or name.startswith(TRACKING_PREFIXES) or (name == "from" and value in _SHARED_BY):
            continue
        pairs.append((_escaped(key, _QUERY_SAFE), equals + _escaped(value, _QUERY_SAFE + "=")))
    return "&".join(key + value for key, value in sorted(pairs, key=lambda pair: pair[0]))


# WeChat's marks of where a page was shared; other values of `from` belong to the page.
_SHARED_BY = frozenset({"timeline", "singlemessage", "groupmessage", "qrcode", "message"})
