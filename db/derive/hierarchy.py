"""What regions, platforms and the like lie in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Engine, select

from db.models import Base


def parents_of(engine: Engine, name: str) -> dict[str, str | None]:
    """Of each code of a table, the one that it lies in."""
    table = Base.metadata.tables[name]
    with engine.connect() as connection:
        return {row.code: row.parent_code for row in connection.execute(select(table.c.code, table.c.parent_code))}


def lines_of(parents: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Each code with itself, and with all that it lies in."""
    for code in parents:
        at: str | None = code
        while at:
            yield code, at
            at = parents.get(at)
