"""Figures into the store: only rows that changed are touched; former values go to `revision` in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import duckdb
from sqlalchemy import Boolean, Connection, Date, Double, Engine, Table, Text
from sqlalchemy.types import TypeEngine

from db.derive.columns import batches
from db.ingest import bulk
from db.ingest.revisions import plain
from db.ingest.values import Written, json_text
from db.models import Base
from db.models.base import Exact, Instant

METHOD = "5"
# When and by what a row was computed is no part of the figure, but a new method is.
_WHEN = "computed_at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMER = ("table_name", "row_key", "valid_from", "valid_to", "code_version", "former")


@dataclass(slots=True)
class Changes:
    """What an update did."""

    days: list[date] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(slots=True)
class Difference:
    """Rows of one table that are to be written, values in the order of the table's columns, computed_at left out."""

    table: Table
    added: list[tuple[Any, ...]]
    changed: list[tuple[Any, ...]]
    former: list[tuple[Any, ...]]
    """What the changed ones said, with computed_at last."""
    removed: list[tuple[Any, ...]]
    """What the removed ones said, likewise."""


def difference(db: duckdb.DuckDBPyConnection, engine: Engine, name: str, where: str, among: str = "true") -> Difference:
    """How the figures in DuckDB's table of that name differ from those of the store's rows that `where` takes in.

    `among` narrows them further, in DuckDB's words.

    Money is compared in whole ten-thousandths. Decimal columns of the figures bear the suffix 4, as the SQL files make them.
    """
    table = Base.metadata.tables[name]
    columns = [column for column in table.columns if column.name not in ("method_version", _WHEN)]
    made = [f"{column.name}4" if isinstance(column.type, Exact) else column.name for column in columns]
    keys = [column.name for column in table.primary_key.columns]
    stored = [_stored(column.name, column.type) for column in columns]
    query = f"SELECT {', '.join(stored)}, method_version, {_WHEN} FROM {name} WHERE {where}"
    like = ", ".join(f"{_like(column.type)} AS {column.name}" for column in columns)
    with batches(engine, query, like=f"SELECT {like}, '-' AS method_version, '2000-01-01' AS {_WHEN}") as reader:
        # SQLite keeps instants as text without a zone, in UTC.
        zone = "TIMESTAMPTZ" if getattr(reader.schema.field(_WHEN).type, "tz", None) else "TIMESTAMP"
        db.register("incoming", reader)
        casts = ", ".join(_cast(column.name, column.type, zone) for column in columns)
        db.execute(
            f"""CREATE OR REPLACE TEMP TABLE there AS
                SELECT {casts}, method_version, epoch_us({_WHEN}::{zone}) AS {_WHEN}
                  FROM incoming WHERE method_version <> '-' AND ({among})"""
        )
        db.unregister("incoming")
    figures = ", ".join(f"{m} AS {c.name}" for m, c in zip(made, columns, strict=True))
    db.execute(f"CREATE OR REPLACE TEMP VIEW here AS SELECT {figures}, '{METHOD}' AS method_version FROM {name}")
    same = " AND ".join(f"h.{key} = t.{key}" for key in keys)
    rest = [c.name for c in columns if c.name not in keys] + ["method_version"]
    differs = " OR ".join(f"h.{name} IS DISTINCT FROM t.{name}" for name in rest)
    names = [*(c.name for c in columns), "method_version"]

    def fetched(select: str, order: str) -> list[tuple[Any, ...]]:
        ordered = ", ".join(f"{order}.{key}" for key in keys)
        return db.execute(f"{select} ORDER BY {ordered}").fetchall()

    h, t = ", ".join(f"h.{n}" for n in names), ", ".join(f"t.{n}" for n in [*names, _WHEN])
    added = fetched(f"SELECT {h} FROM here h ANTI JOIN there t ON {same}", "h")
    changed = fetched(f"SELECT {h} FROM here h JOIN there t ON {same} WHERE {differs}", "h")
    former = fetched(f"SELECT {t} FROM there t JOIN here h ON {same} WHERE {differs}", "t")
    removed = fetched(f"SELECT {t} FROM there t ANTI JOIN here h ON {same}", "t")
    return Difference(table, added, changed, former, removed)


