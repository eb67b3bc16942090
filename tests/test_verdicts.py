"""Verdicts of source-days, each by what makes it: blocked, partial, invalid by outliers; and promotions that are overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.ingest import write_batch
from db.models import Base
from tests import histories
from tests.histories import FIRST
from tests.test_claim_check import article
from tests.test_derive_events import on, page, rows
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted, daily, verdicts

NOW = datetime(2020, 6, 1, tzinfo=UTC)


def quality(engine: Engine, day: int, source: str = "one") -> dict[str, Any]:
    table = Base.metadata.tables["daily_quality"]
    query = select(table).where(table.c.day == on(day), table.c.source_code == source)
    with engine.connect() as connection:
        return dict(connection.execute(query).mappings().one())


@pytest.mark.parametrize(("answer", "wall"), [(403, None), (429, None), (200, "login")])
def test_blocked_where_most_answers_refuse(store_engine: Engine, answer: int, wall: str | None) -> None:
    histories.prepare(store_engine)
    # Listings of even number belong to the source "one": 5 of them, on three days.
    histories.store(store_engine, [counted(f"L{n}", d, 10 * d) for n in range(0, 10, 2) for d in range(3)])
    refused = [page(n, 1) for n in range(6)]
    pages = [replace(one, capture=replace(one.capture, status=answer, wall=wall)) for one in refused]
    write_batch(store_engine, pages, code_version="test", now=NOW)
    update_all(store_engine, on(2))
    assert verdicts(store_engine, "one") | {3: "", 4: "", 5: ""} == {0: "ok", 1: "blocked", 2: "ok", 3: "", 4: "", 5: ""}
    assert quality(store_engine, 1)["blocked_share"] == Decimal("0.5455")
    # What it saw all the same counts, and the cell says how far to trust it.
    assert daily(store_engine, 1, "listings_observed") == [5]
    assert daily(store_engine, 1, "verdict") == ["blocked"]
    assert daily(store_engine, 2, "verdict") == ["ok"]


def test_half_refused_is_not_blocked(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted(f"L{n}", 0, 1) for n in range(0, 10, 2)])
    refused = [page(n, 0) for n in range(5)]
    pages = [replace(one, capture=replace(one.capture, status=403)) for one in refused]
    write_batch(store_engine, pages, code_version="test", now=NOW)
    update_all(store_engine, on(0))
    assert (quality(store_engine, 0)["blocked_share"], verdicts(store_engine, "one")[0]) == (Decimal("0.5"), "ok")


def test_a_source_that_answered_nothing_but_robots_txt_gave_no_page(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted(f"L{n}", d, 10 * d) for n in range(0, 10, 2) for d in (0, 2)])
    run = page(0, 0).capture.run_id
    answers = [replace(page(n, 1).capture, run_id=run, status=503) for n in range(4)]
    address = "https://example.org/robots.txt"
    robots = replace(page(9, 1).capture, run_id=run, url=address, canonical_url=address)
    write_batch(
        store_engine, [replace(page(n, 1), capture=c) for n, c in enumerate([*answers, robots])], code_version="test", now=NOW
    )
    update_all(store_engine, on(2))
    assert (quality(store_engine, 1)["reached"], quality(store_engine, 1)["verdict"]) == (0, "stale")


def test_partial_where_pages_are_missing(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    # Of ten pages 8 are enough, 7 are not; the most of the last seven days is what is expected.
    reached = {0: 10, 1: 8, 2: 7, 3: 10}
    history = [counted(f"L{2 * n}", d, 10 * d) for d, pages in reached.items() for n in range(pages)]
    histories.store(store_engine, history)
    update_all(store_engine, on(3))
    assert [verdicts(store_engine, "one")[d] for d in range(4)] == ["ok", "ok", "partial", "ok"]
    assert (quality(store_engine, 2)["expected"], quality(store_engine, 2)["reached"]) == (10, 7)
    assert daily(store_engine, 2, "verdict") == ["partial"]
    assert daily(store_engine, 2, "listings_known") == [10]
    assert daily(store_engine, 2, "coverage") == [Decimal("0.7")]


def test_invalid_where_prices_are_beyond_the_gates(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    history = [counted(f"L{n}", d, 10 * d + n) for d in range(4) for n in range(24)]
    # On day 2 a quarter of the source "one" shows prices in fen; the other source stands.
    wrong = {f"L{n}" for n in range(0, 24, 8)}
    spoilt = [
        replace(o, price=Decimal(1000), price_max=Decimal(1000)) if o.listing in wrong and o.day == on(2) else o
        for o in history
    ]
    histories.store(store_engine, spoilt)
    update_all(store_engine, on(3))
    assert quality(store_engine, 2)["outlier_share"] == Decimal("0.25")
    assert verdicts(store_engine, "one")[2] == "invalid"
    assert verdicts(store_engine, "two")[2] == "ok"
    # Its listings are carried, what it alone saw is counted, and no wrong price comes into any figure.
    assert daily(store_engine, 2, "listings_left_out") == [12]
    assert (daily(store_engine, 2, "listings_observed"), daily(store_engine, 2, "listings_carried")) == ([12], [12])
    assert daily(store_engine, 2, "price_median") == [Decimal(10)]
    assert daily(store_engine, 2, "verdict") == ["invalid"]
    assert daily(store_engine, 3, "listings_left_out") == [0]


def test_a_fifth_beyond_the_gates_is_flagged_only(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    history = [counted(f"L{2 * n}", 0, n) for n in range(10)]
    spoilt = [replace(o, price=Decimal(0), price_max=Decimal(0)) if o.listing in {"L0", "L2"} else o for o in history]
    histories.store(store_engine, spoilt)
    update_all(store_engine, on(0))
    assert (quality(store_engine, 0)["outlier_share"], verdicts(store_engine, "one")[0]) == (Decimal("0.2"), "ok")
    assert daily(store_engine, 0, "price_median") == [Decimal(10)]


def test_planned_events_become_overdue(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(30)])
    plan = {"kind": "activity_series", "platform_code": "taobao", "planned": True, "quote": "q", "announced_count": 100}
    days = {"starts_on": on(25), "ends_on": on(27)}
    told = article("a", promotions=[{**plan, **days}, {**plan, "announced_count": 13, "kind": "livestream_series", **days}])
    write_batch(
        store_engine, [replace(page(1, 23), announcements=told.announcements, told=told.told)], code_version="t", now=NOW
    )
    update_all(store_engine, on(29))
    found = rows(store_engine, "daily_promotion", "day", "kind", "announced", "planned", "running", "held", "overdue")
    series = {(day - FIRST).days: figures for day, kind, *figures in found if kind == "activity_series"}
    # The article is of 24 April, day 23. Nobody saw the activities, nor reported them as held.
    assert 22 not in series
    assert series[23] == series[24] == [100, 100, 0, 0, 0]
    assert series[25] == series[27] == [100, 0, 0, 0, 0]
    assert series[28] == series[29] == [100, 0, 0, 0, 100]
    streams = {(day - FIRST).days: figures for day, kind, *figures in found if kind == "livestream_series"}
    assert streams[28] == [13, 0, 0, 0, 13]
