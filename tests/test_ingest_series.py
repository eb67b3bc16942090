"""Promotions, livestreams and announcements in the store: facts over time, members, hosts, texts; in any order of arrival."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from db.rows import LivestreamRow, PageRows, PromotionRow
from tests.dumps import dump
from tests.rows import AT, TABLES, listing, page, prepare, rows, write

HOURS = [AT + timedelta(hours=n) for n in range(4)]
DAY = date(2020, 4, 24)
WRITTEN = (
    *("livestream_listing", "livestream_host", "livestream_observation", "livestream", "promotion_listing"),
    *("promotion_observation", "promotion", "observation", "listing", "announcement", "capture", "walk", "revision"),
)


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    prepare(store_engine)
    return store_engine


def zone(members: list[str], **values: Any) -> PromotionRow:
    return PromotionRow(
        key=("taobao", "z1"),
        observed_on=DAY,
        values=values,
        observed={"listings_shown": len(members), "views_min": values.pop("views", None)},
        members=[("taobao", "", native_id) for native_id in members],
    )


def stream(hosts: list[tuple[str, str | None]], **values: Any) -> LivestreamRow:
    return LivestreamRow(
        key=("taobao", "l1"),
        values=values,
        observed={"status": values.get("status"), "viewers_min": 5},
        promotion=("taobao", "z1"),
        hosts=hosts,
        listings=[("taobao", "", "7")],
    )


def article(text: str, **values: Any) -> dict[str, Any]:
    return {"url": "https://press.example/1", "text": text, "text_sha256": text * 8, "title": None, **values}


def story() -> list[PageRows]:
    return [
        page("z", listing("1"), at=HOURS[0], promotions=[zone(["1", "2"], name="湖北专区", kind="zone")]),
        page("z", at=HOURS[1], promotions=[zone(["2", "3"], organiser="阿里", views=100)]),
        page("z", at=HOURS[2], promotions=[zone(["2"], name="新专区", starts_on=DAY)], livestreams=[stream([], title="开播")]),
        page("z", at=HOURS[3], livestreams=[stream([("official", "县长")], status="live", starts_at=HOURS[3], held_on=DAY)]),
        page("n", at=HOURS[0], announcements=[article("甲", title="旧题")]),
        page("n", at=HOURS[1], announcements=[article("甲", title="新题")]),
    ]


def test_facts_are_the_last_shown_in_any_order_of_arrival(engine: Engine) -> None:
    wanted = None
    for order in itertools.islice(itertools.permutations(story()), 0, 720, 90):
        with engine.begin() as connection:
            for table in WRITTEN:
                connection.execute(TABLES[table].delete())
        for one in order:
            write(engine, one)
        got = dump(engine, leave_out=["revision", "description_id"])
        wanted = wanted or got
        assert got == wanted
    (promotion,) = rows(engine, "promotion")
    assert (promotion["name"], promotion["kind"], promotion["organiser"], promotion["starts_on"]) == (
        "新专区",
        "zone",
        "阿里",
        DAY,
    )
    assert len(rows(engine, "promotion_observation")) == 3
    assert {r["presence"] for r in rows(engine, "promotion_listing")} == {"seen"}
    (live,) = rows(engine, "livestream")
    assert (live["title"], live["status"], live["starts_at"], live["promotion_id"]) == (
        "开播",
        "live",
        HOURS[3],
        promotion["id"],
    )
    assert [(r["role"], r["name"]) for r in rows(engine, "livestream_host")] == [("official", "县长")]
    assert [r["title"] for r in rows(engine, "announcement")] == ["旧题"]


def test_a_second_writing_changes_nothing(engine: Engine) -> None:
    assert write(engine, *story()).revisions == 0
    before = dump(engine)
    counts = write(engine, *story())
    assert (counts.new_captures, counts.revisions) == (0, 0)
    assert dump(engine) == before


def test_members_that_a_page_only_names_are_listings_that_nobody_saw_yet(engine: Engine) -> None:
    write(engine, story()[1])
    assert {(r["native_id"], r["first_seen_on"]) for r in rows(engine, "listing")} == {("2", None), ("3", None)}
    write(engine, page("item", listing("3", title="橙", at=HOURS[2]), at=HOURS[2]))
    known = {r["native_id"]: r["first_seen_on"] for r in rows(engine, "listing")}
    assert known == {"2": None, "3": DAY}


def test_what_a_second_reading_does_not_find_any_more_goes_with_a_revision(engine: Engine) -> None:
    pages = story()
    write(engine, *pages)
    pages[1].promotions = []
    pages[2].promotions = [zone(["2"], name="专区")]
    pages[3].livestreams = []
    pages[4].announcements = [article("乙")]
    write(engine, *pages)
    (promotion,) = rows(engine, "promotion")
    assert (promotion["name"], promotion["organiser"]) == ("专区", None)
    assert len(rows(engine, "promotion_observation")) == 2
    assert {r["listing_id"] for r in rows(engine, "promotion_listing")} == {
        r["id"] for r in rows(engine, "listing") if r["native_id"] in "12"
    }
    assert not rows(engine, "livestream_host")
    assert {(r["text"], r["title"]) for r in rows(engine, "announcement")} == {("甲", "新题"), ("乙", None)}
    kept = {r["table_name"] for r in rows(engine, "revision")}
    assert {"promotion", "promotion_observation", "promotion_listing", "livestream", "livestream_observation"} <= kept
