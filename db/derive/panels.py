"""Quotes of one commodity and currency as panels of products by day, one a region, and those of products that moved apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.derive.dummies import Panel
from db.derive.indices import Floats, quantised
from db.derive.unbroken import Ints, Spans, Unbroken

BASES = ("effective", "regular")
"""Price bases, in the order in which arrays of several hold them."""
Products = Panel | Unbroken


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
        some = np.flatnonzero(which) if which.dtype == np.bool_ else which
        product, region, since, until = (column.take(some) for column in (self.product, self.region, self.since, self.until))
        return Quotes(product, region, since, until, self.prices.take(some, axis=1))


class Panels:
    """The products of all regions; `of` gives those of some regions together."""

    def __init__(self, quotes: Quotes, days: Days) -> None:
        self.days = days
        count, at = numbered(quotes.product)
        home = np.zeros(count, dtype=np.int64)
        home[at] = quotes.region
        moved = np.zeros(count, dtype=bool)
        moved[at[home[at] != quotes.region]] = True
        self._moved = quotes.some(moved[at])
        # Products in the order of their regions, and in each those without gaps first: each is a stretch.
        first, last, gaps = _presence(quotes, at, count, days)
        kind = 2 * home + gaps
        # Numbers of 16 bits are sorted by their digits.
        kind = kind.astype(np.int16 if kind.max(initial=0) < 1 << 15 else np.int32)
        stay = np.flatnonzero(~moved)
        stay = stay[np.argsort(kind[stay], kind="stable")]
        place = np.zeros(count, dtype=np.int64)
        place[stay] = np.arange(len(stay))
        order = np.flatnonzero(~moved[at]) if len(self._moved.product) else np.arange(len(at))
        order = order[np.argsort(kind[at[order]], kind="stable")]
        of_span = kind[at[order]]
        self._of_region: dict[int, list[Products]] = {}
        kinds, starts = np.unique(kind[stay], return_index=True)
        for one, start, end in zip(kinds.tolist(), starts.tolist(), [*starts.tolist(), len(stay)][1:], strict=True):
            some = order[slice(*np.searchsorted(of_span, [one, one + 1]))]
            part, whose = quotes.some(some), place[at[some]] - start
            if one % 2:
                found: Products = filled(part, whose, end - start, days)
            else:
                found = _unbroken(part, whose, first[stay[start:end]], last[stay[start:end]], days)
            self._of_region.setdefault(one // 2, []).append(found)
        self.regions = sorted({*self._of_region, *np.unique(self._moved.region).tolist()})

    def of(self, regions: Sequence[int]) -> list[Products]:
        """What holds the products of some regions between them."""
        found = [part for region in regions for part in self._of_region.get(region, [])]
        moved = self._moved.some(np.isin(self._moved.region, regions))
        if len(moved.product):
            count, at = numbered(moved.product)
            found.append(filled(moved, at, count, self.days))
        return found


def numbered(products: Ints) -> tuple[int, Ints]:
    """How many products there are, and the number of each entry's, in the order of the products."""
    span = int(products.max()) - int(products.min()) + 1 if len(products) else 0
    if span > 8 * len(products):
        found, at = np.unique(products, return_inverse=True)
        return len(found), at.reshape(-1)
    # As many places as numbers: no need to sort.
    near = products - (products.min() if span else 0)
    there = np.zeros(span, dtype=np.int64)
    there[near] = 1
    rank = there.cumsum()
    return int(rank[-1]) if span else 0, rank[near] - 1


def _presence(quotes: Quotes, at: Ints, products: int, days: Days) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """First and last places of products among the days without gaps, and whether they have gaps themselves between them."""
    begins, ends, on = _placed(quotes, days)
    first, last, whose = np.full(products, len(days)), np.full(products, -1), at[on]
    np.minimum.at(first, whose, begins)
    np.maximum.at(last, whose, ends)
    there = np.bincount(whose, ends - begins + 1, products)
    return first, last, np.asarray((last - first + 1 != there) & (there > 0))


def _placed(quotes: Quotes, days: Days) -> tuple[Ints, Ints, Ints]:
    """First and last places of the spans that reach into the days without gaps, and which they are."""
    begins, ends = np.maximum(quotes.since, days.first), np.minimum(quotes.until, days.last)
    on = np.flatnonzero(begins <= ends)
    shift = len(days.single) - days.first
    return begins[on] + shift, ends[on] + shift, on


def _against_one(quotes: Quotes, at: Ints, products: int) -> Floats:
    """Logarithms against one of each product, bases x spans."""
    logs = np.stack([quantised(prices) for prices in quotes.prices])
    against = np.zeros((len(logs), products))
    against[:, at] = logs
    return np.asarray(logs - against[:, at], dtype=np.float64)


def _unbroken(quotes: Quotes, at: Ints, first: Ints, last: Ints, days: Days) -> Unbroken:
    logs = _against_one(quotes, at, len(first))
    begins, ends, on = _placed(quotes, days)
    at_bases = [np.flatnonzero((quotes.since <= day) & (quotes.until >= day)) for day in days.single]
    singles = [(at[some], logs[:, some]) for some in at_bases]
    return Unbroken(len(days), first, last, Spans(at[on], begins, ends, logs[:, on]), singles)


def filled(quotes: Quotes, at: Ints, products: int, days: Days) -> Panel:
    """Where there are prices, and their logarithms, a value a product and day."""
    logs = _against_one(quotes, at, products)
    begins, ends, on = _placed(quotes, days)
    whose, single = at[on], len(days.single)
    at_bases = [np.flatnonzero((quotes.since <= day) & (quotes.until >= day)) for day in days.single]

    def spread(said: Floats) -> Floats:
        """A value of each span on its days: it comes with the first and goes after the last; exact as logarithms are."""
        found = np.zeros((len(days) + 1, products))
        found[begins, whose] = said[on]
        found[ends + 1, whose] -= said[on]
        np.cumsum(found[single:], axis=0, out=found[single:])
        for n, some in enumerate(at_bases):
            found[n, at[some]] = said[some]
        return found[:-1]

    return Panel(spread(np.ones(len(at))), [spread(said) for said in logs])
