"""Price indices against what an independent public implementation (pyindexnum) gives, and against what indices must do."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.index import prices as walk
from db.derive import dummies, indices


def kept() -> list[dict[str, Any]]:
    """Prices, and what pyindexnum 0.4.0 makes of them (tests/index_oracle.py)."""
    return list(json.loads((Path(__file__).parent / "index_oracle.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", kept(), ids=lambda case: f"seed {case['seed']}")
def test_indices_equal_the_public_implementation(case: dict[str, Any]) -> None:
    quoted = np.array([[math.nan if p is None else p for p in line] for line in case["prices"]])
    logs, mask = indices.logarithms(quoted)
    pairs = indices.bilateral(logs, mask, least=1)
    assert np.exp(indices.rolling_geks(pairs, case["window"])) == pytest.approx(case["geks_jevons"], rel=1e-9)
    assert np.exp(dummies.rolling_tpd(logs, mask, case["window"], least=1)) == pytest.approx(case["tpd"], rel=1e-9)
    for (a, b), value in zip(case["pairs"], case["jevons"], strict=True):
        assert math.exp(pairs[a, b]) == pytest.approx(value, rel=1e-9)


def test_pairs_of_few_matches_are_left_out_and_nothing_left_is_null() -> None:
    quoted = np.full((8, 4), np.nan)
    quoted[:6, :2] = [[10.0, 11.0]]
    quoted[:4, 2] = 12.0
    quoted[:5, 3] = 20.0
    pairs = indices.bilateral(*indices.logarithms(quoted))
    assert np.isnan(pairs[:, 2]).all()
    assert np.exp(indices.geks(pairs)) == pytest.approx([1, 1.1, math.nan, 2], nan_ok=True, rel=1e-9)
    assert np.exp(indices.chained(pairs)) == pytest.approx([1, 1.1, math.nan, math.nan], nan_ok=True, rel=1e-9)
    assert np.exp(indices.direct(pairs)) == pytest.approx([1, 1.1, math.nan, 2], nan_ok=True, rel=1e-9)
    assert np.isnan(indices.geks(np.full((3, 3), np.nan))).all()


def test_prices_that_return_bring_geks_back_where_chaining_drifts() -> None:
    # Products leave while they are cheap: the chain misses their return.
    rng = np.random.default_rng(3)
    quoted = np.full((60, 40), 100.0)
    for n in range(60):
        sale = rng.integers(5, 30)
        quoted[n, sale : sale + 3] = 60.0
        quoted[n, sale + 3] = np.nan
    pairs = indices.bilateral(*indices.logarithms(quoted))
    assert math.exp(indices.geks(pairs)[-1]) == pytest.approx(1, abs=0.02)
    assert math.exp(indices.chained(pairs)[-1]) < 0.9


def test_the_order_of_products_changes_nothing() -> None:
    quoted = walk(500, 30)
    shuffled = quoted[np.random.default_rng(5).permutation(len(quoted))]
    one, other = (indices.bilateral(*indices.logarithms(q)) for q in (quoted, shuffled))
    assert np.array_equal(one, other, equal_nan=True)


def test_days_that_share_nothing_with_the_base_have_no_dummy() -> None:
    quoted = np.full((12, 6), np.nan)
    quoted[:6, :3] = [[10.0, 11.0, 12.1]]
    quoted[6:, 3:] = [[50.0, 55.0, 60.0]]
    found = dummies.rolling_tpd(*indices.logarithms(quoted))
    assert np.exp(found) == pytest.approx([1, 1.1, 1.21, math.nan, math.nan, math.nan], nan_ok=True, rel=1e-9)


def test_significant_digits() -> None:
    assert indices.significant(np.array([1.23456789012345, 0.000123456789012345])).tolist() == [1.23456789, 0.0001234567890]
