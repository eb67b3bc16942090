"""Claims beside what was counted: bounds of their period by its end points, null where a count is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text

from db.ingest import write_batch
from tests import histories
from tests.histories import FIRST
from tests.reference import Observation
from tests.test_claim_check import NOW, article, checked, claim
from tests.test_derive_events import page
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted

NOTHING = Decimal(0)


def told(engine: Engine, name: str, metric: str, value: int, first: int, last: int, unit: str = "count", **more: Any) -> Any:
    """The check of one claim over some days, told by an article of its own."""
    days = {"period_start": FIRST + timedelta(first), "period_end": FIRST + timedelta(last)}
    with engine.begin() as connection:
        for table in ("claim_check", "claim", "announcement"):
            connection.execute(text(f"DELETE FROM {table}"))
    one = article(name, claim(metric, value, unit, commodity_code="navel-orange", region_code="420000", **days, **more))
    write_batch(engine, [page(90 + len(name), 19, announcements=one.announcements, told=one.told)], code_version="t", now=NOW)
    return checked(engine)[metric, "observation"]


def limits(row: Any) -> tuple[str, Decimal | None, Decimal | None]:
    return row["verdict"], row["observed_min"], row["observed_max"]


@pytest.fixture
def store(store_engine: Engine) -> Engine:
    histories.prepare(store_engine)
    return store_engine


def filled(engine: Engine, observations: list[Observation]) -> Engine:
    histories.store(engine, observations)
    update_all(engine, max(o.day for o in observations))
    return engine


def test_days_before_the_first_count_and_after_the_last_are_not_taken_for_days_without_sales(store: Engine) -> None:
    filled(store, [counted("L90", day, 1000 + 25 * day) for day in range(20)])
    row = told(store, "a", "units_sold", 250, 0, 9)
    assert limits(row) == ("consistent", Decimal(225), Decimal(1225))
    assert (row["explanation"], row["status"]) == ("within what we saw, on 9 of 10 days", "final")
    row = told(store, "bb", "units_sold", 150, 17, 24)
    assert (*limits(row), row["status"]) == ("consistent", Decimal(75), None, "provisional")
    assert limits(told(store, "ccc", "units_sold", 74, 17, 19)) == ("lower", Decimal(75), Decimal(75))
    assert limits(told(store, "dddd", "units_sold", 76, 17, 19)) == ("higher", Decimal(75), Decimal(75))
    assert limits(told(store, "eeeee", "weight_sold", 375, 17, 19, "kg")) == ("consistent", Decimal(375), Decimal(375))
    assert limits(told(store, "ffffff", "sales_value", 751, 17, 19, "CNY")) == ("higher", Decimal(750), Decimal(750))
    row = told(store, "ggggggg", "sales_value", 100, 17, 19, "USD")
    assert (row["verdict"], row["explanation"]) == ("not_comparable", "what was observed over its scope is in CNY")


def test_what_lies_between_two_counts_may_have_been_sold_on_any_day(store: Engine) -> None:
    filled(store, [counted("L90", 4, 1000), counted("L90", 14, 1300), counted("L94", 19, 1)])
    assert limits(told(store, "a", "units_sold", 210, 7, 7)) == ("consistent", NOTHING, Decimal(300))
    assert limits(told(store, "bb", "units_sold", 40, 8, 11)) == ("consistent", NOTHING, Decimal(300))
    assert limits(told(store, "ccc", "units_sold", 301, 8, 11)) == ("higher", NOTHING, Decimal(300))
    assert limits(told(store, "dddd", "units_sold", 299, 5, 14)) == ("lower", Decimal(300), Decimal(300))


def test_bounds_of_a_period_are_those_of_its_ends(store: Engine) -> None:
    steps = [
        replace(counted("L90", day, 0), sold=((23 + day // 20) * 1000, (23 + day // 20) * 1000 + 999)) for day in range(28)
    ]
    filled(store, [*steps, counted("L91", 3, 500), counted("L91", 9, 20), counted("L91", 12, 50)])
    found = limits(told(store, "a", "units_sold", 20_000, 1, 26, platform_code="taobao"))
    assert found[1:] == (Decimal(31), None)
    first, last = FIRST, FIRST + timedelta(26)
    query = "SELECT units_min, units_max FROM v_units_between WHERE first_day = :first AND last_day = :last ORDER BY listing_id"
    with store.connect() as connection:
        days = {"first": str(first), "last": str(last)} if store.dialect.name == "sqlite" else {"first": first, "last": last}
        between = connection.execute(text(query), days).all()
    assert [tuple(row) for row in between] == [(1, 1999), (30, None)]
