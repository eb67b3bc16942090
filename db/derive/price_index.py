"""The price indices of each commodity and currency, for all regions together and for each region that has enough listings.

What was published does not change when a day is added, once a first window is full: each later day is joined to it from its own
window. `index_state` keeps what the next days need. Method: METHODS, "Price indices"; the arithmetic stands in indices.py and
dummies.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from db.derive import dummies, indices
from db.derive.fetched import EPOCH, Cell, Fetched
from db.derive.indices import LEAST_MATCHED, WINDOW, Floats
from db.derive.panels import BASES, Days, Panels, Products
from db.derive.unbroken import Ints

METHODS = ("geks_jevons", "tpd")
# Days that are made in one go.
_BLOCK = 92


@dataclass(slots=True)
class Group:
    """The indices of one region ('' = all), commodity and currency."""

    key: tuple[str, str, str]
    """commodity, currency, region"""
    days: Days
    panels: list[Products]
    base: int | None
    """The first day with enough products; None = not yet."""
    settled: bool
    """Its first window is full: days before those that are made stand."""
    since: int
    """The first day to be made."""
    present: Floats = field(default_factory=lambda: np.zeros(0))
    totals: Floats = field(default_factory=lambda: np.zeros(0))
    chain: Floats = field(default_factory=lambda: np.zeros(0))
    """bases x days, as all that follow: logarithms."""
    direct: Floats = field(default_factory=lambda: np.zeros(0))
    values: dict[str, Floats] = field(default_factory=dict)
    matched: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Products that have a price on another day of the window."""
    with_base: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def span(self, end: int) -> tuple[int, int]:
        """The places of the window that ends with a day."""
        assert self.base is not None
        return self.days.at(max(self.base, end - WINDOW + 1)), self.days.at(end) + 1

    @property
    def first_window(self) -> int:
        """The last day of the first window."""
        assert self.base is not None
        return min(self.base + WINDOW - 1, self.days.last)


def groups_of(db: duckdb.DuckDBPyConnection, first: date, last: date, parents: Mapping[str, str | None]) -> list[Group]:
    """The indices of the days from the first to the last, of all days where a first window is not full before them.

    Reads `quotes`, what products.sql makes, and `index_state` of the days before, which it brings up to date.
    """
    regions = [code for code, _ in db.execute("SELECT region_code, number FROM region_number ORDER BY number").fetchall()]
    made: dict[tuple[str, str, str], list[Group]] = {}
    day = first
    while day <= last:
        until = min(last, day + timedelta(_BLOCK - 1))
        for group in _block(db, regions, (day - EPOCH).days, (until - EPOCH).days, parents):
            made[group.key] = [*(made.get(group.key, []) if group.settled else []), group]
        day = until + timedelta(1)
    return [group for some in made.values() for group in some]


def _block(
    db: duckdb.DuckDBPyConnection, regions: Sequence[str], first: int, last: int, parents: Mapping[str, str | None]
) -> list[Group]:
    db.execute("DELETE FROM index_state WHERE day >= ?", [first])
    bases: dict[Cell, dict[str, int]] = {}
    for commodity, currency, region, base in db.execute(
        "SELECT commodity_code, currency, region_code, min(base) FROM index_state GROUP BY ALL"
    ).fetchall():
        bases.setdefault((commodity, currency), {})[region] = base
    wanted = {cell: _days(some, first, last) for cell, some in bases.items()}
    singles = {day for days in wanted.values() for day in days.single}
    fetched = Fetched(db, min([first, *(days.first for days in wanted.values())]), last, sorted(singles))
    made: list[Group] = []
    for cell in sorted({*bases, *fetched.cells(first)}):
        days = wanted.get(cell) or Days([], first, last)
        panels = Panels(fetched.of(cell, days), days)
        groups = _groups(db, cell, panels, bases.get(cell, {}), regions, first, parents)
        for group in groups:
            _paired(group)
        groups = [group for group in groups if group.base is not None]
        _dummies(groups)
        for group in groups:
            group.panels = []
        made += groups
    _keep(db, made)
    return made


def _days(bases: Mapping[str, int], first: int, last: int) -> Days:
    """The days that the indices of a cell look at, when those from the first to the last are made: base days among them."""
    reach = [first - WINDOW + 1 if first - base >= WINDOW else base for base in bases.values()]
    start = min([first, *reach])
    return Days(sorted({base for base in bases.values() if base < start}), start, last)


def _groups(
    db: duckdb.DuckDBPyConnection,
    cell: Cell,
    panels: Panels,
    bases: Mapping[str, int],
    names: Sequence[str],
    first: int,
    parents: Mapping[str, str | None],
) -> list[Group]:
    below: dict[str, list[int]] = {region: [] for region in bases} | {"": list(panels.regions)}
    for number in panels.regions:
        for above in up(names[number], parents):
            below.setdefault(above, []).append(number)
    result = []
    for region in sorted(below):
        base = bases.get(region)
        settled = base is not None and first - base >= WINDOW
        since = first if settled or base is None else base
        group = Group((*cell, region), panels.days, panels.of(below[region]), base, settled, since)
        group.values = _published(db, group)
        result.append(group)
    return result


