"""The revisit plan: promoted listings before the rest, nothing read twice a day, nothing forgotten, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Engine, insert

from db import revisit
from tests import rows

DAY = date(2020, 4, 24)


def due(engine: Engine, after: int, limit: int = 10) -> list[str]:
    found = revisit.due(engine, spider="x", source_code="s", today=DAY + timedelta(after), limit=limit)
    return [url.rpartition("=")[2] for url in found]


def prepared(engine: Engine) -> None:
    """Three listings read on their own pages on the first day, one only seen in a list; one of them in a zone."""
    rows.prepare(engine)
    for n in ("1", "2", "3"):
        rows.write(engine, rows.page(f"item{n}", rows.listing(n, url=f"https://item.taobao.com/item.htm?id={n}")))
    rows.write(engine, rows.page("list", rows.listing("4", url="https://item.taobao.com/item.htm?id=4", position=1)))
    ids = {row["native_id"]: row["id"] for row in rows.rows(engine, "listing")}
    capture = rows.rows(engine, "capture")[0]["id"]
    with engine.begin() as connection:
        zone = {"id": 1, "platform_code": "taobao", "native_id": "z", "kind": "zone", "ends_on": DAY + timedelta(5)}
        connection.execute(insert(rows.TABLES["promotion"]).values(**zone, capture_id=capture))
        member = {"promotion_id": 1, "listing_id": ids["2"], "observed_on": DAY, "presence": "seen", "capture_id": capture}
        connection.execute(insert(rows.TABLES["promotion_listing"]).values(**member))


def test_what_was_never_read_comes_first_and_nothing_is_read_twice_a_day(store_engine: Engine) -> None:
    prepared(store_engine)
    assert due(store_engine, 0) == ["4"]


def test_promoted_listings_are_due_each_day_others_each_week(store_engine: Engine) -> None:
    prepared(store_engine)
    assert due(store_engine, 1) == ["4", "2"]
    assert due(store_engine, 1, limit=1) == ["4"]
    # The zone was last seen a week ago: it says nothing of this day any more.
    assert sorted(due(store_engine, 7)) == ["1", "2", "3", "4"]


def test_another_source_has_nothing_due(store_engine: Engine) -> None:
    prepared(store_engine)
    assert revisit.due(store_engine, spider="x", source_code="other", today=DAY + timedelta(9), limit=10) == []
