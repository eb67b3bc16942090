"""Real discounts by hand: the lowest of 30 days, the most common of 90, creep before and rebound after, null where unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, select

from db.models import Base
from tests import histories
from tests.histories import FIRST
from tests.reference import Observation
from tests.test_derive_reference import update_all

DAYS = 120


def shown(listing: str, day: int, price: int, regular: int | None) -> Observation:
    at = datetime.combine(FIRST + timedelta(day), time(2), UTC)
    more: dict[str, Any] = {"list_price": None if regular is None else Decimal(regular)}
    return Observation(listing, at, at.date(), price=Decimal(price), price_max=Decimal(price), currency="CNY", shop="s", **more)


def prices(day: int) -> tuple[int, int | None]:
    """100, for ten days 80 without saying so, a fortnight before the discount a rise to 120, then 90 of 150 for a week."""
    if 100 <= day <= 106:
        return 90, 150
    if day >= 107:
        return 108, None
    return (80, None) if 75 <= day < 85 else (120, None) if day >= 90 else (100, None)


def discounts(engine: Engine) -> list[dict[str, Any]]:
    table = Base.metadata.tables["discount"]
    with engine.connect() as connection:
        return [
            dict(row) for row in connection.execute(select(table).order_by(table.c.listing_id, table.c.began_on)).mappings()
        ]


def test_a_discount_is_held_against_what_was_asked_before(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    # L0 is seen every day, L1 since three weeks only, L2 is not seen again after its discount began.
    history = [shown("L0", d, *prices(d)) for d in range(DAYS)]
    history += [shown("L1", d, *prices(d)) for d in range(80, DAYS)]
    history += [shown("L2", d, *prices(d)) for d in range(101)]
    for until in (103, DAYS):
        histories.store(store_engine, [o for o in history if o.day < FIRST + timedelta(until)])
        update_all(store_engine, FIRST + timedelta(until))
    long, short, lost = discounts(store_engine)
    began, ended = FIRST + timedelta(100), FIRST + timedelta(106)
    assert (long["began_on"], long["ended_on"], long["price"], long["list_price"]) == (began, ended, 90, 150)
    assert long["claimed_depth"] == Decimal("0.4")
    assert (long["lowest_30d"], long["real_depth_30d"]) == (80, Decimal("-0.125"))
    assert (long["usual_90d"], long["real_depth_90d"]) == (100, Decimal("0.1"))
    assert (long["creep_14d"], long["rebound_7d"]) == (Decimal("0.2"), Decimal("0.2"))
    assert (short["lowest_30d"], short["usual_90d"], short["creep_14d"]) == (None, None, Decimal("0.2"))
    assert (lost["began_on"], lost["ended_on"], lost["rebound_7d"]) == (began, None, None)
    revision = Base.metadata.tables["revision"]
    with store_engine.connect() as connection:
        former = connection.execute(select(revision.c.former).where(revision.c.table_name == "discount")).scalars().all()
    assert {row["ended_on"] for row in former} == {None}


def test_a_discount_that_the_same_day_takes_back_is_gone_though_a_later_one_stays(store_engine: Engine) -> None:
    """The last price of a day counts: what began in the morning of the first day known was none by the evening."""
    histories.prepare(store_engine)
    histories.store(store_engine, [shown("L0", 0, 73, 147)])
    update_all(store_engine, FIRST)
    assert [row["began_on"] for row in discounts(store_engine)] == [FIRST]
    evening = replace(shown("L0", 0, 30, 30), at=datetime.combine(FIRST, time(14), UTC))
    histories.store(store_engine, [evening, shown("L0", 1, 77, 155)])
    update_all(store_engine, FIRST + timedelta(1))
    assert [row["began_on"] for row in discounts(store_engine)] == [FIRST + timedelta(1)]
