"""Press pages: days in many forms, titles without their site, lists, and no page that makes the reader fail."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Announcement, Reading
from crawler.pages.press import PressArticle
from crawler.pages.press_dates import days_in, from_machine, from_path, plausible
from crawler.pages.press_head import Head, read_title
from tests.examples import examples

SEEN = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = date(2020, 4, 24)
TEXT = "Platforms sold 796,000 tons of farm products from Hubei, officials of the province said at a meeting in its capital."


def read(html: str, url: str = "https://news.example.org/story") -> Reading:
    return PressArticle(url, html.encode(), SEEN, "text/html; charset=utf-8").read()


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-24T01:13:05Z",
        "2020-04-23T20:13:05Z",
        "2020-04-24T23:30:00+08:00",
        "2020-04-24 09:13",
        "2020年04月24日09:13 来源：新华网",
        "15:24, April 24, 2020",
        "24 Apr 2020",
        "Fri, 24 Apr 2020 09:13:05 GMT",
        "24 aprile 2020",
        "Ngày 24 tháng 4 năm 2020",
        "24 अप्रैल 2020",
        "二〇二〇年四月二十四日",
        "民國109年4月24日",
        "24/04/2020",
        "24.4.2020",
        "20200424",
        "1587690785",
        "1587690785000",
        "2020-04-24T09:13:05.000+0800",
        "Apr. 24th, 2020",
        "24 de abril de 2020",
        "2020.4.24",
        "2020 年 4 月 24 日",
        "2020 04/24 09:13:05",
    ],
)
def test_a_day_in_many_forms(text: str) -> None:
    assert from_machine(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["4月24日", "April 24", "2020年4月", "2020", "13 of 2020 items", "v1.2020.3.4", "2020-13-45", "", "电话 2020-1234567"],
)
def test_what_is_no_full_day(text: str) -> None:
    assert days_in(text) == []


def test_an_order_that_cannot_be_known_is_none_where_the_language_does_not_settle_it() -> None:
    assert days_in("06/05/2020", "en") == []
    assert days_in("06/05/2020", "it") == [(date(2020, 5, 6), 0)]


def test_days_that_cannot_be() -> None:
    assert plausible(date(2024, 1, 4), SEEN) is None
    assert plausible(date(1970, 1, 1), SEEN) is None
    assert plausible(DAY, SEEN) == DAY


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/n3/2020/0424/c90000-1.html", DAY),
        ("/2020/04/24/x.html", DAY),
        ("/a/202004/24/WS5e8.html", DAY),
        ("/english/2020-04/24/c_1.htm", DAY),
        ("/t20200424_123.html", DAY),
        ("/page/202004/1191217.shtml", None),
        ("/news/11590494911860.html", None),
    ],
)
def test_days_in_addresses(path: str, day: date | None) -> None:
    assert from_path(path) == day


@pytest.mark.parametrize(
    ("element", "headlines", "meta", "title"),
    [
        ("湖北农产品销售_新闻频道_某某网", [], {}, "湖北农产品销售"),
        ("湖北农产品销售--财经--人民网", ["湖北农产品销售"], {}, "湖北农产品销售"),
        ("Farm goods - a story of two cities - Example Daily", [], {}, "Farm goods - a story of two cities"),
        ("Farm goods sell well | Example", ["Example"], {"og:site_name": "Example"}, "Farm goods sell well"),
        ("Example News: Farm goods sell well", ["Farm goods sell well"], {}, "Farm goods sell well"),
        ("Search words | Example", ["A headline of its own"], {"og:title": "Search words"}, "A headline of its own"),
        ("Farm goods sell w... | Example", ["Farm goods sell well in the city"], {}, "Farm goods sell well in the city"),
        ("", [], {"og:title": "Farm goods sell well"}, "Farm goods sell well"),
    ],
)
def test_the_title_is_without_the_site(element: str, headlines: list[str], meta: dict[str, str], title: str) -> None:
    assert read_title(Head(meta=meta, title=element), headlines)[0] == title


def test_a_list_gives_its_articles_and_its_next_page() -> None:
    rows = "".join(
        f'<li><a href="/a/2020/0424/{n}.html">Headline number {n} about the farm products</a></li>' for n in range(5)
    )
    top = '<a href="javascript:x">Something that looks like a headline</a>'
    page = f'<body>{top}<ul>{rows}</ul><a href="?page=2">下一页</a></body>'
    reading = read(f"<html><head><title>News</title><base href='https://news.example.org/x/'></head>{page}</html>")
    assert reading.items == []
    assert [link.kind for link in reading.links] == ["article"] * 5 + ["next"]
    assert reading.links[0].url == "https://news.example.org/a/2020/0424/0.html"
    assert reading.links[-1].url == "https://news.example.org/x/?page=2"


@pytest.mark.parametrize(
    ("title", "wall"),
    [("404 Not Found", "soft_404"), ("Just a moment...", "challenge"), ("登录", "login"), ("系统维护中", "maintenance")],
)
def test_walls_are_named_and_yield_nothing(title: str, wall: str) -> None:
    reading = read(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{TEXT}</p></body></html>")
    assert (reading.wall, reading.items, reading.links) == (wall, [], [])


@pytest.mark.parametrize(
    "title",
    [
        "404 growers of Leishan sell chilli sauce online",
        "Buyers not found at the market, villagers turned to livestreaming",
        "404户茶农“触网”，一月卖茶三千单_某县新闻",
        "Access denied no more: how a mountain village got on Douyin",
    ],
)
def test_a_short_article_whose_headline_holds_a_walls_words_is_read(title: str) -> None:
    dated = '<meta property="article:published_time" content="2022-03-04T08:00:00+08:00">'
    page = f"<html><head><title>{title}</title>{dated}</head><body><h1>{title}</h1><p>{TEXT}</p></body></html>"
    assert [type(item) for item in read(page).items] == [Announcement]
    bare = (
        f"<html><head><title>404 Not Found - News</title>{dated}</head><body><h1>404 Not Found</h1><p>{TEXT}</p></body></html>"
    )
    assert (read(bare).wall, read(bare).items) == ("soft_404", [])


def test_an_article_about_captchas_is_no_wall() -> None:
    page = f"<head><title>Why captcha tests fail</title></head><body><h1>Why captcha tests fail</h1><p>{TEXT * 8}</p></body>"
    assert [type(item) for item in read(page).items] == [Announcement]


def test_deep_and_broken_markup_ends() -> None:
    assert read("<div>" * 30_000 + TEXT).wall is None
    assert read("<p>" + "<b><i>" * 20_000 + TEXT).wall is None


MARKUP = st.lists(
    st.sampled_from(
        [
            "<h1>",
            "</h1>",
            "<p>",
            "</p>",
            "<div class='related'>",
            "</div>",
            "<time datetime='2020-04-24'>",
            "<a href='http://[x'>",
            "<a href='/2020/0424/1.html'>A headline of some length</a>",
            "<br>",
            TEXT,
            "2020年4月24日",
            "更新时间：",
            "\x00",
            "\ud7ff",
            "<!--",
            '<script type="application/ld+json">[[{"@type": 3}]]</script>',
            '<script type="application/ld+json">{"@graph": 1}</script>',
            "<meta name=pubdate content='99999-99-99'>",
            "<title>",
            "</title>",
            "<svg><p>",
            "<template>",
            "&#xD800;",
            "９９９９年99月99日",
        ]
    )
    | st.text(max_size=20),
    max_size=40,
)


@settings(max_examples=examples(200))
@given(MARKUP)
def test_any_markup_is_read(parts: list[str]) -> None:
    reading = read("".join(parts).encode("utf-8", "replace").decode())
    for item in reading.items:
        assert isinstance(item, Announcement)
        assert item.title and item.text
        assert item.published_on is None or item.published_on_basis is not None


@settings(max_examples=examples(200))
@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_and_any_text_are_read(body: bytes, text: str) -> None:
    assert PressArticle("https://news.example.org/x", body, SEEN).read().site == "press"
    assert isinstance(days_in(text), list)
    assert from_path(text) is None or isinstance(from_path(text), date)
    assert from_machine(text) is None or isinstance(from_machine(text), date)
