"""What several pages show has one row: it stays as long as one of them shows it, whichever of them is read anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import schema
from db.engine import engine_of
from db.ingest.duplicates import sketch
from db.reference import load
from db.rows import LivestreamRow, PageRows, PromotionRow, ToldRows
from tests.rows import AT, TABLES, page, prepare, rows, write

DAY = date(2020, 4, 24)
MEMBER = ("taobao", "", "1")
NAMES = ("first", "second", "third")
WRITTEN = (
    *("livestream_listing", "livestream_host", "livestream_observation", "livestream", "promotion_listing"),
    *("promotion_observation", "promotion", "observation", "listing", "announcement", "capture", "walk", "revision"),
)


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    prepare(store_engine)
    return store_engine


def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in WRITTEN:
            connection.execute(TABLES[table].delete())


def zone(*members: str, on: date = DAY) -> PromotionRow:
    keys = [("taobao", "", native_id) for native_id in members]
    return PromotionRow(key=("taobao", "z"), observed_on=on, values={"kind": "zone"}, members=keys)


def stream(*goods: str, hosts: Sequence[tuple[str, str | None]] = ()) -> LivestreamRow:
    keys = [("taobao", "", native_id) for native_id in goods]
    return LivestreamRow(key=("taobao", "l"), values={"title": "x"}, listings=keys, hosts=list(hosts))


def article(body: str, title: str, on: date = DAY, metric: str = "orders") -> dict[str, Any]:
    claim = {"metric": metric, "value": 5, "unit": "count", "bound": "exact", "planned": False, "rules": ["x"], "as_of": on}
    claim |= {"quote": body, "quote_start": 0, "quote_end": len(body)}
    held = {"kind": "festival", "platform_code": "taobao", "starts_on": on, "planned": True, "quote": body}
    show = {"platform_code": "taobao", "held_on": on, "quote": body}
    told = ToldRows(
        mentions=[{"kind": "platform", "text": title, "code": "taobao", "span_start": 0, "span_end": 1}],
        claims=[claim],
        promotions=[held],
        livestreams=[(show, [("official", None)])],
    )
    digest = (body * 64)[:64]
    values = {"url": "https://press.example/1", "text": body, "text_sha256": digest, "text_sketch": sketch(body)}
    return {"announcements": [{**values, "title": title, "published_on": on}], "told": {digest: told}}


def showing(number: int, **content: Any) -> PageRows:
    return page(NAMES[number], at=AT + timedelta(hours=number), **content)


def without(one: PageRows) -> PageRows:
    """What a reader makes of the page that finds nothing there."""
    return PageRows(capture=one.capture)


def shown_by(engine: Engine, name: str) -> list[str]:
    """The pages that the rows of a table bear."""
    capture, table = TABLES["capture"], TABLES[name]
    query = select(capture.c.url).join(table, table.c.capture_id == capture.c.id)
    with engine.connect() as connection:
        return sorted(url.rpartition("=")[2] for url in connection.execute(query).scalars())


def formers(engine: Engine, name: str) -> list[Mapping[str, Any]]:
    return [row["former"] for row in rows(engine, "revision") if row["table_name"] == name]


SHOWN: dict[str, dict[str, Any]] = {
    "promotion_listing": {"promotions": [zone("1")]},
    "livestream_listing": {"livestreams": [stream("1")]},
}


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_membership_stays_while_another_page_shows_it(engine: Engine, name: str, gone: int) -> None:
    pages = [showing(n, **SHOWN[name]) for n in range(3)]
    for one in pages:
        write(engine, one)
    write(engine, without(pages[gone]))
    assert shown_by(engine, name) == [NAMES[1 if gone == 0 else 0]]
    assert formers(engine, name) == []


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_membership_goes_with_the_last_page_that_showed_it(engine: Engine, name: str, order: tuple[int, int]) -> None:
    pages = [showing(n, **SHOWN[name]) for n in range(2)]
    for one in pages:
        write(engine, one)
    for n in order:
        assert len(rows(engine, name)) == 1
        write(engine, without(pages[n]))
    assert rows(engine, name) == []
    (former,) = formers(engine, name)
    assert former["listing_id"] == rows(engine, "listing")[0]["id"]


@pytest.mark.parametrize("name", SHOWN)
def test_of_pages_read_anew_together_each_shows_what_it_shows(engine: Engine, name: str) -> None:
    def of(*members: str) -> dict[str, Any]:
        return {"promotions": [zone(*members)]} if name == "promotion_listing" else {"livestreams": [stream(*members)]}

    pages = [showing(n, **of("1", "2", "3")) for n in range(3)]
    write(engine, *pages)
    # The third page is not read anew; the second shows the first only.
    write(engine, without(pages[0]), replace(pages[1], **of("1")))
    assert shown_by(engine, name) == ["second", "third", "third"]
    assert write(engine, without(pages[0]), replace(pages[1], **of("1"))).revisions == 0


def test_a_page_of_another_day_is_no_evidence_of_this_one(engine: Engine) -> None:
    pages = [showing(0, promotions=[zone("1")]), showing(1, promotions=[zone("1", on=DAY + timedelta(1))])]
    write(engine, *pages)
    write(engine, without(pages[0]))
    assert [row["observed_on"] for row in rows(engine, "promotion_listing")] == [DAY + timedelta(1)]


def test_pages_of_one_instant_bear_alike_in_any_order(engine: Engine) -> None:
    """Which page a row bears is not the order of arrival."""
    pages = [page(name, promotions=[zone("1")]) for name in "ab"]
    born = []
    for order in (pages, pages[::-1]):
        empty(engine)
        for one in order:
            write(engine, one)
        born += shown_by(engine, "promotion_listing")
    assert born[0] == born[1]


@pytest.mark.parametrize("gone", [0, 1])
def test_an_announcement_stays_while_another_page_shows_it(engine: Engine, gone: int) -> None:
    """With what the other page says of it, where that is another day."""
    told = [article("甲" * 20, "旧题"), article("甲" * 20, "新题", DAY + timedelta(2), "sales_value")]
    pages = [showing(n, **one) for n, one in enumerate(told)]
    for one in pages:
        write(engine, one)
    write(engine, replace(pages[gone], **article("乙" * 20, "另")))
    found = {row["text"][0]: row for row in rows(engine, "announcement")}
    assert found.keys() == {"甲", "乙"}
    stands = told[1 - gone]["announcements"][0]
    assert {name: found["甲"][name] for name in stands} == stands
    (claim,) = (row for row in rows(engine, "claim") if row["announcement_id"] == found["甲"]["id"])
    assert (claim["metric"], claim["as_of"], claim["value"]) == (("sales_value", DAY + timedelta(2), 5), ("orders", DAY, 5))[
        gone
    ]
    for name, column in (("promotion", "starts_on"), ("livestream", "held_on")):
        days = [row[column] for row in rows(engine, name) if row["announcement_id"] == found["甲"]["id"]]
        assert days == [stands["published_on"]]
    later = found["乙" if gone else "甲"]["id"]
    assert {row["duplicate_of"] for row in found.values()} == {None, later}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_announcement_goes_with_the_last_page_that_showed_it(engine: Engine, order: tuple[int, int]) -> None:
    pages = [showing(n, **article("甲", "题")) for n in range(2)]
    for one in pages:
        write(engine, one)
    for n in order:
        assert len(rows(engine, "announcement")) == 1
        write(engine, without(pages[n]))
    assert [rows(engine, name) for name in ("announcement", "claim", "mention", "promotion", "livestream")] == [[]] * 5
    assert len(formers(engine, "announcement")) == 1


def test_hosts_that_a_page_names_no_more_are_kept_as_former(engine: Engine) -> None:
    pages = [showing(0, livestreams=[stream(hosts=[("official", "县长")])]), showing(1, livestreams=[stream()])]
    write(engine, *pages)
    write(engine, replace(pages[0], livestreams=[stream(hosts=[("farmer", None)])]))
    assert [(row["role"], row["name"]) for row in rows(engine, "livestream_host")] == [("farmer", None)]
    assert [(row["role"], row["name"]) for row in formers(engine, "livestream_host")] == [("official", "县长")]


def test_a_store_of_before_keeps_what_it_knows(empty_url: str) -> None:
    """Of its rows the page that they bear is known; pages that are read again complete it."""
    engine = engine_of(empty_url)
    schema.upgrade(engine)
    load.refresh(engine)
    prepare(engine)
    told = [article("甲", "旧题"), article("甲", "新题", DAY + timedelta(2))]
    pages = [showing(n, promotions=[zone("1")], livestreams=[stream("1")], **one) for n, one in enumerate(told)]
    write(engine, *pages)
    schema.downgrade(engine, "0014")
    schema.upgrade(engine)
    names = ("announcement", "promotion_listing", "livestream_listing")
    before = {name: rows(engine, name) for name in names}
    assert [len(rows(engine, f"{name}_shown")) for name in names] == [1, 1, 1]
    assert write(engine, pages[0]).revisions == 0
    assert write(engine, pages[1]).revisions == 0
    assert {name: rows(engine, name) for name in names} == before
    write(engine, without(pages[0]))
    assert [shown_by(engine, name) for name in names] == [["second"]] * 3
    assert [row["title"] for row in rows(engine, "announcement")] == ["新题"]
    engine.dispose()
