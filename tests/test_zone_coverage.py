"""Zones: the advertised size beside what two routes enumerate, with an estimate; what leaves a zone goes on being sold."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text

from db import ingest
from db.ingest import absences
from db.rows import DescriptionRow, ListingRow, PageRows, PromotionRow
from tests.rows import AT, NOW, TABLES, page, prepare

REGION = "420000"


def listing(number: int, origin: str | None = "420527", platform: str = "taobao") -> ListingRow:
    description = DescriptionRow(title=f"goods {number}", origin_code=origin)
    return ListingRow(key=(platform, "", str(number)), observed_on=AT.date(), description=description)


def fill(engine: Engine, walked: Iterable[int], found: Iterable[ListingRow], *, complete: bool = True) -> None:
    prepare(engine)
    with engine.begin() as connection:
        walk = {"run_id": "r1", "scope_kind": "search", "scope_key": "orange", "logical_date": AT.date(), "pages": 1}
        connection.execute(insert(TABLES["walk"]).values(**walk, enumerated=1, complete=complete))
    members = [listing(n) for n in walked]
    zone = PromotionRow(
        key=("taobao", "hubei"),
        observed_on=AT.date(),
        values={"name": "湖北特产馆", "kind": "zone", "region_code": REGION, "announced_count": 20_000},
        observed={"announced_count_min": 20_000, "listings_shown": len(members)},
        members=[row.key for row in members],
    )
    zone_page = page("zone", *members, promotions=[zone])
    zone_page.capture.walk = None
    ingest.write_batch(engine, [zone_page, page("orange", *found)], code_version="1", now=NOW)


def row(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return dict(connection.execute(text("SELECT * FROM v_zone_coverage")).mappings().one())


def test_two_routes_and_the_estimate(store_engine: Engine) -> None:
    fill(store_engine, range(40), [listing(n) for n in range(30, 80)])
    got = row(store_engine)
    assert (got["by_walk"], got["by_keywords"], got["by_both"], got["enumerated"]) == (40, 50, 10, 80)
    assert (got["advertised_min"], got["advertised_max"]) == (20_000, None)
    estimate = 41 * 51 / 11 - 1
    error = math.sqrt(41 * 51 * 30 * 40 / (11**2 * 12))
    assert got["estimate"] == pytest.approx(estimate)
    assert got["estimate_low"] == pytest.approx(estimate - 1.96 * error)
    assert got["estimate_high"] == pytest.approx(estimate + 1.96 * error)
    assert got["is_lower_bound"] == 0


def test_a_search_that_was_cut_off_gives_a_lower_bound(store_engine: Engine) -> None:
    fill(store_engine, range(5), [listing(n) for n in range(3, 8)], complete=False)
    assert row(store_engine)["is_lower_bound"] == 1


def test_goods_of_other_regions_and_platforms_are_no_goods_of_the_zone(store_engine: Engine) -> None:
    others = [listing(100, "360722"), listing(101, None), listing(102, platform="jd"), listing(103, platform="tmall")]
    fill(store_engine, range(10), [*(listing(n) for n in range(8, 12)), *others])
    got = row(store_engine)
    assert (got["by_walk"], got["by_keywords"], got["by_both"]) == (10, 5, 2)


def test_without_an_overlap_there_is_no_estimate(store_engine: Engine) -> None:
    fill(store_engine, range(5), [listing(n) for n in range(50, 60)])
    got = row(store_engine)
    assert (got["enumerated"], got["by_both"], got["estimate"], got["estimate_low"]) == (15, 0, None, None)


def walked(engine: Engine) -> list[PageRows]:
    """A zone that was walked on two days; the second of its two listings was not there on the second day."""
    fill(engine, (), [listing(2)])
    with engine.begin() as connection:
        walk = {"run_id": "r1", "scope_kind": "zone", "scope_key": "hubei", "logical_date": AT.date(), "pages": 2}
        connection.execute(insert(TABLES["walk"]).values(**walk, enumerated=2, complete=True))
    pages = []
    for days, members in ((1, [1, 2]), (2, [1])):
        at = AT + timedelta(days)
        rows = [replace(listing(n), observed_on=at.date()) for n in members]
        zone = PromotionRow(
            key=("taobao", "hubei"),
            observed_on=at.date(),
            values={"kind": "zone"},
            observed={},
            members=[row.key for row in rows],
        )
        pages.append(page(f"zone{days}", *rows, at=at, promotions=[zone]))
        pages[-1].capture.walk = ("zone", "hubei")
    read(engine, pages, "1")
    return pages


def read(engine: Engine, pages: list[PageRows], code_version: str) -> None:
    for one in pages:
        ingest.write_batch(engine, [one], code_version=code_version, now=NOW)
    assert absences.mark_absent(engine, ["r1"], code_version=code_version, now=NOW) == 0


def members(engine: Engine) -> list[tuple[str, str]]:
    query = text(
        "SELECT l.native_id, m.presence FROM promotion_listing m JOIN listing l ON l.id = m.listing_id"
        " ORDER BY m.observed_on, l.native_id"
    )
    with engine.connect() as connection:
        return [(number, presence) for number, presence in connection.execute(query)]


LEFT = [("1", "seen"), ("2", "seen"), ("1", "seen"), ("2", "absent")]


def test_what_leaves_a_zone_is_a_member_no_more_and_goes_on_being_sold(store_engine: Engine) -> None:
    walked(store_engine)
    assert members(store_engine) == LEFT
    with store_engine.connect() as connection:
        gone = connection.execute(text("SELECT count(*) FROM observation WHERE presence = 'absent'")).scalar_one()
    assert gone == 0


def test_pages_that_say_the_same_again_revise_no_membership(store_engine: Engine) -> None:
    pages = walked(store_engine)
    read(store_engine, pages, "2")
    assert members(store_engine) == LEFT
    with store_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM revision")).scalar_one() == 0


def test_who_left_a_zone_that_no_page_shows_any_more_is_not_told(store_engine: Engine) -> None:
    pages = walked(store_engine)
    for one in pages:
        one.promotions.clear()
    read(store_engine, pages, "2")
    assert members(store_engine) == []
