"""The price indices of each commodity and currency, for all regions together and for each region that has enough listings.

Method: METHODS, "Price indices"; the arithmetic stands in indices.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from db.derive import indices, sql

Key = tuple[str, str, str]
"""region ('' = all), commodity, currency"""
Cell = tuple[date, str, str, str, str]
"""day, region, commodity, currency, verdict"""
_COLUMNS = {
    "day": pa.date32(),
    "region_code": pa.string(),
    "commodity_code": pa.string(),
    "currency": pa.string(),
    "price_basis": pa.string(),
    "method": pa.string(),
    "base_day": pa.date32(),
    "value": pa.float64(),
    "matched_listings": pa.int64(),
    "drift_gap": pa.float64(),
    "status": pa.string(),
    "verdict": pa.string(),
}
_CELLS = "SELECT DISTINCT commodity_code, currency FROM quote WHERE commodity_code IS NOT NULL ORDER BY ALL"
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
    worst = _worst(verdicts, parents)
    found: list[dict[str, Any]] = []
    for commodity, currency in db.execute(_CELLS).fetchall():
        quotes = _quotes(db, commodity, currency)
        for region, rows in _groups(quotes, parents):
            found += _rows((region, commodity, currency), quotes, rows, (last - date(1970, 1, 1)).days)
    for row in found:
        row["verdict"] = worst.get((row["day"], row["region_code"], row["commodity_code"], row["currency"]), "ok")
    table = pa.Table.from_pylist(found, pa.schema(list(_COLUMNS.items())))
    db.register("incoming", table)
    db.execute("CREATE OR REPLACE TEMP TABLE price_index AS SELECT * FROM incoming")
    db.unregister("incoming")


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
    while at:
        yield at
        at = parents.get(at)


def _quotes(db: duckdb.DuckDBPyConnection, commodity: str, currency: str) -> Quotes:
    found = db.execute(sql.text("price_index"), [commodity, currency]).fetchnumpy()
    keys = np.stack([found["listing_id"], found["epoch"]], axis=1)
    product = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    since, until = (found[name].astype("datetime64[D]").astype(np.int64) for name in ("since", "until"))
    prices = {name: np.asarray(found[name], dtype=np.float64) for name in ("effective", "regular")}
    return Quotes(product.astype(np.int64), since, until, np.asarray(found["region_code"], dtype=object), prices)


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


def _rows(key: Key, quotes: Quotes, rows: NDArray[np.intp], last: int) -> Iterator[dict[str, Any]]:
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


def _of_basis(key: Key, basis: str, first: int, prices: indices.Floats) -> Iterator[dict[str, Any]]:
    logs, mask = indices.logarithms(prices)
    counts = indices.matched(mask)
    pairs = indices.bilateral(logs, mask)
    base = indices.base_of(pairs)
    if base is None:
        return
    found = {
        "jevons": indices.direct(pairs),
        "geks_jevons": indices.rolling_geks(pairs),
        "tpd": indices.rolling_tpd(logs, mask),
    }
    chain = np.exp(indices.chained(pairs))
    matches = {"jevons": counts[base], "geks_jevons": _in_window(mask)}
    full = len(pairs) - base >= indices.WINDOW
    for method, values in found.items():
        index = np.exp(values)
        value, gap = indices.significant(index), indices.significant(chain - index)
        for n in range(base, len(pairs)):
            yield {
                "day": _day(first + n),
                "region_code": key[0],
                "commodity_code": key[1],
                "currency": key[2],
                "price_basis": basis,
                "method": method,
                "base_day": _day(first + base),
                "value": _number(value[n]),
                "matched_listings": int(matches.get(method, matches["geks_jevons"])[n]),
                "drift_gap": _number(gap[n]),
                "status": "final" if full else "provisional",
            }


def _in_window(mask: indices.Floats) -> NDArray[np.int64]:
    """Of each day, how many of its products have a price on another day of its window."""
    days = mask.shape[1]
    running = np.concatenate([np.zeros((len(mask), 1)), np.cumsum(mask, axis=1)], axis=1)
    ends = np.maximum(np.arange(days), min(indices.WINDOW, days) - 1) + 1
    often = running[:, ends] - running[:, np.maximum(ends - indices.WINDOW, 0)]
    return np.asarray(((often >= 2) * mask).sum(axis=0), dtype=np.int64)


def _number(value: np.float64) -> float | None:
    return float(value) if np.isfinite(value) else None


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)
