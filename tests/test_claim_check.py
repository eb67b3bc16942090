"""Claims checked: arithmetic, other announcements, the daily figures; what was planned and held."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text

from db.derive import claim_check, update
from db.rows import PageRows, ToldRows
from tests.rows import AT, TABLES, page, prepare, rows, write

NOW = datetime(2020, 7, 10, tzinfo=UTC)


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    prepare(store_engine)
    return store_engine


def claim(metric: str, value: int, unit: str = "count", **more: Any) -> dict[str, Any]:
    si = value * 1000 if unit == "t" else value
    return {
        "metric": metric,
        "value": Decimal(value),
        "unit": unit,
        "bound": "exact",
        "planned": False,
        "quote": "q",
        "value_si": Decimal(si),
        "quote_start": 0,
        "quote_end": 1,
        "rules": ["test"],
        **more,
    }


def article(name: str, *claims: dict[str, Any], **more: Any) -> PageRows:
    digest = name.ljust(64, "0")
    row = {"url": f"https://{name}.example/", "text": name, "text_sha256": digest, "published_on": date(2020, 4, 24)}
    told = ToldRows(claims=list(claims), **more)
    return page(name, at=AT + timedelta(hours=len(name)), announcements=[row], told={digest: told})


def update_checks(engine: Engine, now: datetime = NOW) -> update.Changes:
    with update.derivation(engine) as held:
        return claim_check.update_checks(held, now=now, code_version="3")


def checked(engine: Engine) -> dict[tuple[str, str], Any]:
    update_checks(engine)
    metrics = {row["id"]: row["metric"] for row in rows(engine, "claim")}
    return {(metrics[row["claim_id"]], row["kind"]): row for row in rows(engine, "claim_check")}


def test_two_totals_of_one_day_are_divided(engine: Engine) -> None:
    day: dict[str, Any] = {"as_of": date(2020, 4, 17)}
    write(engine, article("a", claim("weight_sold", 796_000, "t", **day), claim("orders", 12_800_000, **day)))
    found = checked(engine)
    for metric in ("weight_sold", "orders"):
        row = found[metric, "weight_per_order"]
        assert (row["verdict"], row["ratio"]) == ("implausible", Decimal("62.1875"))
        assert row["explanation"].startswith("796,000 t in 12,800,000 transactions are 62.2 kg each: implausible")
    assert found["weight_sold", "observation"]["verdict"] == "not_comparable"


def test_what_is_plausible_and_what_is_another_scope(engine: Engine) -> None:
    write(
        engine,
        article("a", claim("sales_value", 58_000, "CNY"), claim("orders", 1_000), claim("weight_sold", 5, "t", planned=True)),
    )
    found = checked(engine)
    assert found["orders", "value_per_order"]["verdict"] == "consistent"
    assert ("orders", "weight_per_order") not in found


def test_announcements_of_one_scope(engine: Engine) -> None:
    scope = {"platform_code": "taobao", "region_code": "420000"}
    write(engine, article("a", claim("sales_value", 100, "CNY", as_of=date(2020, 4, 7), **scope)))
    write(engine, article("bb", claim("sales_value", 180, "CNY", as_of=date(2020, 4, 17), **scope)))
    assert checked(engine)["sales_value", "growth"]["ratio"] == Decimal("1.8")
    write(engine, article("ccc", claim("sales_value", 150, "CNY", as_of=date(2020, 4, 20), **scope)))
    write(engine, article("dddd", claim("sales_value", 150, "CNY", bound="at_least", as_of=date(2020, 4, 20), **scope)))
    update_checks(engine)
    found = {(r["kind"], r["verdict"]) for r in rows(engine, "claim_check") if r["kind"] in ("growth", "agreement")}
    assert found == {("growth", "consistent"), ("growth", "lower"), ("agreement", "consistent")}


def test_of_one_day_the_order_of_arrival_does_not_decide(engine: Engine) -> None:
    scope = {"platform_code": "taobao", "region_code": "420000", "as_of": date(2020, 4, 20)}
    write(engine, article("b", claim("sales_value", 180, "CNY", **scope)))
    write(engine, article("a", claim("sales_value", 100, "CNY", **scope)))
    row = checked(engine)["sales_value", "agreement"]
    assert (row["ratio"], row["observed_min"]) == (Decimal("1.8"), Decimal(100))
    assert row["explanation"].startswith("another announcement, that of 2020-04-24 at https://a.example/, says 100 CNY")


def test_planned_and_held(engine: Engine) -> None:
    plan = {"kind": "livestream_series", "platform_code": "douyin", "planned": True, "quote": "q", "announced_count": 2}
    days = {"starts_on": date(2020, 5, 1), "ends_on": date(2020, 5, 10)}
    write(
        engine,
        article(
            "a",
            promotions=[{**plan, **days}, {**plan, "announced_count": 1, **days}, {**plan, "starts_on": None, "ends_on": None}],
        ),
    )
    quality: dict[str, Any] = {c.name: 0 for c in TABLES["daily_quality"].columns if not c.nullable}
    quality |= {"day": date(2020, 6, 1), "source_code": "s", "verdict": "ok", "status": "final", "method_version": "2"}
    with engine.begin() as connection:
        connection.execute(insert(TABLES["daily_quality"]).values({**quality, "computed_at": NOW}))
        stream = {"platform_code": "douyin", "native_id": "7", "status": "ended", "held_on": date(2020, 5, 3)}
        connection.execute(insert(TABLES["livestream"]).values(stream))
        found = connection.execute(text("SELECT announced, held, state FROM v_planned_and_held ORDER BY id")).all()
        assert [tuple(row) for row in found] == [(2, 1, "overdue"), (1, 1, "held"), (2, 1, "unknown")]
        # Announced of a province by a platform, held in a county of it in the live rooms of that platform.
        connection.execute(text("UPDATE promotion SET platform_code = 'taobao', region_code = '420000'"))
        connection.execute(text("UPDATE livestream SET platform_code = 'taobao-live', region_code = '420527'"))
        assert connection.execute(text("SELECT held FROM v_planned_and_held ORDER BY id")).scalars().all() == [1, 1, 1]
        connection.execute(text("UPDATE livestream SET region_code = '430000'"))
        assert connection.execute(text("SELECT held FROM v_planned_and_held ORDER BY id")).scalars().all() == [0, 0, 0]


def test_promotions_of_no_platform_stand_in_the_daily_figures(engine: Engine, tmp_path: Path) -> None:
    fair = {"kind": "festival", "platform_code": None, "planned": True, "quote": "q", "starts_on": date(2020, 5, 1)}
    stream = {"platform_code": None, "status": "announced", "held_on": date(2020, 5, 2), "quote": "q"}
    write(engine, article("a", promotions=[fair], livestreams=[(stream, [("official", None)])]))
    with update.derivation(engine, tmp_path / "columns.duckdb") as held:
        held.update(held.observed, now=NOW, code_version="3")
    assert {row["platform_code"] for row in rows(engine, "daily_promotion")} == {""}
