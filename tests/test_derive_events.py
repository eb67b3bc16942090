"""Promotions and livestreams by day: announced, to come, running, held, overdue or missed, and their viewers' bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, select

from db.derive.update import observed_days
from db.ingest import write_batch
from db.models import Base
from db.rows import LivestreamRow, PageRows, PromotionRow
from tests import histories
from tests.histories import FIRST
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted

NOW = datetime(2020, 6, 1, tzinfo=UTC)


def page(n: int, day: int, hour: int = 3, **content: Any) -> PageRows:
    at = datetime.combine(FIRST + timedelta(day), time(hour), UTC)
    capture = histories.capture_of(f"{at:%Y%m%d}-one", "one", counted(f"Z{n}", day, 1), n)
    return PageRows(capture=replace(capture, fetched_at=at, observed_at=at), **content)


def on(day: int) -> date:
    return FIRST + timedelta(day)


def stream(key: str, day: int, status: str, viewers: tuple[int, int | None] | None, roles: tuple[str, ...]) -> LivestreamRow:
    observed: dict[str, Any] = {"status": status}
    if viewers:
        observed |= {"viewers_min": viewers[0], "viewers_max": viewers[1]}
    values = {"status": status, "held_on": on(day), "region_code": "420527"}
    return LivestreamRow(key=("taobao", key), values=values, observed=observed, hosts=[(role, None) for role in roles])


def rows(engine: Engine, name: str, *columns: str) -> list[tuple[Any, ...]]:
    table = Base.metadata.tables[name]
    with engine.connect() as connection:
        found = connection.execute(select(*(table.c[c] for c in columns)).order_by(table.c.day)).all()
    return [tuple(row) for row in found]


def test_promotions_by_day(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(8)])
    values = {"name": "x", "kind": "activity", "starts_on": on(3), "ends_on": on(5), "region_code": "420527"}
    for d in (1, 3, 4):
        members = [("taobao", "", "L0")] if d > 1 else []
        promotion = PromotionRow(key=("taobao", "p"), observed_on=on(d), values=values, members=members)
        write_batch(store_engine, [page(d, d, promotions=[promotion])], code_version="test", now=NOW)
    update_all(store_engine, on(6))
    found = rows(store_engine, "daily_promotion", "day", "announced", "planned", "running", "held", "overdue", "listings")
    by_day = {(day - FIRST).days: figures for day, *figures in found}
    assert 0 not in by_day
    assert by_day[1] == by_day[2] == [1, 1, 0, 0, 0, 0]
    assert by_day[3] == by_day[4] == [1, 0, 1, 0, 0, 1]
    assert by_day[5] == [1, 0, 1, 0, 0, 0]
    assert by_day[6] == [1, 0, 0, 1, 0, 0]


def test_what_two_pages_show_is_counted_until_neither_does(store_engine: Engine) -> None:
    """Whichever of them is read anew and shows it no more."""
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(3)])

    def read(readings: dict[int, tuple[str, ...]]) -> list[tuple[Any, ...]]:
        for n, some in readings.items():
            shown = [
                PromotionRow(key=("taobao", kind), observed_on=on(1), values={"kind": kind}, members=[("taobao", "", "L0")])
                for kind in some
            ]
            write_batch(store_engine, [page(n, 1, 3 + n, promotions=shown)], code_version="test", now=NOW)
        update_all(store_engine, on(2))
        return sorted(row[1:] for row in rows(store_engine, "daily_promotion", "day", "kind", "listings") if row[0] == on(1))

    both = [("activity", 1), ("zone", 1)]
    assert read({0: ("activity", "zone"), 1: ("activity", "zone")}) == both
    assert read({0: ("activity",)}) == both
    assert read({1: ()}) == both[:1]
    assert read({0: ()}) == []


def test_livestreams_by_day(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(8)])
    pages = [
        page(1, 1, livestreams=[stream("held", 2, "announced", None, ("farmer",)), stream("missed", 2, "announced", None, ())]),
        page(2, 2, livestreams=[stream("held", 2, "live", (1000, 1999), ("farmer", "official"))]),
        page(3, 2, hour=9, livestreams=[stream("held", 2, "ended", (5000, 5999), ("farmer", "official"))]),
        page(4, 3, livestreams=[stream("missed", 2, "missed", None, ())]),
    ]
    for one in pages:
        write_batch(store_engine, [one], code_version="test", now=NOW)
    update_all(store_engine, on(6))
    columns = ("day", "host_role", "announced", "held", "missed", "viewers_min", "viewers_max")
    found = sorted(rows(store_engine, "daily_livestream", *columns), key=str)
    assert found == sorted([(on(2), "official", 1, 1, 0, 5000, 5999), (on(2), "", 1, 0, 1, None, None)], key=str)


def test_a_stream_of_a_day_before_the_first_page_has_a_row(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", 1, 1)])
    replayed = stream("before", -5, "ended", (300, 300), ("news_anchor",))
    write_batch(store_engine, [page(1, 1, livestreams=[replayed])], code_version="test", now=NOW)
    update_all(store_engine, on(2))
    assert rows(store_engine, "daily_livestream", "day", "host_role", "held", "viewers_max") == [
        (on(-5), "news_anchor", 1, 300)
    ]
    assert observed_days(store_engine)[0] == on(1)
    assert update_all(store_engine, on(2)).changed == 0


def test_a_sale_that_was_shown_ahead_only_is_overdue_when_its_days_have_passed(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(7)])
    values = {"name": "x", "kind": "activity", "starts_on": on(3), "ends_on": on(4), "region_code": "420527"}
    promotion = PromotionRow(key=("taobao", "p"), observed_on=on(1), values=values)
    write_batch(store_engine, [page(1, 1, promotions=[promotion])], code_version="test", now=NOW)
    update_all(store_engine, on(6))
    found = rows(store_engine, "daily_promotion", "day", "announced", "planned", "running", "held", "overdue")
    by_day = {(day - FIRST).days: figures for day, *figures in found}
    assert by_day[2] == [1, 1, 0, 0, 0]
    assert by_day[3] == by_day[4] == [1, 0, 0, 0, 0]
    assert by_day[5] == by_day[6] == [1, 0, 0, 0, 1]


def test_days_reach_to_a_week_after_the_last_page_whatever_it_showed(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", 0, 0)])
    histories.open_runs(store_engine, [counted("L0", 1, 0), counted("L0", 20, 0)])
    rooms = [
        page(1, 1, livestreams=[stream("late", 20, "announced", None, ("farmer",))]),
        page(2, 20, livestreams=[stream("late", 20, "ended", (5000, 5999), ("farmer",))]),
    ]
    write_batch(store_engine, rooms, code_version="test", now=NOW)
    days = observed_days(store_engine)
    assert (days[0], days[-1]) == (on(0), on(27))
    update_all(store_engine, days[-1])
    assert rows(store_engine, "daily_livestream", "day", "announced", "held", "viewers_min") == [(on(20), 1, 1, 5000)]
    reached = [(day, n) for day, n in rows(store_engine, "daily_quality", "day", "reached") if n]
    assert reached[-1] == (on(20), 1)
