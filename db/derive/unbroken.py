"""Products that are there on all days from one to another, as most are: sums over them from the ends of their spans alone.

What `dummies.Panel` sums over a value a product and day, this sums over a value a span of one price; the same numbers, to the
last bit, as all sums are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.derive.dummies import WEIGHTS, Sums, mean_parts
from db.derive.indices import Floats

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Spans:
    """Spans of one price each. Places are those of the days that are looked at."""

    whose: Ints
    """The number of the product."""
    begins: Ints
    ends: Ints
    """The last place."""
    logs: Floats
    """bases x spans: multiples of the quantum"""

    def some(self, which: NDArray[Any]) -> Spans:
        """A part of them."""
        return Spans(self.whose[which], self.begins[which], self.ends[which], self.logs[:, which])


class Unbroken:
    """Some products, each there from one place to another.

    Args:
        size: how many places there are.
        begins: of each product the first place.
        ends: the last place; before the first where it is there on single days only.
        spans: all that the products asked between.
        singles: for each of the first places, which are days on their own, the products that are there, and their logarithms
            (bases x products).

    """

    def __init__(self, size: int, begins: Ints, ends: Ints, spans: Spans, singles: Sequence[tuple[Ints, Floats]]) -> None:
        self.size, self.begins, self.ends, self.spans, self.singles = size, begins, ends, spans, singles
        self._there = np.flatnonzero(begins <= ends)
        self._span = (-2, -2)
        self._in_order = False
        self._totals: Floats = np.zeros(0)
        self._came: Floats = np.zeros(0)
        self._gone: Floats = np.zeros(0)

    @cached_property
    def pairs(self) -> Ints:
        """How many products each pair of places shares."""
        some = self._there
        counts = np.bincount(self.begins[some] * self.size + self.ends[some], minlength=self.size**2)
        found = _covering(counts.reshape(self.size, self.size))
        for place, (products, _) in enumerate(self.singles):
            found[place] = found[:, place] = self._over(products, np.ones(len(products)))
        for place, (products, _) in enumerate(self.singles):
            for other, (others, _) in enumerate(self.singles):
                found[place, other] = len(np.intersect1d(products, others, assume_unique=True))
        return found.astype(np.int64)

    @cached_property
    def sums(self) -> Floats:
        """bases x place a x place b: sum of the logarithms of place b over the products of place a."""
        found = np.stack([self._summed(logs) for logs in self.spans.logs])
        for place, (products, logs) in enumerate(self.singles):
            spans = self.spans.some(np.isin(self.spans.whose, products))
            for n, said in enumerate(spans.logs):
                found[n, place] = _steps(spans.begins, spans.ends, said, self.size)
                found[n, :, place] = self._over(products, logs[n])
        for place, (products, logs) in enumerate(self.singles):
            for other, (others, _) in enumerate(self.singles):
                found[:, other, place] = logs[:, np.isin(products, others)].sum(axis=1)
        return found

    def window(self, start: int, end: int) -> Sums:
        """The sums over the places from start to before end; cheap one day after another."""
        self._advance(start, end)
        begins, ends = np.maximum(self.begins, start) - start, np.minimum(self.ends, end - 1) - start
        some = np.flatnonzero(begins <= ends)
        begins, ends, size = begins[some], ends[some], end - start
        often = ends - begins + 1
        counts = np.bincount(begins * size + ends, minlength=size**2).reshape(size, size)
        days = np.arange(size)
        # Products of so many days have the same weight.
        weights = WEIGHTS[:, np.maximum(days[None, :] - days[:, None] + 1, 0)]
        shared = np.stack([_covering(counts * weight) for weight in weights])
        means = np.stack(
            [[_steps(begins, ends, part, size) for part in mean_parts(total[some], often)] for total in self._totals]
        )
        return Sums(shared, means, np.bincount(begins[often == 1], minlength=size).astype(np.float64))

    def _advance(self, start: int, end: int) -> None:
        """Totals of each product's logarithms over a window."""
        spans, products = self.spans, len(self.begins)
        if self._span == (start - 1, end - 1):
            if not self._in_order:
                self._order(start, end)
            self._totals += self._on(self._came, end - 1) - self._on(self._gone, start - 1)
        elif self._span != (start, end):
            days = np.minimum(spans.ends, end - 1) - np.maximum(spans.begins, start) + 1
            some = np.flatnonzero(days > 0)
            self._totals = np.stack([_binned(spans.whose[some], days[some] * said[some], products) for said in spans.logs])
            self._in_order = False
        self._span = (start, end)

    def _order(self, start: int, end: int) -> None:
        """Prepare to move from the window before on, day by day."""
        spans = self.spans = self.spans.some(np.argsort(self.spans.begins, kind="stable"))
        self._came, self._gone = (np.zeros((len(spans.logs), len(self.begins))) for _ in range(2))
        for latest, place in ((self._came, end - 1), (self._gone, start - 1)):
            some = np.searchsorted(spans.begins, place)
            # Of several for one product the last one stands.
            latest[:, spans.whose[:some]] = spans.logs[:, :some]
        self._in_order = True

    def _on(self, latest: Floats, place: int) -> Floats:
        """The logarithms of a place, 0 where there is none; brings up to it those of the place before."""
        first, last = np.searchsorted(self.spans.begins, [place, place + 1])
        latest[:, self.spans.whose[first:last]] = self.spans.logs[:, first:last]
        return latest * ((self.begins <= place) & (self.ends >= place))

    def _over(self, products: Ints, said: Floats) -> Floats:
        """places: the sum of a value of each of some products over those that are there."""
        there = self.begins[products] <= self.ends[products]
        some = products[there]
        return _steps(self.begins[some], self.ends[some], said[there], self.size)

    def _summed(self, said: Floats) -> Floats:
        """A value of each span, where its product is there by where the span is: a rectangle, told by its corners."""
        spans, size = self.spans, self.size + 1
        first, last = self.begins[spans.whose] * size, (self.ends[spans.whose] + 1) * size
        begins, ends = spans.begins, spans.ends + 1
        corners = _binned(first + begins, said, size**2) - _binned(last + begins, said, size**2)
        corners += _binned(last + ends, said, size**2) - _binned(first + ends, said, size**2)
        return np.asarray(corners.reshape(size, size).cumsum(axis=0).cumsum(axis=1)[:-1, :-1], dtype=np.float64)


def _covering(ends: NDArray[Any]) -> Floats:
    """From a value for each first and last place: its sum over what covers both of two places."""
    within = ends.cumsum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    upper = np.triu(within)
    return np.asarray(upper + np.triu(within, 1).T, dtype=np.float64)


def _steps(begins: Ints, ends: Ints, said: Floats, size: int) -> Floats:
    """places: the sum of values that hold from one place to another."""
    found = _binned(begins, said, size + 1) - _binned(ends + 1, said, size + 1)
    return np.asarray(found.cumsum()[:size], dtype=np.float64)


def _binned(places: Ints, said: Floats, size: int) -> Floats:
    """Sums of values by place; of none they are 0, and of floating point too."""
    return np.bincount(places, said, size).astype(np.float64, copy=False)
