"""Price indices of matched listings, vectorised. Pure functions on arrays of prices: one row a product, one column a day.

Sources: Ivancic, Diewert and Fox (2011), GEKS; ONS (2020), GEKS-Jevons of web-scraped prices; Consumer Price Index Manual (IMF
2020), chapter 10 (time-product dummy) and mean splice.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

WINDOW = 91
LEAST_MATCHED = 5
Floats = NDArray[np.float64]
# Logarithms are multiples of this, so that sums of them are exact whatever their order (up to 2^17 products).
_QUANTUM = 2.0**-36


def logarithms(prices: Floats) -> tuple[Floats, Floats]:
    """Logarithms of prices against each product's first, 0 where there is no price; and where there is one (1 or 0).

    Args:
        prices: products x days, positive; NaN = no price.

    """
    there = np.isfinite(prices)
    logs = np.log(np.where(there, prices, 1.0))
    first = logs[np.arange(len(logs)), there.argmax(axis=1)] if len(logs) else np.zeros(0)
    logs = np.where(there, np.round((logs - first[:, None]) / _QUANTUM) * _QUANTUM, 0.0)
    return logs, there.astype(np.float64)


def matched(mask: Floats) -> NDArray[np.int64]:
    """How many products each pair of days shares; days x days."""
    return np.asarray(np.rint(mask.T @ mask), dtype=np.int64)


def bilateral(logs: Floats, mask: Floats, least: int = LEAST_MATCHED) -> Floats:
    """Logarithms of the Jevons indices from each day to each other on matched products; NaN where fewer than `least` match."""
    pairs = matched(mask)
    sums = mask.T @ logs
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(pairs >= least, (sums - sums.T) / pairs, np.nan)


def geks(pairs: Floats) -> Floats:
    """GEKS over the days of `pairs` (logarithms, as of `bilateral`), relative to the first day that is comparable with any.

    Pairs that are left out are left out of the exponent too. NaN where nothing is left; all of them where no day is comparable.
    """
    days = len(pairs)
    base = base_of(pairs)
    if base is None:
        return np.full(days, np.nan)
    through = pairs[base][:, None] + pairs
    return _means(through)


def chained(pairs: Floats) -> Floats:
    """Logarithm of the chained daily index from the first comparable day on; NaN from a broken link on."""
    result = np.full(len(pairs), np.nan)
    base = base_of(pairs)
    if base is not None:
        links = pairs[np.arange(base, len(pairs) - 1), np.arange(base + 1, len(pairs))]
        result[base:] = np.concatenate([[0.0], np.cumsum(links)])
    return result


def direct(pairs: Floats) -> Floats:
    """Logarithm of the Jevons index from the first comparable day to each other; NaN where too few match."""
    base = base_of(pairs)
    return np.full(len(pairs), np.nan) if base is None else pairs[base].copy()


def rolling_geks(pairs: Floats, window: int = WINDOW) -> Floats:
    """Logarithm of GEKS over rolling windows, joined by the mean splice."""
    return _spliced(len(pairs), window, lambda start, end: geks(pairs[start:end, start:end]))


def rolling_tpd(logs: Floats, mask: Floats, window: int = WINDOW, least: int = LEAST_MATCHED) -> Floats:
    """Logarithm of the unweighted time-product dummy index over rolling windows, joined by the mean splice.

    Least squares of log price on product and day. The products' effects are eliminated, so that a system of the size of the
    window is solved; from one window to the next only products that were there on one of the two days at its ends change it.
    Days on which fewer than `least` products of two days or more were priced are NaN.
    """
    prices, there = np.ascontiguousarray(logs.T), np.ascontiguousarray(mask.T)
    days, size = len(there), min(window, len(there))
    often, sums = there[:size].sum(axis=0), prices[:size].sum(axis=0)
    shared = (there[:size] * _inverse(often)) @ there[:size].T

    def index(start: int, end: int) -> Floats:
        nonlocal often, sums, shared
        if start:
            shared, often = _shifted(shared, often, there[start - 1 : end])
            # Sums of quanta are exact: nothing accumulates.
            sums = sums + prices[end - 1] - prices[start - 1]
        counts = there[start:end] @ (often >= 2).astype(np.float64)
        right = prices[start:end].sum(axis=1) - there[start:end] @ (sums * _inverse(often))
        return _effects(np.diag(there[start:end].sum(axis=1)) - shared, right, counts, least)

    return _spliced(days, window, index)


def _shifted(shared: Floats, often: Floats, there: Floats) -> tuple[Floats, Floats]:
    """What days share, and how often products are there, one day on; `there` holds the days of both windows."""
    leaving, entering = there[0], there[-1]
    changed = np.flatnonzero(leaving != entering)
    after = often + entering - leaving
    weight = _inverse(after[changed]) - _inverse(often[changed])
    part = there[1:-1, changed]
    result = np.empty_like(shared)
    result[:-1, :-1] = shared[1:, 1:] + (part * weight) @ part.T
    result[-1] = result[:, -1] = there[1:] @ (entering * _inverse(after))
    return result, after


def _effects(system: Floats, right: Floats, counts: Floats, least: int) -> Floats:
    """Effects of days, relative to the first that is published."""
    result = np.full(len(counts), np.nan)
    published = np.flatnonzero(counts >= least)
    if len(published):
        # Days of few prices keep their part in the estimation; they are only not published. Days that share nothing with the
        # base have no effect that is known.
        free = _reached(system, int(published[0]))
        effects = np.zeros(len(counts))
        effects[free] = np.linalg.solve(system[np.ix_(free, free)], right[free])
        known = np.intersect1d(published, np.append(free, published[0]))
        result[known] = effects[known]
    return result


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


def _inverse(counts: Floats) -> Floats:
    return np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)


def significant(values: Floats, digits: int = 10) -> Floats:
    """Rounded to so many significant digits."""
    rounded = [float(f"{value:.{digits - 1}e}") for value in values.tolist()]
    return np.array(rounded, dtype=np.float64)


def _spliced(days: int, window: int, index: Callable[[int, int], Floats]) -> Floats:
    published = np.full(days, np.nan)
    published[: min(window, days)] = index(0, min(window, days))
    for last in range(window, days):
        start = last - window + 1
        values = index(start, last + 1)
        with np.errstate(invalid="ignore"):
            through = published[start:last] + values[-1] - values[:-1]
        joined = through[np.isfinite(through)]
        published[last] = joined.mean() if len(joined) else np.nan
    return published


def base_of(pairs: Floats) -> int | None:
    """The first day that is comparable with any, itself included; None = no day is."""
    found = np.flatnonzero(np.isfinite(pairs).any(axis=1))
    return int(found[0]) if len(found) else None


def _means(through: Floats) -> Floats:
    there = np.isfinite(through)
    counts = there.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 0, np.where(there, through, 0.0).sum(axis=0) / counts, np.nan)