def up(region: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """A region and those that it lies in, but for its country, which is all but the same as everything."""
    at: str | None = region
    while at and at[:1].isdigit():
        yield at
        at = parents.get(at)


def _published(db: duckdb.DuckDBPyConnection, group: Group) -> dict[str, Floats]:
    """What stands of the days before: method -> bases x days, NaN where nothing does; with the chain of the eve."""
    size = (len(BASES), len(group.days))
    values = {method: np.full(size, np.nan) for method in (*METHODS, "chain")}
    if group.settled:
        names = [f"{method}_{basis}" for method in values for basis in BASES]
        query = f"""SELECT day, {", ".join(names)} FROM index_state
                     WHERE commodity_code = ? AND currency = ? AND region_code = ? AND day BETWEEN ? AND ?"""
        found = db.execute(query, [*group.key, group.since - WINDOW + 1, group.since - 1]).fetchnumpy()
        places = [group.days.at(day) for day in found["day"].tolist()]
        for name in names:
            method, _, basis = name.rpartition("_")
            values[method][BASES.index(basis), places] = np.ma.filled(found[name], np.nan)
    group.chain = values.pop("chain")
    return values


def _paired(group: Group) -> None:
    """Everything that rests on pairs of days: present products, the base, direct and chained indices, GEKS."""
    days, size = group.days, len(group.days)
    pairs = sum((panel.pairs for panel in group.panels), np.zeros((size, size), dtype=np.int64))
    group.present = np.diag(pairs).astype(np.float64)
    if group.base is None:
        enough = np.flatnonzero(group.present[days.at(group.since) :] >= LEAST_MATCHED)
        if not len(enough):
            return
        group.base = group.since = group.since + int(enough[0])
    base, at = days.at(group.base), days.at(group.since)
    group.with_base = pairs[base]
    group.matched = np.zeros(size, dtype=np.int64)
    group.direct = np.full((len(BASES), size), np.nan)
    group.totals = np.zeros((len(BASES), size))
    for n in range(len(BASES)):
        sums = sum((panel.sums[n] for panel in group.panels), np.zeros((size, size)))
        group.totals[n] = np.diag(sums)
        logs = indices.jevons(sums, pairs)
        group.direct[n] = logs[base]
        group.chain[n, at:] = _chained(logs, at, group.chain[n, at - 1] if group.settled else None)
        _geks(group, logs, group.values["geks_jevons"][n])


def _chained(logs: Floats, at: int, eve: float | None) -> Floats:
    """The chain of links from a place on; from 0 where there is no eve."""
    start = at if eve is None else at - 1
    links = logs[np.arange(start, len(logs) - 1), np.arange(start + 1, len(logs))]
    chain = np.cumsum(np.concatenate([[0.0 if eve is None else eve], links]))
    return np.asarray(chain if eve is None else chain[1:], dtype=np.float64)


def _geks(group: Group, logs: Floats, published: Floats) -> None:
    day = group.since
    if not group.settled:
        day = group.first_window
        start, end = group.span(day)
        published[start:end] = indices.geks(logs[start:end, start:end])
        day += 1
    for last in range(day, group.days.last + 1):
        start, end = group.span(last)
        published[end - 1] = indices.spliced(published[start : end - 1], indices.geks(logs[start:end, start:end]))


def _dummies(groups: Sequence[Group]) -> None:
    """The time-product dummy, window by window, so that what panels share between groups is summed once."""
    firsts: dict[tuple[int, int], list[Group]] = {}
    for group in groups:
        if not group.settled:
            firsts.setdefault(group.span(group.first_window), []).append(group)
    for (start, end), some in firsts.items():
        for group, values, counts in _effects(some, start, end):
            group.values["tpd"][:, start:end], group.matched[start:end] = values, counts
    for day in sorted({day for group in groups for day in range(_next(group), group.days.last + 1)}):
        due = [group for group in groups if _next(group) <= day]
        start, end = due[0].span(day)
        for group, values, counts in _effects(due, start, end):
            group.matched[end - 1] = counts[-1]
            for published, found in zip(group.values["tpd"], values, strict=True):
                published[end - 1] = indices.spliced(published[start : end - 1], found)


def _effects(groups: Sequence[Group], start: int, end: int) -> Iterator[tuple[Group, Floats, Ints]]:
    sums = {id(panel): panel.window(start, end) for group in groups for panel in group.panels}
    for group in groups:
        if group.panels:
            total = reduce(add, (sums[id(panel)] for panel in group.panels))
            yield group, *dummies.effects(total, group.present[start:end], group.totals[:, start:end])


def _next(group: Group) -> int:
    """The first day that is joined to those before it."""
    return group.since if group.settled else group.first_window + 1


def _keep(db: duckdb.DuckDBPyConnection, groups: Sequence[Group]) -> None:
    """What the next days need."""
    keys = ("commodity_code", "currency", "region_code")
    names = [f"{method}_{basis}" for method in ("chain", *METHODS) for basis in BASES]
    columns: dict[str, list[Any]] = {name: [] for name in (*keys, "day", "base", *names)}
    for group in groups:
        at = group.days.at(group.since)
        made = range(group.since, group.days.last + 1)
        for name, said in zip((*keys, "base"), (*group.key, group.base), strict=True):
            columns[name] += [said] * len(made)
        columns["day"] += made
        for name, values in zip(names, [v for m in (group.chain, *group.values.values()) for v in m], strict=True):
            columns[name] += values[at:].tolist()
    if not groups:
        return
    anew = [group.key for group in groups if not group.settled]
    db.register("anew", pa.table({name: pa.array([key[n] for key in anew], pa.string()) for n, name in enumerate(keys)}))
    db.register("incoming", pa.table(columns))
    db.execute(f"DELETE FROM index_state WHERE ({', '.join(keys)}) IN (FROM anew)")
    db.execute("INSERT INTO index_state BY NAME FROM incoming")
    for name in ("anew", "incoming"):
        db.unregister(name)
