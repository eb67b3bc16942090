"""Price indices day by day: what is added each day are the very rows of one computation over all days; what stood stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb
import numpy as np
import pytest

from db.derive import dummies, index_rows, indices, panels, sql

FIRST = date(2020, 1, 1)
PARENTS = {"420527": "420500", "420528": "420500", "420500": "420000", "422801": "422800", "422800": "420000", "420000": "CN"}
Span = tuple[int, int, int, int, str, str, int]
Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def spans(rng: Random, days: int) -> list[Span]:
    """listing, since, until, price, region, commodity, weight; some come late, leave, move, or change their weight."""
    result: list[Span] = []
    for listing in range(1, 40):
        day, weight = rng.choice([0, 0, rng.randrange(days)]), rng.choice([5_000_000, 10_000_000])
        region = rng.choice(["420527", "420528", "422801", ""])
        commodity = "rare" if listing > 33 else "common"
        last = days if rng.random() < 0.7 else rng.randrange(days)
        day += 150 if commodity == "rare" else 0
        price = rng.randrange(1000, 9000)
        while day < last:
            until = day + rng.choice([0, 2, 9, 30])
            result.append((listing, day, until, price, region, commodity, weight))
            price = price if rng.random() < 0.3 else max(100, price + rng.randrange(-300, 300))
            region = rng.choice(["420527", "422801"]) if rng.random() < 0.01 else region
            weight = rng.choice([weight, weight + 50_000, 5_000_000]) if rng.random() < 0.02 else weight
            day = until + 1 + (rng.choice([0, 0, 0, 3]) if rng.random() < 0.97 else 100)
    return result


def market(some: Iterable[Span]) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    sql.run(db, "load")
    add(db, some)
    return db


def add(db: duckdb.DuckDBPyConnection, some: Iterable[Span]) -> None:
    places: dict[tuple[str, str], int] = {}
    rows = [
        (n, FIRST + timedelta(a), FIRST + timedelta(b), p, p + 100, places.setdefault((region, commodity), len(places)), weight)
        for n, a, b, p, region, commodity, weight in some
    ]
    db.execute("DELETE FROM quote_past; DELETE FROM place; DELETE FROM currency_number")
    db.executemany("INSERT INTO quote_past VALUES (?, ?, ?, ?, ?, scope_of(?, 1), ?)", rows)
    db.executemany("INSERT INTO place VALUES (?, 'taobao', ?, ?)", [(number, *place) for place, number in places.items()])
    db.execute("INSERT INTO currency_number VALUES (1, 'CNY')")
    db.execute("CREATE OR REPLACE TEMP TABLE version_spell AS SELECT listing_id, weight4 FROM quotes")


def made(db: duckdb.DuckDBPyConnection, first: int, last: int, stood: Rows | None = None) -> Rows:
    with index_rows.begun(db, FIRST + timedelta(first), FIRST + timedelta(last), PARENTS, beside=first % 2 == 1) as found:
        index_rows.make(db, found(), PARENTS, [])
    anew = set(db.execute("SELECT region_code, commodity_code, currency FROM index_anew").fetchall())
    kept = {key: row for key, row in (stood or {}).items() if key[0] < FIRST + timedelta(first) and key[1:4] not in anew}
    rows = db.execute("SELECT * FROM price_index").fetchall()
    return kept | {row[:6]: row[6:] for row in rows}


@pytest.mark.parametrize("seed", range(3))
def test_day_by_day_or_all_at_once(seed: int) -> None:
    rng = Random(seed)
    days = 260
    history = spans(rng, days)
    whole = made(market(history), 0, days - 1)
    assert len({key[1] for key in whole}) > 5
    rows: Rows = {}
    at = 0
    db = market(history[:1])
    while at < days:
        until = min(days, at + rng.choice([1, 1, 2, 10, 40]))
        # A late day: some that was there is done again.
        first = max(0, at - rng.choice([0, 0, 3, 30]))
        add(db, [(n, a, min(b, until - 1), *rest) for n, a, b, *rest in history if a < until])  # type: ignore[misc]
        before = dict(rows)
        rows = made(db, first, until - 1, rows)
        final = {key: row for key, row in before.items() if row[4] == "final" and key[0] < FIRST + timedelta(first)}
        assert {key: rows[key] for key in final} == final
        at = until
    assert rows == whole


def test_windows_joined_by_hand() -> None:
    """Beside a straightforward computation: every window from its prices, listing by listing, joined by the mean splice."""
    history = [span for span in spans(Random(9), 130) if span[5] == "common"]
    rows = made(market(history), 0, 129)
    prices: dict[tuple[int, int], dict[int, float]] = {}
    epochs: dict[int, tuple[int, int]] = {}
    for listing, since, until, price, _, _, weight in history:
        epoch, former = epochs.get(listing, (0, weight))
        epoch += abs(weight - former) > 0.02 * former
        epochs[listing] = epoch, weight
        for day in range(since, min(until, 129) + 1):
            prices.setdefault((listing, epoch), {})[day] = price / (weight / 10_000_000)
    quoted = np.array([[product.get(day, np.nan) for day in range(130)] for product in prices.values()])
    logs, mask = indices.logarithms(quoted)
    wanted = {
        "geks_jevons": indices.rolling_geks(indices.bilateral(logs, mask)),
        "tpd": dummies.rolling_tpd(logs, mask),
        "jevons": indices.direct(indices.bilateral(logs, mask)),
    }
    for method, values in wanted.items():
        found = [rows[(FIRST + timedelta(d), "", "common", "CNY", "effective", method)][1] for d in range(130)]
        assert found == pytest.approx(np.exp(values).tolist(), rel=1e-9, nan_ok=True)


def test_sums_from_ends_of_spans_are_those_over_each_day() -> None:
    history = [span for span in spans(Random(4), 130) if span[5] == "common" and span[4]]
    columns = [np.array([span[n] for span in history], dtype=np.float64) for n in range(4)]
    home = {"420527": 0, "420528": 1, "422801": 2}
    region = np.array([home[span[4]] for span in history])
    whole = panels.Quotes(
        columns[0].astype(int), region, columns[1].astype(int), columns[2].astype(int), np.stack([columns[3]] * 2)
    )
    single = np.array([n for n, span in enumerate(history) if span[0] % 3], dtype=np.int64)
    days = panels.Days([3, 7], 20, 129)
    for quotes in (whole, whole.some(single)):
        found = panels.Panels(quotes, days).of([0, 1, 2])
        assert {type(part).__name__ for part in found} == {"Panel", "Unbroken"}
        products, at = np.unique(quotes.product, return_inverse=True)
        dense = panels.filled(quotes, at, len(products), days)
        np.testing.assert_array_equal(sum(part.pairs for part in found), dense.pairs)
        # Logarithms are against one price of each product, which one is open: only differences count.
        summed = np.asarray(sum(part.sums for part in found))
        np.testing.assert_array_equal(summed - summed.transpose(0, 2, 1), dense.sums - dense.sums.transpose(0, 2, 1))
        for start, end in ((2, 93), (3, 94), (4, 95), (10, 101)):
            totals = [part.window(start, end) for part in found]
            of_all, lone = dense.window(start, end), sum(part.lone for part in totals)
            np.testing.assert_array_equal(sum(part.shared for part in totals), of_all.shared)
            np.testing.assert_array_equal(lone, of_all.lone)
