"""How figures that were made differ from those of the store: what is to be written, as the store takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import duckdb
from sqlalchemy import Boolean, Column, Date, Double, Engine, Text
from sqlalchemy.types import TypeEngine

from db.derive import sql
from db.derive.columns import batches
from db.derive.former import row_json
from db.ingest.values import Written
from db.models import Base
from db.models.base import Exact, Instant

METHOD = "7"
# When and by what a row was computed is no part of the figure, but a new method is.
WHEN = "computed_at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Values = dict[str, Sequence[Any]]
"""Rows column by column, as the store's types take them."""


@dataclass(slots=True)
class Difference:
    """Rows of one table that are to be written. All columns but `computed_at`."""

    table: str
    keys: Sequence[str]
    added: Values
    changed: Values
    """Columns that differ in any row, and the keys."""
    removed: Values
    """Their keys."""
    former: list[tuple[str, datetime, Written]]
    """What the changed and the removed rows said: (key as JSON, since when, whole row as JSON)."""

    def __len__(self) -> int:
        return len(self.former) + len(next(iter(self.added.values()), ()))


def difference(db: duckdb.DuckDBPyConnection, engine: Engine, name: str, where: str, among: str = "true") -> Difference:
    """How the figures in DuckDB's table of that name differ from those of the store's rows that `where` takes in.

    `among` narrows them further, in DuckDB's words.

    Money is compared in whole ten-thousandths. Decimal columns of the figures bear the suffix 4, as the SQL files make them.
    """
    table = Base.metadata.tables[name]
    columns = [column for column in table.columns if column.name not in ("method_version", WHEN)]
    _there(db, engine, name, columns, where, among)
    made = [f"{c.name}4 AS {c.name}" if isinstance(c.type, Exact) else c.name for c in columns]
    db.execute(f"CREATE OR REPLACE TEMP VIEW here AS SELECT {', '.join(made)}, '{METHOD}' AS method_version FROM {name}")
    keys = [column.name for column in table.primary_key.columns]
    names = [*(column.name for column in columns), "method_version"]
    same = " AND ".join(f"h.{key} = t.{key}" for key in keys)
    changed = _changed(db, same, [name for name in names if name not in keys])

    def fetched(of: str, row: str, wanted: Sequence[str]) -> list[Sequence[Any]]:
        """Columns of the rows in the order of `row_key`: ids of `revision` do not depend on chance, its index grows so."""
        query = f"SELECT {', '.join(wanted)} FROM {of} ORDER BY {', '.join(f'{row}.{key}' for key in sorted(keys))}"
        return [*zip(*db.execute(query).fetchall(), strict=True)]

    def values(of: Sequence[str], some: Iterable[Sequence[Any]]) -> Values:
        return {name: _column(said, table.c[name].type) for name, said in zip(of, some, strict=False)}

    said = [row_json(table, keys, "t"), f"t.{WHEN}", row_json(table, [*names, WHEN], "t")]
    both = fetched("differing", "h", [*(f"h.{name}" for name in (*changed, *keys)), *said])
    added = fetched(f"here h ANTI JOIN there t ON {same}", "h", [f"h.{name}" for name in names])
    gone = fetched(f"there t ANTI JOIN here h ON {same}", "t", [*(f"t.{key}" for key in keys), *said])
    former = [(key, _instant(since), Written(row)) for some in (both, gone) for key, since, row in zip(*some[-3:], strict=True)]
    return Difference(str(name), keys, values(names, added), values([*changed, *keys], both), values(keys, gone), former)


def _changed(db: duckdb.DuckDBPyConnection, same: str, names: Sequence[str]) -> list[str]:
    """Make `differing`: figures and the store's row that say something else; which columns do, in any of them."""
    differs = [f"h.{name} IS DISTINCT FROM t.{name}" for name in names]
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT h, t FROM here h JOIN there t ON {same} WHERE {' OR '.join(differs)}"
    )
    found = sql.one(db, f"SELECT {', '.join(f'bool_or({differ})' for differ in differs)} FROM differing") or ()
    return [name for name, differ in zip(names, found, strict=True) if differ]


def _there(
    db: duckdb.DuckDBPyConnection, engine: Engine, name: str, columns: Sequence[Column[Any]], where: str, among: str
) -> None:
    """Make `there`: the store's rows, as DuckDB has them."""
    stored = ", ".join(_stored(column.name, column.type) for column in columns)
    query = f"SELECT {stored}, method_version, {WHEN} FROM {name} WHERE {where}"
    like = ", ".join(f"{_like(column.type)} AS {column.name}" for column in columns)
    with batches(engine, query, like=f"SELECT {like}, '-' AS method_version, '2000-01-01' AS {WHEN}") as reader:
        # SQLite keeps instants as text without a zone, in UTC.
        zone = "TIMESTAMPTZ" if getattr(reader.schema.field(WHEN).type, "tz", None) else "TIMESTAMP"
        db.register("incoming", reader)
        casts = ", ".join(_cast(column.name, column.type, zone) for column in columns)
        db.execute(
            f"""CREATE OR REPLACE TEMP TABLE there AS
                SELECT {casts}, method_version, epoch_us({WHEN}::{zone}) AS {WHEN}
                  FROM incoming WHERE method_version <> '-' AND ({among})"""
        )
        db.unregister("incoming")


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
