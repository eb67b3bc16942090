"""The SQL files of this folder, run by DuckDB."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import duckdb


@cache
def text(name: str) -> str:
    """A file's text."""
    return (resources.files("db.derive") / f"{name}.sql").read_text(encoding="utf-8")


def run(db: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Run files one after the other."""
    for name in names:
        db.execute(text(name))


def one(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...] | None:
    """The first row of a short result. Fetched whole: a result that is left half-read blocks what follows."""
    rows = db.execute(query).fetchall()
    return rows[0] if rows else None
