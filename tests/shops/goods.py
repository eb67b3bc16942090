"""The goods of the test shops: made from a seed, in categories, in and out of stock, changed for a second visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

CATEGORIES = ("fruit", "tea", "meat", "noodles", "honey", "gifts")
_FIRST = ("Golden", "Fresh", "Wild", "Dried", "Smoked", "Sweet", "Spicy", "Village", "Mountain", "River")
_LAST = (
    "Navel Orange",
    "Crayfish",
    "Selenium Tea",
    "Lotus Root",
    "Hot Dry Noodles",
    "Shiitake",
    "Duck Neck",
    "Honey",
    "Rice Wine",
)


@dataclass(frozen=True, slots=True)
class Good:
    """One product as its shop means it."""

    number: int
    name: str
    price: Decimal
    stock: int
    categories: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.name.lower().replace(". ", "-").replace(" ", "-")

    @property
    def shown(self) -> str:
        """The price with its thousands, without a currency."""
        return f"{self.price:,.2f}"


def goods(count: int, seed: int = 3) -> list[Good]:
    """The assortment on the first visit."""
    rng = Random(seed)
    found = []
    for n in range(1, count + 1):
        name = f"{_FIRST[n // 9 % 10]} {_LAST[n % 9]} No. {n}"
        price = Decimal(rng.randrange(199, 250_000)) / 100
        home = CATEGORIES[n % 5]
        found.append(Good(n, name, price, rng.choice((0, 3, 50, 500)), (home, "gifts") if n % 3 == 0 else (home,)))
    return found


def later(first: list[Good]) -> list[Good]:
    """The same on a second visit: prices of every fourth changed, stocks of every fifth turned, every tenth gone."""
    changed = []
    for good in first:
        if good.number % 10 == 0:
            continue
        price = good.price + 5 if good.number % 4 == 0 else good.price
        stock = (0 if good.stock else 9) if good.number % 5 == 1 else good.stock
        changed.append(replace(good, price=price, stock=stock))
    return changed
