"""The quotes of all commodities and currencies, fetched at once and handed out one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from db.derive import sql
from db.derive.panels import BASES, Days, Quotes

EPOCH = date(1970, 1, 1)
Cell = tuple[str, str]
"""commodity, currency"""


class Fetched:
    """Quotes that reach into some days, or to one of some single days, in the order of their cells.

    Args:
        db: with quotes, and what products.sql makes.
        first: the first day, as a number since 1970.
        last: the last day.
        single: days before the first.

    """

    def __init__(self, db: duckdb.DuckDBPyConnection, first: int, last: int, single: Sequence[int]) -> None:
        self._first = first
        self._numbers: dict[Cell, int] = {
            (commodity, currency): number
            for commodity, currency, number in db.execute("SELECT commodity_code, currency, number FROM cell_number").fetchall()
        }
        bases = "".join(f" OR DATE '{EPOCH + timedelta(day)}' BETWEEN q.since AND q.until" for day in sorted(single))
        query = sql.text("price_index").replace("/* base days */", bases)
        self._columns = db.execute(query, [EPOCH + timedelta(first), EPOCH + timedelta(last)]).fetchnumpy()
        cells = self._columns.pop("cell")
        self._order = np.argsort(cells, kind="stable")
        self._starts = np.searchsorted(cells[self._order], np.arange(len(self._numbers) + 1))

    def cells(self, first: int) -> set[Cell]:
        """Those that have a quote on the first day or later."""
        reaching = self._columns["until"] >= first
        return {cell for cell, n in self._numbers.items() if reaching[self._order[self._starts[n] : self._starts[n + 1]]].any()}

    def of(self, cell: Cell, days: Days) -> Quotes:
        """The quotes of a cell that the days take in."""
        number = self._numbers.get(cell)
        some = self._order[:0] if number is None else self._order[self._starts[number] : self._starts[number + 1]]
        if days.first > self._first:
            since, until = self._columns["since"][some], self._columns["until"][some]
            there = until >= days.first
            for day in days.single:
                there |= (since <= day) & (until >= day)
            some = some[there]
        return _quotes({name: values.take(some) for name, values in self._columns.items()})


def _quotes(found: Mapping[str, NDArray[Any]]) -> Quotes:
    product, region, since, until = (np.asarray(found[n], dtype=np.int64) for n in ("product", "region", "since", "until"))
    return Quotes(product, region, since, until, np.stack([np.asarray(found[n], dtype=np.float64) for n in BASES]))
