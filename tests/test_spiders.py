"""Every spider is a declaration that holds: its name, pages, arguments, addresses; the shapes walk as they say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler.clock import Clock
from crawler.errors import UsageError
from crawler.items import Link, Listing, Reading
from crawler.pages.registry import PAGES
from crawler.runs import Run
from crawler.spiders.base import JishiSpider
from crawler.spiders.jd import JdListings
from crawler.spiders.paging import next_address
from crawler.spiders.press import PressDailies
from crawler.spiders.shapes import CalendarShape, SearchShape, phrases
from crawler.spiders.taobao import TaobaoListings, TaobaoZones
from crawler.spiders.walks import WalkRecord
from pipelines.readers.money import read_price

LOADER = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["crawler.spiders"]}))
SPIDERS: list[type[JishiSpider]] = [LOADER.load(name) for name in sorted(LOADER.list())]  # type: ignore[misc]  # all ours
PLATFORMS = {"taobao", "tmall", "juhuasuan", "jd", "pinduoduo", "suning", "alibaba1688", "aliexpress", "douyin", "kuaishou"}
ZONE = "https://hubei.chi.taobao.com/"


def spider(cls: type[JishiSpider], due: tuple[str, ...] = (), **arguments: str) -> Any:
    made = cls(**arguments)
    made.run = Run(
        id="r",
        source_code="s",
        spider=cls.name or "",
        arguments=arguments,
        logical_date=date(2020, 4, 24),
        started_at=datetime(2020, 4, 24, tzinfo=UTC),
        clock=Clock(),
        due=due,
    )
    return made


def started(made: JishiSpider) -> list[Request]:
    async def collected() -> list[Request]:
        return [request async for request in made.start()]

    return asyncio.run(collected())


def page(*numbers: int, total: int | None = None, wall: str | None = None, links: Iterable[Link] = ()) -> Reading:
    items = [Listing(platform="taobao", native_id=str(n), url=f"https://x.example/{n}") for n in numbers]
    return Reading(site="taobao", items=[*items], stated_total=total, wall=wall, links=[*links])


def follow(made: Any, request: Request, reading: Reading) -> list[str]:
    response = HtmlResponse(request.url, request=request)
    return [found.url for found in made.follow(response, reading)]


@pytest.mark.parametrize("cls", SPIDERS, ids=lambda cls: cls.name)
def test_a_spider_is_named_by_its_site_and_reads_what_it_asks_for(cls: type[JishiSpider]) -> None:
    assert cls.name and cls.name.startswith(f"{cls.site.removesuffix('_live')}_")
    assert cls.__doc__
    assert {"url", "urls_file"} <= set(cls.takes)
    if issubclass(cls, SearchShape):
        for number in (1, 2):
            address = cls.search_url("秭归 脐橙", number)
            assert any(one.matches(address) for one in cls.pages), address
        assert cls.search_url("x", 1) != cls.search_url("x", 2)
    with pytest.raises(UsageError):
        cls.check_arguments({"nosuch": "1"})


def test_every_platform_has_a_spider_for_its_listings() -> None:
    assert {cls.site for cls in SPIDERS if (cls.name or "").endswith("_listings")} >= PLATFORMS


def test_every_page_of_a_site_is_read_by_one_of_its_spiders() -> None:
    read = {page for cls in SPIDERS if cls.site != "any" for page in cls.pages}
    # Formats of others' services: their answers are replayed, never asked for. No list leads to goods of shops inside WeChat.
    assert {page.__name__ for page in PAGES if page not in read} == {"AggregatorItem", "OpenPricesProducts", "YouzanGoods"}


@pytest.mark.parametrize(
    ("url", "shown", "following"),
    [
        ("https://x.example/list?q=%C6%EA&page=1#top", 20, "https://x.example/list?q=%C6%EA&page=2#top"),
        ("https://x.example/list?pageNo=9", 20, "https://x.example/list?pageNo=10"),
        ("https://x.example/list?offset=0&size=40", 12, "https://x.example/list?offset=40&size=40"),
        ("https://x.example/list?offset=40", 12, "https://x.example/list?offset=52"),
        ("https://x.example/list?page=1", 0, ""),
        ("https://x.example/list?homepage=1&pages=2", 20, ""),
        ("https://x.example/list", 20, ""),
    ],
)
def test_a_list_counts_on_where_its_address_counts(url: str, shown: int, following: str) -> None:
    assert next_address(url, shown) == following


def test_keywords_are_searched_in_each_region() -> None:
    assert phrases({"keywords": "脐橙，茶", "regions": "秭归,恩施"}) == ["秭归 脐橙", "秭归 茶", "恩施 脐橙", "恩施 茶"]
    assert phrases({"keywords": "脐橙"}) == ["脐橙"]


def test_what_is_due_is_asked_for_after_the_rest() -> None:
    made = spider(TaobaoListings, due=("https://item.taobao.com/item.htm?id=1",), keywords="脐橙", revisit="5")
    assert [request.url for request in started(made)][-1] == "https://item.taobao.com/item.htm?id=1"
    assert TaobaoListings.starting_addresses({"revisit": "5"}) == []


def test_a_zone_is_a_walk_with_its_next_pages_and_zones_below() -> None:
    made = spider(TaobaoZones, url=ZONE, depth="1", details="yes")
    (first,) = started(made)
    links = [
        Link(url="https://yichang.chi.taobao.com/", kind="zone"),
        Link(url=ZONE + "?page=2", kind="next"),
        Link(url="https://item.taobao.com/item.htm?id=1", kind="item"),
    ]
    assert set(follow(made, first, page(1, 2, total=4, links=links))) == {link.url for link in links}
    (walk, below) = (record.walk for record in made.records.values())
    assert (walk.scope.kind, walk.scope.key, walk.stated_total, walk.complete) == ("zone", ZONE, 4, False)
    assert below.scope.key == "https://yichang.chi.taobao.com/"
    second = made.request(ZONE + "?page=2", walk=walk.scope, page_number=2, step=0)
    assert follow(made, second, page(3, 4, total=4)) == []
    assert (walk.enumerated, walk.complete) == (4, True)


def test_an_item_asks_for_its_price_where_the_page_says() -> None:
    made = spider(JdListings, url="https://item.jd.com/1.html")
    (request,) = started(made)
    endpoint = Link(url="https://p.3.cn/prices/mgets?skuIds=J_1", kind="api")
    assert follow(made, request, page(1, links=[endpoint])) == [endpoint.url]
    assert JdListings.page_class(endpoint.url).__name__ == "JdPrices"


def test_a_calendar_begins_with_the_runs_day() -> None:
    made = spider(PressDailies, days="2")
    assert issubclass(PressDailies, CalendarShape)
    urls = [request.url for request in started(made)]
    assert ["2020-04/24" in urls[0], "2020-04/25" in urls[1], len(urls)] == [True, True, 2]


@pytest.mark.parametrize(
    ("pages", "complete"),
    [
        ([page(1, 2), page(3), page()], True),
        ([page(1, 2), page(2)], True),
        ([page(1, 2), page(1, 2)], False),
        ([page(1, 2, total=2), page(1, 2)], True),
        ([page(1, 2, total=100), page()], False),
        ([page(1, 2), page(wall="login")], False),
        ([page(*range(99), total=100), page()], True),
        ([page(*range(97), total=100), page()], False),
    ],
)
def test_the_end_of_a_walk_is_told_from_a_lie(pages: list[Reading], complete: bool) -> None:
    made = spider(TaobaoListings, keywords="x")
    record = WalkRecord(made.begin_walk("search", "x"))
    for number, reading in enumerate(pages, 1):
        if not record.goes_on(reading, number, 0):
            break
    assert record.walk.complete is complete


def test_a_spider_with_a_hook_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(TypeError, match="nosuch"):
        type("Wrong", (TaobaoListings,), {"nosuch": 1, "__module__": __name__})


def test_each_spider_stands_in_the_module_of_its_site() -> None:
    folder = Path(__file__).resolve().parent.parent / "crawler" / "spiders"
    for cls in SPIDERS:
        assert (folder / f"{cls.site}.py").exists(), cls.name


@pytest.mark.parametrize("shown", ["€1,618.84", "€618.05", "$ 618.00", "¥618", "618元"])
def test_a_price_that_holds_the_digits_of_a_festival_is_a_price(shown: str) -> None:
    wanted = Decimal(shown.strip("€$¥ 元").replace(",", ""))
    assert read_price(shown).min == wanted
    assert read_price("618大促价 ¥59").min == 59
