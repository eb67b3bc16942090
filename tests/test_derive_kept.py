"""Columns that are kept from one update to the next: day by day, late, in small parts, the same rows as all at once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import duckdb
import pytest
from sqlalchemy import Engine

from db.derive import compute, update
from db.engine import engine_of
from db.ingest import write_batch
from db.rows import PageRows
from tests import histories
from tests.dumps import dump
from tests.histories import FIRST
from tests.reference import Observation
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted, daily

TABLES = ("daily_market", "daily_quality", "counter_reset", "price_index", "discount")


@pytest.fixture(scope="module", params=[1, 2])
def history(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[int, list[Observation], dict[str, object]]:
    """A seed, the observations that it invents, and the rows that one update over all of them makes."""
    observations = histories.invented(Random(request.param), listings=9, days=64)
    path = tmp_path_factory.mktemp("whole") / "whole.db"
    shutil.copyfile(sqlite_template, path)
    whole = engine_of(f"sqlite:///{path}")
    histories.prepare(whole)
    histories.store(whole, observations)
    update_all(whole, histories.last_day(observations))
    rows = dump(whole)
    whole.dispose()
    return request.param, observations, {name: rows[name] for name in TABLES}


def test_day_by_day_equals_all_at_once(
    store_engine: Engine,
    history: tuple[int, list[Observation], dict[str, object]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seed, observations, wanted = history
    # Each database gets cuts and late observations of its own.
    rng = Random(f"{seed} {store_engine.dialect.name}")
    last = histories.last_day(observations)
    # Snapshots, and parts of a few listings.
    monkeypatch.setattr(compute, "_OBSERVATIONS_AT_ONCE", 60)
    histories.prepare(store_engine)
    late = {id(o) for o in observations if rng.random() < 0.03}
    arriving = [o for o in observations if id(o) not in late] + [o for o in observations if id(o) in late]
    cuts = sorted({len(arriving), *(rng.randrange(len(arriving)) for _ in range(5))})
    at = 0
    for cut in cuts:
        histories.store(store_engine, arriving[at:cut])
        update_all(store_engine, last, columns=tmp_path / "columns.duckdb")
        at = cut
    assert not list(tmp_path.glob("*.spill/*"))
    found = dump(store_engine)
    assert {name: found[name] for name in TABLES} == wanted


# Two pages of one instant that contradict each other, and two that hold both.
@pytest.mark.parametrize("shown", [((100, 100), (90, 90), (95, 95)), ((90, 120), (100, 110), (130, 130))])
def test_two_pages_of_one_instant_count_alike_whenever_the_next_day_comes(
    sqlite_template: Path, tmp_path: Path, shown: tuple[tuple[int, int], ...]
) -> None:
    counts = [replace(counted("L0", day, 0), sold=sold) for day, sold in zip((0, 3, 3, 5), ((10, 10), *shown), strict=True)]
    contents = []
    for name, cuts in (("whole", (4,)), ("part", (3, 4))):
        path = tmp_path / f"{name}.db"
        shutil.copyfile(sqlite_template, path)
        engine = engine_of(f"sqlite:///{path}")
        histories.prepare(engine)
        histories.open_runs(engine, counts)
        pages = []
        for n, one in enumerate(counts):
            capture = histories.capture_of(f"{one.day:%Y%m%d}-one", "one", one, n)
            pages.append(PageRows(capture=replace(capture, payload_sha256=f"{n:064}"), listings=[histories.row_of(one)]))
        at = 0
        for cut in cuts:
            write_batch(engine, pages[at:cut], code_version="test", now=datetime(2020, 6, 1, tzinfo=UTC))
            update_all(engine, counts[-1].day, columns=tmp_path / f"{name}.duckdb")
            at = cut
        found = dump(engine)
        contents.append({table: found[table] for table in TABLES})
        engine.dispose()
    assert contents[0]["daily_market"]
    assert contents[0] == contents[1]


def test_days_that_have_figures_are_not_forgotten_by_an_update_of_an_earlier_day(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "store.db")
    engine = engine_of(f"sqlite:///{tmp_path / 'store.db'}")
    histories.prepare(engine)
    histories.store(engine, [counted(f"L{n}", day, 10 * day) for n in range(3) for day in (0, 2)])
    update_all(engine, FIRST + timedelta(2))
    histories.store(engine, [counted("L3", 1, 10)])
    # As by a clock that goes back: the days after it say what they said before the late page.
    update_all(engine, FIRST - timedelta(1))
    assert daily(engine, 5, "listings_known") == [4]
    engine.dispose()


def test_a_file_that_is_made_again_is_empty_although_this_process_holds_the_former_one(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "store.db")
    engine = engine_of(f"sqlite:///{tmp_path / 'store.db'}")
    histories.prepare(engine)
    histories.store(engine, [counted(f"L{n}", day, 10 * day) for n in range(3) for day in (0, 2)])
    columns = tmp_path / "columns.duckdb"
    update_all(engine, FIRST + timedelta(2), columns=columns)
    # As after an update that was broken off: nobody knows what the file holds.
    with duckdb.connect(str(columns)), update.derivation(engine, columns, anew=True) as held:
        assert held.columns.db.execute("SELECT count(*), count(DISTINCT id) FROM observation").fetchall() == [(6, 6)]
    engine.dispose()


def test_named_days_rest_on_days_before_them_that_are_dirty(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "store.db")
    engine = engine_of(f"sqlite:///{tmp_path / 'store.db'}")
    histories.prepare(engine)
    columns = tmp_path / "columns.duckdb"
    histories.store(engine, [counted("L0", day, sold) for day, sold in ((0, 10), (9, 40))])
    update_all(engine, FIRST + timedelta(9), columns=columns)
    histories.store(engine, [counted("L0", 3, 12)])
    with update.derivation(engine, columns) as held:
        held.update([FIRST + timedelta(8)], now=datetime(2020, 6, 1, tzinfo=UTC), code_version="test")
    # 28 since day 3, and 2 in the three days before.
    assert [daily(engine, day, "units_sold_min") for day in (3, 8)] == [[Decimal("0.6667")], [Decimal("4.6667")]]
    engine.dispose()


@pytest.mark.parametrize("seed", range(2))
def test_a_listing_met_in_zones_far_apart_counts_alike_day_by_day_and_all_at_once(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Where it is still the eve, a listing is counted after it was counted where the day has begun."""
    rng = Random(seed)
    observations = []
    for n in range(6):
        sold = 0
        for hour in sorted(rng.sample(range(8 * 24), 18)):
            sold = rng.choice([sold + rng.randrange(9), sold + rng.randrange(9), rng.randrange(sold + 1)])
            at = datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(hours=hour)
            day = at.astimezone(ZoneInfo(rng.choice(["Pacific/Auckland", "America/Los_Angeles"]))).date()
            observations.append(replace(counted(f"L{n}", 0, sold), at=at, day=day, sold=(sold, rng.choice([sold, sold + 5]))))
    monkeypatch.setattr(compute, "_OBSERVATIONS_AT_ONCE", 50)
    contents = whole_and_part(sqlite_template, tmp_path, observations)
    assert contents[0]["counter_reset"]
    assert contents[0] == contents[1]


