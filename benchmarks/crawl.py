"""Speed of the full path (fetch, archive, read, store) against a bare Scrapy spider that only follows links.

    python -m benchmarks.crawl [--pages 3000] [--rounds 5]
    python -m benchmarks.crawl --memory 20000

Both crawl the same local pages of 45 KB (gzip, robots.txt obeyed), in child processes, taking turns; medians are printed. The
bare spider runs with Scrapy's default settings; the full path is `scrapy crawl shop_listings` into a fresh store and archive.
With `--memory` the full path alone reads so many pages, and its resident memory is printed as it goes (Linux).
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).resolve().parent.parent
SIZE = 45_000
BARE = """
import scrapy


class Bare(scrapy.Spider):
    name = "bare"
    start_urls = ["{url}"]
    custom_settings = {{"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "INFO"}}

    def parse(self, response):
        for href in response.css("a::attr(href)").getall():
            yield response.follow(href)
"""


def page(number: int, pages: int, level: int = 6) -> bytes:
    """A product page: structured data, navigation, links to two further products, and filler up to 45 KB; packed by gzip."""
    draw = random.Random(number)
    offer = {"@type": "Offer", "price": f"{draw.randrange(500, 9000) / 100:.2f}", "priceCurrency": "CNY"}
    offer["availability"] = "https://schema.org/InStock"
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": f"秭归脐橙 {number} 5斤装",
        "sku": f"S{number}",
        "offers": offer,
    }
    further = [n for n in (2 * number, 2 * number + 1) if n <= pages]
    links = "".join(f'<li><a class="product" href="/product/{n}.html">No {n}</a></li>' for n in further)
    menu = "".join(f'<li><a href="/about/{n}.html" rel="nofollow">About {n}</a></li>' for n in range(3))
    head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{product["name"]}</title>'
    data = json.dumps({**product, "offers": offer})
    head += f'<script type="application/ld+json">{data}</script></head><body><ul>{menu}{links}</ul>'
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(400)]
    filler, size = [], len(head.encode())
    while size < SIZE:
        paragraph = f"<p>{' '.join(draw.choices(words, k=60))}</p>"
        filler.append(paragraph)
        size += len(paragraph)
    return gzip.compress((head + "".join(filler) + "</body></html>").encode(), level)


class Site(asyncio.Protocol):
    """Serves the pages from memory, keep-alive."""

    answers: ClassVar[dict[str, bytes]] = {}
    pages: ClassVar[int] = 0
    """Product pages, those not among the answers made when they are asked for."""
    served: ClassVar[int] = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request of the chunk."""
        for head in data.split(b"\r\n\r\n")[:-1]:
            path = head.split(b" ", 2)[1].decode()
            Site.served += 1
            self.transport.write(self.answers.get(path) or _made(path) or self.answers["missing"])  # type: ignore[attr-defined]


def _made(path: str) -> bytes | None:
    found = re.fullmatch(r"/product/(\d+)\.html", path)
    return answer(page(int(found[1]), Site.pages, 1)) if found and int(found[1]) <= Site.pages else None


def answer(
    body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", encoding: str = "Content-Encoding: gzip\r\n"
) -> bytes:
    """A whole HTTP response."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{encoding}Content-Length: {len(body)}\r\n\r\n".encode() + body


def serve(pages: int, *, ready_made: bool = True) -> str:
    """Serve the site in a thread; its address. Pages that are not made beforehand are made when they are asked for."""
    home = '<!DOCTYPE html><html><head><title>Shop</title></head><body><a href="/product/1.html">All</a></body></html>'
    Site.answers = {
        "/": answer(gzip.compress(home.encode())),
        "/robots.txt": answer(b"User-agent: *\nAllow: /\n", "text/plain", encoding=""),
        "missing": answer(b"no", "text/plain", "404 Not Found", ""),
        **{f"/product/{n}.html": answer(page(n, pages)) for n in range(1, pages + 1) if ready_made},
    }
    Site.pages = pages
    ready, address = threading.Event(), [""]

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Site, "127.0.0.1", 0)
        address[0] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        ready.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    ready.wait()
    return address[0]


@dataclass
class Measured:
    """One crawl."""

    pages_per_second: float
    cpu_ms: float
    memory_mb: float


def crawl(command: list[str], environment: dict[str, str], folder: Path, pages: int) -> Measured:
    """Run a crawl; its figures from Scrapy's own stats and the process's resources.

    Raises:
        RuntimeError: it did not read all pages.

    """
    log = folder / "log"
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        _, _, used = os.wait4(child.pid, 0)
    said = log.read_text(encoding="utf-8", errors="replace")
    counts = {name: float(value) for name, value in re.findall(r"'([\w/]+)': ([\d.]+)", said)}
    got = counts.get("downloader/response_status_count/200", 0)
    if got < pages:
        raise RuntimeError(f"{got} of {pages} pages: {said[-2000:]}")
    seconds = counts["elapsed_time_seconds"]
    return Measured(got / seconds, (used.ru_utime + used.ru_stime) / got * 1000, used.ru_maxrss / 1024)


def watch(command: list[str], environment: dict[str, str], folder: Path, pages: int) -> None:
    """Run a crawl, and print its resident memory at every fourth of it; the command's own children would count."""
    log = folder / "log"
    Site.served = 0
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    marks = [pages * n // 4 for n in range(1, 5)]
    try:
        while child.poll() is None:
            time.sleep(0.05)
            if marks and Site.served >= marks[0]:
                status = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii")
                kilobytes = re.search(r"VmRSS:\s+(\d+)", status)
                print(f"memory at {marks.pop(0):6d} pages: {int(kilobytes[1]) / 1024 if kilobytes else 0:5.0f} MB", flush=True)
    finally:
        child.kill()
    said = log.read_text(encoding="utf-8", errors="replace")
    if child.returncode or marks:
        raise RuntimeError(f"exit {child.returncode}, {Site.served} of {pages} pages: {said[-2000:]}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=int, default=0, metavar="PAGES")
    options = parser.parse_args()
    url = serve(options.memory or options.pages, ready_made=not options.memory)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JISHI_", "DATABASE_URL"))}
    if options.memory:
        with tempfile.TemporaryDirectory() as name:
            watch(*_full(url, kept, Path(name)), Path(name), options.memory)
        return
    results: dict[str, list[Measured]] = {"bare": [], "full": []}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "bare.py").write_text(BARE.format(url=url), encoding="utf-8")
            bare = [sys.executable, "-m", "scrapy", "runspider", str(folder / "bare.py")]
            outside = {**kept, "SCRAPY_SETTINGS_MODULE": "scrapy.settings.default_settings"}
            results["bare"].append(crawl(bare, outside, folder, options.pages))
            results["full"].append(crawl(*_full(url, kept, folder), folder, options.pages))
    for name, measured in results.items():
        speed, cpu, memory = (
            statistics.median(getattr(m, field) for m in measured) for field in ("pages_per_second", "cpu_ms", "memory_mb")
        )
        print(f"{name}: {speed:7.0f} pages/s  {cpu:5.2f} ms CPU a page  {memory:5.0f} MB")
    pairs = [f.pages_per_second / b.pages_per_second for b, f in zip(results["bare"], results["full"], strict=True)]
    print(f"full path / bare spider: {statistics.median(pairs):.2f} times the pages per second")


def _full(url: str, environment: dict[str, str], folder: Path) -> tuple[list[str], dict[str, str]]:
    """Command and environment of the full path, into a store and an archive of its own."""
    ours = {"DATABASE_URL": f"sqlite:///{folder}/x.db", "JISHI_ARCHIVE": f"{folder}/archive"}
    ours["JISHI_ALLOW_HOSTS"] = url.split("//")[1].strip("/")
    return [sys.executable, "-m", "scrapy", "crawl", "shop_listings", "-a", f"url={url}"], {**environment, **ours}


if __name__ == "__main__":
    main()
