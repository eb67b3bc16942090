"""What is true at the fair, as plain data: listings by day, promotions, and the figures that a perfect observer publishes."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.fair import times
from tests.fair.listing import Listing, State
from tests.fair.market import Market

CARRIED_DAYS = 7
DELISTED_AFTER = 3
Key = tuple[str, str, str]
"""platform, site, native id"""
Cell = tuple[str, str, str, str]
"""platform, region, commodity, currency"""


def key_of(listing: Listing, shops: Mapping[str, str]) -> Key:
    """A listing's natural key; `shops` gives the host and port of each shop."""
    return listing.platform, shops.get(listing.site, listing.site), listing.native_id


def cell_of(listing: Listing) -> Cell:
    """The cell of the daily figures that a listing belongs to, by its true origin."""
    return listing.platform, listing.region.code, listing.commodity.code, listing.currency


def amount(cents: int | None) -> Decimal | None:
    """Money in its unit."""
    return None if cents is None else Decimal(cents) / 100


def findable(listing: Listing, state: State) -> bool:
    """Whether a crawl of the searches and shops meets it: a search leaves out what is sold out, a shop does not."""
    return state.present and (state.in_stock or listing.platform == "shop")


def days_of(first: date, last: date) -> list[date]:
    """Both ends belong to it."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def listing_days(market: Market, shops: Mapping[str, str], days: Iterable[date]) -> list[dict[str, Any]]:
    """One row a listing and day on which it exists, at ten in the morning.

    `units` were sold since ten o'clock of the day before; `counter` is the exact number behind `sold_text`; `weight_kg` and
    `value` are those of `units`, at the price of the day.
    """
    rows = []
    for day in days:
        for listing in market.listings:
            state = listing.at(times.observed(day))
            if state.present:
                rows.append(_row(listing, state, day, key_of(listing, shops)))
    return rows


def _row(listing: Listing, state: State, day: date, key: Key) -> dict[str, Any]:
    units, bounds = listing.units(day), listing.sold_bounds(state)
    price = Decimal(state.price) / 100
    return {
        "day": day.isoformat(),
        **dict(zip(("platform", "site", "native_id"), key, strict=True)),
        "shop": listing.seller.name,
        "title": listing.title,
        "commodity": listing.commodity.code,
        "region": listing.region.code,
        "origin_text": listing.origin_text,
        "ships_from": listing.ships_from,
        "net_weight_g": listing.net_grams,
        "currency": listing.currency,
        "price": str(price),
        "list_price": None if state.list_price is None else str(amount(state.list_price)),
        "promotion": state.promotion,
        "in_stock": state.in_stock,
        "findable": findable(listing, state),
        "units": units,
        "units_total": listing.sold_before + listing.sales.sold[listing.index(day)],
        "weight_kg": None if listing.net_grams is None else str(Decimal(units * listing.net_grams) / 1000),
        "value": str(units * price),
        "counter_period": listing.counter,
        "counter": {"30d": state.payers, "total": state.sold, "": None}[listing.counter],
        "counter_reset_on": None if listing.reset is None else (market_day(listing, listing.reset)).isoformat(),
        "sold_text": listing.sold_text(state),
        "sold_min": bounds[0] if bounds else None,
        "sold_max": bounds[1] if bounds else None,
    }


def market_day(listing: Listing, number: int) -> date:
    """The date of a day counted from the fair's first."""
    return listing.start + timedelta(number)


def promotions(market: Market, shops: Mapping[str, str], days: Iterable[date]) -> list[dict[str, Any]]:
    """Each promotion with its dates, and its members on each of the days."""
    rows = []
    wanted = list(days)
    for promotion in market.promotions:
        first, last = promotion.dates(market.start)
        members = {
            day.isoformat(): [key_of(i, shops) for i in market.members(promotion.code, (day - market.start).days)]
            for day in wanted
            if first <= day <= last
        }
        rows.append(
            {
                "code": promotion.code,
                "kind": promotion.kind,
                "platform": promotion.platform,
                "name": promotion.name,
                "organiser": promotion.organiser,
                "starts_on": first.isoformat(),
                "ends_on": last.isoformat(),
                "announced_count": promotion.announced_count,
                "members": members,
            }
        )
    return rows


def units_between(listing: Listing, first: date, last: date) -> int:
    """Sold from the observation of one day to that of a later one."""
    return listing.sales.sold[listing.index(last)] - listing.sales.sold[listing.index(first)]


@dataclass(slots=True)
class Figures:
    """What `daily_market` should say of a cell or a group of cells, by METHODS ("a listing on a day")."""

    known: int = 0
    observed: int = 0
    carried: int = 0
    lapsed: int = 0
    new: int = 0
    absent: int = 0
    """Of the known: on the third day of absence a listing is known no more."""
    on_promotion: int = 0
    units: int = 0
    """True units of the day, of listings whose counter is a total and was seen on this day and the day before."""
    prices: list[Decimal] = field(default_factory=list)
    """Of the listings observed or carried, the last that was seen."""

    @property
    def price_median(self) -> Decimal | None:
        """None without a price."""
        return statistics.median(self.prices) if self.prices else None

    @property
    def coverage(self) -> float:
        """Observed of known."""
        return self.observed / self.known if self.known else 0.0


def expected(
    market: Market,
    day: date,
    crawled: Sequence[date],
    group: Callable[[Listing], Hashable],
    met: Callable[[Listing, State], bool] = findable,
) -> dict[Hashable, Figures]:
    """Exact figures of a day, by group, had every crawl of `crawled` met all listings that `met` accepts.

    Shops are crawled whole, so that what is gone is absent, and delisted on the third such day; searches prove no absence.
    """
    past = sorted(d for d in crawled if d <= day)
    result: dict[Hashable, Figures] = defaultdict(Figures)
    for listing in market.listings:
        states = {d: listing.at(times.observed(d)) for d in past}
        seen = [d for d in past if met(listing, states[d])]
        if not seen:
            continue
        missing = [d for d in past if d > seen[-1] and listing.platform == "shop"]
        if len(missing) >= DELISTED_AFTER:
            continue
        figures = result[group(listing)]
        figures.known += 1
        figures.absent += bool(missing and missing[-1] == day)
        figures.new += seen[0] == day
        if seen[-1] == day:
            figures.observed += 1
        elif (day - seen[-1]).days <= CARRIED_DAYS:
            figures.carried += 1
        else:
            figures.lapsed += 1
            continue
        last = states[seen[-1]]
        figures.prices.append(Decimal(last.price) / 100)
        figures.on_promotion += last.list_price is not None
        if listing.counter == "total" and seen[-2:] == [day - timedelta(1), day]:
            figures.units += listing.units(day)
    return dict(result)