def whole_and_part(template: Path, folder: Path, observations: Sequence[Observation]) -> list[dict[str, list[str]]]:
    """The rows that one update over all observations makes, and those of an update a day."""
    contents = []
    for name, order in (("whole", [observations]), ("part", by_days(observations))):
        path = folder / f"{name}.db"
        shutil.copyfile(template, path)
        engine = engine_of(f"sqlite:///{path}")
        histories.prepare(engine)
        for some in order:
            histories.store(engine, some)
            update_all(engine, max(o.day for o in some), columns=folder / f"{name}.duckdb")
        found = dump(engine)
        contents.append({table: found[table] for table in TABLES})
        engine.dispose()
    return contents


def by_days(observations: Sequence[Observation]) -> list[list[Observation]]:
    """What is known at the end of each day."""
    days = sorted({o.day for o in observations})
    return [[o for o in observations if o.day == day] for day in days]


def test_a_source_that_comes_back_was_expected_all_the_time(sqlite_template: Path, tmp_path: Path) -> None:
    seen = [("L0", day) for day in (0, 3, 110, 112)] + [("L1", day) for day in range(0, 113, 14)]
    shown = [replace(counted(key, day, 0), sold=None, period=None) for key, day in seen]
    contents = whole_and_part(sqlite_template, tmp_path, shown)
    assert len(contents[0]["daily_quality"]) > 200
    assert contents[0] == contents[1]
