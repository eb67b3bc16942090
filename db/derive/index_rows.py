"""Price indices as rows of `price_index`, with the worst verdict of the cells that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from functools import partial
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import threadpoolctl

from db.derive import indices, sql
from db.derive.indices import WINDOW, Floats
from db.derive.panels import BASES
from db.derive.price_index import METHODS, Group, groups_of, up

Cell = tuple[date, str, str, str, str]
"""day, region, commodity, currency, verdict"""
_KEY = ("region_code", "commodity_code", "currency", "price_basis", "method")
_DOUBTS = pa.schema(
    [("day", pa.date32()), *((name, pa.string()) for name in ("region_code", "commodity_code", "currency", "verdict"))]
)
_VERDICTS = ("ok", "partial", "stale", "blocked", "invalid")


@contextmanager
def begun(
    db: duckdb.DuckDBPyConnection, first: date, last: date, parents: Mapping[str, str | None], *, beside: bool = False
) -> Iterator[Callable[[], list[Group]]]:
    """Compute indices, given by the function that this hands out: when it is called, or meanwhile.

    Args:
        db: with the quotes, and `index_state` of the days before; nothing else may change either meanwhile.
        first: the first day whose quotes may have changed.
        last: the last day.
        parents: of each region, the one that it lies in.
        beside: begin at once, beside what else is done with the database. Takes the room of both.

    """
    sql.run(db, "products")
    own = db.cursor()
    for name in ("region_number", "cell_number", "scope_number", "reweighed"):
        # Temporary tables are those of one connection.
        own.register(name, db.sql(f"FROM {name}").to_arrow_table())
    (listings,) = sql.one(db, "SELECT coalesce(getvariable('listings'), 0)") or (0,)
    own.execute(f"SET VARIABLE listings = {listings}")
    compute = partial(_computed, own, first, last, parents)
    with closing(own), ThreadPoolExecutor(1, "indices") as pool:
        yield pool.submit(compute).result if beside else compute


def computed(db: duckdb.DuckDBPyConnection, first: date, last: date, parents: Mapping[str, str | None]) -> list[Group]:
    """The same, computed here and now."""
    with begun(db, first, last, parents) as indices:
        return indices()


def _computed(db: duckdb.DuckDBPyConnection, first: date, last: date, parents: Mapping[str, str | None]) -> list[Group]:
    # One thread, so that the last bits do not depend on how many there are; on many small matrices it is faster, too.
    with threadpoolctl.threadpool_limits(1):
        return groups_of(db, first, last, parents)


def make(
    db: duckdb.DuckDBPyConnection, groups: Sequence[Group], parents: Mapping[str, str | None], verdicts: Iterable[Cell]
) -> None:
    """Make `price_index` of indices, and `index_anew`: what was made of all its days.

    Args:
        db: where.
        groups: as `begun` gives them.
        parents: of each region, the one that it lies in.
        verdicts: those of cells that are not ok.

    """
    parts = [part for group in groups for n in range(len(BASES)) for part in _parts(group, n)]
    db.register("incoming", _table(parts))
    anew = [group.key for group in groups if not group.settled]
    names = ("commodity_code", "currency", "region_code")
    db.register("anew", pa.table({name: pa.array([key[n] for key in anew], pa.string()) for n, name in enumerate(names)}))
    worst = _worst(verdicts, parents)
    doubts = [dict(zip(_DOUBTS.names, (*key, verdict), strict=True)) for key, verdict in worst.items()]
    db.register("doubts", pa.Table.from_pylist(doubts, _DOUBTS))
    db.execute("""
        CREATE OR REPLACE TEMP TABLE price_index AS
        SELECT i.*, coalesce(d.verdict, 'ok') AS verdict
          FROM incoming i LEFT JOIN doubts d USING (day, region_code, commodity_code, currency);
        CREATE OR REPLACE TEMP TABLE index_anew AS SELECT * FROM anew""")
    for name in ("incoming", "anew", "doubts"):
        db.unregister(name)


def _parts(group: Group, n: int) -> Iterable[dict[str, Any]]:
    """The columns of one price basis, method by method."""
    assert group.base is not None
    at = group.days.at(group.since)
    days = np.arange(group.since, group.days.last + 1)
    chain = np.exp(group.chain[n, at:])
    status = "final" if group.days.last - group.base + 1 >= WINDOW else "provisional"
    commodity, currency, region = group.key
    for method in ("jevons", *METHODS):
        values = np.exp((group.direct if method == "jevons" else group.values[method])[n, at:])
        yield {
            "names": (region, commodity, currency, BASES[n], method, status),
            "day": days,
            "base_day": np.repeat(group.base, len(days)),
            "value": values,
            "matched_listings": (group.with_base if method == "jevons" else group.matched)[at:],
            "drift_gap": chain - values,
        }


def _table(parts: Sequence[dict[str, Any]]) -> pa.Table:
    whose = np.repeat(np.arange(len(parts)), [len(part["day"]) for part in parts])

    def joined(name: str) -> Floats:
        return np.concatenate([np.zeros(0), *(part[name] for part in parts)])

    def text(n: int) -> pa.Array:
        said = pa.array([part["names"][n] for part in parts], pa.string())
        return said.take(pa.array(whose))

    def known(values: Floats) -> pa.Array:
        """Rounded to ten significant digits; null where there is no value."""
        return pa.array(indices.significant(values), pa.float64(), mask=~np.isfinite(values))

    def day(values: Floats) -> pa.Array:
        return pa.array(values.astype(np.int32), pa.int32()).cast(pa.date32())

    columns = {
        "day": day(joined("day")),
        **{name: text(n) for n, name in enumerate(_KEY)},
        "base_day": day(joined("base_day")),
        "value": known(joined("value")),
        "matched_listings": pa.array(joined("matched_listings").astype(np.int64)),
        "drift_gap": known(joined("drift_gap")),
        "status": text(len(_KEY)),
    }
    return pa.table(columns)


def _worst(verdicts: Iterable[Cell], parents: Mapping[str, str | None]) -> dict[tuple[date, str, str, str], str]:
    """The worst verdict among the cells of each region, and of all."""
    worst: dict[tuple[date, str, str, str], str] = {}
    for day, region, commodity, currency, verdict in verdicts:
        for above in {"", *up(region, parents)}:
            key = (day, above, commodity, currency)
            worst[key] = max(worst.get(key, "ok"), verdict, key=_VERDICTS.index)
    return worst
