"""A zone's page with a listing missing: absent that day and delisted after three, or a member no more where others show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from db import ingest, ledger
from db.derive import update
from db.ingest import absences
from db.rows import DescriptionRow, ListingRow, PageRows, PromotionRow
from tests.rows import AT, NOW, TABLES, page, prepare

DAYS = 7
ZONE = ("zone", "hubei")


def listing(number: int) -> ListingRow:
    description = DescriptionRow(title=f"goods {number}", origin_code="420527", commodity_code="navel-orange")
    return ListingRow(key=("taobao", "", str(number)), observed_on=AT.date(), description=description)


def zone_page(day: int, members: Sequence[int]) -> PageRows:
    rows = [listing(n) for n in members]
    zone = PromotionRow(
        key=("taobao", "hubei"), observed_on=day_of(day), values={"kind": "zone"}, members=[r.key for r in rows]
    )
    return page(f"zone{day}", *rows, at=AT + timedelta(day), promotions=[zone])


def day_of(day: int) -> date:
    return AT.date() + timedelta(day)


def crawl(engine: Engine, day: int, zone: Sequence[int] | None, *, found: Sequence[int] = (), complete: bool = True) -> None:
    """One run a day: the zone's walk (None: the source is dead), and a search for oranges."""
    run_id, at, pages = f"day{day}", AT + timedelta(day), []
    with engine.begin() as connection:
        told = {"spider": "x", "arguments": {}, "trigger": "manual", "started_at": at, "code_version": "1"}
        connection.execute(TABLES["run"].insert().values(id=run_id, source_code="s", logical_date=at.date(), **told))
    if zone is not None:
        pages.append(zone_page(day, zone))
        pages[0].capture.walk = ZONE
    if found:
        pages.append(page(f"search{day}", *(listing(n) for n in found), at=at))
    for one in pages:
        one.capture.run_id, one.capture.logical_date = run_id, day_of(day)
        for row in one.listings:
            row.observed_on = day_of(day)
    if pages:
        ingest.write_batch(engine, pages, code_version="1", now=NOW)
    shown = len(zone or ())
    walk = ledger.WalkRow(
        scope_kind=ZONE[0], scope_key=ZONE[1], pages=1, stated_total=None, enumerated=shown, complete=complete
    )
    walks = [walk] if zone is not None else []
    ledger.close_run(engine, run_id, finished_at=at, outcome="ok", exit_code=0, reasons=[], stats={}, walks=walks)
    absences.mark_absent(engine, [run_id], code_version="1", now=NOW)


def figures(engine: Engine) -> list[tuple[int, int, int]]:
    """(known, observed, absent) of each day."""
    update.update_days(engine, [day_of(n) for n in range(DAYS)], now=NOW, code_version="1")
    table = TABLES["daily_market"]
    columns = (table.c.listings_known, table.c.listings_observed, table.c.listings_absent)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(table.c.day))]


def told(engine: Engine) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Days of delisting; (listing, day) of those who left the zone."""
    delisted = text("SELECT native_id, delisted_on FROM listing WHERE delisted_on IS NOT NULL")
    left = text(
        "SELECT l.native_id, m.observed_on FROM promotion_listing m JOIN listing l ON l.id = m.listing_id"
        " WHERE m.presence = 'absent' ORDER BY m.observed_on, l.native_id"
    )
    with engine.connect() as connection:
        gone = {row[0]: number(row[1]) for row in connection.execute(delisted)}
        return gone, [(row[0], number(row[1])) for row in connection.execute(left)]


def number(day: Any) -> int:
    return ((date.fromisoformat(day) if isinstance(day, str) else day) - AT.date()).days


def test_absent_on_the_days_and_delisted_on_the_third(store_engine: Engine) -> None:
    prepare(store_engine)
    for day in range(DAYS):
        # The source is dead on the third day; on the fourth its walk is cut short.
        crawl(store_engine, day, None if day == 2 else [1, 2, 3] if day == 0 else [1, 2], complete=day != 3)
    assert told(store_engine) == ({"3": 5}, [("3", 1)])
    seen, dead = (3, 2, 1), (3, 0, 0)
    assert figures(store_engine) == [(3, 3, 0), seen, dead, (3, 2, 0), seen, (2, 2, 0), (2, 2, 0)]


@pytest.mark.parametrize("late", [False, True])
def test_what_a_search_shows_too_has_left_the_zone_and_no_more(store_engine: Engine, late: bool) -> None:
    prepare(store_engine)
    days = range(1, DAYS) if late else range(DAYS)
    for day in days:
        crawl(store_engine, day, [1, 2, 3] if day == 1 else [1, 2], found=[3] if day == 0 else ())
    if late:
        assert told(store_engine) == ({"3": 4}, [("3", 2)])
        crawl(store_engine, 0, [1, 2], found=[3])
    assert told(store_engine) == ({}, [("3", 2)])
    assert [absent for _, _, absent in figures(store_engine)] == [0] * DAYS


def test_who_was_no_member_when_its_page_is_read_anew_has_not_left(store_engine: Engine) -> None:
    """Also where the walk that misses it is of a run that is not read anew, and the page shows no zone at all."""
    prepare(store_engine)
    crawl(store_engine, 0, [1, 2])
    crawl(store_engine, 1, [1])
    assert told(store_engine)[1] == [("2", 1)]
    again = zone_page(0, [1, 2])
    again.capture.run_id, again.capture.walk, again.promotions = "day0", ZONE, []
    ingest.write_batch(store_engine, [again], code_version="2", now=NOW)
    absences.mark_absent(store_engine, ["day0"], code_version="2", now=NOW)
    assert told(store_engine)[1] == []
