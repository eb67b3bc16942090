"""True sales: units per market day, overdispersed, moved by price, promotion and weekday; and the counters made of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

DISPERSION = 4.0
"""Shape of the gamma that mixes the Poisson: the variance is mean + mean^2 / 4."""
MORNING = 10 / 24
"""Share of a market day (ten to ten) that lies on the calendar day on which it ends."""
ROLLING_DAYS = 30


@dataclass(frozen=True, slots=True)
class Sales:
    """Of one listing; the lists run over the same days."""

    units: list[int]
    """Sold from ten o'clock of the day before to ten o'clock of the day."""
    sold: list[int]
    """All units sold until ten o'clock of the day, since the first of the days."""
    paid: list[int]
    """All payers until then; a payer may buy several units."""


def draw(rng: Random, mean: float) -> int:
    """A negative binomial number."""
    if mean <= 0:
        return 0
    rate = rng.gammavariate(DISPERSION, mean / DISPERSION)
    if rate > 50:
        return max(round(rng.gauss(rate, math.sqrt(rate))), 0)
    limit, product, number = math.exp(-rate), rng.random(), 0
    while product > limit:
        product *= rng.random()
        number += 1
    return number


def simulate(rng: Random, mean: float, lifts: Sequence[float], on_sale: Sequence[bool]) -> Sales:
    """Sales of days whose demand is `mean` times `lifts`, none where the listing is not on sale.

    A market day lies on two calendar days and takes the lift of both in proportion.
    """
    units, payers = list[int](), list[int]()
    for k, open_today in enumerate(on_sale):
        before = lifts[k - 1] if k else lifts[k]
        number = (
            draw(rng, mean * ((1 - MORNING) * before + MORNING * lifts[k])) if open_today and (not k or on_sale[k - 1]) else 0
        )
        units.append(number)
        payers.append(number - sum(rng.random() < 0.06 for _ in range(min(number, 40))) * max(number // 40, 1))
    return Sales(units, list(accumulate(units)), list(accumulate(payers)))


def at(totals: Sequence[int], k: int, share: float) -> int:
    """A running total `share` of the way from day k to the next; whole, and never falling."""
    if k < 0:
        return 0
    if k >= len(totals) - 1:
        return totals[-1]
    return totals[k] + int((totals[k + 1] - totals[k]) * share)


def weekday_lift(weekday: int) -> float:
    """Demand by day of the week, Monday = 0."""
    return (0.95, 0.95, 0.96, 0.98, 1.02, 1.1, 1.08)[weekday]
