"""`scrapy announcement`: what is read from a text, a page, an address; its quotes marked. The article is of the seed's kind."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipelines.claims.marking import marked
from tests.commands import environment, scrapy

# The facts of April 2020, in words of our own.
TEXT = """Published April 24, 2020

Shopping platforms have stepped up their efforts for the specialties of Hubei, among them crayfish and hot dry noodles.

Shoppers on Taobao who enter a keyword are led to a special zone for Hubei's farmers, which offers over 20,000 types of local \
farm products. Taobao said it will hold more than 100 promotional activities for goods from Hubei between April and June.

In live streams news anchors, internet celebrities, mayors and county magistrates praise the local goods.

The short-video platform Douyin plans to carry out 13 live streaming activities to boost the sales of food from Hubei.

"In the past 70 days, more than 18 million people have posted videos to cheer for Hubei on Douyin," its chief executive said.

As of April 17, major e-commerce platforms had sold 796,000 tons of farm products from Hubei in 12.8 million transactions.
"""
CLAIMS = [
    ("product_types", "20000", "count", "at_least", "taobao", None, None, None, False),
    ("promotional_activities", "100", "count", "at_least", "taobao", "2020-04-01", "2020-06-30", None, True),
    ("livestream_sessions", "13", "count", "exact", "douyin", None, None, None, True),
    ("participants", "18000000", "count", "at_least", "douyin", "2020-02-14", "2020-04-24", None, False),
    ("weight_sold", "796000", "t", "exact", None, None, None, "2020-04-17", False),
    ("orders", "12800000", "count", "exact", None, None, None, "2020-04-17", False),
]
PROMOTIONS = [("zone", "taobao", False), ("activity_series", "taobao", True), ("livestream_series", "douyin", True)]
_FIELDS = ("metric", "value", "unit", "bound", "platform_code", "period_start", "period_end", "as_of", "planned")


def page(body: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in body.splitlines() if line)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Platforms sell for Hubei</title>'
        '<meta property="article:published_time" content="2020-04-24T08:30:00+08:00"></head><body><div class="main">'
        f'<h1>Platforms sell for Hubei</h1><div class="content">{paragraphs}</div></div></body></html>'
    ).encode()


def check(read: dict[str, Any]) -> None:
    assert read["published_on"] == "2020-04-24"
    got = [tuple(claim[name] for name in _FIELDS) for claim in read["claims"]]
    assert [(metric, value.partition(".")[0], *rest) for metric, value, *rest in got] == CLAIMS
    assert all(claim["region_text"] == "Hubei" for claim in read["claims"])
    assert [(p["kind"], p["platform_code"], p["planned"]) for p in read["promotions"]] == PROMOTIONS
    assert read["promotions"][1]["announced_count"] == 100
    (stream,) = read["livestreams"]
    assert [(h["role"], h["name"]) for h in stream["hosts"]] == [
        ("news_anchor", None),
        ("influencer", None),
        ("official", None),
    ]
    quoted = [*read["claims"], *read["promotions"], *read["livestreams"]]
    assert all(read["text"][one["quote_start"] : one["quote_end"]] == one["quote"] for one in quoted)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/2020/0424/c1.html"
            body = page(TEXT) if known else b"none"
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ["article.txt", "article.html"])
def test_a_file(name: str, tmp_path: Path, sqlite_url: str) -> None:
    file = tmp_path / name
    file.write_bytes(page(TEXT) if name.endswith("html") else TEXT.encode())
    done = scrapy(environment(tmp_path, sqlite_url), "announcement", str(file), "--json")
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout))


def test_an_address_is_crawled_and_read(site: str, tmp_path: Path, sqlite_url: str) -> None:
    env = environment(tmp_path, sqlite_url) | {"JISHI_ALLOW_HOSTS": site, "JISHI_CONTACT": "https://jishi.example/contact"}
    done = scrapy(env, "announcement", f"http://{site}/2020/0424/c1.html", "--json", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout))
    assert scrapy(env, "announcement", f"http://{site}/none", "-s", "DOWNLOAD_DELAY=0").returncode == 9


def test_refusals(tmp_path: Path, sqlite_url: str) -> None:
    env = environment(tmp_path, sqlite_url)
    assert scrapy(env, "announcement", "https://example.com/2020/0424/c1.html").returncode == 4
    assert scrapy(env, "announcement", str(tmp_path / "none.txt")).returncode == 2
    assert scrapy(env, "announcement").returncode == 2
    for name, content, said in (("empty.txt", b" \n", "is empty"), ("image.dat", bytes(range(256)) * 20, "no text")):
        (tmp_path / name).write_bytes(content)
        done = scrapy(env, "announcement", str(tmp_path / name))
        assert done.returncode == 9 and said in done.stderr and not done.stdout


def test_a_text_saved_as_gb18030(tmp_path: Path, sqlite_url: str) -> None:
    file = tmp_path / "article.txt"
    file.write_bytes("4月8日，京东平台售出洪湖莲藕3万件。".encode("gb18030"))
    done = scrapy(environment(tmp_path, sqlite_url), "announcement", str(file), "--published-on", "2020-04-10")
    assert "1  units_sold: 30,000 count, exact; jd; 洪湖; 莲藕; 2020-04-08..2020-04-08" in done.stdout, done.stdout


def test_the_quotes_are_marked_for_people(tmp_path: Path, sqlite_url: str) -> None:
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    done = scrapy(environment(tmp_path, sqlite_url), "announcement", str(file))
    assert "[1: over 20,000 types]" in done.stdout and "796,000" in done.stdout
    assert marked("abcd", [(0, 2), (2, 4), (1, 3)]) == "[1: a[3: b][2: c]d]"
