"""What reading a page costs: milliseconds of CPU per 100 KB, ours against BeautifulSoup and extruct (where it is installed).

    python -m benchmarks.pages [FOLDER]

Without a folder the pages are the fair's; FOLDER holds captures and their index.jsonl (path, replay_url, content_type).
The design allows 3 ms per 100 KB on search and item pages. BeautifulSoup only parses, with lxml; extruct reads all syntaxes.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from crawler.pages import registry
from crawler.pages.base import Page

ROUNDS = 7
LIMIT = 3.0
SMALL = 20_000
"""Bytes: on smaller pages the fixed cost of a reader counts, not that of the page."""
SEEN = datetime(2024, 5, 1, 4, tzinfo=UTC)
KINDS = ("search", "detail", "item", "listing", "api")


@dataclass(frozen=True, slots=True)
class Sample:
    """One page to read."""

    kind: str
    url: str
    body: bytes
    content_type: str


def from_fair() -> Iterator[Sample]:
    """Pages of the fair: a page of search results, item pages, a shop's pages."""
    from tests.fair.market import FIRST_DAY
    from tests.fair.server import Fair

    with Fair() as fair:
        fair.on(FIRST_DAY + timedelta(4))
        seen = {listing.platform: listing for listing in fair.market.of("taobao", "tmall") if listing in fair.moment.states}
        shops = [host for host in fair.sites if host.startswith("127.")]
        wanted = [("search", "s.taobao.com", "/search?q=%E7%89%B9%E4%BA%A7")]
        wanted += [("item", "item.taobao.com", f"/item.htm?id={seen['taobao'].native_id}")]
        wanted += [("item", "detail.tmall.com", f"/item.htm?id={seen['tmall'].native_id}")]
        wanted += [("listing", host, "/") for host in shops]
        wanted += [("api", host, "/products.json?limit=250") for host in shops]
        for kind, host, target in wanted:
            answer = fair.page(host, target)
            if answer.status == 200:
                yield Sample(kind, f"https://{host}{target}", answer.body, answer.content_type)


def from_folder(folder: Path) -> Iterator[Sample]:
    """Captures as they were served; those that their owner wrapped in something else are left out."""
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        path = folder / page["path"]
        if page["replay_url"] and page.get("replay_as") in ("as-is", "json") and page["page_type"] in KINDS and path.exists():
            yield Sample(f"{page['platform']}/{page['page_type']}", page["replay_url"], path.read_bytes(), page["content_type"])


def read(cls: type[Page], sample: Sample) -> Any:
    """What a page says."""
    return cls(sample.url, sample.body, SEEN, sample.content_type).read()


def cost(read: Callable[[], Any]) -> float:
    """Milliseconds of CPU of one call, median of some."""
    read()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        read()
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def extruct_reader() -> Callable[[str, str], Any] | None:
    """extruct with all syntaxes, None where it is not installed."""
    if importlib.util.find_spec("extruct") is None:
        return None
    extract: Callable[..., Any] = importlib.import_module("extruct").extract
    return lambda text, url: extract(text, base_url=url)


def main(arguments: list[str]) -> int:
    """Print a line a page and a line a kind; 1 where search or item pages cost more than the design allows."""
    extruct = extruct_reader()
    totals: dict[str, list[tuple[float, float, int]]] = {}
    print(f"{'page':48} {'KB':>6} {'ours':>8} {'soup':>8} {'extruct':>8}   (ms CPU per 100 KB)")
    for sample in from_folder(Path(arguments[0])) if arguments else from_fair():
        cls: type[Page] = registry.page_for(sample.url) or registry.GENERIC
        size = len(sample.body)
        text = cls(sample.url, sample.body, SEEN, sample.content_type).text
        ours = cost(partial(read, cls, sample))
        is_markup = "<" in text[:200]
        soup = cost(partial(BeautifulSoup, text, "lxml")) if is_markup else 0.0
        other = cost(partial(extruct, text, sample.url)) if extruct and is_markup else None
        scale = 100_000 / size
        shown = f"{other * scale:8.2f}" if other is not None else f"{'-':>8}"
        print(f"{sample.kind + ' ' + sample.url[8:]:48.48} {size / 1000:6.0f} {ours * scale:8.2f} {soup * scale:8.2f} {shown}")
        totals.setdefault(sample.kind, []).append((ours, soup, size))
    slow = 0
    for kind, rows in sorted(totals.items()):
        scale = 100_000 / sum(size for _, _, size in rows)
        ours, soup = (sum(row[n] for row in rows) * scale for n in (0, 1))
        is_hot = kind.rpartition("/")[2] in ("search", "detail", "item")
        slow += is_hot and ours > LIMIT and max(size for _, _, size in rows) >= SMALL
        print(f"{kind:48} {'':6} {ours:8.2f} {soup:8.2f}" + ("" if not is_hot else f"   allowed: {LIMIT}"))
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
