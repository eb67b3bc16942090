"""What we observed over the scope of a claim: sums of the daily figures over its platform, region, commodity and days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product

from sqlalchemy import Connection, select

from db.derive.claim_scope import Claim
from db.ingest import records

_MEASURES = {"weight_sold": "weight_sold_kg", "units_sold": "units_sold", "sales_value": "value_sold"}
ALL = ""


@dataclass(slots=True)
class Observed:
    """What was observed over a claim's scope; `why_not` says why there is nothing to compare."""

    low: Decimal = Decimal(0)
    high: Decimal | None = Decimal(0)
    days: int = 0
    wanted: int = 0
    why_not: str = ""
    seen: set[date] = field(default_factory=set)

    def add(self, day: date, low: Decimal | None, high: Decimal | None) -> None:
        """One cell of one day."""
        self.seen.add(day)
        self.low += low or 0
        self.high = None if self.high is None or (high is None and low is not None) else self.high + (high or 0)


def observed_over(connection: Connection, claims: Sequence[Claim]) -> dict[int, Observed]:
    """Claim id -> what was observed, for every claim of a measure that we observe."""
    found = {claim.id: _empty(claim) for claim in claims if claim.metric in _MEASURES}
    open_ones = {claim.id: claim for claim in claims if claim.id in found and not found[claim.id].why_not}
    if open_ones:
        _sum(connection, open_ones, found)
    for key, claim in open_ones.items():
        one = found[key]
        assert claim.period_start is not None and claim.period_end is not None
        one.days, one.wanted = len(one.seen), (claim.period_end - claim.period_start).days + 1
        if not one.seen:
            one.why_not = "nothing was observed over its scope"
        elif one.days < one.wanted:
            one.high = None
    return found


def _empty(claim: Claim) -> Observed:
    if claim.planned:
        return Observed(why_not="it is about the future")
    if claim.as_of is not None:
        return Observed(why_not="a total to a day, of which the first day is not said")
    if claim.period_start is None or claim.period_end is None:
        return Observed(why_not="its period is not said")
    return Observed()


def _sum(connection: Connection, claims: Mapping[int, Claim], found: Mapping[int, Observed]) -> None:
    market = records.table("daily_market")
    first = min(claim.period_start for claim in claims.values() if claim.period_start is not None)
    last = max(claim.period_end for claim in claims.values() if claim.period_end is not None)
    wanted: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims.values():
        wanted.setdefault((claim.platform or ALL, claim.region or ALL, claim.commodity or ALL), []).append(claim)
    parents = {name: _parents(connection, name) for name in ("platform", "region", "commodity")}
    keys = [market.c[name] for name in ("day", "platform_code", "region_code", "commodity_code", "currency")]
    bounds = [market.c[f"{measure}_{end}"] for measure in _MEASURES.values() for end in ("min", "max")]
    for row in connection.execute(select(*keys, *bounds).where(market.c.day.between(first, last))):
        day, platform, region, commodity, currency = row[:5]
        values = {metric: (row[5 + 2 * n], row[6 + 2 * n]) for n, metric in enumerate(_MEASURES)}
        lines = (_line(platform, parents["platform"]), _line(region, parents["region"]), _line(commodity, parents["commodity"]))
        for scope in product(*lines):
            for claim in wanted.get(scope, ()):
                assert claim.period_start is not None and claim.period_end is not None
                fits = claim.metric != "sales_value" or currency == claim.unit
                if fits and claim.period_start <= day <= claim.period_end:
                    found[claim.id].add(day, *values[claim.metric])


def _parents(connection: Connection, name: str) -> dict[str, str]:
    table = records.table(name)
    return {code: parent or "" for code, parent in connection.execute(select(table.c.code, table.c.parent_code))}


def _line(code: str, parents: Mapping[str, str]) -> list[str]:
    """The code, what it lies in, outward, and all."""
    line = [code] if code else []
    while line and parents.get(line[-1]):
        line.append(parents[line[-1]])
    return [*line, ALL]
