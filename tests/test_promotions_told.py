"""Promotions that are told of and seen: one plan, open ends, sources that died."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, text

from db.ingest import write_batch
from db.rows import PromotionRow
from tests import histories
from tests.histories import FIRST
from tests.test_claim_check import article
from tests.test_derive_events import on, page, rows, stream
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted

NOW = datetime(2020, 6, 1, tzinfo=UTC)


def told_and_seen(engine: Engine, promotions: list[dict[str, Any]], day: int, name: str) -> None:
    """An article of a day that tells of promotions, of the name's digest."""
    empty = dict.fromkeys(("name", "announced_count", "starts_on", "ends_on"))
    told = article(name, promotions=[{**empty, "platform_code": "taobao", "quote": "q", **one} for one in promotions])
    row = {**told.announcements[0], "published_on": on(day)}
    made = replace(page(50 + day, day), announcements=[row], told=told.told)
    write_batch(engine, [made], code_version="t", now=NOW)


def promotions_of(engine: Engine, kind: str) -> dict[int, list[int]]:
    """Day -> announced, planned, running, held, overdue."""
    found = rows(engine, "daily_promotion", "day", "kind", "announced", "planned", "running", "held", "overdue")
    return {(day - FIRST).days: figures for day, which, *figures in found if which == kind}


def test_plans_that_are_seen_or_reported_are_one_and_open_ends_are_not_overdue(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(12)])
    days = {"starts_on": on(3), "ends_on": on(5)}
    zone = {"kind": "zone", "planned": True, "name": "湖北特产馆", **days}
    festival = {"kind": "festival", "name": "春茶节", **days}
    open_end = {"kind": "activity_series", "announced_count": 50, "planned": True, "starts_on": on(3)}
    undated = {"kind": "activity_series", "announced_count": 60, "planned": False}
    told_and_seen(store_engine, [zone, {**festival, "planned": True}, open_end], 1, "a")
    told_and_seen(store_engine, [{**festival, "planned": False}, undated], 7, "bb")
    values = {"name": "湖北特产馆", "kind": "zone", **days}
    topic = {"name": "t", "kind": "topic"}
    for d in (3, 4):
        seen = [PromotionRow(key=("taobao", key), observed_on=on(d), values=v) for key, v in (("z", values), ("t", topic))]
        write_batch(store_engine, [page(d, d, promotions=seen)], code_version="test", now=NOW)
    update_all(store_engine, on(18))
    found = {kind: promotions_of(store_engine, kind) for kind in ("zone", "festival", "activity_series", "topic")}
    assert [found["zone"][d] for d in (1, 3, 6)] == [[1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [1, 0, 0, 1, 0]]
    assert [found["festival"][d] for d in (1, 3, 6, 7)] == [[1, 1, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 1], [1, 0, 0, 1, 0]]
    # Fifty without a last day, of which one was seen; of sixty, an article that gives no day says that they were held.
    assert [found["activity_series"][d] for d in (2, 6, 7)] == [[50, 50, 0, 0, 0], [50, 0, 0, 1, 0], [110, 0, 0, 61, 0]]
    assert [found["topic"][d] for d in (4, 5)] == [[1, 0, 1, 0, 0], [1, 0, 0, 1, 0]]
    assert planned(store_engine) == [("activity_series", 1, "running"), ("festival", 1, "held"), ("zone", 1, "held")]


def planned(engine: Engine) -> list[tuple[Any, ...]]:
    query = text("SELECT kind, held, state FROM v_planned_and_held ORDER BY kind")
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_of_a_series_what_was_seen_is_held_so_far(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(12)])
    four = {
        "kind": "livestream_series",
        "announced_count": 4,
        "planned": True,
        "starts_on": on(4),
        "ends_on": on(7),
        "region_code": "420000",
    }
    told_and_seen(store_engine, [four], 1, "a")
    streams = [stream(str(n), day, "ended", None, ()) for n, day in enumerate((4, 5, 5, 9))]
    for d in (4, 5, 9):
        of_day = [one for one in streams if one.values["held_on"] == on(d)]
        write_batch(store_engine, [page(d, d, livestreams=of_day)], code_version="test", now=NOW)
    update_all(store_engine, on(18))
    found = promotions_of(store_engine, "livestream_series")
    assert [found[d] for d in (3, 4, 5, 8)] == [[4, 4, 0, 0, 0], [4, 0, 0, 1, 0], [4, 0, 0, 3, 0], [4, 0, 0, 3, 1]]
    assert planned(store_engine) == [("livestream_series", 3, "overdue")]


def test_what_has_no_last_day_is_not_over_because_its_source_is_dead(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted("L0", d, d) for d in range(3)])
    topic = PromotionRow(key=("taobao", "t"), observed_on=on(2), values={"name": "t", "kind": "topic"})
    write_batch(store_engine, [page(2, 2, promotions=[topic])], code_version="test", now=NOW)
    update_all(store_engine, on(9))
    found = promotions_of(store_engine, "topic")
    assert [found[d] for d in (2, 3, 9)] == [[1, 0, 1, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0]]
    assert dict(rows(store_engine, "daily_promotion", "day", "verdict"))[on(9)] == "stale"
