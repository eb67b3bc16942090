"""The daily figures of listings, straight from METHODS: one listing and one day at a time, slow and simple."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

CARRIED, FORGOTTEN = 7, 90


@dataclass(frozen=True)
class Observation:
    """What a page said of a listing."""

    listing: str
    at: datetime
    day: date
    seen: bool = True
    price: Decimal | None = None
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    sold: tuple[int, int | None] | None = None
    period: str | None = None
    platform: str = "taobao"
    region: str = ""
    commodity: str = ""
    weight: Decimal | None = None
    weight_max: Decimal | None = None
    shop: str = ""
    believed: bool = True
    """Whether its source is to be believed on that day."""


@dataclass
class State:
    """A listing on a day."""

    known: bool = False
    age: int = 0
    new: bool = False
    absent: bool = False
    waits: bool = False
    price: Decimal | None = None
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    level: tuple[int, int | None] | None = None
    units: tuple[Fraction, Fraction | None] | None = None
    shared: bool = False
    reset: bool = False
    version: Observation | None = None
    currency: str = ""

    @property
    def per_kg(self) -> Fraction | None:
        """Price for a kg, by the middle of the weight."""
        v = self.version
        if self.price is None or v is None or not v.weight or not self.known:
            return None
        return Fraction(self.price) * 2000 / (Fraction(v.weight) + Fraction(v.weight_max or v.weight))


@dataclass(frozen=True)
class Interval:
    """Units between the last counts of two counted days."""

    since: date
    until: date
    low: int
    high: int | None
    reset: bool


def intervals(history: Sequence[Observation]) -> list[Interval]:
    """Of one listing, by its cumulative counts in the order of time."""
    believed = [o for o in history if o.believed]
    counts = [(o.at, o.day, o.sold[0], o.sold[1]) for o in believed if o.sold is not None and o.period == "total"]
    segments: list[list[tuple[datetime, date, int, int | None]]] = []
    for count in counts:
        reached = max((c[2] for c in segments[-1]), default=0) if segments else 0
        if not segments or (count[3] is not None and count[3] < reached):
            segments.append([])
        segments[-1].append(count)
    ends: dict[date, tuple[int, int, int | None]] = {}
    for number, segment in enumerate(segments):
        for n, (_, day, _, _) in enumerate(segment):
            closed = [c[3] for c in segment[n:] if c[3] is not None]
            ends[day] = (number, max(c[2] for c in segment[: n + 1]), min(closed, default=None))
    result = []
    days = sorted(ends)
    for a, b in pairwise(days):
        (segment_a, low_a, high_a), (segment_b, low_b, high_b) = ends[a], ends[b]
        if segment_a != segment_b:
            result.append(Interval(a, b, 0, None, True))
        else:
            low = 0 if high_a is None else max(0, low_b - high_a)
            result.append(Interval(a, b, low, None if high_b is None else max(0, high_b - low_a), False))
    return result


def state(everything: Sequence[Observation], between: Sequence[Interval], day: date) -> State | None:
    """The state of a listing on a day; None where the day knows nothing of it."""
    history = [o for o in everything if o.believed]
    past = [o for o in history if o.day <= day]
    met = [o for o in past if o.seen]
    if not met:
        return None
    last = max(o.day for o in met)
    absent = sorted({o.day for o in past if o.day > last})
    s = State(age=(day - last).days)
    s.known = s.age < FORGOTTEN and len(absent) < 3
    s.new = min(o.day for o in met) == day
    s.absent = bool(absent) and absent[-1] == day
    priced = [o for o in met if o.price is not None]
    if priced:
        shown = priced[-1]
        s.currency = shown.currency or ""
        if (day - shown.day).days <= CARRIED:
            s.price, s.price_max, s.list_price = shown.price, shown.price_max, shown.list_price
    rolling = [o for o in past if o.sold is not None and o.period in ("30d", "month")]
    if rolling and (day - rolling[-1].day).days <= CARRIED:
        s.level = rolling[-1].sold
    s.version = met[-1]
    counted = [o.day for o in history if o.sold is not None and o.period == "total"]
    s.waits = bool(counted) and max(counted) < day and s.age <= CARRIED
    for one in between:
        if one.since < day <= one.until:
            n, k = (one.until - one.since).days, (day - one.since).days
            s.units = (_part(one.low, n, k), None if one.high is None else _part(one.high, n, k))
            s.shared, s.reset = n > 1, one.reset
    return s if s.known or s.units else None


def _part(total: int, days: int, nth: int) -> Fraction:
    """The nth day's part, to four decimals, so that the parts make the whole."""
    return Fraction(total * 10_000 * nth // days - total * 10_000 * (nth - 1) // days, 10_000)


@dataclass
class Cell:
    """The listings of a cell on a day."""

    states: list[State] = field(default_factory=list)
    gated: list[State] = field(default_factory=list)
    shops: set[str] = field(default_factory=set)

    def figures(self) -> dict[str, Any]:
        """Columns of daily_market."""
        known = [s for s in self.states if s.known]
        good = [s for s in known if s not in self.gated]
        sold = [s for s in self.states if s.units is not None]
        promoted = [s for s in known if s.price is not None and s.list_price is not None and s.list_price > s.price]
        depths = [1 - Fraction(s.price) / Fraction(s.list_price) for s in promoted if s in good]  # type: ignore[arg-type]
        kg = sorted(s.per_kg for s in good if s.per_kg is not None)
        levels = [s.level for s in known if s.level is not None]
        open_ones = [s for s in sold if s.units and s.units[1] is None]
        return {
            "listings_known": len(known),
            "listings_observed": sum(s.age == 0 for s in known),
            "listings_carried": sum(1 <= s.age <= CARRIED for s in known),
            "listings_lapsed": sum(s.age > CARRIED for s in known),
            "listings_new": sum(s.new for s in known),
            "listings_absent": sum(s.absent for s in known),
            "shops": len(self.shops),
            "price_median": _median([Fraction(s.price) for s in good if s.price is not None]),
            "price_per_kg_median": _median(kg),
            "price_per_kg_q10": _quantile(kg, Fraction(1, 10)),
            "price_per_kg_q90": _quantile(kg, Fraction(9, 10)),
            "on_promotion": len(promoted),
            "discount_median": _median(depths),
            "listings_open": len(open_ones),
            "listings_reset": sum(s.reset for s in sold),
            "rolling_units_min": _sum([Fraction(low, 30) for low, _ in levels]),
            "rolling_units_max": None if any(h is None for _, h in levels) else _sum([Fraction(h or 0, 30) for _, h in levels]),
            "coverage": _four(Fraction(sum(s.age == 0 for s in known), len(known))) if known else Decimal("0.0000"),
            "few_listings": len(known) < 5,
            "status": "provisional" if any(s.waits for s in known) else "final",
            **_sums(sold),
        }


def _sums(sold: Sequence[State]) -> dict[str, Any]:
    def total(of: Iterable[Fraction | None]) -> Decimal | None:
        values = list(of)
        return None if any(v is None for v in values) else _sum([v for v in values if v is not None])

    low = [s.units[0] for s in sold if s.units]
    high = [s.units[1] for s in sold if s.units]
    most = [h if h is not None else w for h, w in zip(high, low, strict=True)]
    weighed = [s for s in sold if s.version and s.version.weight is not None]
    priced = [s for s in sold if s.price is not None]
    whole = sum(most)
    return {
        "units_sold_min": _sum(low),
        "units_sold_max": total(high),
        "units_sold_max_closed": _sum([h for h in high if h is not None]),
        "units_shared": _four(sum((m for m, s in zip(most, sold, strict=True) if s.shared), Fraction()) / whole)
        if whole and any(s.shared for s in sold)
        else None,
        "weight_sold_kg_min": _sum([s.units[0] * Fraction(s.version.weight) / 1000 for s in weighed]),  # type: ignore[index,union-attr,arg-type]
        "weight_sold_kg_max": total(_heaviest(s) for s in weighed),
        "value_sold_min": _sum([s.units[0] * Fraction(s.price) for s in priced]),  # type: ignore[index,arg-type]
        "value_sold_max": total(_dearest(s) for s in priced),
        "share_without_weight": _four(sum((m for m, s in zip(most, sold, strict=True) if s not in weighed), Fraction()) / whole)
        if whole
        else None,
    }


def _heaviest(s: State) -> Fraction | None:
    assert s.units
    assert s.version
    weight = s.version.weight_max or s.version.weight
    return None if s.units[1] is None or weight is None else s.units[1] * Fraction(weight) / 1000


def _dearest(s: State) -> Fraction | None:
    assert s.units
    return None if s.units[1] is None or s.price_max is None else s.units[1] * Fraction(s.price_max)


def daily_market(observations: Iterable[Observation], days: Iterable[date]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """(day, platform, region, commodity, currency) -> columns of daily_market but for verdict and listings_left_out."""
    histories = histories_of(observations)
    between = {key: intervals(history) for key, history in histories.items()}
    result: dict[tuple[Any, ...], dict[str, Any]] = {}
    for day in days:
        states = [s for key, history in histories.items() if (s := state(history, between[key], day)) is not None]
        cells: dict[tuple[Any, ...], Cell] = defaultdict(Cell)
        for s in states:
            v = s.version
            assert v is not None
            cell = cells[day, v.platform, v.region, v.commodity, s.currency]
            cell.states.append(s)
            if s.known:
                cell.shops.add(v.shop)
            if _implausible(s, states):
                cell.gated.append(s)
        result |= {key: cell.figures() for key, cell in cells.items()}
    return result


def _implausible(s: State, states: Sequence[State]) -> bool:
    v = s.version
    assert v is not None
    if s.price == 0 or (v.weight or 0) > 50_000:
        return True
    peers = [
        p.per_kg
        for p in states
        if p.per_kg is not None and p.version and v.commodity and (p.version.commodity, p.currency) == (v.commodity, s.currency)
    ]
    if s.per_kg is None or len(peers) < 5:
        return False
    middle = statistics.median(peers)
    return s.per_kg > 20 * middle or s.per_kg * 20 < middle


def _median(values: Sequence[Fraction]) -> Decimal | None:
    return _four(Fraction(statistics.median(values))) if values else None


def _quantile(values: Sequence[Fraction], q: Fraction) -> Decimal | None:
    """Between the two nearest in proportion."""
    if not values:
        return None
    place = q * (len(values) - 1)
    n = int(place)
    return _four(values[n] + (place - n) * (values[min(n + 1, len(values) - 1)] - values[n]))


def _sum(values: Sequence[Fraction]) -> Decimal | None:
    return _four(sum(values, Fraction())) if values else None


def _four(value: Fraction | int) -> Decimal:
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def days_of(first: date, last: date) -> list[date]:
    """Both ends belong to it."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def histories_of(observations: Iterable[Observation]) -> dict[str, list[Observation]]:
    """Observations of each listing in the order of time."""
    histories: dict[str, list[Observation]] = defaultdict(list)
    for o in sorted(observations, key=lambda o: (o.day, o.at)):
        histories[o.listing].append(o)
    return histories
