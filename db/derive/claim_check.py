"""Claims beside what else is known: the arithmetic of their announcement, other announcements, our own observation.

All claims are checked anew each time: there are few of them, and any day may touch any. Rows that do not change stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from db.derive.claim_observed import Observed, observed_over
from db.derive.claim_scope import Claim, claims_of, interval, kilograms, spoken
from db.derive.difference import METHOD
from db.derive.update import Derivation
from db.derive.write import Changes
from db.ingest import bulk, records
from db.ingest.revisions import Revisions

Check = dict[str, Any]
# What one order, or one piece, may plausibly weigh and cost: (kind, of what, per what, unit, lowest, highest).
_PER = (
    ("weight_per_order", "weight_sold", "orders", "kg", Decimal("0.05"), Decimal(50)),
    ("weight_per_unit", "weight_sold", "units_sold", "kg", Decimal("0.01"), Decimal(50)),
    ("value_per_order", "sales_value", "orders", "CNY", Decimal(1), Decimal(20_000)),
    ("value_per_unit", "sales_value", "units_sold", "CNY", Decimal("0.2"), Decimal(20_000)),
    ("value_per_kg", "sales_value", "weight_sold", "CNY", Decimal("0.3"), Decimal(5_000)),
)


def update_checks(held: Derivation, *, now: datetime, code_version: str) -> Changes:
    """Check all claims and write what changed; to be called after `held.update`."""
    changes = Changes()
    engine = held.engine
    with engine.connect() as connection:
        claims = claims_of(connection)
    observed = observed_over(held, claims)
    wanted = {(row["claim_id"], row["kind"]): row for row in _checks(claims, observed)}
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        bulk.writer_lock(connection)
        _write(connection, wanted, changes, now, code_version)
    return changes


def _checks(claims: Sequence[Claim], observed: Mapping[int, Observed]) -> Iterator[Check]:
    by_announcement: dict[int, list[Claim]] = defaultdict(list)
    by_scope: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_announcement[claim.announcement_id].append(claim)
        # A share of one thing is no earlier share of another; what is about nothing in particular has no scope.
        if not claim.planned and claim.original and claim.metric != "other" and any(claim.scope[2:]):
            by_scope[claim.scope].append(claim)
    for some in by_announcement.values():
        yield from _arithmetic(some)
    for some in by_scope.values():
        yield from _growth(some)
    for claim in claims:
        if claim.id in observed:
            yield _beside(claim, observed[claim.id])


def _row(claim: Claim, kind: str, verdict: str, explanation: str, **values: Any) -> Check:
    empty = {"observed_min": None, "observed_max": None, "ratio": None, "status": "final"}
    return {"claim_id": claim.id, "kind": kind, "verdict": verdict, "explanation": explanation, **empty, **values}


def _arithmetic(claims: Sequence[Claim]) -> Iterator[Check]:
    """Totals of one announcement and one scope, divided: what one order weighs and costs. Both totals bear the check."""
    for kind, of, per, unit, lowest, highest in _PER:
        for total in (c for c in claims if c.metric == of and _has_unit(c, unit)):
            for parts in (c for c in claims if c.metric == per and c.value > 0 and c.period == total.period):
                if (total.platform, total.planned) != (parts.platform, parts.planned):
                    continue
                each = (kilograms(total) if of == "weight_sold" else total.value) / (
                    kilograms(parts) if per == "weight_sold" else parts.value
                )
                good = lowest <= each <= highest
                said = f"{spoken(total)} in {spoken(parts)} are {each:.3g} {unit} each"
                why = said if good else f"{said}: implausible, between {lowest} and {highest} {unit} were to be expected"
                for claim in (total, parts):
                    verdict = "consistent" if good else "implausible"
                    yield _row(claim, kind, verdict, why, observed_min=lowest, observed_max=highest, ratio=round(each, 4))


def _has_unit(claim: Claim, unit: str) -> bool:
    return claim.unit == unit if claim.metric == "sales_value" else claim.value_si is not None


def _growth(claims: Sequence[Claim]) -> Iterator[Check]:
    """A figure beside the last earlier one of the same scope in another announcement."""
    ordered = sorted((c for c in claims if c.last is not None), key=lambda c: (c.last, c.place))
    for number, claim in enumerate(ordered):
        earlier = [c for c in ordered[:number] if c.announcement_id != claim.announcement_id and c.value > 0]
        same = [c for c in earlier if c.period == claim.period]
        if same:
            yield _agreement(claim, same[-1])
        before = [c for c in earlier if c.last != claim.last and (c.as_of is None) == (claim.as_of is None)]
        if before:
            yield _grown(claim, before[-1])


def _agreement(claim: Claim, other: Claim) -> Check:
    low, high = interval(claim)
    at_least, at_most = interval(other)
    verdict = _compared((low, high), (at_least, at_most))
    ratio = round(claim.value / other.value, 4)
    said = f"another announcement, {other.told}, says {spoken(other)} of the same scope and time"
    return _row(claim, "agreement", verdict, said, observed_min=at_least, observed_max=at_most, ratio=ratio)


def _grown(claim: Claim, other: Claim) -> Check:
    ratio = round(claim.value / other.value, 4)
    said = f"{ratio:.3g} times the {spoken(other)} that another announcement, {other.told}, says to {other.last}"
    _, high = interval(claim)
    fell = claim.as_of is not None and high is not None and high < interval(other)[0]
    why = f"{said}: a total to a day does not fall" if fell else said
    return _row(claim, "growth", "lower" if fell else "consistent", why, observed_min=interval(other)[0], ratio=ratio)


def _beside(claim: Claim, observed: Observed) -> Check:
    """A claim beside what we observed over the same scope."""
    if observed.why_not:
        return _row(claim, "observation", "not_comparable", observed.why_not)
    claimed = kilograms(claim) if claim.metric == "weight_sold" else claim.value
    low, high = interval(claim)
    factor = claimed / claim.value if claim.value else Decimal(1)
    span = (low * factor, None if high is None else high * factor)
    verdict = _compared(span, (observed.low, observed.high))
    ratio = round(claimed / observed.low, 4) if observed.low else None
    limits = {"observed_min": observed.low, "observed_max": observed.high}
    why = {"higher": "more than all that we saw sold", "lower": "less than we saw sold at least"}.get(
        verdict, "within what we saw"
    )
    said = f"{why}, on {observed.days} of {observed.wanted} days"
    status = "provisional" if observed.awaited else "final"
    return _row(claim, "observation", verdict, said, ratio=ratio, status=status, **limits)


def _compared(one: tuple[Decimal, Decimal | None], other: tuple[Decimal, Decimal | None]) -> str:
    if other[1] is not None and one[0] > other[1]:
        return "higher"
    return "lower" if one[1] is not None and one[1] < other[0] else "consistent"


def _write(
    connection: Connection, wanted: Mapping[tuple[int, str], Check], changes: Changes, now: datetime, code_version: str
) -> None:
    table = records.table("claim_check")
    kept = Revisions(now, code_version)
    former = {(row.claim_id, row.kind): dict(row._mapping) for row in connection.execute(select(table))}
    for key in sorted(former.keys() - wanted.keys()):
        kept.keep("claim_check", {"claim_id": key[0], "kind": key[1]}, former[key])
        connection.execute(table.delete().where(table.c.claim_id == key[0], table.c.kind == key[1]))
        changes.removed += 1
    made = []
    for key, row in sorted(wanted.items()):
        full = {**row, "method_version": METHOD}
        if key not in former:
            made.append({**full, "computed_at": now})
        elif any(former[key][name] != value for name, value in full.items()):
            own = {"claim_id": key[0], "kind": key[1]}
            records.change(connection, "claim_check", own, former[key], {**full, "computed_at": now}, kept)
            changes.changed += 1
    if made:
        connection.execute(table.insert(), made)
    changes.added += len(made)
    kept.write(connection)
