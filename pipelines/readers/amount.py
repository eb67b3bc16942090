"""An amount: a number in a running text with its unit and its bound."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipelines.readers.amount_bounds import AmountBound


@dataclass(slots=True)
class Amount:
    """A number with what stands around it. Offsets are those of the scanned text."""

    value: Decimal
    """With its multiplier."""
    kind: str
    """money, weight, share, time; count where no such unit stands there."""
    unit: str
    """CNY ..., t, kg, quintal, jin, g, %, percentage_points, times, hour, day ...; '' on a count."""
    bound: AmountBound
    start: int
    """First sign of the expression: its sign of money or its number."""
    end: int
    """Behind its unit and the words of bound that follow the number."""
    number_start: int
    number_end: int
    """Behind the number and its multiplier, before the unit."""
    is_rounded: bool = False
    """A multiplier in words (万, million) says that digits were left out."""
    spelled: bool = False
    """Written in words or hanzi."""
    by: str = "number"
    """number, range low, range high, list: how the text gives it."""
    scale: int = 1
    """The multiplier."""
