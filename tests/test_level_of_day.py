"""The level of a day is that of the last page that shows a count, as everywhere: pages without one say nothing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Engine, text

from db.ingest import write_batch
from db.rows import PromotionRow
from tests import histories
from tests.histories import FIRST
from tests.test_claim_check import NOW
from tests.test_derive_events import page
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted


def test_a_page_without_a_count_leaves_the_level_of_its_day(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    seen = []
    for day in range(6):
        morning = replace(counted(f"L{90}", day, 300 + 30 * day), period="30d")
        noon = replace(morning, at=morning.at + timedelta(hours=2), sold=None, period=None, price=Decimal(9))
        seen += [morning, noon] if day >= 3 else [morning]
    histories.store(store_engine, seen)
    values = {"name": "x", "kind": "activity", "starts_on": FIRST + timedelta(3), "ends_on": FIRST + timedelta(5)}
    zones = [
        page(
            50 + day,
            day,
            promotions=[
                PromotionRow(
                    key=("taobao", "p"), observed_on=FIRST + timedelta(day), values=values, members=[("taobao", "", "L90")]
                )
            ],
        )
        for day in (3, 4, 5)
    ]
    write_batch(store_engine, zones, code_version="test", now=NOW)
    update_all(store_engine, FIRST + timedelta(5))
    with store_engine.connect() as connection:
        for view in ("v_listing_day", "v_event_study"):
            found = connection.execute(text(f"SELECT level_min, price FROM {view} ORDER BY day")).all()
            assert [round(float(row.level_min), 4) for row in found] == [10, 11, 12, 13, 14, 15], view
            assert [round(float(row.price)) for row in found] == [10, 10, 10, 9, 9, 9], view
