"""Queries about runs, however many: an archive that is replayed may hold more of them than a statement takes parameters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, CursorResult, TextClause, text


def of_runs(connection: Connection, query: str, runs: Sequence[str], **given: Any) -> CursorResult[*tuple[Any, ...]]:
    """Run a query that says `IN :runs` or `NOT IN :runs`: the ids go as one parameter.

    SQLite takes 32,766 parameters, PostgreSQL 65,535.
    """
    sqlite = connection.dialect.name == "sqlite"
    ids = orjson.dumps(list(runs)).decode() if sqlite else list(runs)
    return connection.execute(_written(query, sqlite), {"runs": ids, **given})


@cache
def _written(query: str, sqlite: bool) -> TextClause:
    if sqlite:
        return text(query.replace("IN :runs", "IN (SELECT value FROM json_each(:runs))"))
    return text(query.replace("NOT IN :runs", "<> ALL(:runs)").replace("IN :runs", "= ANY(:runs)"))
