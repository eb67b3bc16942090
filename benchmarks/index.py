"""How long the price indices take: 20,000 listings over 365 days, windows of 91. `python -m benchmarks.index`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import threadpoolctl

from db.derive import dummies, indices


def prices(listings: int, days: int, seed: int = 1) -> indices.Floats:
    """Random walks of prices, each listing there for a part of the time, with gaps."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(0, 0.02, (listings, days)) * (rng.random((listings, days)) < 0.1)
    walk = np.exp(rng.normal(3, 0.6, (listings, 1)) + np.cumsum(steps, axis=1)).round(2)
    first = rng.integers(-days, days, (listings, 1))
    last = first + rng.integers(20, 2 * days, (listings, 1))
    day = np.arange(days)
    walk[(day < first) | (day > last) | (rng.random((listings, days)) < 0.05)] = np.nan
    return np.asarray(walk, dtype=np.float64)


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do it three times; print the best."""
    best, result = float("inf"), None
    for _ in range(3):
        begun = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begun)
    print(f"{name:36}{best:8.2f} s")
    return result


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=365)
    given = parser.parse_args()
    quoted = prices(given.listings, given.days)
    print(f"{given.listings:,} listings, {given.days} days, {np.isfinite(quoted).sum():,} prices")

    def diagnostics() -> None:
        logs, mask = indices.logarithms(quoted)
        pairs = indices.bilateral(logs, mask)
        indices.rolling_geks(pairs)
        indices.chained(pairs)
        indices.direct(pairs)

    with threadpoolctl.threadpool_limits(1):
        timed("GEKS-Jevons and diagnostics", diagnostics)
        logs, mask = indices.logarithms(quoted)
        timed("time-product dummy", lambda: dummies.rolling_tpd(logs, mask))


if __name__ == "__main__":
    main()
