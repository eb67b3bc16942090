"""Spiders of live rooms and topics crawl imitations by the real command on two days: what was announced, held, counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from tests.marketplaces.cases import CASES
from tests.marketplaces.rooms import START, rooms
from tests.marketplaces.visits import DAYS, Visits

# Spider -> the address that it is given, the platform's code, how the ids of its rooms begin, whether rooms show their goods.
ROOMS: dict[str, tuple[str, str, str, bool]] = {
    "taobao_livestreams": (
        "https://h5api.m.taobao.com/h5/mtop.mediaplatform.live.prelist/1.0/",
        "taobao-live",
        "26000000000",
        True,
    ),
    "jd_livestreams": ("https://lives.jd.com/", "jd", "300000", True),
    "pinduoduo_livestreams": ("https://live.yangkeduo.com/api/live/list", "pinduoduo", "8800", True),
    "douyin_livestreams": ("https://live.douyin.com/hot_live", "douyin", "721000000000000000", True),
    "kuaishou_livestreams": ("https://live.kuaishou.com/cate/SH", "kuaishou", "Ks", False),
}
TOPICS: dict[str, tuple[list[str], str, dict[str, int]]] = {
    "douyin_topics": (["-a", "topics=1662300000000001"], "topic:1662300000000001", {"participants_min": 18_000_000}),
    "kuaishou_topics": (
        ["-a", "url=https://m.gifshow.com/rest/wd/tag/info?tagId=3300"],
        "topic:3300",
        {"views_min": 405_000_000},
    ),
}
NAMES = [*ROOMS, *TOPICS]


def _given(name: str, _day: int, _folder: Path) -> list[str]:
    return [name, *(["-a", f"url={ROOMS[name][0]}"] if name in ROOMS else TOPICS[name][0])]


@pytest.fixture(scope="module")
def visits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Visits:
    return Visits.once(request, tmp_path_factory, sqlite_template, ("rooms", NAMES, _given, "12:00:00"))


def test_every_spider_of_a_marketplace_crawls_somewhere() -> None:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["crawler.spiders"]}))
    # Any shop and the press have tests of their own, the fair has Taobao's searches and zones.
    elsewhere = {"any_pages", "shop_listings", "press_announcements", "press_dailies", "taobao_listings", "taobao_zones"}
    assert set(loader.list()) - elsewhere == {*NAMES, *(case.spider for case in CASES)}


@pytest.mark.parametrize("name", NAMES)
def test_outcomes_tell_the_truth(visits: Visits, name: str) -> None:
    assert visits.codes[name] == [0, 0, 18], visits.said(name)


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_are_announced_held_and_counted(visits: Visits, name: str) -> None:
    _, platform, prefix, _ = ROOMS[name]
    found = {row["native_id"]: row for row in visits.rows(name, "livestream")}
    assert set(found) == {f"{prefix}{room.number}" for room in rooms(1)}
    counts: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(visits.rows(name, "livestream_observation"), key=lambda row: row["observed_at"]):
        counts.setdefault(row["livestream_id"], []).append(row)
    for first, second in zip(rooms(1), rooms(2), strict=True):
        row = found[f"{prefix}{first.number}"]
        assert (row["platform_code"], row["title"], row["status"]) == (platform, first.title, second.status)
        assert row["starts_at"].timestamp() == START + 3600 * first.number
        observed = counts.get(row["id"], [])
        # A room that has a page of its own is seen twice on a day: in the schedule and there.
        assert [one["status"] for one in observed[:: len(observed) // 2]] == [first.status, second.status]
        for one in observed:
            room = first if one["observed_at"].date().isoformat() == DAYS[0] else second
            assert one["viewers_min"] == (None if room.status == "announced" else room.viewers), room


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_have_hosts_and_goods(visits: Visits, name: str) -> None:
    hosts = visits.rows(name, "livestream_host")
    assert {row["role"] for row in hosts} == {"official"}
    assert len({row["livestream_id"] for row in hosts}) == len(rooms(1))
    if ROOMS[name][3]:
        assert len({(row["livestream_id"], row["listing_id"]) for row in visits.rows(name, "livestream_listing")}) == 3


@pytest.mark.parametrize("name", TOPICS)
def test_topics_count(visits: Visits, name: str) -> None:
    _, native_id, least = TOPICS[name]
    (topic,) = visits.rows(name, "promotion")
    assert (topic["native_id"], topic["kind"]) == (native_id, "topic")
    observed = visits.rows(name, "promotion_observation")
    assert [row["observed_on"].isoformat() for row in observed] == list(DAYS[:2])
    for row in observed:
        for column, value in least.items():
            assert row[column] >= value
