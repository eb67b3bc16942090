"""The derivation notices what changes in the store beside new pages: pages read anew, walls, rejections, the register."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from crawler.expectations import Expect
from crawler.sources import Source
from crawler.store import register
from db.engine import engine_of
from db.ingest import write_batch
from db.models import Base
from db.rows import PageRows, PromotionRow, RejectionRow
from tests import histories
from tests.dumps import dump
from tests.examples import examples
from tests.histories import FIRST
from tests.reference import Observation
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted, daily

DERIVED = (
    *("daily_market", "daily_quality", "counter_reset", "price_index"),
    *("discount", "daily_promotion", "daily_livestream"),
)


@dataclass(frozen=True)
class Reading:
    """What is read of one page."""

    number: int
    page: Observation
    """Where and when the page was met."""
    said: Observation | None
    wall: str | None = None
    rejected: int = 0
    zone: tuple[date, date] | None = None
    """A promotion that the page shows, from its first day to its last."""
    members: tuple[int, ...] = ()
    """The listings in it."""


def written(engine: Engine, readings: Sequence[Reading]) -> None:
    pages = [_page(one) for one in readings]
    for at in range(0, len(pages), 40):
        write_batch(engine, pages[at : at + 40], code_version="test", now=datetime(2020, 6, 1, tzinfo=UTC))


def _page(one: Reading) -> PageRows:
    source = histories.source_of(one.page)
    capture = histories.capture_of(f"{one.page.day:%Y%m%d}-{source}", source, one.page, one.number)
    zones = []
    rejected = [RejectionRow(item_type="listing", field="price", reason="x", raw=str(n)) for n in range(one.rejected)]
    if one.zone:
        values = {"name": "x", "kind": "activity", "starts_on": one.zone[0], "ends_on": one.zone[1]}
        members = [("taobao", "", f"L{n}") for n in one.members]
        zones = [PromotionRow(key=("taobao", f"p{one.number % 2}"), observed_on=one.page.day, values=values, members=members)]
    return PageRows(
        capture=replace(capture, wall=one.wall),
        listings=[histories.row_of(one.said)] if one.said else [],
        promotions=zones,
        rejections=rejected,
    )


def first_reading(rng: Random, observations: Sequence[Observation]) -> list[Reading]:
    return [_also(rng, Reading(n, o, o)) for n, o in enumerate(observations)]


def _also(rng: Random, one: Reading) -> Reading:
    begin = one.page.day + timedelta(rng.randrange(-2, 3))
    zone = (begin, begin + timedelta(rng.randrange(3))) if rng.random() < 0.3 else None
    return replace(one, rejected=int(rng.random() < 0.1), zone=zone, members=_members(rng))


def _members(rng: Random) -> tuple[int, ...]:
    return tuple(sorted(rng.sample(range(4), rng.randrange(3))))


def mended(rng: Random, one: Reading) -> Reading:
    """What another reader makes of the page."""
    said = one.said
    assert said is not None
    kind = rng.randrange(9)
    if kind == 0:
        return replace(one, said=None)
    if kind == 1:
        return replace(one, said=None, wall="login")
    if kind == 2:
        return replace(one, rejected=one.rejected + 1)
    if kind == 3:
        # Another id, of the same source.
        return replace(one, said=replace(said, listing=f"L{int(said.listing[1:]) + 2 * rng.randrange(1, 9)}", shop="s9"))
    if kind == 4:
        return replace(one, said=replace(said, shop=f"s{rng.randrange(4, 7)}"))
    if kind == 5:
        return replace(one, zone=(one.page.day, one.page.day), members=_members(rng))
    if kind == 7:
        return replace(one, zone=None if rng.random() < 0.3 else one.zone, members=_members(rng))
    if kind == 6 and said.price is not None:
        return replace(one, said=replace(said, price=said.price / 2 + Decimal("0.01")))
    return replace(one, said=replace(said, weight=Decimal(1000), weight_max=Decimal(1000)))


def content(engine: Engine) -> dict[str, Any]:
    found = dump(engine, {"named_at"})
    return {name: found[name] for name in DERIVED}


@settings(max_examples=examples(2), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_pages_read_anew_give_what_their_new_reading_gives_from_the_start(sqlite_template: Path, seed: int) -> None:
    assert differences(sqlite_template, seed) == {}


def differences(template: Path, seed: int) -> dict[str, Any]:
    """Table -> rows that only a store with the later reading has, and that only one with the new reading alone has."""
    rng = Random(seed)
    observations = histories.invented(rng, listings=8, days=10)
    if not observations:
        return {}
    last = histories.last_day(observations)
    readings = first_reading(rng, observations)
    again = {one.number: mended(rng, one) for one in rng.sample(readings, rng.choice([1, 1, 2, 5, len(readings) // 4]) or 1)}
    with tempfile.TemporaryDirectory() as folder:
        engines = []
        for name in ("whole", "part"):
            path = Path(folder) / f"{name}.db"
            shutil.copyfile(template, path)
            engines.append(engine_of(f"sqlite:///{path}"))
        whole, part = engines
        histories.prepare(whole)
        histories.prepare(part)
        for engine in engines:
            histories.open_runs(engine, observations)
        written(whole, [again.get(one.number, one) for one in readings])
        update_all(whole, last)
        columns = Path(folder) / "columns.duckdb" if rng.random() < 0.7 else None
        written(part, readings)
        update_all(part, last, columns=columns)
        written(part, list(again.values()))
        update_all(part, last, columns=columns)
        wanted, found = content(whole), content(part)
        for engine in engines:
            engine.dispose()
        return {name: _apart(found[name], wanted[name]) for name in DERIVED if found[name] != wanted[name]}


def test_figures_are_the_same_where_the_last_day_was_taken_back(sqlite_template: Path, tmp_path: Path) -> None:
    shown = [counted(f"L{n}", d, 10 * d) for n in range(6) for d in (0, 1, 2, 9)]
    readings = first_reading(Random(0), shown)
    mended = [replace(one, said=None) if one.page.day == FIRST + timedelta(9) else one for one in readings]
    contents = []
    for name, read in (("whole", [mended]), ("part", [readings, mended])):
        path = tmp_path / f"{name}.db"
        shutil.copyfile(sqlite_template, path)
        engine = engine_of(f"sqlite:///{path}")
        histories.prepare(engine)
        histories.open_runs(engine, shown)
        for some in read:
            written(engine, some)
            update_all(engine, FIRST + timedelta(20), columns=tmp_path / f"{name}.duckdb")
        # Its pages are there all the same: days end a week after them.
        assert daily(engine, 16, "listings_known") == [6]
        assert daily(engine, 17, "listings_known") == []
        contents.append(content(engine))
        engine.dispose()
    assert contents[0] == contents[1]


def _apart(found: list[str], wanted: list[str]) -> tuple[list[str], list[str]]:
    return sorted(set(found) - set(wanted))[:3], sorted(set(wanted) - set(found))[:3]


def test_the_number_of_a_removed_row_is_not_given_again(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    shown = [counted(f"L{n}", 0, 10) for n in range(3)]
    histories.open_runs(store_engine, shown)
    readings = [Reading(n, one, one) for n, one in enumerate(shown)]
    written(store_engine, readings)
    update_all(store_engine, FIRST)
    # The last row that was written goes, and another takes its place.
    written(store_engine, [replace(readings[2], said=replace(shown[2], listing="L8"))])
    assert update_all(store_engine, FIRST).days
    assert daily(store_engine, 0, "listings_known") == [3]
    with store_engine.connect() as connection:
        ids = connection.execute(select(Base.metadata.tables["observation"].c.id)).scalars().all()
    assert len(ids) == 3
    assert max(ids) > 3


def test_another_register_is_another_verdict(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    histories.store(store_engine, [counted(f"L{n}", d, 10 * d) for n in range(4) for d in range(3)])
    update_all(store_engine, FIRST + timedelta(2))
    assert set(daily(store_engine, 1, "verdict")) == {"ok"}
    register(store_engine, [Source(code="one", spider="x", platform="taobao", expect=Expect(min_pages=10))])
    assert len(update_all(store_engine, FIRST + timedelta(2)).days) > 2
    assert set(daily(store_engine, 1, "verdict")) == {"partial"}
    # A source without figures makes no difference.
    register(store_engine, [Source(code="three", spider="x", platform="taobao", expect=Expect(min_pages=9))])
    assert update_all(store_engine, FIRST + timedelta(2)).days == []
