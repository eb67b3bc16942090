"""Views that read observations themselves: what a source-day that is not to be believed said is not in them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from db.engine import engine_of
from db.ingest import write_batch
from db.rows import PromotionRow
from tests import histories
from tests.reference import Observation
from tests.test_derive_events import on, page
from tests.test_derive_reference import update_all
from tests.test_derive_store import verdicts
from tests.test_verdicts import told_wrong

QUERIES = {
    "v_observation": "SELECT {key}, v.observed_at, v.observed_on, v.presence, v.price, v.sold_min, v.sold_max",
    "v_counter": "SELECT {key}, v.day, v.segment, v.low, v.high",
    "v_listing_day": "SELECT {key}, v.day, v.price, v.on_promotion, v.units_min, v.units_max",
    "v_units_between": "SELECT {key}, v.first_day, v.last_day, v.units_min, v.units_max, v.resets",
    "v_event_study": "SELECT {key}, v.treated, v.day, v.days_since_start, v.price, v.units_min, v.units_max",
}


def filled(engine: Engine, shown: list[Observation]) -> Engine:
    histories.prepare(engine)
    histories.store(engine, shown)
    values = {"name": "x", "kind": "activity", "starts_on": on(1), "region_code": "420527"}
    members = [("taobao", "", f"L{n}") for n in range(6)]
    promotion = PromotionRow(key=("taobao", "p"), observed_on=on(1), values=values, members=members)
    write_batch(engine, [page(99, 1, promotions=[promotion])], code_version="test", now=datetime(2020, 6, 1, tzinfo=UTC))
    update_all(engine, on(5))
    return engine


def content(engine: Engine, view: str) -> list[tuple[str, ...]]:
    query = f"{QUERIES[view].format(key='l.native_id')} FROM {view} v JOIN listing l ON l.id = v.listing_id"
    with engine.connect() as connection:
        return sorted(tuple(map(plain, row)) for row in connection.execute(text(query)))


def plain(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return f"{float(value):.4f}" if isinstance(value, int | float | Decimal) else str(value)


def test_views_say_what_they_would_say_had_the_pages_not_been_read(
    store_engine: Engine, sqlite_template: Path, tmp_path: Path
) -> None:
    shown = told_wrong()
    believed = [o for o in shown if (o.day, histories.source_of(o)) != (on(2), "one")]
    (tmp_path / "without.db").write_bytes(sqlite_template.read_bytes())
    without = filled(engine_of(f"sqlite:///{tmp_path}/without.db"), believed)
    filled(store_engine, shown)
    assert verdicts(store_engine, "one")[2] == "invalid"
    for view in QUERIES:
        wanted = content(without, view)
        assert len(wanted) > 100
        assert content(store_engine, view) == wanted, view
    without.dispose()
