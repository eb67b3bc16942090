"""Brings the derived tables up to date: which days are dirty, their computation, and the rows that changed.

A day's rows are replaced in one transaction: readers see the old day or the new one. A row that does not change is not touched;
one that does leaves its former values in `revision`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, update

from db.derive.columns import arrow
from db.derive.compute import Row, compute
from db.models import Base

METHOD = "1"
CARRY = timedelta(days=7)
_MARK = "derived_until"
_TABLES = ("daily_quality", "daily_market")
# Left out of comparisons: when the present values were first computed.
_WHEN = "computed_at"

QUERIES = {
    "observation": """
        SELECT o.id, o.listing_id, c.source_code, o.observed_on, o.observed_at, o.presence, o.price, o.price_max, o.list_price,
               o.currency, o.sold_min, o.sold_max, o.sold_period
          FROM observation o JOIN capture c ON c.id = o.capture_id""",
    "listing": "SELECT id, platform_code, shop_id FROM listing",
    "version": """
        SELECT v.listing_id, v.valid_from, o.observed_on AS valid_on, v.commodity_code, v.origin_code, v.net_weight_g,
               v.net_weight_max_g
          FROM listing_version v JOIN observation o ON o.listing_id = v.listing_id AND o.capture_id = v.capture_id""",
    "page": """
        SELECT c.logical_date, c.source_code, c.status, count(r.id) AS rejected,
               CASE WHEN c.wall IS NULL THEN 0 ELSE 1 END AS walled
          FROM capture c LEFT JOIN rejection r ON r.capture_id = c.id
         GROUP BY c.id, c.logical_date, c.source_code, c.status, c.wall""",
}


@dataclass(slots=True)
class Changes:
    """What an update did."""

    days: list[date] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0


def dirty_days(engine: Engine) -> list[date]:
    """Days whose figures an observation or a re-extraction since the last update may have changed.

    A new observation touches the days after the listing's previous one and those over which it is carried.
    """
    observation, meta = Base.metadata.tables["observation"], Base.metadata.tables["meta"]
    with engine.connect() as connection:
        mark = connection.execute(select(meta.c.value).where(meta.c.key == _MARK)).scalar()
        seen, revised = json.loads(mark) if mark else (0, 0)
        new = observation.c.id > seen
        changed = _revised_listings(connection, revised)
        touched = select(observation.c.listing_id, func.min(observation.c.observed_on), func.max(observation.c.observed_on))
        spans = list(connection.execute(touched.where(new).group_by(observation.c.listing_id)))
        for batch in _batches(sorted(changed)):
            spans += connection.execute(touched.where(observation.c.listing_id.in_(batch)).group_by(observation.c.listing_id))
        passed = _days_passed(connection)
        if not spans:
            return passed
        first = min(span[1] for span in spans)
        earlier = select(func.max(observation.c.observed_on)).where(observation.c.observed_on < first)
        previous = connection.execute(earlier).scalar()
        last = connection.execute(select(func.max(observation.c.observed_on))).scalar()
    start = previous + timedelta(days=1) if previous else first
    assert last is not None
    return sorted({*days_between(start, min(max(span[2] for span in spans), last) + CARRY), *passed})


def _days_passed(connection: Connection) -> list[date]:
    """Days after the last one computed, over which states are carried: a source that died stays visible."""
    observation, quality = Base.metadata.tables["observation"], Base.metadata.tables["daily_quality"]
    last = connection.execute(select(func.max(observation.c.observed_on))).scalar()
    done = connection.execute(select(func.max(quality.c.day))).scalar()
    return days_between(done + timedelta(days=1), last + CARRY) if last and done and done < last + CARRY else []


def days_between(first: date, last: date) -> list[date]:
    """All days from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def observed_days(engine: Engine) -> list[date]:
    """All days from the first observation to a week after the last."""
    observation = Base.metadata.tables["observation"]
    with engine.connect() as connection:
        first, last = connection.execute(select(func.min(observation.c.observed_on), func.max(observation.c.observed_on))).one()
    return days_between(first, last + CARRY) if first else []


