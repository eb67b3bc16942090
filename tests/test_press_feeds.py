"""Lists of articles for machines: feeds and sitemaps, filtered by words and days, walked to the articles."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from crawler.pages.press import PressArticle
from tests.commands import environment, scrapy

SEEN = datetime(2024, 1, 2, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title><link>https://n.example/</link>
<item><title><![CDATA[湖北脐橙直播热卖]]></title><link>https://n.example/a/1.html</link>
<pubDate>Fri, 24 Apr 2020 09:13:05 GMT</pubDate></item>
<item><title>Weather &amp; roads</title><link>/a/2.html</link><category>weather</category></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>Oranges</title>
<link rel="self" href="https://n.example/self"/><link href="https://n.example/a/3.html"/><published>2020-04-25T08:00:00+08:00</published>
<updated>2020-05-01T08:00:00+08:00</updated></entry></feed>"""
INDEX = """<?xml version="1.0"?><sitemapindex><sitemap><loc>https://n.example/s1.xml</loc><lastmod>2020-04-20</lastmod></sitemap>
</sitemapindex>"""
NEWS = """<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://n.example/2020/0424/c9.html</loc>
<news:news><news:title>Crayfish sell</news:title><news:keywords>Hubei, crayfish</news:keywords></news:news></url></urlset>"""


def links(body: str | bytes) -> list[tuple[str, str, str | None, date | None]]:
    raw = body if isinstance(body, bytes) else body.encode()
    reading = PressArticle("https://n.example/feed", raw, SEEN, "application/xml").read()
    return [(link.kind, link.url, link.text, link.published_on) for link in reading.links]


def test_feeds_and_sitemaps() -> None:
    assert links(RSS) == [
        ("article", "https://n.example/a/1.html", "湖北脐橙直播热卖", date(2020, 4, 24)),
        ("article", "https://n.example/a/2.html", "Weather & roads weather", None),
    ]
    assert links(ATOM) == [("article", "https://n.example/a/3.html", "Oranges", date(2020, 4, 25))]
    assert links(INDEX) == [("sitemap", "https://n.example/s1.xml", None, date(2020, 4, 20))]
    expected = ("article", "https://n.example/2020/0424/c9.html", "Crayfish sell Hubei, crayfish", date(2020, 4, 24))
    assert links(NEWS) == [expected]
    assert links(gzip.compress(NEWS.encode())) == [expected]


@pytest.mark.parametrize("body", ["<rss", "<rss><item><link>javascript:1</link>", "<urlset><url><loc>http://[", "\x1f\x8b"])
def test_what_breaks_off(body: str) -> None:
    assert links(body.encode("latin-1")) == []


@given(st.text(alphabet="<>item/linkloc urlset=\"'![CDATA[]&;:.htps0129-", max_size=200))
def test_any_feed_is_read(body: str) -> None:
    assert all(kind in ("article", "sitemap") for kind, *_ in links("<rss>" + body))


def test_a_feed_of_a_megabyte_is_read_at_once() -> None:
    for piece in ("<item>", "<item><link>", "<title>" * 3, "<loc <loc", "<item><title><![CDATA[a"):
        begin = time.perf_counter()
        links("<rss>" + piece * (1_000_000 // len(piece)))
        assert time.perf_counter() - begin < 5


def article(number: int) -> str:
    body = "".join(
        f"<p>Farmers sold {n},000 boxes of oranges online, the county's office of commerce said on Friday.</p>"
        for n in range(2, 8)
    )
    head = f"<html><head><title>Story {number}</title></head><body><h1>Story {number}</h1>"
    return f"{head}<div>2020-04-2{number}</div>{body}</body></html>"


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = self.page().encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def page(self) -> str:
            if self.path == "/sitemap.xml":
                old = "<sitemap><loc>/old.xml</loc><lastmod>2019-01-01</lastmod></sitemap>"
                return f"<sitemapindex><sitemap><loc>/feed</loc></sitemap>{old}</sitemapindex>"
            if self.path == "/feed":
                items = "".join(
                    f"<item><title>{'Oranges' if n < 4 else 'Roads'} {n}</title><link>/a/story-{n}.html</link>"
                    f"<pubDate>2020-04-2{n}</pubDate></item>"
                    for n in range(1, 5)
                )
                return f"<rss>{items}</rss>"
            return article(int(self.path[-6])) if self.path.startswith("/a/story-") else ""

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


def test_a_sitemap_leads_to_the_articles_wanted(site: tuple[str, list[str]], tmp_path: Path, sqlite_url: str) -> None:
    host, asked = site
    env = environment(tmp_path, sqlite_url) | {"JISHI_ALLOW_HOSTS": host, "JISHI_CONTACT": "https://jishi.example/contact"}
    wanted = [
        "-a",
        f"url=http://{host}/sitemap.xml",
        "-a",
        "keywords=oranges",
        "-a",
        "since=2020-04-22",
        "-s",
        "DOWNLOAD_DELAY=0",
    ]
    done = scrapy(env, "crawl", "press_announcements", *wanted)
    assert done.returncode == 0, done.stderr
    assert sorted(set(asked)) == ["/a/story-2.html", "/a/story-3.html", "/feed", "/robots.txt", "/sitemap.xml"]
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM announcement")).scalar_one() == 2
        assert connection.execute(text("SELECT count(*) FROM claim WHERE metric = 'units_sold'")).scalar_one() == 12
    engine.dispose()
    refused = scrapy(env, "crawl", "press_announcements", "-a", f"url=http://{host}/feed", "-a", "since=April")
    assert refused.returncode == 2
