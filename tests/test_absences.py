"""Absences that no page states follow from what was walked, seen and asked for, whatever the order in which it arrives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, text

from db import ledger
from db.engine import engine_of
from db.ingest import absences, closed_sets
from db.rows import PageRows
from tests.examples import examples
from tests.rows import AT, NOW, TABLES, listing, page, prepare, write

WRITTEN = ("observation", "listing_version", "description", "listing", "capture", "walk", "revision", "job_run")
EPOCH = AT.date()


@dataclass
class Visit:
    """One run: what a walk of a set (or a search, or a page that is gone) showed on a day."""

    day: int
    seen: Sequence[int] = ()
    scope: str = "shop"
    complete: bool = True
    gone: Sequence[int] = ()
    """Listings whose own page answers 404."""
    off: Sequence[int] = ()
    """Listings whose own page says that they are sold no more."""
    key: str = "1"
    name: str = field(default="", compare=False)


def url_of(number: int) -> str:
    return f"https://item.taobao.com/item.htm?id={number}"


def pages_of(visit: Visit) -> list[PageRows]:
    at = AT + timedelta(days=visit.day, minutes=int(visit.name))
    rows = [listing(str(n), at=at, url=url_of(n), position=1) for n in visit.seen]
    found = [page(f"list{visit.name}", *rows, at=at)] if visit.scope != "none" else []
    for n in visit.off:
        found.append(page(f"off{visit.name}-{n}", listing(str(n), None, at=at, presence="absent", url=url_of(n)), at=at))
    for n in visit.gone:
        gone = page(f"gone{visit.name}-{n}", at=at)
        gone.capture.status, gone.capture.url, gone.capture.canonical_url = 404, url_of(n), url_of(n)
        gone.capture.url_sha256 = sha256(url_of(n).encode()).hexdigest()
        found.append(gone)
    for one in found:
        one.capture.run_id, one.capture.walk = f"run{visit.name}", None
    if found and visit.scope in ("shop", "search", "category", "zone"):
        found[0].capture.walk = (visit.scope, visit.key)
    return found


def arrive(engine: Engine, visit: Visit) -> None:
    """The run as a crawl or a replay brings it."""
    run_id, at = f"run{visit.name}", AT + timedelta(days=visit.day)
    known = {"source_code": "s", "spider": "x", "arguments": {}, "trigger": "manual", "started_at": at, "code_version": "1"}
    with engine.begin() as connection:
        if connection.execute(text("SELECT 1 FROM run WHERE id = :id"), {"id": run_id}).first() is None:
            connection.execute(insert(TABLES["run"]).values(id=run_id, logical_date=at.date(), **known))
    if found := pages_of(visit):
        write(engine, *found)
    walks = []
    if visit.scope != "none":
        shown = ledger.WalkRow(
            scope_kind=visit.scope,
            scope_key=visit.key,
            pages=1,
            stated_total=None,
            enumerated=len(visit.seen),
            complete=visit.complete,
        )
        walks.append(shown)
    ledger.close_run(engine, run_id, finished_at=at, outcome="ok", exit_code=0, reasons=[], stats={}, walks=walks)
    absences.mark_absent(engine, [run_id], code_version="2", now=NOW)


def said(engine: Engine) -> tuple[set[tuple[str, int]], dict[str, int]]:
    """(listing, day) of the absences; day of delisting of the listings that have one."""
    with engine.connect() as connection:
        missed = "SELECT l.native_id, o.observed_on FROM observation o JOIN listing l ON l.id = o.listing_id"
        absent = connection.execute(text(f"{missed} WHERE o.presence = 'absent'")).all()
        delisted = connection.execute(text("SELECT native_id, delisted_on FROM listing WHERE delisted_on IS NOT NULL")).all()
    return {(row[0], number(row[1])) for row in absent}, {row[0]: number(row[1]) for row in delisted}


def times(engine: Engine) -> list[tuple[Any, ...]]:
    """When each listing was seen and last observed on a page."""
    query = text("SELECT native_id, first_seen_on, last_seen_on, last_observed_at FROM listing ORDER BY native_id")
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def number(day: date | str) -> int:
    return ((date.fromisoformat(day) if isinstance(day, str) else day) - EPOCH).days


def expected(visits: Sequence[Visit]) -> tuple[set[tuple[str, int]], dict[str, int]]:
    """By METHODS, from the whole story at once."""
    absent: set[tuple[str, int]] = set()
    delisted: dict[str, int] = {}
    for n in range(4):
        seen = {v.day for v in visits if n in v.seen}
        days = {v.day for v in visits if n in v.off}
        for scope in product(("shop", "category", "zone"), "12"):
            walks = sorted({v.day for v in visits if (v.scope, v.key) == scope and v.complete})
            held = {v.day for v in visits if (v.scope, v.key) == scope and n in v.seen}
            other = {v.day for v in visits if (v.scope, v.key) != scope and n in v.seen}
            for day in walks:
                last = max((d for d in seen if d < day), default=None)
                member = any(day - 90 < d < day for d in held)
                if (
                    last is not None
                    and member
                    and day not in seen
                    and sum(last < d <= day for d in walks) <= closed_sets.AT_MOST
                    and not (scope[0] == "zone" and any(max(h for h in held if h < day) - 7 <= d < day for d in other))
                ):
                    days.add(day)
        asked = sorted({v.day for v in visits if n in v.gone})
        for before, day in pairwise(asked):
            if seen and min(seen) < before and not any(before <= d <= day for d in seen):
                days.add(day)
        absent |= {(str(n), day) for day in days}
        after = sorted(d for d in days if seen and d > max(seen))
        if len(after) >= 3:
            delisted[str(n)] = after[2]
    return absent, delisted


@pytest.fixture(scope="module")
def engine(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("absences") / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = engine_of(f"sqlite:///{path}")
    prepare(engine)
    yield engine
    engine.dispose()


def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in WRITTEN:
            connection.execute(TABLES[table].delete())


SOME = st.lists(st.integers(0, 3), unique=True, max_size=3)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Visit], list[int]]:
    visits = []
    for n in range(draw(st.integers(2, 9))):
        scope = draw(st.sampled_from(["shop", "shop", "shop", "category", "search", "none", "zone", "zone", "zone"]))
        day, key = draw(st.integers(0, 9)) * draw(st.sampled_from([1, 1, 1, 12])), draw(st.sampled_from("112"))
        one = Visit(day, (), scope, draw(st.booleans()), name=str(n), key=key if scope == "zone" else "1")
        if scope == "none":
            one.gone = draw(SOME)
            one.off = [k for k in draw(SOME) if k not in one.gone]
        else:
            one.seen = draw(SOME)
        visits.append(one)
    return visits, draw(st.permutations(range(len(visits))))


@settings(max_examples=examples(150))
@given(story=stories())
def test_they_follow_from_the_whole_story_in_any_order(engine: Engine, story: tuple[list[Visit], list[int]]) -> None:
    visits, order = story
    empty(engine)
    for n in order:
        arrive(engine, visits[n])
    assert said(engine) == expected(visits)
    found = times(engine)
    with engine.connect() as connection:
        revised = connection.execute(text("SELECT count(*) FROM revision")).scalar_one()
    for one in visits:
        arrive(engine, one)
    assert said(engine) == expected(visits)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM revision")).scalar_one() == revised
    empty(engine)
    for one in sorted(visits, key=lambda v: (v.day, int(v.name))):
        arrive(engine, one)
    assert times(engine) == found


def story(*visits: Visit) -> list[Visit]:
    for n, one in enumerate(visits):
        one.name = str(n)
    return list(visits)


def test_a_late_walk_misses_what_later_ones_held_again(store_engine: Engine) -> None:
    prepare(store_engine)
    late = Visit(2, [1])
    for one in (*(walks := story(Visit(1, [1, 2]), Visit(3, [1]), Visit(4, [1, 2]), late))[:3], walks[3]):
        arrive(store_engine, one)
    assert said(store_engine) == ({("2", 2), ("2", 3)}, {})


def test_what_was_seen_late_takes_back_an_absence_and_keeps_it_as_a_former_value(store_engine: Engine) -> None:
    prepare(store_engine)
    for one in story(Visit(1, [1, 2]), Visit(2, [1]), Visit(3, [1]), Visit(4, [1]), Visit(3, [2], "search")):
        arrive(store_engine, one)
    assert said(store_engine) == ({("2", 2), ("2", 4)}, {})
    with store_engine.connect() as connection:
        kept = connection.execute(text("SELECT table_name, former FROM revision")).all()
    assert [row[0] for row in kept] == ["observation"]


def test_its_own_page_gone_on_two_days_or_off_the_shelf_is_absent_and_delisted_in_time(store_engine: Engine) -> None:
    prepare(store_engine)
    days = [Visit(d, scope="none", gone=[1], off=[2]) for d in range(1, 5)]
    for one in story(Visit(0, [1, 2, 3], "search"), *days, Visit(5, scope="none", gone=[3])):
        arrive(store_engine, one)
    assert said(store_engine) == (
        {("1", 2), ("1", 3), ("1", 4), ("2", 1), ("2", 2), ("2", 3), ("2", 4)},
        {"1": 4, "2": 3},
    )


def test_what_was_seen_first_arrives_after_the_answers_that_it_is_gone(store_engine: Engine) -> None:
    prepare(store_engine)
    gone = [Visit(d, scope="none", gone=[1]) for d in (1, 2)]
    for one in story(*gone, Visit(0, [1], "search")):
        arrive(store_engine, one)
    assert said(store_engine) == ({("1", 2)}, {})


def test_what_was_seen_first_arrives_after_the_days_on_which_it_was_off_the_shelf(store_engine: Engine) -> None:
    prepare(store_engine)
    days = story(Visit(0, [1], "search"), *(Visit(day, (), "none", off=[1]) for day in (1, 2, 3)))
    for visit in reversed(days):
        arrive(store_engine, visit)
    assert said(store_engine) == expected(days) == ({("1", 1), ("1", 2), ("1", 3)}, {"1": 3})


def test_what_a_zone_alone_showed_is_delisted_on_the_third_day_without_it(store_engine: Engine) -> None:
    prepare(store_engine)
    full, without = [1, 2, 3], [1]
    days = [Visit(0, full, "zone"), *(Visit(day, without, "zone") for day in (1, 3, 4))]
    cut_short, elsewhere = Visit(2, [1], "zone", complete=False), Visit(0, [3], "search")
    for one in story(*days, cut_short, elsewhere):
        arrive(store_engine, one)
    assert said(store_engine) == ({("2", 1), ("2", 3), ("2", 4)}, {"2": 4})


def test_another_page_late_takes_back_what_a_zone_told_and_its_delisting(store_engine: Engine) -> None:
    prepare(store_engine)
    visits = story(Visit(8, [1, 2], "zone"), *(Visit(day, [1], "zone") for day in (9, 10, 11)), Visit(1, [2], "zone", key="2"))
    for one in visits[:4]:
        arrive(store_engine, one)
    assert said(store_engine) == ({("2", 9), ("2", 10), ("2", 11)}, {"2": 11})
    arrive(store_engine, visits[4])
    assert said(store_engine) == (set(), {})
    with store_engine.connect() as connection:
        kept = list(connection.execute(text("SELECT table_name FROM revision")).scalars())
    assert kept == ["observation"] * 3


def test_an_archive_of_more_runs_than_a_statement_takes_parameters(store_engine: Engine) -> None:
    prepare(store_engine)
    for one in story(Visit(1, [1, 2]), Visit(2, [1]), Visit(3, [1]), Visit(4, [1])):
        arrive(store_engine, one)
    told = said(store_engine)
    assert told == ({("2", 2), ("2", 3), ("2", 4)}, {"2": 4})
    with store_engine.begin() as connection:
        connection.execute(text("DELETE FROM observation WHERE presence = 'absent'"))
    runs = [f"run{n}" for n in range(70_000)]
    assert absences.mark_absent(store_engine, runs, code_version="1", now=NOW) == 3
    assert said(store_engine) == told
