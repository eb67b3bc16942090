"""Price paths: regular prices that move now and then, promotions below a list price, and the creep that precedes some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

CREEP_STEPS = (12, 8, 3)
"""Days before a promotion on which a creeping price rises."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A listing's part in a promotion; days are counted from the fair's first day, both ends belong to it."""

    promotion: str
    first: int
    last: int
    depth: float
    """Share taken off the list price; 0 = takes part without a discount."""
    creep: float = 0.0
    """Share by which the regular price has risen when the promotion begins."""
    stays: bool = False
    """Whether the risen price stays afterwards."""

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last


def shelf(cents: float, chinese: bool) -> int:
    """A price as shops like to write it: 29.90, 45.80 in yuan; 12.99 in dollars. In hundredths."""
    whole = max(int(cents // 100), 1)
    if not chinese:
        return whole * 100 + 99
    return whole * 100 + (90 if whole % 3 else 80)


def path(
    rng: Random, base: int, days: range, spells: Sequence[Spell], *, chinese: bool = True
) -> tuple[list[int], list[int | None]]:
    """Price and list price (None where none is shown) of each of the days, in hundredths.

    The list price is shown while a discount runs, and is then the regular price of the day before it began.
    """
    level, prices, lists = float(base), list[int](), list[int | None]()
    discounts = [spell for spell in spells if spell.depth]
    for day in days:
        if rng.random() < 0.05:
            level = min(max(level * (1 + rng.uniform(-0.06, 0.06)), base * 0.7), base * 1.4)
        regular = shelf(level * (1 + sum(_risen(spell, day) for spell in discounts)), chinese)
        spell = next((spell for spell in discounts if day in spell), None)
        if spell is None:
            prices.append(regular)
            lists.append(None)
            continue
        listed = lists[-1] if day > spell.first and lists and lists[-1] is not None else regular
        prices.append(min(shelf(listed * (1 - spell.depth), chinese), listed - 50))
        lists.append(listed)
    return prices, lists


def _risen(spell: Spell, day: int) -> float:
    if day > spell.last:
        return spell.creep if spell.stays else 0.0
    steps = sum(1 for step in CREEP_STEPS if day >= spell.first - step)
    return spell.creep * steps / len(CREEP_STEPS)
