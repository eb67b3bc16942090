"""Quotes of one commodity and currency as panels of products by day, one a region, and those of products that moved apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.derive.dummies import Panel
from db.derive.indices import Floats, quantised

BASES = ("effective", "regular")
"""Price bases, in the order in which arrays of several hold them."""
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Days:
    """The days that a panel covers: some single ones, then all from one to another. Days are numbers since 1970."""

    single: Sequence[int]
    first: int
    last: int

    def __len__(self) -> int:
        return len(self.single) + self.last - self.first + 1

    def at(self, day: int) -> int:
        """The place of a day in the panel."""
        return self.single.index(day) if day < self.first else day - self.first + len(self.single)


@dataclass(slots=True)
class Quotes:
    """Spans of prices."""

    product: Ints
    region: Ints
    """By the numbers of regions."""
    since: Ints
    until: Ints
    prices: Floats
    """bases x spans"""

    def some(self, which: NDArray[Any]) -> Quotes:
        """A part of them."""
        return Quotes(self.product[which], self.region[which], self.since[which], self.until[which], self.prices[:, which])


def quotes_of(found: Mapping[str, NDArray[Any]]) -> Quotes:
    """From the columns of price_index.sql."""
    product, region, since, until = (np.asarray(found[n], dtype=np.int64) for n in ("product", "region", "since", "until"))
    return Quotes(product, region, since, until, np.stack([np.asarray(found[n], dtype=np.float64) for n in BASES]))


class Panels:
    """The products of all regions; `of` gives those of some regions together."""

    def __init__(self, quotes: Quotes, days: Days) -> None:
        self.days = days
        products, at = np.unique(quotes.product, return_inverse=True)
        at = at.reshape(-1)
        home = np.zeros(len(products), dtype=np.int64)
        home[at] = quotes.region
        moved = np.zeros(len(products), dtype=bool)
        moved[at[home[at] != quotes.region]] = True
        self._moved = quotes.some(moved[at])
        # Products in the order of their regions: each region is a stretch.
        stay = np.flatnonzero(~moved)
        stay = stay[np.argsort(home[stay], kind="stable")]
        place = np.zeros(len(products), dtype=np.int64)
        place[stay] = np.arange(len(stay))
        kept = ~moved[at]
        there, logs = _filled(quotes.some(kept), place[at[kept]], len(stay), days)
        self._of_region = dict(_stretches(home[stay], there, logs))
        self.regions = sorted({*self._of_region, *np.unique(self._moved.region).tolist()})

    def of(self, regions: Sequence[int]) -> list[Panel]:
        """Panels that hold the products of some regions between them."""
        found = [self._of_region[region] for region in regions if region in self._of_region]
        moved = self._moved.some(np.isin(self._moved.region, regions))
        if len(moved.product):
            products, at = np.unique(moved.product, return_inverse=True)
            there, logs = _filled(moved, at.reshape(-1), len(products), self.days)
            found.append(Panel(there, list(logs)))
        return found


def _stretches(home: Ints, there: Floats, logs: Floats) -> Iterator[tuple[int, Panel]]:
    regions, starts = np.unique(home, return_index=True)
    for region, start, end in zip(regions.tolist(), starts, [*starts, len(home)][1:], strict=True):
        yield (
            region,
            Panel(np.ascontiguousarray(there[:, start:end]), [np.ascontiguousarray(part[:, start:end]) for part in logs]),
        )


def _filled(quotes: Quotes, at: Ints, products: int, days: Days) -> tuple[Floats, Floats]:
    """Where there are prices, days x products, and their logarithms against one of each product, bases x days x products."""
    single = len(days.single)
    start, until = np.maximum(quotes.since, days.first) - days.first, np.minimum(quotes.until, days.last) - days.first
    on = np.flatnonzero(start <= until)
    begins, ends, whose = start[on] + single, until[on] + single + 1, at[on]
    at_bases = [np.flatnonzero((quotes.since <= day) & (quotes.until >= day)) for day in days.single]

    def spread(said: Floats) -> Floats:
        """A value of each span on its days: it comes with the first and goes after the last; exact as logarithms are."""
        found = np.zeros((len(days) + 1, products))
        found[begins, whose] = said[on]
        found[ends, whose] -= said[on]
        np.cumsum(found[single:], axis=0, out=found[single:])
        for n, some in enumerate(at_bases):
            found[n, at[some]] = said[some]
        return found[:-1]

    there = spread(np.ones(len(at)))
    logs = np.empty((len(BASES), len(days), products))
    for n, prices in enumerate(quotes.prices):
        said = quantised(prices)
        against = np.zeros(products)
        against[at] = said
        logs[n] = spread(said - against[at])
    return there, logs
