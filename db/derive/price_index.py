"""The price indices of each commodity and currency, for all regions together and for each region that has enough listings.

Method: METHODS, "Price indices"; the arithmetic stands in indices.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import threadpoolctl
from numpy.typing import NDArray

from db.derive import indices, sql

Key = tuple[str, str, str]
"""region ('' = all), commodity, currency"""
Cell = tuple[date, str, str, str, str]
"""day, region, commodity, currency, verdict"""
_KEY = ("region_code", "commodity_code", "currency", "price_basis", "method")
_SCHEMA = pa.schema(
    [
        ("day", pa.date32()),
        *((name, pa.string()) for name in _KEY),
        ("base_day", pa.date32()),
        ("value", pa.float64()),
        ("matched_listings", pa.int64()),
        ("drift_gap", pa.float64()),
        ("status", pa.string()),
    ]
)
_DOUBTS = pa.schema(
    [("day", pa.date32()), *((name, pa.string()) for name in ("region_code", "commodity_code", "currency", "verdict"))]
)
_CELLS = "SELECT DISTINCT commodity_code, currency FROM quote WHERE commodity_code IS NOT NULL ORDER BY ALL"
# More changes of weight than a listing has.
_EPOCHS = 10_000
_VERDICTS = ("ok", "partial", "stale", "blocked", "invalid")


@dataclass(slots=True)
class Quotes:
    """Spans of prices of one commodity and currency."""

    product: NDArray[np.int64]
    since: NDArray[np.int64]
    """Days since 1970."""
    until: NDArray[np.int64]
    region: NDArray[Any]
    prices: dict[str, indices.Floats]
    """By price basis."""


def make(db: duckdb.DuckDBPyConnection, last: date, parents: Mapping[str, str | None], verdicts: Iterable[Cell]) -> None:
    """Make `price_index` of all days up to the last.

    Args:
        db: with the quotes.
        last: the last day.
        parents: of each region, the one that it lies in.
        verdicts: those of cells that are not ok.

    """
    tables = [_SCHEMA.empty_table()]
    # One thread, so that the last bits do not depend on how many there are; on many small matrices it is faster, too.
    with threadpoolctl.threadpool_limits(1):
        for commodity, currency in db.execute(_CELLS).fetchall():
            quotes = _quotes(db, commodity, currency)
            for region, rows in _groups(quotes, parents):
                tables += _rows((region, commodity, currency), quotes, rows, (last - date(1970, 1, 1)).days)
    worst = _worst(verdicts, parents)
    doubts = pa.Table.from_pylist(
        [dict(zip(_DOUBTS.names, (*key, verdict), strict=True)) for key, verdict in worst.items()], _DOUBTS
    )
    db.register("incoming", pa.concat_tables(tables))
    db.register("doubts", doubts)
    db.execute("""
        CREATE OR REPLACE TEMP TABLE price_index AS
        SELECT i.*, coalesce(d.verdict, 'ok') AS verdict
          FROM incoming i LEFT JOIN doubts d USING (day, region_code, commodity_code, currency)""")
    db.unregister("incoming")
    db.unregister("doubts")


def _worst(verdicts: Iterable[Cell], parents: Mapping[str, str | None]) -> dict[tuple[date, str, str, str], str]:
    """The worst verdict among the cells of each region, and of all."""
    worst: dict[tuple[date, str, str, str], str] = {}
    for day, region, commodity, currency, verdict in verdicts:
        for above in {"", *_up(region, parents)}:
            key = (day, above, commodity, currency)
            worst[key] = max(worst.get(key, "ok"), verdict, key=_VERDICTS.index)
    return worst


def _up(region: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    at: str | None = region
    # A country is all but the same as everything.
    while at and at[:1].isdigit():
        yield at
        at = parents.get(at)


def _quotes(db: duckdb.DuckDBPyConnection, commodity: str, currency: str) -> Quotes:
    found = db.execute(sql.text("price_index"), [commodity, currency]).fetchnumpy()
    product = np.asarray(found["listing_id"], dtype=np.int64) * _EPOCHS + np.asarray(found["epoch"], dtype=np.int64)
    since, until = (found[name].astype("datetime64[D]").astype(np.int64) for name in ("since", "until"))
    prices = {name: np.asarray(found[name], dtype=np.float64) for name in ("effective", "regular")}
    return Quotes(product, since, until, np.asarray(found["region_code"], dtype=object), prices)


def _groups(quotes: Quotes, parents: Mapping[str, str | None]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """All quotes, then those of each region, its own and those of what lies in it."""
    yield "", np.arange(len(quotes.product))
    codes, which = np.unique(quotes.region.astype(str), return_inverse=True)
    below: dict[str, list[int]] = {}
    for n, code in enumerate(codes.tolist()):
        for above in _up(code, parents):
            below.setdefault(above, []).append(n)
    for code in sorted(below):
        yield code, np.flatnonzero(np.isin(which.reshape(-1), below[code]))


def _rows(key: Key, quotes: Quotes, rows: NDArray[np.intp], last: int) -> Iterator[pa.Table]:
    rows = rows[quotes.since[rows] <= last]
    if len(np.unique(quotes.product[rows])) < indices.LEAST_MATCHED:
        return
    first = int(quotes.since[rows].min())
    for basis, prices in quotes.prices.items():
        yield from _of_basis(key, basis, first, _matrix(quotes, prices, rows, first, last))


def _matrix(quotes: Quotes, prices: indices.Floats, rows: NDArray[np.intp], first: int, last: int) -> indices.Floats:
    """Products x days; NaN where there is no price. Rows are in an order of their own content, never of their ids."""
    products, at = np.unique(quotes.product[rows], return_inverse=True)
    days = last - first + 1
    start = quotes.since[rows] - first
    length = np.minimum(quotes.until[rows], last) - quotes.since[rows] + 1
    ends = np.cumsum(length)
    ramp = np.arange(ends[-1]) - np.repeat(ends - length, length)
    matrix = np.full(len(products) * days, np.nan)
    matrix[np.repeat(at.reshape(-1) * days + start, length) + ramp] = np.repeat(prices[rows], length)
    shaped = matrix.reshape(len(products), days)
    there = np.isfinite(shaped)
    known = np.where(there, shaped, 0.0)
    order = np.lexsort((known.max(axis=1), known.sum(axis=1), there.sum(axis=1)))
    return np.asarray(shaped[order], dtype=np.float64)


def _of_basis(key: Key, basis: str, first: int, prices: indices.Floats) -> Iterator[pa.Table]:
    logs, mask = indices.logarithms(prices)
    pairs = indices.bilateral(logs, mask)
    base = indices.base_of(pairs)
    if base is None:
        return
    matched, window = indices.matched(mask)[base], _in_window(mask)
    chain = np.exp(indices.chained(pairs))
    status = "final" if len(pairs) - base >= indices.WINDOW else "provisional"
    days = np.arange(first + base, first + len(pairs)).astype("datetime64[D]")
    for method, values, matches in (
        ("jevons", indices.direct(pairs), matched),
        ("geks_jevons", indices.rolling_geks(pairs), window),
        ("tpd", indices.rolling_tpd(logs, mask), window),
    ):
        index = np.exp(values)[base:]
        columns = {
            "day": days,
            **{name: _same(text, len(days)) for name, text in zip(_KEY, (*key, basis, method), strict=True)},
            "base_day": np.repeat(days[:1], len(days)),
            "value": _known(index),
            "matched_listings": matches[base:],
            "drift_gap": _known(chain[base:] - index),
            "status": _same(status, len(days)),
        }
        yield pa.table(columns, schema=_SCHEMA)


def _in_window(mask: indices.Floats) -> NDArray[np.int64]:
    """Of each day, how many of its products have a price on another day of its window."""
    days = mask.shape[1]
    running = np.concatenate([np.zeros((len(mask), 1)), np.cumsum(mask, axis=1)], axis=1)
    ends = np.maximum(np.arange(days), min(indices.WINDOW, days) - 1) + 1
    often = running[:, ends] - running[:, np.maximum(ends - indices.WINDOW, 0)]
    return np.asarray(((often >= 2) * mask).sum(axis=0), dtype=np.int64)


def _known(values: indices.Floats) -> pa.Array:
    """Rounded to ten significant digits; null where there is no value."""
    return pa.array(indices.significant(values), pa.float64(), mask=~np.isfinite(values))


def _same(text: str, rows: int) -> pa.Array:
    return pa.array([text] * rows, pa.string())