def write(connection: Connection, found: Difference, changes: Changes, now: datetime, code_version: str) -> None:
    """Write a difference inside the caller's transaction, which holds the writer's lock."""
    table = found.table
    names = [column.name for column in table.columns if column.name not in ("method_version", _WHEN)]
    columns = [*names, "method_version", _WHEN]
    keys = [column.name for column in table.primary_key.columns]
    if found.former or found.removed:
        _keep(connection, table, _values(table, columns, found.former + found.removed), now, code_version)
    if found.removed:
        gone = _values(table, columns, found.removed)
        bulk.remove(connection, table.name, keys, list(zip(*(gone[key] for key in keys), strict=True)))
    if found.added:
        values = _values(table, columns[:-1], found.added) | {_WHEN: [now] * len(found.added)}
        bulk.insert(connection, table.name, columns, list(zip(*values.values(), strict=True)))
    if found.changed:
        values = _values(table, columns[:-1], found.changed) | {_WHEN: [now] * len(found.changed)}
        rest = [name for name in columns if name not in keys]
        bulk.update(connection, table.name, rest, list(zip(*(values[name] for name in (*rest, *keys)), strict=True)), *keys)
    changes.added += len(found.added)
    changes.changed += len(found.changed)
    changes.removed += len(found.removed)


def _values(table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows of DuckDB, column by column, as the store's types take them."""
    return {name: _column(values, table.c[name].type) for name, values in zip(columns, zip(*rows, strict=True), strict=True)}


def _keep(connection: Connection, table: Table, former: Mapping[str, Sequence[Any]], now: datetime, code_version: str) -> None:
    """Former rows into `revision`. There may be tens of thousands: their JSON is put together from its columns."""
    said = {name: _said(name, former[name]) for name in sorted(former)}
    keys = sorted(column.name for column in table.primary_key.columns)
    name, ids = table.name, bulk.allot(connection, "revision", len(former[_WHEN]))
    kept = [
        (name, f"{{{', '.join(key)}}}", since, now, code_version, Written(f"{{{', '.join(row)}}}"), number)
        for key, row, since, number in zip(
            zip(*(said[key] for key in keys), strict=True),
            zip(*said.values(), strict=True),
            former[_WHEN],
            ids,
            strict=True,
        )
    ]
    bulk.insert(connection, "revision", (*_FORMER, "id"), kept)


def _said(name: str, values: Sequence[Any]) -> list[str]:
    """A column's values as they stand in JSON; many are the same."""
    texts = {value: f'"{name}": {json_text(plain(value))}' for value in set(values)}
    return [texts[value] for value in values]


def _column(values: Sequence[Any], kind: TypeEngine[Any]) -> list[Any]:
    """Values of DuckDB as the store's types take them."""
    if isinstance(kind, Exact):
        return [None if value is None else Decimal(value).scaleb(-4) for value in values]
    if isinstance(kind, Instant):
        return [_instant(value) if isinstance(value, int) else value for value in values]
    return list(values)


@lru_cache(maxsize=1 << 10)
def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _stored(name: str, kind: TypeEngine[Any]) -> str:
    """A column as both databases hand it to Arrow in one type."""
    if isinstance(kind, Exact):
        return f"CAST(ROUND({name} * 10000) AS BIGINT) AS {name}"
    if isinstance(kind, Boolean):
        return f"CASE WHEN {name} THEN 1 ELSE 0 END AS {name}"
    return name


def _like(kind: TypeEngine[Any]) -> str:
    if isinstance(kind, Date | Instant):
        return "'2000-01-01'"
    if isinstance(kind, Text):
        return "''"
    return "0.5" if isinstance(kind, Double) else "0"


def _cast(name: str, kind: TypeEngine[Any], zone: str) -> str:
    if isinstance(kind, Boolean):
        return f"{name} = 1 AS {name}"
    if isinstance(kind, Date):
        return f"{name}::DATE AS {name}"
    return f"epoch_us({name}::{zone}) AS {name}" if isinstance(kind, Instant) else name
