"""One listing of the fair: what it is, and its true state at any instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Literal

from tests.fair import goods, sales, shown, times
from tests.fair.prices import Spell, path

HISTORY = 150
"""Days of life before the fair's first day that are simulated."""
AHEAD = 240
"""Days from the first day on for which there is a truth."""
DAYS = range(-HISTORY, AHEAD)

Counter = Literal["30d", "total", ""]


@dataclass(frozen=True, slots=True)
class Seller:
    """A shop."""

    native_id: str
    name: str


@dataclass(frozen=True, slots=True)
class State:
    """What is true of a listing at an instant. Money in hundredths of its currency."""

    present: bool
    """Its page exists."""
    in_stock: bool
    price: int
    list_price: int | None
    promotion: str
    """Id of the promotion that lowers its price, '' for none."""
    sold: int
    """The site's own running total, which a reset sets to nothing."""
    payers: int
    """Of the last 30 days."""
    stock: int
    reviews: int


@dataclass(frozen=True, eq=False)
class Listing:
    """An offer. Days are counted from the fair's first day; its truth is a function of its seed and the instant."""

    seed: str
    start: date
    platform: str
    site: str
    """Which of the fair's shops (shopify, woocommerce, plain); '' on a marketplace."""
    native_id: str
    title: str
    brand: str
    commodity: goods.Commodity
    region: goods.Region
    ships_from: str
    seller: Seller
    net_grams: int | None
    net_text: str
    """Net content as the page's property list writes it; '' = it has none."""
    origin_shown: bool
    """Whether a page names the county of origin in its properties."""
    currency: str
    base: int
    mean: float
    counter: Counter
    """What the counter of the site counts."""
    sold_before: int
    first: int
    gone: int | None
    reset: int | None
    sold_out: tuple[range, ...] = ()
    spells: tuple[Spell, ...] = ()
    variants: tuple[tuple[str, float], ...] = ()
    """Choices beyond the one: name, and price as a multiple."""
    extra: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _prices(self) -> tuple[list[int], list[int | None]]:
        return path(Random(f"{self.seed}/price"), self.base, DAYS, self.spells, chinese=self.currency == "CNY")

    @cached_property
    def sales(self) -> sales.Sales:
        """True sales over DAYS."""
        prices, lists = self._prices
        lifts = [
            sales.weekday_lift((self.start + timedelta(day)).weekday())
            * (self.base / prices[k]) ** 1.8
            * (1.9 if lists[k] is not None else 1.25 if any(day in spell for spell in self.spells) else 1.0)
            for k, day in enumerate(DAYS)
        ]
        return sales.simulate(Random(f"{self.seed}/units"), self.mean, lifts, [self._on_sale(day) for day in DAYS])

    @property
    def origin_text(self) -> str:
        """The origin as its property list names it, '' where it has none."""
        if self.currency != "CNY":
            return ""
        return self.region.in_full if self.origin_shown else "中国大陆"

    def listed(self, day: int) -> bool:
        """Whether it exists on that day."""
        return self.first <= day and (self.gone is None or day < self.gone)

    def _on_sale(self, day: int) -> bool:
        return self.listed(day) and not any(day in spell for spell in self.sold_out)

    def index(self, day: date) -> int:
        """Position of a day in the lists of the truth.

        Raises:
            ValueError: the fair has no truth for that day.

        """
        k = (day - self.start).days + HISTORY
        if not 0 <= k < len(DAYS):
            raise ValueError(f"the fair knows {HISTORY} days before {self.start} and {AHEAD} from then on, not {day}")
        return k

    def units(self, day: date) -> int:
        """Sold from ten o'clock of the day before to ten o'clock of the day."""
        return self.sales.units[self.index(day)]

    def at(self, instant: datetime) -> State:
        """Its state at that instant."""
        k = self.index(times.local_day(instant))
        day = DAYS[k]
        observed_on, share = times.place_of(instant)
        prices, lists = self._prices
        sold = self._counted(self.index(observed_on), share)
        spell = next((spell for spell in self.spells if spell.depth and day in spell), None)
        open_now = self._on_sale(day)
        return State(
            present=self.listed(day),
            in_stock=open_now,
            price=prices[k],
            list_price=lists[k],
            promotion=spell.promotion if spell else "",
            sold=sold,
            payers=self._rolling(self.index(observed_on), share),
            stock=(997 * (k + 1) + self.base) % 880 + 20 if open_now else 0,
            reviews=int((self.sold_before + sales.at(self.sales.sold, self.index(observed_on), share)) * 0.31),
        )

    def _counted(self, k: int, share: float) -> int:
        if self.reset is None or k < self.reset + HISTORY:
            return self.sold_before + sales.at(self.sales.sold, k, share)
        return sales.at(self.sales.sold, k, share) - self.sales.sold[self.reset + HISTORY]

    def _rolling(self, k: int, share: float) -> int:
        return sales.at(self.sales.paid, k, share) - sales.at(self.sales.paid, k - sales.ROLLING_DAYS, share)

    def sold_text(self, state: State) -> str:
        """The counter as its site shows it, '' where it shows none."""
        return {"30d": shown.payers(state.payers), "total": str(state.sold), "": ""}[self.counter]

    def sold_bounds(self, state: State) -> tuple[int, int] | None:
        """The least and the greatest count that the shown text stands for."""
        if not self.counter:
            return None
        return shown.rounded(state.payers)[1:] if self.counter == "30d" else (state.sold, state.sold)
