"""The derivation in the store: the past can be asked for, one process at a time, never half a day, bad source-days left out."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from db.derive import days, difference, update
from db.derive.write import write
from db.engine import engine_of
from db.ingest import bulk
from db.models import Base
from tests import histories, reference
from tests.dumps import dump
from tests.histories import FIRST
from tests.reference import Observation
from tests.test_derive_reference import DERIVED, market, update_all


def counted(listing: str, day: int, sold: int, **more: Any) -> Observation:
    at = datetime.combine(FIRST + timedelta(day), time(2), UTC)
    facts = {"shop": "s", "region": "420527", "commodity": "navel-orange", "weight": Decimal(5000)}
    shown = {"price": Decimal(10), "price_max": Decimal(10), "currency": "CNY", "period": "total"}
    return Observation(listing, at, at.date(), **{"sold": (sold, sold), **facts, **shown, **more})


def daily(engine: Engine, day: int, name: str) -> list[Any]:
    table = Base.metadata.tables["daily_market"]
    with engine.connect() as connection:
        return list(connection.execute(select(table.c[name]).where(table.c.day == FIRST + timedelta(day))).scalars())


def verdicts(engine: Engine, source: str) -> dict[int, str]:
    table = Base.metadata.tables["daily_quality"]
    with engine.connect() as connection:
        rows = connection.execute(select(table.c.day, table.c.verdict).where(table.c.source_code == source)).all()
    return {(day - FIRST).days: verdict for day, verdict in rows}


def test_rows_are_the_same_on_both_databases(postgres_pair: tuple[Engine, Engine]) -> None:
    observations = histories.invented(Random(11), listings=14)
    content = []
    for engine in postgres_pair:
        histories.prepare(engine)
        histories.store(engine, observations)
        update_all(engine, histories.last_day(observations))
        content.append({name: dump(engine)[name] for name in DERIVED})
    assert content[0] == content[1]


def test_what_stood_at_a_past_moment_can_be_asked_for(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    observations = histories.invented(Random(3))
    last = histories.last_day(observations)
    moments, content = [datetime(2020, 6, n, tzinfo=UTC) for n in (1, 2, 3)], []
    for n, moment in enumerate(moments):
        histories.store(store_engine, observations[n::3])
        update_all(store_engine, last, now=moment)
        content.append(market(store_engine))
    query = text("SELECT * FROM v_market_as_of WHERE valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)")
    for moment, then in zip(moments, content, strict=True):
        at = moment + timedelta(hours=5)
        given: Any = at if store_engine.dialect.name == "postgresql" else f"{at:%Y-%m-%d %H:%M:%S.%f}"
        with store_engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(query, {"at": given}).mappings()]
        keys = ("day", "platform_code", "region_code", "commodity_code", "currency")
        found = {(date.fromisoformat(row["day"]), *(row[k] for k in keys[1:])): row for row in rows}
        assert found.keys() == then.keys()
        for key, row in then.items():
            for name in ("listings_known", "price_median", "units_sold_max", "coverage", "status", "value_sold_min"):
                want, got = row[name], found[key][name]
                assert got == want or Decimal(str(got)) == want, (key, name)


def test_two_at_once_take_turns(store_engine: Engine, store_url: str) -> None:
    observations = histories.invented(Random(5))
    histories.prepare(store_engine)
    histories.store(store_engine, observations)
    done: list[update.Changes] = []

    def work() -> None:
        engine = engine_of(store_url)
        done.append(update_all(engine, histories.last_day(observations)))
        engine.dispose()

    store_engine.dispose()
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    first, second = sorted(done, key=lambda changes: -changes.added)
    assert first.added
    assert (second.days, second.added, second.changed, second.removed) == ([], 0, 0, 0)


def test_broken_off_half_way_leaves_whole_days_and_is_made_good(store_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    observations = histories.invented(Random(7))
    last = histories.last_day(observations)
    histories.prepare(store_engine)
    histories.store(store_engine, observations[: len(observations) // 2])
    update_all(store_engine, last)
    before = market(store_engine)
    histories.store(store_engine, observations[len(observations) // 2 :])
    written: list[int] = []
    honest = bulk.insert

    def failing(connection: Any, table: str, columns: Any, rows: Any) -> None:
        honest(connection, table, columns, rows)
        written.append(1)
        if len(written) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "insert", failing)
    with pytest.raises(KeyboardInterrupt):
        update_all(store_engine, last)
    monkeypatch.undo()
    assert market(store_engine) == before
    update_all(store_engine, last)
    made_good = {name: dump(store_engine)[name] for name in DERIVED}
    with store_engine.begin() as connection:
        connection.execute(text("DELETE FROM meta WHERE key = 'derived_until'"))
    assert update_all(store_engine, last).changed == 0
    assert {name: dump(store_engine)[name] for name in DERIVED} == made_good


@pytest.mark.parametrize("held", [0, 50_000])
def test_stretch_by_stretch_gives_the_same(store_engine: Engine, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    observations = histories.invented(Random(7), listings=6)
    last = histories.last_day(observations)
    histories.prepare(store_engine)
    histories.store(store_engine, observations)
    update_all(store_engine, last)
    content = {name: dump(store_engine)[name] for name in DERIVED}
    with store_engine.begin() as connection:
        for name in DERIVED:
            connection.execute(text(f"DELETE FROM {name}"))
        connection.execute(text("DELETE FROM meta WHERE key = 'derived_until'"))
    written: list[str] = []

    def noting(connection: Any, found: Any, *rest: Any) -> None:
        written.append(found.table)
        write(connection, found, *rest)

    monkeypatch.setattr(days, "_ROWS_AT_ONCE", 24)
    monkeypatch.setattr(update, "_CELLS", held)
    monkeypatch.setattr(update, "write", noting)
    update_all(store_engine, last)
    # Cells are written before all else only where they cannot be held.
    assert written.count("daily_market") > 2
    assert (written.index("daily_market") < written.index("daily_quality")) == (held == 0)
    assert {name: dump(store_engine)[name] for name in DERIVED} == content


def test_a_new_method_recomputes_all(store_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted(f"L{n}", d, 10 * d) for n in range(6) for d in range(4)])
    update_all(store_engine, FIRST + timedelta(3))
    assert update_all(store_engine, FIRST + timedelta(3)).days == []
    monkeypatch.setattr(difference, "METHOD", "another")
    monkeypatch.setattr(update, "METHOD", "another")
    changes = update_all(store_engine, FIRST + timedelta(3))
    assert len(changes.days) == 7
    assert changes.changed
    assert set(daily(store_engine, 2, "method_version")) == {"another"}


def test_a_source_dead_for_a_day_delists_nothing_and_says_why(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    # L0, L2, ... are met by the one source, the others by the other, which is dead on day 3.
    alive = [counted(f"L{n}", d, 10 * d + n) for n in range(12) for d in range(6) if n % 2 == 0 or d != 3]
    histories.store(store_engine, alive)
    update_all(store_engine, FIRST + timedelta(5))
    assert daily(store_engine, 3, "listings_known") == [12]
    assert daily(store_engine, 3, "coverage") == [Decimal("0.5")]
    assert daily(store_engine, 3, "verdict") == ["stale"]
    assert verdicts(store_engine, "two")[3] == "stale"
    assert daily(store_engine, 4, "coverage") == [1]
    # What was sold meanwhile is shared out over both days.
    assert daily(store_engine, 3, "units_sold_min") == daily(store_engine, 4, "units_sold_min") == [120]


def test_a_frozen_source_is_invalid_and_left_out(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    # From day 4 on the other source shows what it showed on day 3.
    shown = [counted(f"L{n}", d, 10 * (min(d, 3) if n % 2 else d)) for n in range(12) for d in range(9)]
    histories.store(store_engine, shown)
    update_all(store_engine, FIRST + timedelta(8))
    assert {day for day, verdict in verdicts(store_engine, "two").items() if verdict == "invalid"} == {6, 7, 8}
    assert set(verdicts(store_engine, "one").values()) == {"ok", "stale"}
    assert daily(store_engine, 7, "listings_left_out") == [6]
    assert (daily(store_engine, 7, "listings_observed"), daily(store_engine, 7, "verdict")) == ([6], ["invalid"])
    assert daily(store_engine, 7, "units_sold_min") == [60]


@pytest.mark.parametrize("period", ["unknown", "24h"])
def test_a_count_whose_period_nobody_knows_moves_too(store_engine: Engine, period: str) -> None:
    """Prices that usually move stand still from day 5 on, the counts beside them do not."""
    histories.prepare(store_engine)
    shown = [
        replace(
            counted(f"L{n}", d, 10 * d + n),
            period=period if n % 2 == 0 else "total",
            price=Decimal(10 + min(d, 5)),
            price_max=None,
        )
        for n in range(12)
        for d in range(11)
    ]
    histories.store(store_engine, shown)
    update_all(store_engine, FIRST + timedelta(10))
    assert {verdict for day, verdict in verdicts(store_engine, "one").items() if day <= 10} == {"ok"}


def test_absent_that_day_and_delisted_after_three(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    history = [counted(f"L{n}", d, 10 * d) for n in range(5) for d in range(6) if n or d < 2]
    history += [
        Observation("L0", datetime.combine(FIRST + timedelta(d), time(2), UTC), FIRST + timedelta(d), seen=False)
        for d in (2, 3, 4)
    ]
    histories.store(store_engine, history)
    update_all(store_engine, FIRST + timedelta(5))
    assert [daily(store_engine, d, "listings_absent") for d in range(6)] == [[0], [0], [1], [1], [0], [0]]
    assert [daily(store_engine, d, "listings_known") for d in range(6)] == [[5], [5], [5], [5], [4], [4]]


def test_units_between_two_days_come_from_the_end_points(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    # "1000+" and its like for 60 days, exact at neither end: added daily bounds say next to nothing.
    steps = [1000, 1500, 2000, 3000]
    history = []
    for d in range(60):
        low = max(step for step in steps if step <= 1000 + 31 * d)
        high = next((step for step in steps if step > low), 5000) - 1
        history.append(replace(counted("L0", d, 0), sold=(low, high)))
    history += [counted("L2", d, 100 + d if d < 5 else d) for d in range(10)]
    histories.store(store_engine, history)
    update_all(store_engine, FIRST + timedelta(60))
    query = text("SELECT * FROM v_units_between WHERE first_day = :first AND last_day = :last ORDER BY listing_id")
    given = {"first": FIRST.isoformat(), "last": (FIRST + timedelta(9)).isoformat()}
    with store_engine.connect() as connection:
        _, fell = connection.execute(query, given).mappings().all()
        long = connection.execute(query, given | {"last": (FIRST + timedelta(59)).isoformat()}).mappings().first()
    assert long is not None
    spell = reference.intervals([o for o in history if o.listing == "L0"])
    assert (long["units_min"], long["units_max"], long["resets"]) == (501, 1999, 0)
    assert sum(one.low for one in spell) < long["units_min"]
    assert sum(one.high or 0 for one in spell) > 10 * long["units_max"]
    assert (fell["units_min"], fell["units_max"], fell["resets"]) == (8, None, 1)


def test_sums_over_regions_equal_the_rollups(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    observations = histories.invented(Random(13), listings=20)
    histories.store(store_engine, observations)
    update_all(store_engine, histories.last_day(observations))
    names = (
        "listings_known",
        "on_promotion",
        "units_sold_min",
        "units_sold_max_closed",
        "weight_sold_kg_min",
        "value_sold_min",
    )
    sums = ", ".join(f"sum({name})" for name in names)
    with store_engine.connect() as connection:
        for view, where in (("v_market_by_province", "region_code <> ''"), ("v_market_total", "1 = 1")):
            parts = connection.execute(text(f"SELECT {sums} FROM daily_market WHERE {where}")).one()
            whole = connection.execute(text(f"SELECT {sums} FROM {view}")).one()
            for name, part, all_of_it in zip(names, parts, whole, strict=True):
                assert float(all_of_it) == pytest.approx(float(part), abs=0.0005), (view, name)
