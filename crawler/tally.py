"""What the politeness components share: the reasons of a run, the allowed hosts, and the downloader with its true type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.pauses import PatientDownloader

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

REASONS = "jishi/reasons"
_MOST_REASONS = 20
_USUAL_PORTS = {"http": 80, "https": 443}


class Component:
    """Holds the crawler; built from it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the settings."""
        return cls(crawler)

    @property
    def stats(self) -> StatsCollector:
        assert self.crawler.stats is not None
        return self.crawler.stats


def add_reason(stats: StatsCollector, text: str) -> None:
    """Add a sentence to the run's reasons (a list of distinct texts, 20 at most)."""
    reasons: list[str] = stats.get_value(REASONS, [])
    if text not in reasons and len(reasons) < _MOST_REASONS:
        stats.set_value(REASONS, [*reasons, text])


def patient_downloader(crawler: Crawler) -> PatientDownloader:
    """The crawler's downloader.

    Raises:
        TypeError: the setting DOWNLOADER names another class; politeness could not be kept with it.

    """
    downloader = crawler.engine.downloader if crawler.engine else None
    if not isinstance(downloader, PatientDownloader):
        raise TypeError(f"DOWNLOADER must be crawler.pauses.PatientDownloader, not {type(downloader).__name__}")
    return downloader


def host_port(url: str) -> str:
    """`host:port` of an address, in lower case, with the scheme's usual port where it names none."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}:{parts.port or _USUAL_PORTS.get(parts.scheme, 0)}"


def allowed_hosts(settings: BaseSettings) -> frozenset[str]:
    """The host:port pairs off the public internet that may be contacted."""
    hosts: Iterable[str] = settings.getlist("JISHI_ALLOW_HOSTS")
    return frozenset(host.strip().lower() for host in hosts)
