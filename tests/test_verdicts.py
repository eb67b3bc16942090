"""Verdicts of source-days, each by what makes it: blocked, partial, invalid by outliers; and promotions that are overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.derive import update
from db.ingest import write_batch
from db.models import Base
from db.rows import PromotionRow
from tests import histories
from tests.histories import FIRST
from tests.reference import Observation
from tests.test_claim_check import article
from tests.test_derive_events import on, page, rows, stream
from tests.test_derive_reference import differences, update_all
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


def test_a_wall_is_no_page_that_was_reached(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted(f"L{n}", d, 10 * d) for d in range(3) for n in range(0, 10 if d == 0 else 4, 2)])
    for day, answer, wall in ((1, 200, "login"), (2, 200, None)):
        others = [page(n, day) for n in range(2)]
        pages = [replace(one, capture=replace(one.capture, status=answer, wall=wall)) for one in others]
        write_batch(store_engine, pages, code_version="test", now=NOW)
    update_all(store_engine, on(2))
    figures = [quality(store_engine, day) for day in range(3)]
    assert [row["reached"] for row in figures] == [5, 2, 4]
    assert [row["blocked_share"] for row in figures] == [0, Decimal("0.5"), 0]
    assert [row["verdict"] for row in figures] == ["ok", "partial", "ok"]


def test_a_source_that_died_stays_visible_while_what_it_showed_is_known(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    # The source "one" shows five listings, then on its last day three; "two" lives on.
    history = [counted(f"L{n}", d, 10 * d) for d in (0, 1) for n in range(0, 10 if d == 0 else 6, 2)]
    history += [counted(f"L{n}", d, 10 * d) for d in range(95) for n in (1, 3)]
    histories.store(store_engine, history)
    update_all(store_engine, on(94))
    figures = [quality(store_engine, day) for day in (1, 7, 8, 9, 90)]
    assert [(row["expected"], row["reached"], row["verdict"]) for row in figures] == [
        (5, 3, "partial"),
        (5, 0, "stale"),
        (3, 0, "stale"),
        (3, 0, "stale"),
        (3, 0, "stale"),
    ]
    assert max(verdicts(store_engine, "one")) == 90
    # A cell bears the verdict of its worst source as long as it knows what the source showed.
    assert [daily(store_engine, day, "verdict") for day in (8, 40, 90, 91)] == [["stale"], ["stale"], ["stale"], ["ok"]]
    assert [daily(store_engine, day, "listings_known") for day in (88, 89, 90, 91)] == [[7], [7], [5], [2]]


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


def told_wrong() -> list[Observation]:
    """On day 2 a source shows prices in fen, and of two listings facts that its pages never show again."""
    wrong: dict[str, dict[str, Any]] = {f"L{n}": {"price": Decimal(1000), "price_max": Decimal(1000)} for n in range(0, 24, 8)}
    wrong |= {"L2": {"weight": Decimal(2500), "weight_max": Decimal(2500)}, "L4": {"region": "429005", "commodity": "crayfish"}}
    bare: dict[str, dict[str, Any]] = {
        "L2": {"weight": None, "weight_max": None},
        "L6": {"weight": None, "commodity": "", "region": ""},
    }
    shown = [replace(counted(f"L{n}", d, 10 * d + n), **bare.get(f"L{n}", {})) for d in range(6) for n in range(24)]
    # One is first met on that day, and one shows a weight that holds from the day after on.
    shown = [o for o in shown if o.listing != "L10" or o.day >= on(2)]
    shown = [
        replace(o, weight=Decimal(9000), weight_max=Decimal(9000)) if o.listing == "L12" and o.day >= on(2) else o
        for o in shown
    ]
    return [replace(o, **wrong.get(o.listing, {})) if o.day == on(2) else o for o in shown]


def test_facts_that_an_invalid_source_day_alone_told_are_in_no_figure(store_engine: Engine, tmp_path: Path) -> None:
    shown = told_wrong()
    histories.prepare(store_engine)
    # The others first, then the day that is not to be believed: it comes late.
    for late in (False, True):
        histories.store(store_engine, [o for o in shown if (o.day == on(2)) == late])
        update_all(store_engine, on(5), columns=tmp_path / "columns.duckdb")
    assert (verdicts(store_engine, "one")[2], verdicts(store_engine, "two")[2]) == ("invalid", "ok")
    assert differences(store_engine, shown) == []
    # What was kept of the days before gives what all days together give.
    with update.derivation(store_engine) as held:
        changes = held.update(held.observed, now=NOW, code_version="test", today=on(8))
    assert (changes.added, changes.changed, changes.removed) == (0, 0, 0)


def test_what_an_invalid_source_day_showed_of_promotions_and_livestreams_is_not_counted(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, told_wrong())
    values = {"name": "x", "kind": "activity", "starts_on": on(1), "ends_on": on(4)}
    members = [("taobao", "", f"L{n}") for n in range(4)]
    for d, keys, streams in ((1, "p", {"planned": "announced"}), (2, "pq", {"planned": "live", "alone": "live"})):
        sales = [PromotionRow(key=("taobao", key), observed_on=on(d), values=values, members=members) for key in keys]
        rooms = [stream(key, 2, status, None, ()) for key, status in streams.items()]
        content = page(d, d, promotions=sales, livestreams=rooms)
        write_batch(store_engine, [content], code_version="test", now=NOW)
    # The other source shows one of them later on that day.
    also = [PromotionRow(key=("taobao", "p"), observed_on=on(2), values=values, members=members[:1])]
    content = page(2, 2, hour=9, promotions=also)
    beside = replace(content.capture, source_code="two", run_id=content.capture.run_id.replace("one", "two"))
    write_batch(store_engine, [replace(content, capture=beside)], code_version="test", now=NOW)
    update_all(store_engine, on(5))
    assert verdicts(store_engine, "one")[2] == "invalid"
    found = {
        (day - FIRST).days: figures for day, *figures in rows(store_engine, "daily_promotion", "day", "running", "listings")
    }
    assert [found[d] for d in (1, 2, 3)] == [[1, 4], [1, 1], [1, 0]]
    assert rows(store_engine, "daily_livestream", "day", "announced", "held") == [(on(2), 1, 0)]


def test_a_fifth_beyond_the_gates_is_flagged_only(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    history = [counted(f"L{2 * n}", 0, n) for n in range(10)]
    spoilt = [replace(o, price=Decimal(0), price_max=Decimal(0)) if o.listing in {"L0", "L2"} else o for o in history]
    histories.store(store_engine, spoilt)
    update_all(store_engine, on(0))
    assert (quality(store_engine, 0)["outlier_share"], verdicts(store_engine, "one")[0]) == (Decimal("0.2"), "ok")
    assert daily(store_engine, 0, "price_median") == [Decimal(10)]


def again(o: Observation, hours: int) -> Observation:
    """The same, seen once more on that day."""
    return replace(o, at=o.at + timedelta(hours=hours))


def test_listings_are_judged_and_not_how_often_they_were_seen(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    # Source "one": three listings that stand still, each seen twice a day; of the other source six move.
    still = [counted(f"L{n}", d, 10) for n in (0, 2, 4) for d in range(6)]
    moving = [counted(f"L{n}", d, 10 * d) for n in range(1, 13, 2) for d in range(6)]
    # On day 5 one of seven listings of the other source is beyond the gates, and seen three times.
    moving += [counted("L13", 5, 1)]
    odd = [replace(o, price=Decimal(0), price_max=Decimal(0)) if (o.listing, o.day) == ("L1", on(5)) else o for o in moving]
    often = [again(o, hours) for o in odd if (o.listing, o.day) == ("L1", on(5)) for hours in (1, 2)]
    histories.store(store_engine, [*still, *(again(o, 5) for o in still), *odd, *often])
    update_all(store_engine, on(5))
    assert {verdicts(store_engine, "one")[d] for d in range(6)} == {"ok"}
    assert quality(store_engine, 4)["frozen_share"] == 1
    assert verdicts(store_engine, "two")[5] == "ok"
    assert quality(store_engine, 5, "two")["outlier_share"] == Decimal("0.1429")


def test_a_source_that_is_asked_every_second_day_may_be_frozen_too(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    shown = [counted(f"L{n}", d, 10 * (min(d, 4) if n % 2 else d)) for n in range(12) for d in range(0, 11, 2)]
    histories.store(store_engine, shown)
    update_all(store_engine, on(10))
    assert {d: verdicts(store_engine, "two")[d] for d in (4, 6, 8, 10)} == {4: "ok", 6: "ok", 8: "invalid", 10: "invalid"}
    assert verdicts(store_engine, "one")[10] == "ok"


def test_a_day_that_is_crawled_twice_expects_no_more_of_the_next(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted(f"L{2 * n}", d, 10 * d) for n in range(5) for d in range(3)])
    pages = [page(2 * n, 1, hour=9) for n in range(5)]
    first = [histories.capture_of("", "one", counted(f"L{2 * n}", 1, 1), 0).url_sha256 for n in range(5)]
    same = [
        replace(p, capture=replace(p.capture, url_sha256=url, request_sha256=url)) for p, url in zip(pages, first, strict=True)
    ]
    write_batch(store_engine, same, code_version="test", now=NOW)
    update_all(store_engine, on(2))
    assert (quality(store_engine, 1)["reached"], quality(store_engine, 2)["expected"]) == (5, 5)
    assert verdicts(store_engine, "one")[2] == "ok"


def test_a_cell_that_an_invalid_source_alone_saw_is_invalid(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    shown = [counted(f"L{n}", d, 10 * (min(d, 3) if n % 2 else d)) for n in range(12) for d in range(7)]
    alone = replace(counted("L21", 6, 10), commodity="crayfish")
    histories.store(store_engine, [*shown, alone])
    update_all(store_engine, on(6))
    table = Base.metadata.tables["daily_market"]
    query = select(table.c.listings_known, table.c.listings_left_out, table.c.verdict)
    with store_engine.connect() as connection:
        assert connection.execute(query.where(table.c.commodity_code == "crayfish", table.c.day == on(6))).all() == [
            (0, 1, "invalid")
        ]


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