def update_days(engine: Engine, days: Sequence[date], *, now: datetime, code_version: str) -> Changes:
    """Recompute days, whole, and write what changed; later days than today are left out.

    Args:
        engine: the store.
        days: the days.
        now: stands in `computed_at` of new and changed rows.
        code_version: stands in `revision`.

    """
    changes = Changes(days=sorted(set(days)))
    marks = _marks(engine)
    if changes.days:
        tables = {name: arrow(engine, query) for name, query in QUERIES.items()}
        tables["expectation"] = _expectations(engine)
        figures = compute(tables, changes.days)
        with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            for name in _TABLES:
                _write(connection, Base.metadata.tables[name], figures[name], changes, now, code_version)
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        _set_mark(connection, marks)
    return changes


def _expectations(engine: Engine) -> Any:
    source = Base.metadata.tables["source"]
    with engine.connect() as connection:
        rows = connection.execute(select(source.c.code, source.c.expect)).all()
    least = [(expect or {}).get("min_pages") for _, expect in rows]
    return pa.table(
        {"source_code": pa.array([code for code, _ in rows], pa.string()), "min_pages": pa.array(least, pa.int64())}
    )


def _write(
    connection: Connection, table: Table, rows: Iterable[Row], changes: Changes, now: datetime, code_version: str
) -> None:
    keys = [column.name for column in table.primary_key.columns]
    query = select(table).where(table.c.day.in_(changes.days))
    there = {tuple(row[k] for k in keys): dict(row) for row in connection.execute(query).mappings()}
    added, changed = [], []
    for row in rows:
        full = {"method_version": METHOD, "status": "final", **row, _WHEN: now}
        former = there.pop(tuple(row[k] for k in keys), None)
        if former is None:
            added.append(full)
        elif any(former[name] != value for name, value in full.items() if name != _WHEN):
            changed.append((former, full))
    if added:
        connection.execute(insert(table), added)
    for former, full in changed:
        _keep(connection, table.name, keys, former, now, code_version)
        connection.execute(update(table).where(*(table.c[k] == full[k] for k in keys)).values(**full))
    for former in there.values():
        _keep(connection, table.name, keys, former, now, code_version)
        connection.execute(delete(table).where(*(table.c[k] == former[k] for k in keys)))
    changes.added += len(added)
    changes.changed += len(changed)
    changes.removed += len(there)


def _keep(connection: Connection, name: str, keys: Sequence[str], former: Row, now: datetime, code_version: str) -> None:
    revision = Base.metadata.tables["revision"]
    plain = {
        key: value if isinstance(value, int | str | bool) or value is None else str(value) for key, value in former.items()
    }
    connection.execute(
        insert(revision).values(
            table_name=name,
            row_key=json.dumps({k: plain[k] for k in keys}, ensure_ascii=False),
            valid_from=former[_WHEN],
            valid_to=now,
            code_version=code_version,
            former=plain,
        )
    )


def _marks(engine: Engine) -> str:
    """Up to which observation and revision the derivation has looked."""
    observation, revision = Base.metadata.tables["observation"], Base.metadata.tables["revision"]
    with engine.connect() as connection:
        seen = connection.execute(select(func.max(observation.c.id))).scalar() or 0
        revised = connection.execute(select(func.max(revision.c.id))).scalar() or 0
    return json.dumps([seen, revised])


def _set_mark(connection: Connection, mark: str) -> None:
    meta = Base.metadata.tables["meta"]
    if connection.execute(update(meta).where(meta.c.key == _MARK).values(value=mark)).rowcount == 0:
        connection.execute(insert(meta).values(key=_MARK, value=mark))


def _revised_listings(connection: Connection, since: int) -> set[int]:
    """Listings whose observations or versions a re-extraction has changed."""
    revision = Base.metadata.tables["revision"]
    query = select(revision.c.former).where(
        revision.c.id > since, revision.c.table_name.in_(["observation", "listing_version"])
    )
    return {int(former["listing_id"]) for (former,) in connection.execute(query) if former.get("listing_id") is not None}


def _batches(values: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (values[at : at + size] for at in range(0, len(values), size))
