"""GEKS-Jevons straight from METHODS: pair by pair and listing by listing, slow and simple."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from tests.reference import Observation, histories_of, state


def geks_jevons(observations: Iterable[Observation], commodity: str, currency: str, days: Sequence[date]) -> list[float | None]:
    """Of effective prices, all days in one window, relative to the first day that is comparable with any."""
    quotes = [_quotes(history, commodity, currency, days) for history in histories_of(observations).values()]
    asked: list[dict[tuple[int, int], float]] = [
        {(n, epoch): price for n, quote in enumerate(quotes) if d in quote for epoch, price in [quote[d]]}
        for d in range(len(days))
    ]

    def jevons(a: int, b: int) -> float | None:
        both = asked[a].keys() & asked[b].keys()
        return math.fsum(math.log(asked[b][k] / asked[a][k]) for k in both) / len(both) if len(both) >= 5 else None

    pairs = {(a, b): jevons(a, b) for a in range(len(days)) for b in range(len(days))}
    base = next((a for a in range(len(days)) if any(pairs[a, b] is not None for b in range(len(days)))), None)
    if base is None:
        return [None] * len(days)
    result: list[float | None] = []
    for t in range(len(days)):
        links = [(pairs[base, k], pairs[k, t]) for k in range(len(days))]
        found = [a + b for a, b in links if a is not None and b is not None]
        result.append(math.exp(math.fsum(found) / len(found)) if found else None)
    return result


def _quotes(history: list[Observation], commodity: str, currency: str, days: Sequence[date]) -> dict[int, tuple[int, float]]:
    """Day -> product of the listing (counted) and its price, per kg where the weight is known."""
    result: dict[int, tuple[int, float]] = {}
    epoch, former = 0, (False, Decimal())
    for n, day in enumerate(days):
        s = state(history, [], day)
        if s is None or not s.known or not s.price or s.version is None:
            continue
        if s.version.commodity != commodity or s.currency != currency:
            continue
        weight = s.version.weight
        if former[0] and (
            (weight is None) != (former[1] is None) or (weight and abs(weight - former[1]) > former[1] * Decimal("0.02"))
        ):
            epoch += 1
        former = (True, weight)  # type: ignore[assignment]
        result[n] = (epoch, float(s.price / (weight / 1000 if weight else 1)))
    return result
