"""The time-product dummy: least squares of log price on product and day, unweighted, over windows of days.

The products' effects are eliminated, so that a system of the size of the window is solved. What it takes of the products are
exact sums: those of several sets of products add up to those of all, and a window that moved a day on has the very sums of one
made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from db.derive.indices import LEAST_MATCHED, QUANTUM, WINDOW, Floats, matched, rolled


def _split(values: Floats, coarse: float, fine: float) -> Floats:
    """Values as the sum of two rows, multiples of a coarse and of a fine unit."""
    high = np.rint(values / coarse) * coarse
    return np.stack([high, np.rint((values - high) / fine) * fine])


# 1 / n in two parts whose sums over up to 2^22 products are exact; nothing for products that are not there.
WEIGHTS = _split(np.concatenate([[0.0], 1 / np.arange(1, 400)]), 2.0**-26, 2.0**-58)
# A mean's part below the quantum, in units of which sums are exact too.
_FINE = 2.0**30


@dataclass(slots=True)
class Sums:
    """What the system of a window takes of some products."""

    shared: Floats
    """2 x days x days: of the products that two days share the sum of 1 / days on which they are there, in two parts."""
    means: Floats
    """bases x 2 x days: sum of the mean logarithms of the products of a day, in two parts."""
    lone: Floats
    """days: products that are there on that day of the window only."""

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.shared + other.shared, self.means + other.means, self.lone + other.lone)


class Panel:
    """Products that are looked at together, and the sums of a window over them.

    Args:
        there: days x products, 1 where there is a price, else 0.
        logs: of each price basis the logarithms (multiples of the quantum), days x products, 0 where there is no price.

    """

    def __init__(self, there: Floats, logs: Sequence[Floats]) -> None:
        self.there, self.logs = there, logs
        self._span = (-2, -2)
        self._often: Floats = np.zeros(0)
        self._totals: list[Floats] = []
        self._shared: Floats = np.zeros(0)

    @cached_property
    def pairs(self) -> NDArray[np.int64]:
        """How many products each pair of days shares."""
        return matched(self.there.T)

    @cached_property
    def sums(self) -> Floats:
        """bases x days a x days b: sum of the logarithms of day b over the products of day a."""
        return np.stack([self.there @ logs.T for logs in self.logs])

    def window(self, start: int, end: int) -> Sums:
        """The sums over the days from start to before end; cheap one day after another."""
        if self._span == (start - 1, end - 1):
            self._shift(start, end)
        elif self._span != (start, end):
            self._begin(start, end)
        self._span = (start, end)
        rows = self.there[start:end]
        # The day that came last shares with the others what `_shift` could not know; all in one pass over the products.
        last = rows[-1] * WEIGHTS[:, self._often.astype(np.intp)]
        found = rows @ np.concatenate([last, *(mean_parts(total, self._often) for total in self._totals)]).T
        self._shared[:, -1] = self._shared[:, :, -1] = found[:, :2].T
        lone = rows.take(np.flatnonzero(self._often == 1), axis=1).sum(axis=1)
        return Sums(self._shared, found[:, 2:].T.reshape(len(self.logs), 2, len(rows)), lone)

    def _begin(self, start: int, end: int) -> None:
        rows = self.there[start:end]
        self._often = rows.sum(axis=0)
        self._totals = [logs[start:end].sum(axis=0) for logs in self.logs]
        weights = WEIGHTS[:, self._often.astype(np.intp)]
        self._shared = np.stack([(rows * weight) @ rows.T for weight in weights])

    def _shift(self, start: int, end: int) -> None:
        leaving, entering = self.there[start - 1], self.there[end - 1]
        changed = np.flatnonzero(leaving != entering)
        before = self._often[changed].astype(np.intp)
        self._often = self._often + entering - leaving
        change = WEIGHTS[:, self._often[changed].astype(np.intp)] - WEIGHTS[:, before]
        part = self.there[start : end - 1].take(changed, axis=1)
        shared = np.empty_like(self._shared)
        for n in range(2):
            shared[n, :-1, :-1] = self._shared[n, 1:, 1:] + (part * change[n]) @ part.T
        self._shared = shared
        self._totals = [total + logs[end - 1] - logs[start - 1] for total, logs in zip(self._totals, self.logs, strict=True)]


def mean_parts(total: Floats, often: Floats) -> Floats:
    """Totals over counts: whole quanta, and what is left. The latter does not depend on what logarithms are relative to."""
    counts = np.maximum(often, 1.0)
    quanta = total / QUANTUM
    # Exact: a quotient of whole numbers below 2^45 and 2^7 does not round up to the next one.
    whole = np.floor(quanta / counts)
    rest = np.rint((quanta - whole * counts) / counts * _FINE) / _FINE
    return np.stack([whole, rest]) * QUANTUM


def effects(sums: Sums, present: Floats, totals: Floats, least: int = LEAST_MATCHED) -> tuple[Floats, NDArray[np.int64]]:
    """Effects of the days of a window, relative to the first that is published, and how many products each rests on.

    NaN: days on which fewer than `least` products of two days or more were priced, and days that share nothing with the first.

    Args:
        sums: over all products.
        present: products of each day.
        totals: of each basis the sum of the logarithms of each day, bases x days.
        least: see above.

    """
    counts = present - sums.lone
    result = np.full(totals.shape, np.nan)
    published = np.flatnonzero(counts >= least)
    if len(published):
        # Days of few prices keep their part in the estimation; they are only not published. Days that share nothing with the
        # base have no effect that is known.
        system = np.diag(present) - (sums.shared[0] + sums.shared[1])
        right = (totals - sums.means[:, 0]) - sums.means[:, 1]
        free = _reached(system, int(published[0]))
        found = np.zeros(totals.shape)
        found[:, free] = np.linalg.solve(system[np.ix_(free, free)], right[:, free].T).T
        known = np.intersect1d(published, np.append(free, published[0]))
        result[:, known] = found[:, known]
    return result, counts.astype(np.int64)


def _reached(system: Floats, base: int) -> NDArray[np.intp]:
    """The other days that are joined to the base by products, directly or through other days."""
    joined = np.abs(system) > 1e-9
    found = np.zeros(len(system), dtype=bool)
    found[base] = True
    while True:
        more = found | joined[found].any(axis=0)
        if (more == found).all():
            found[base] = False
            return np.flatnonzero(found)
        found = more


def rolling_tpd(logs: Floats, mask: Floats, window: int = WINDOW, least: int = LEAST_MATCHED) -> Floats:
    """Logarithm of the index over rolling windows, joined by the mean splice.

    Args:
        logs: of prices, products x days, 0 where there is no price (as of `indices.logarithms`).
        mask: 1 where there is a price.
        window: days.
        least: days of fewer products are NaN.

    """
    there, prices = np.ascontiguousarray(mask.T), np.ascontiguousarray(logs.T)
    panel, present, totals = Panel(there, [prices]), there.sum(axis=1), prices.sum(axis=1)[None]

    def index(start: int, end: int) -> Floats:
        found, _ = effects(panel.window(start, end), present[start:end], totals[:, start:end], least)
        return np.asarray(found[0], dtype=np.float64)

    return rolled(len(there), window, index)
