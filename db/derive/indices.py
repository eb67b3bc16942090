"""Price indices of matched listings, vectorised. Pure functions on arrays of prices: one row a product, one column a day.

Sums of logarithms are exact: they are whole multiples of one quantum, and so come out the same whatever the order of products,
the number of threads, or the parts they were summed in. Sources: Ivancic, Diewert and Fox (2011), GEKS; ONS (2020), GEKS-Jevons
of web-scraped prices; Consumer Price Index Manual (IMF 2020), chapter 10 (time-product dummy) and mean splice.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

WINDOW = 91
LEAST_MATCHED = 5
Floats = NDArray[np.float64]
# Logarithms are multiples of this: their sums are exact up to 2^17.
QUANTUM = 2.0**-36


def logarithms(prices: Floats) -> tuple[Floats, Floats]:
    """Logarithms of prices against each product's first, 0 where there is no price; and where there is one (1 or 0).

    Args:
        prices: products x days, positive; NaN = no price.

    """
    there = np.isfinite(prices)
    logs = quantised(np.where(there, prices, 1.0))
    first = logs[np.arange(len(logs)), there.argmax(axis=1)] if len(logs) else np.zeros(0)
    logs -= first[:, None]
    logs *= there
    return logs, there.astype(np.float64)


def quantised(prices: Floats) -> Floats:
    """Logarithms of prices, as multiples of the quantum."""
    logs: Floats = np.log(prices)
    logs /= QUANTUM
    np.rint(logs, out=logs)
    logs *= QUANTUM
    return logs


def matched(mask: Floats) -> NDArray[np.int64]:
    """How many products each pair of days shares; days x days."""
    # Whole numbers below 2^24 are exact in single precision, which takes half the time.
    small = mask.astype(np.float32) if len(mask) < 1 << 24 else mask
    return np.asarray(small.T @ small, dtype=np.int64)


def bilateral(logs: Floats, mask: Floats, least: int = LEAST_MATCHED) -> Floats:
    """Logarithms of the Jevons indices from each day to each other on matched products; NaN where fewer than `least` match."""
    return jevons(mask.T @ logs, matched(mask), least)


def jevons(sums: Floats, pairs: NDArray[np.int64], least: int = LEAST_MATCHED) -> Floats:
    """Logarithms of the Jevons indices between days, from the sums over matched products.

    Args:
        sums: days a x days b: sum of the logarithms of day b over the products of day a.
        pairs: how many products two days share.
        least: pairs of fewer are NaN.

    """
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
    return rolled(len(pairs), window, lambda start, end: geks(pairs[start:end, start:end]))


def rolled(days: int, window: int, index: Callable[[int, int], Floats]) -> Floats:
    """The first window as a whole, then one day a window by the mean splice; `index` is that of some days."""
    published = np.full(days, np.nan)
    published[: min(window, days)] = index(0, min(window, days))
    for last in range(window, days):
        start = last - window + 1
        published[last] = spliced(published[start:last], index(start, last + 1))
    return published


def spliced(published: Floats, values: Floats) -> float:
    """The last day of a window, joined to what was published of its other days: the mean over all of them (mean splice)."""
    with np.errstate(invalid="ignore"):
        through = published + values[-1] - values[:-1]
    joined = through[np.isfinite(through)]
    return float(joined.mean()) if len(joined) else np.nan


def significant(values: Floats, digits: int = 10) -> Floats:
    """Rounded to so many significant digits."""
    # No negative zero: it is equal to zero and written otherwise.
    rounded = [float(f"{value:.{digits - 1}e}") + 0.0 for value in values.tolist()]
    return np.array(rounded, dtype=np.float64)


def base_of(pairs: Floats) -> int | None:
    """The first day that is comparable with any, itself included; None = no day is."""
    found = np.flatnonzero(np.isfinite(pairs).any(axis=1))
    return int(found[0]) if len(found) else None


def _means(through: Floats) -> Floats:
    there = np.isfinite(through)
    counts = there.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 0, np.where(there, through, 0.0).sum(axis=0) / counts, np.nan)
