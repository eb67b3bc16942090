"""Bounds of units on the fair: they hold the truth, and are the narrower the more often one looks."""

from __future__ import annotations

import pytest

from benchmarks.bounds import PLANS, measure, stepped
from tests.fair import times
from tests.fair.market import FIRST_DAY, Market
from tests.reference import intervals

SMALL = (("taobao", 40), ("woocommerce", 40))


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(sizes=SMALL)


@pytest.mark.parametrize("counter", ["exact", "rounded"])
def test_true_totals_lie_inside_and_bounds_narrow_with_frequency(market: Market, counter: str) -> None:
    rounded = stepped if counter == "rounded" else lambda total: (total, total)
    end = times.observed(FIRST_DAY)
    listings = [i for i in market.listings if i.reset is None and i.at(end).present and i.gone is None]
    results = {plan.name: measure(listings, plan, rounded) for plan in PLANS}
    widths = []
    for name in ("every 6 hours", "daily", "every 3 days"):
        found = results[name]
        assert found.inside == found.periods == len(listings) > 40
        widths.append((found.high - found.low) / found.units)
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]
    failing = [results[f"daily, {share} % of pages failing"] for share in (10, 30)]
    assert all(found.inside == found.periods for found in failing)
    # Added daily bounds of a rounded counter say next to nothing.
    assert counter == "exact" or results["daily"].daily_high > 5 * results["daily"].high


def test_days_on_which_nothing_was_shared_hold_the_truth(market: Market) -> None:
    from random import Random

    from benchmarks.bounds import history

    rng = Random(1)
    for listing in market.listings:
        seen = history(listing, PLANS[1], stepped, rng)
        for one in intervals(seen):
            if not one.reset and (one.until - one.since).days == 1:
                true = listing.units(one.until)
                assert one.low <= true and (one.high is None or true <= one.high)
