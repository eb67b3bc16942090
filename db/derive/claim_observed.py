"""What we observed over the scope of a claim: bounds of its period over its platform, region, commodity and days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from sqlalchemy import Connection, select

from db.derive.claim_scope import Claim
from db.derive.claim_units import last_counted, sold
from db.derive.update import Derivation
from db.ingest import records

# What of a cell answers a metric: places of its bounds in a row of claim_units.sql, and what a whole one is.
_MEASURES = {"units_sold": (4, 1), "weight_sold": (6, 10_000_000), "sales_value": (8, 10_000)}
_DAILY = {"units_sold": "units_sold_min", "weight_sold": "weight_sold_kg_min", "sales_value": "value_sold_min"}
_EXACT = Decimal("0.0001")
_NOTHING = "nothing was observed over its scope"
ALL = ""
Parents = Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Observed:
    """What was observed over a claim's scope; `why_not` says why there is nothing to compare."""

    low: Decimal = Decimal(0)
    high: Decimal | None = Decimal(0)
    wanted: int = 0
    why_not: str = ""
    awaited: bool = False
    """Whether counts to come may yet tell more of the period."""
    seen: set[date] = field(default_factory=set)
    found: bool = False

    @property
    def days(self) -> int:
        """Of how many days something is known."""
        return len(self.seen)

    def add(self, low: Decimal, high: Decimal | None) -> None:
        """One cell."""
        self.found = True
        self.low += low
        self.high = None if self.high is None or high is None else self.high + high


def observed_over(held: Derivation, claims: Sequence[Claim]) -> dict[int, Observed]:
    """Claim id -> what was observed, for every claim of a measure that we observe."""
    found = {claim.id: _empty(claim) for claim in claims if claim.metric in _MEASURES}
    periods: dict[tuple[date, date], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.id in found and not found[claim.id].why_not and claim.period_start and claim.period_end:
            periods[claim.period_start, claim.period_end].append(claim)
    if not periods or not held.observed:
        for one in found.values():
            one.why_not = one.why_not or _NOTHING
        return found
    with held.engine.connect() as connection:
        parents = {name: _parents(connection, name) for name in ("platform", "region", "commodity")}
        for some in periods.values():
            _days(connection, some, found, parents)
    counted = last_counted(held)
    for (first, last), cells in sold(held, sorted(periods)):
        for claim in periods[first, last]:
            _sum(claim, cells, found[claim.id], parents)
            found[claim.id].awaited = counted is not None and counted < last
    return found


def _empty(claim: Claim) -> Observed:
    if claim.planned:
        return Observed(why_not="it is about the future")
    if claim.as_of is not None:
        return Observed(why_not="a total to a day, of which the first day is not said")
    if claim.period_start is None or claim.period_end is None:
        return Observed(why_not="its period is not said")
    return Observed(wanted=(claim.period_end - claim.period_start).days + 1)


def _sum(claim: Claim, cells: Sequence[tuple[Any, ...]], one: Observed, parents: Parents) -> None:
    at, whole = _MEASURES[claim.metric]
    others = set()
    for cell in cells:
        low, high = cell[at : at + 2]
        if low is None or _scope(claim) not in _scopes(cell[:3], parents):
            continue
        if claim.metric == "sales_value" and cell[3] != claim.unit:
            others.add(cell[3] or "several currencies")
            continue
        one.add((Decimal(low) / whole).quantize(_EXACT), None if high is None else (Decimal(high) / whole).quantize(_EXACT))
    if not one.found:
        one.why_not = _NOTHING
        if others:
            one.why_not = f"what was observed over its scope is in {', '.join(sorted(others))}"


def _days(connection: Connection, claims: Sequence[Claim], found: Mapping[int, Observed], parents: Parents) -> None:
    """Of which days of one period something is known: those with units, weight or value in the daily figures."""
    market = records.table("daily_market")
    keys = [market.c[name] for name in ("platform_code", "region_code", "commodity_code", "currency", "day")]
    bounds = [market.c[name] for name in _DAILY.values()]
    query = select(*keys, *bounds).where(market.c.day.between(claims[0].period_start, claims[0].period_end))
    for row in connection.execute(query):
        scopes = set(_scopes(row[:3], parents))
        for claim in claims:
            known = row[5 + list(_DAILY).index(claim.metric)] is not None
            fits = claim.metric != "sales_value" or row.currency == claim.unit
            if known and fits and _scope(claim) in scopes:
                found[claim.id].seen.add(row.day)


def _scope(claim: Claim) -> tuple[str, str, str]:
    return claim.platform or ALL, claim.region or ALL, claim.commodity or ALL


def _scopes(codes: Sequence[str], parents: Parents) -> Iterator[tuple[str, ...]]:
    """All that a platform, region and commodity lie in together."""
    return product(*(_line(code, parents[name]) for code, name in zip(codes, parents, strict=True)))


def _parents(connection: Connection, name: str) -> dict[str, str]:
    table = records.table(name)
    return {code: parent or "" for code, parent in connection.execute(select(table.c.code, table.c.parent_code))}


def _line(code: str, parents: Mapping[str, str]) -> list[str]:
    """The code, what it lies in, outward, and all."""
    line = [code] if code else []
    while line and parents.get(line[-1]):
        line.append(parents[line[-1]])
    return [*line, ALL]
