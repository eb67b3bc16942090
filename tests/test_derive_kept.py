"""Columns that are kept from one update to the next: day by day, late, in small parts, the same rows as all at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from db.derive import compute
from db.engine import engine_of
from tests import histories
from tests.dumps import dump
from tests.test_derive_reference import update_all

TABLES = ("daily_market", "daily_quality", "counter_reset", "price_index", "discount")


@pytest.mark.parametrize("seed", [1, 2])
def test_day_by_day_equals_all_at_once(
    store_engine: Engine, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rng = Random(seed)
    observations = histories.invented(rng, listings=9, days=64)
    last = histories.last_day(observations)
    shutil.copyfile(sqlite_template, tmp_path / "whole.db")
    whole = engine_of(f"sqlite:///{tmp_path}/whole.db")
    histories.prepare(whole)
    histories.store(whole, observations)
    update_all(whole, last)

    # Snapshots, and parts of a few listings.
    monkeypatch.setattr(compute, "_OBSERVATIONS_AT_ONCE", 25)
    histories.prepare(store_engine)
    late = {id(o) for o in observations if rng.random() < 0.03}
    arriving = [o for o in observations if id(o) not in late] + [o for o in observations if id(o) in late]
    cuts = sorted({len(arriving), *(rng.randrange(len(arriving)) for _ in range(9))})
    at = 0
    for cut in cuts:
        histories.store(store_engine, arriving[at:cut])
        update_all(store_engine, last, columns=tmp_path / "columns.duckdb")
        at = cut
    assert not list(tmp_path.glob("*.spill/*"))
    wanted, found = dump(whole), dump(store_engine)
    whole.dispose()
    assert {name: found[name] for name in TABLES} == {name: wanted[name] for name in TABLES}
