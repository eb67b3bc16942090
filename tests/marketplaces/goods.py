"""What is on sale at the imitated marketplaces: goods with prices, stocks and counters, changed for a second visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

COUNT = 47
PLACES = ("湖北 宜昌", "湖北 恩施", "湖北 武汉")
_NAMES = ("秭归脐橙 5斤", "恩施富硒茶 250g", "洪湖莲藕 3kg", "热干面 10包", "房县香菇 500g", "潜江小龙虾 1.8kg")


@dataclass(frozen=True, slots=True)
class Ware:
    """One product as its seller means it."""

    number: int
    """From 1; a site's ids are made of it."""
    price: Decimal
    before: Decimal | None
    """A higher price that stands beside it, struck through."""
    stock: int
    sold: int

    @property
    def title(self) -> str:
        """Its name, different from all others."""
        return f"{_NAMES[self.number % len(_NAMES)]} {self.number}号"

    @property
    def is_sponsored(self) -> bool:
        """Whether its place is paid for."""
        return self.number == 3

    @property
    def fen(self) -> int:
        """The price in the smallest unit."""
        return int(self.price * 100)

    @property
    def fen_before(self) -> int:
        """The higher price in the smallest unit; the price itself where there is none."""
        return int((self.before or self.price) * 100)


def wares(day: int) -> list[Ware]:
    """The assortment of a day.

    On the second, prices of every fourth and stocks of every fifth have changed, and every tenth is gone.
    """
    found = []
    for n in range(1, COUNT + 1):
        price = Decimal(1990 + 137 * n) / 100
        ware = Ware(n, price, price + 20 if n % 3 == 0 else None, 0 if n % 7 == 0 else 10 * n, 100 + n)
        if day > 1:
            if n % 10 == 0:
                continue
            raised = ware.price + 5 if n % 4 == 0 else ware.price
            ware = replace(ware, price=raised, before=ware.before and raised + 20, sold=ware.sold + 12)
            ware = replace(ware, stock=(0 if ware.stock else 9)) if n % 5 == 1 else ware
        found.append(ware)
    return found
