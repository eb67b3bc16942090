"""Makes index_oracle.json with pyindexnum, an independent public implementation of price indices.

pyindexnum wants a NumPy below 2, pyarrow one from 2 on: run it in an environment of its own (`pip install
pyindexnum==0.4.0`, `python tests/index_oracle.py`). Nothing of the project is imported here.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

DAY = date(2020, 1, 1)
PRODUCTS, DAYS, WINDOW = 24, 18, 11
PAIRS = [(0, 5), (3, 17), (7, 8)]


def prices(seed: int) -> list[list[float | None]]:
    """Random walks with gaps; some products come late or leave."""
    rng = np.random.default_rng(seed)
    walk = np.exp(rng.normal(3, 0.6, (PRODUCTS, 1)) + np.cumsum(rng.normal(0, 0.05, (PRODUCTS, DAYS)), axis=1)).round(2)
    gone = rng.random((PRODUCTS, DAYS)) < 0.15
    gone[:4, :6] = gone[4:8, 12:] = True
    return [[None if missing else float(p) for p, missing in zip(line, holes)] for line, holes in zip(walk, gone)]  # noqa: B905


def made(seed: int) -> dict[str, Any]:
    """A case: prices and indices."""
    import polars as pl
    from pyindexnum import bilateral, extension, multilateral

    quoted = prices(seed)
    rows = [(n, DAY + timedelta(d), p) for n, line in enumerate(quoted) for d, p in enumerate(line) if p is not None]
    panel = pl.DataFrame(rows, schema=["product_id", "period", "aggregated_price"], orient="row")

    def days(*wanted: int) -> Any:
        return panel.filter(pl.col("period").is_in([DAY + timedelta(d) for d in wanted]))

    def rolling(index: Any, **options: Any) -> list[float]:
        series = index(days(*range(WINDOW)), **options)
        for end in range(WINDOW + 1, DAYS + 1):
            window = index(days(*range(end - WINDOW, end)), **options)
            series = series.vstack(extension.mean_splice(series.tail(WINDOW), window).tail(1))
        return [float(value) for value in series["index_value"]]

    return {
        "seed": seed,
        "window": WINDOW,
        "prices": quoted,
        "geks_jevons": rolling(multilateral.geks_jevons, balanced=False),
        "tpd": rolling(multilateral.time_product_dummy, weighted=False),
        "pairs": PAIRS,
        "jevons": [float(bilateral.jevons(days(a, b), balanced=False)) for a, b in PAIRS],
    }


if __name__ == "__main__":
    text = json.dumps([made(seed) for seed in (1, 2, 3)], separators=(",", ":"))
    (Path(__file__).parent / "index_oracle.json").write_text(text + "\n", encoding="utf-8")
