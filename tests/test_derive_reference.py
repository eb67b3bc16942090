"""Daily figures equal a slow computation straight from METHODS, on invented histories, in any order of arrival."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from db.derive import update
from db.engine import engine_of
from db.models import Base
from tests import histories, reference, reference_index
from tests.dumps import dump
from tests.examples import examples
from tests.reference import Observation

NOW = datetime(2020, 6, 1, tzinfo=UTC)
DERIVED = ("daily_market", "daily_quality", "counter_reset", "price_index")


def market(engine: Engine) -> dict[tuple[Any, ...], dict[str, Any]]:
    table = Base.metadata.tables["daily_market"]
    keys = [column.name for column in table.primary_key.columns]
    with engine.connect() as connection:
        return {tuple(row[k] for k in keys): dict(row) for row in connection.execute(select(table)).mappings()}


def update_all(engine: Engine, last: date, now: datetime = NOW, columns: Path | None = None) -> update.Changes:
    with update.derivation(engine, columns) as held:
        return held.update(held.dirty, now=now, code_version="test", today=last + timedelta(3))


def believed(engine: Engine, observations: Sequence[Observation]) -> list[Observation]:
    """Observations, those of source-days that the store calls invalid marked."""
    quality = Base.metadata.tables["daily_quality"]
    with engine.connect() as connection:
        query = select(quality.c.day, quality.c.source_code).where(quality.c.verdict == "invalid")
        invalid = {tuple(row) for row in connection.execute(query)}
    return [replace(o, believed=(o.day, histories.source_of(o)) not in invalid) for o in observations]


def differences(engine: Engine, observations: Sequence[Observation]) -> list[str]:
    last = histories.last_day(observations)
    wanted = reference.daily_market(believed(engine, observations), reference.days_of(observations[0].day, last + timedelta(3)))
    found = market(engine)
    found = {key: row for key, row in found.items() if row["listings_known"] or row["units_sold_min"] is not None}
    wrong = [f"{key}: {'missing' if key in wanted else 'too much'}" for key in wanted.keys() ^ found.keys()]
    for key in sorted(wanted.keys() & found.keys()):
        for name, value in wanted[key].items():
            if found[key][name] != value:
                wrong.append(f"{key} {name}: {found[key][name]} instead of {value}")
    return wrong + index_differences(engine, observations)


def index_differences(engine: Engine, observations: Sequence[Observation]) -> list[str]:
    days = reference.days_of(observations[0].day, histories.last_day(observations) + timedelta(3))
    wanted = reference_index.geks_jevons(believed(engine, observations), "navel-orange", "CNY", days)
    table = Base.metadata.tables["price_index"]
    query = select(table.c.day, table.c.value).where(
        table.c.region_code == "",
        table.c.commodity_code == "navel-orange",
        table.c.currency == "CNY",
        table.c.price_basis == "effective",
        table.c.method == "geks_jevons",
    )
    with engine.connect() as connection:
        found = {row.day: row.value for row in connection.execute(query)}
    return [
        f"{day}: index {found.get(day)} instead of {value}"
        for day, value in zip(days, wanted, strict=True)
        if found.get(day) != (None if value is None else pytest.approx(value, rel=2e-9))
    ]


def filled(engine: Engine, observations: Sequence[Observation], parts: int, rng: Random, columns: Path | None = None) -> None:
    """Write observations in parts, in an order of its own, with an update after each part; in small parts of listings."""
    histories.prepare(engine)
    arriving = list(observations)
    if parts > 1:
        for _ in range(len(arriving) // 4):
            a, b = rng.randrange(len(arriving)), rng.randrange(len(arriving))
            arriving[a], arriving[b] = arriving[b], arriving[a]
    size = -(-len(arriving) // parts)
    last = histories.last_day(observations)
    for at in range(0, len(arriving), size):
        histories.store(engine, arriving[at : at + size])
        update_all(engine, last, columns=columns)


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_figures_equal_the_reference_whatever_the_order_of_arrival(sqlite_template: Path, seed: int) -> None:
    rng = Random(seed)
    observations = histories.invented(rng)
    if not observations:
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for parts in (1, 3):
            path = Path(folder) / f"{parts}.db"
            shutil.copyfile(sqlite_template, path)
            engine = engine_of(f"sqlite:///{path}")
            filled(engine, observations, parts, rng, None if parts == 1 else Path(folder) / "columns.duckdb")
            content = dump(engine)
            rows.append({name: content[name] for name in DERIVED})
            wrong = differences(engine, observations)
            engine.dispose()
            assert wrong == []
        assert rows[0] == rows[1]
