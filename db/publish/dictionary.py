"""The data dictionary: every table and column of the store with its type, key and meaning, generated from the models."""

from __future__ import annotations

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.dialects import postgresql

from db.models import Base

_POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # the class has no annotations
_OPENING = """# Data dictionary

Generated from `db/models` by `python -m db.publish.dictionary`; a test fails when it is out of date. Types are
PostgreSQL's. Instants are UTC, `*_on` are days in the source's time zone, weights are grams, money is exact with an ISO 4217
currency.
"""


def dictionary() -> str:
    """The dictionary as Markdown."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    return "\n".join([_OPENING, *map(_table, tables)])


def _table(table: Table) -> str:
    lines = [f"## {table.name}", "", f"{table.comment}.", "", "| column | type | null | meaning |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(_column, table.columns), ""])


def _column(column: Column[object]) -> str:
    kind = str(column.type.compile(dialect=_POSTGRESQL)).lower()
    marks = " (key)" if column.primary_key else ""
    target = next(iter(column.foreign_keys), None)
    meaning = f"{column.comment}" + (f" -> `{target.column.table.name}`" if target is not None else "")
    return f"| {column.name}{marks} | {kind} | {'yes' if column.nullable else 'no'} | {meaning.replace('|', '/')} |"


if __name__ == "__main__":
    print(dictionary(), end="")
