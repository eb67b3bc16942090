"""Addresses behind a prefix: a mirror (the fair, a web archive) serves `https://s.taobao.com/x` at `<prefix>https://s.taobao.com/x`."""

from __future__ import annotations


def wrap(prefix: str, url: str) -> str:
    """The address to request; the address itself without a prefix, and where it is the mirror's own."""
    return url if not prefix or url.startswith(prefix) else prefix + url


def unwrap(prefix: str, url: str) -> str:
    """The address that the page bears in its own world."""
    return url[len(prefix) :] if prefix and url.startswith(prefix) else url
