"""Failures that the fair plays on request, for a host or a share of its pages: statuses, denial by robots.txt, slow answers."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fair.view import Page


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls a host."""

    status: int = 503
    share: float = 1.0
    """Of its addresses; which of them differs from day to day, and is the same for all requests of a day."""
    times: int = 0
    """How often an address fails before it answers; 0 = always."""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    """How long every answer takes."""


class Faults:
    """The switches: host -> fault. A host is as in the address: `s.taobao.com`, `127.0.0.1:8602`."""

    def __init__(self) -> None:
        self.denied: set[str] = set()
        self.robots: dict[str, Page] = {}
        self._faults: dict[str, Fault] = {}
        self._failed: dict[str, int] = {}

    def fail(self, host: str, status: int = 503, **more: Any) -> None:
        """From now on that host fails; further arguments are those of `Fault`."""
        self._faults[host] = Fault(status, **more)

    def slow(self, host: str, seconds: float) -> None:
        """From now on that host takes its time."""
        self._faults[host] = Fault(0, seconds=seconds)

    def deny(self, host: str) -> None:
        """From now on robots.txt forbids that host."""
        self.denied.add(host)

    def mend(self) -> None:
        """Everything works again."""
        self.denied.clear()
        self.robots.clear()
        self._faults.clear()
        self._failed.clear()

    def of(self, host: str, target: str, day: int) -> tuple[Page | None, float]:
        """The failure that an address answers with, if any, and the seconds that it takes."""
        fault = self._faults.get(host)
        if fault is None:
            return None, 0.0
        lot = zlib.crc32(f"{day} {host} {target}".encode()) / 2**32
        if not fault.status or lot >= fault.share:
            return None, fault.seconds
        if fault.times:
            self._failed[target] = self._failed.get(target, 0) + 1
            if self._failed[target] > fault.times:
                return None, fault.seconds
        return Page(b"<!doctype html><title>error</title><p>error", status=fault.status, headers=fault.headers), fault.seconds

    def robots_of(self, host: str, mirror: bool) -> Page:
        """robots.txt of a host; the mirror's own names the hosts that it denies by their path."""
        if host in self.robots:
            return self.robots[host]
        rules = "Allow: /\n"
        if mirror and self.denied:
            rules = "".join(f"Disallow: /https://{name}/\n" for name in sorted(self.denied))
        elif host in self.denied:
            rules = "Disallow: /\n"
        return Page(f"User-agent: *\n{rules}".encode(), "text/plain; charset=utf-8")
