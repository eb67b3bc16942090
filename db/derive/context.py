"""What figures rest on besides the columns: what earlier updates, the register and the hierarchies say, as tables of DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import Engine, func, select, text

from db.derive.hierarchy import lines_of
from db.derive.index_rows import Cell
from db.models import Base

_QUALITY = Base.metadata.tables["daily_quality"]
_MARKET = Base.metadata.tables["daily_market"]


def figured(engine: Engine) -> date | None:
    """The last day that has figures in the store."""
    with engine.connect() as connection:
        last: date | None = connection.execute(select(func.max(_QUALITY.c.day))).scalar()
    return last


def read_judgements(
    db: duckdb.DuckDBPyConnection, engine: Engine, expected: Mapping[str, int | None], judged_from: date
) -> None:
    """Make what the judgement of source-days reads: expectation, former_share of the days before, former_verdict."""
    columns = (_QUALITY.c.day, _QUALITY.c.source_code, _QUALITY.c.frozen_share, _QUALITY.c.verdict)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns)).all()
    shares = [(day, code, int(share * 10_000)) for day, code, share, _ in rows if share is not None and day < judged_from]
    verdicts = [(day, code, verdict) for day, code, _, verdict in rows]
    _table(db, "expectation", {"source": pa.string(), "min_pages": pa.int64()}, list(expected.items()))
    _table(db, "former_share", {"day": pa.date32(), "source": pa.string(), "share4": pa.int64()}, shares)
    _table(db, "former_verdict", {"day": pa.date32(), "source": pa.string(), "verdict": pa.string()}, verdicts)


def read_verdicts(db: duckdb.DuckDBPyConnection, engine: Engine, made: str | None) -> date | None:
    """Make `quality`: day, source and verdict of all days.

    Args:
        db: where.
        engine: the store.
        made: rows of the store, as SQL, that those of DuckDB's `daily_quality` stand in for; None = none.

    Returns: the last day that has a verdict; None = none has.

    """
    query = select(_QUALITY.c.day, _QUALITY.c.source_code, _QUALITY.c.verdict)
    with engine.connect() as connection:
        rows = connection.execute(query.where(text(f"NOT ({made})")) if made else query).all()
    verdicts: list[tuple[Any, ...]] = [tuple(row) for row in rows]
    if made:
        verdicts += db.execute("SELECT day, source_code, verdict FROM daily_quality").fetchall()
    _table(db, "quality", {"day": pa.date32(), "source_code": pa.string(), "verdict": pa.string()}, verdicts)
    return max((day for day, _, _ in verdicts), default=None)


def read_hierarchies(db: duckdb.DuckDBPyConnection, parents: Mapping[str, Mapping[str, str | None]]) -> None:
    """Make `above`: of each code what it lies in, itself among it, by the name of the hierarchy."""
    lines = [(name, *line) for name, codes in parents.items() for line in lines_of(codes)]
    _table(db, "above", {"what": pa.string(), "code": pa.string(), "above": pa.string()}, lines)


def doubtful(db: duckdb.DuckDBPyConnection, engine: Engine, made: str) -> list[Cell]:
    """Cells whose verdict is not ok: those of the store, but for the rows that were made, and `doubt`, which holds these."""
    columns = (_MARKET.c.day, _MARKET.c.region_code, _MARKET.c.commodity_code, _MARKET.c.currency, _MARKET.c.verdict)
    query = select(*columns).where(_MARKET.c.verdict != "ok", text(f"NOT ({made})")).distinct()
    with engine.connect() as connection:
        stored = connection.execute(query).all()
    return [*((*row,) for row in stored), *db.execute("FROM doubt").fetchall()]


def _table(db: duckdb.DuckDBPyConnection, name: str, kinds: dict[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> None:
    columns = [pa.array([row[n] for row in rows], kind) for n, kind in enumerate(kinds.values())]
    db.register("incoming", pa.table(columns, names=list(kinds)))
    db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
    db.unregister("incoming")
