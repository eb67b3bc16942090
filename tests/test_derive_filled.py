"""Days before the news: units that later counts share out are added to what is kept of them, the same rows as all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pytest
from sqlalchemy import Engine

from db.derive import compute
from tests import histories
from tests.dumps import dump
from tests.histories import FIRST
from tests.reference import Observation
from tests.test_derive_kept import TABLES, by_days, whole_and_part
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted, daily

Filled = list[tuple[int, int]]


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> Filled:
    """The stretches of days that were filled, as days after the first."""
    stretches: Filled = []
    original: Callable[[duckdb.DuckDBPyConnection, date, date], date | None] = compute.filled

    def noted(db: duckdb.DuckDBPyConnection, since: date, until: date) -> date | None:
        stretches.append(((since - FIRST).days, (until - FIRST).days))
        return original(db, since, until)

    monkeypatch.setattr(compute, "filled", noted)
    return stretches


@pytest.mark.parametrize("seed", range(3))
def test_what_is_added_day_by_day_is_what_all_days_give_at_once(
    sqlite_template: Path, tmp_path: Path, filled: Filled, seed: int
) -> None:
    rng = Random(f"filled {seed}")
    observations = histories.invented(rng, listings=rng.choice([5, 9, 14]), days=20)
    if seed % 2:
        # A source that is silent for a while, and one that shows the same again and again.
        observations = list(_frozen([o for o in observations if histories.source_of(o) == "one" or not 6 <= _day(o) < 11]))
    contents = whole_and_part(sqlite_template, tmp_path, observations)
    assert len(filled) > 2
    assert contents[0] == contents[1]


def _day(o: Observation) -> int:
    return (o.day - FIRST).days


def _frozen(observations: Sequence[Observation]) -> Iterator[Observation]:
    """From the 14th day on the listings of a source show what they showed before, to the 19th."""
    last: dict[str, Observation] = {}
    for o in observations:
        said = last.get(o.listing)
        if histories.source_of(o) == "one" and 14 <= _day(o) < 19 and said and said.seen and o.seen:
            o = replace(o, price=said.price, price_max=said.price_max, list_price=said.list_price, currency=said.currency)
            o = replace(o, sold=said.sold, period=said.period)
        last[o.listing] = o
        yield o


def test_both_databases_are_filled_alike(postgres_pair: tuple[Engine, Engine], tmp_path: Path, filled: Filled) -> None:
    observations = histories.invented(Random("alike"), listings=9, days=8)
    contents = []
    for engine in postgres_pair:
        histories.prepare(engine)
        for some in by_days(observations):
            histories.store(engine, some)
            update_all(engine, some[-1].day, columns=tmp_path / f"{engine.dialect.name}.duckdb")
        found = dump(engine)
        contents.append({name: found[name] for name in TABLES})
    assert filled
    assert contents[0] == contents[1]


@pytest.fixture
def store(store_engine: Engine, tmp_path: Path) -> Callable[[Sequence[Observation]], None]:
    """Stores observations and updates the figures to the last of their days."""
    histories.prepare(store_engine)

    def put(observations: Sequence[Observation]) -> None:
        histories.store(store_engine, observations)
        update_all(store_engine, max(o.day for o in observations), columns=tmp_path / "columns.duckdb")

    return put


def test_a_count_after_weeks_is_shared_out_over_them(
    store_engine: Engine, store: Callable[[Sequence[Observation]], None], filled: Filled
) -> None:
    store([counted(f"L{n}", 0, 100) for n in range(3)])
    store([counted("L1", day, 100) for day in range(1, 40)])
    filled.clear()
    store([counted("L0", 40, 180)])
    assert filled
    assert (filled[0][0], filled[-1][1]) == (1, 39)
    assert [daily(store_engine, day, "units_sold_min") for day in (0, 1, 20, 40)] == [
        [None],
        *[[Decimal(2)]] * 3,
    ]
    assert [daily(store_engine, day, "listings_known") for day in (1, 20, 40)] == [[3]] * 3


def test_a_tighter_count_changes_what_was_shared_out_before(
    store_engine: Engine, store: Callable[[Sequence[Observation]], None], filled: Filled
) -> None:
    """The days that it reaches are made anew: what they were shared out is not what it was."""
    store([replace(counted("L0", 0, 0), sold=(100, 199))])
    store([replace(counted("L0", 2, 0), sold=(100, 199))])
    filled.clear()
    store([replace(counted("L0", 4, 0), sold=(120, 120))])
    assert filled == []
    assert daily(store_engine, 1, "units_sold_max") == [Decimal(10)]


def test_a_page_of_a_day_that_has_pages_makes_the_days_anew(
    store_engine: Engine, store: Callable[[Sequence[Observation]], None], filled: Filled
) -> None:
    store([counted("L0", 0, 100), counted("L1", 0, 100)])
    store([counted("L0", 2, 120)])
    filled.clear()
    store([counted("L1", 2, 140)])
    assert filled == []
    assert [daily(store_engine, day, "units_sold_min") for day in (1, 2)] == [[Decimal(30)]] * 2


def test_units_of_a_listing_that_was_given_up_bring_their_verdict(
    sqlite_template: Path, tmp_path: Path, filled: Filled
) -> None:
    """Three absences: the listing is known no more, and its units stand in a cell that had no row; indices bear its verdict."""
    absent = [replace(counted("L0", day, 0), seen=False, sold=None, period=None, price=None) for day in (1, 2, 3)]
    others = [counted(f"L{n}", day, 10 * day, region="429005") for n in range(2, 14, 2) for day in range(9)]
    observations = [counted("L0", 0, 100), *absent, *others, counted("L0", 8, 180)]
    contents = whole_and_part(sqlite_template, tmp_path, observations)
    assert filled
    assert contents[0] == contents[1]


def test_what_was_added_is_gone_when_the_day_is_read_anew(
    store_engine: Engine, store: Callable[[Sequence[Observation]], None], filled: Filled
) -> None:
    """Cells that are kept follow every recomputation, not only the last day's."""
    store([counted("L0", 0, 100), counted("L1", 0, 100)])
    store([counted("L0", 3, 130)])
    store([counted("L1", 1, 140)])
    filled.clear()
    store([counted("L0", 6, 160), counted("L1", 6, 190)])
    assert filled == [(2, 5)]
    assert [daily(store_engine, day, "units_sold_min") for day in range(1, 7)] == [[Decimal(50)], *[[Decimal(20)]] * 5]
