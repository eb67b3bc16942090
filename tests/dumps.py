"""The whole content of a store as plain text, without the ids that depend on the order of arrival: for comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, select

from db.models import Base

# Not part of what is compared: when rows were computed, and bookkeeping of the store itself.
LEFT_OUT = {"computed_at", "started_at", "finished_at", "stats"}
TABLES = ("meta",)


def ordered(value: Any) -> Any:
    """JSON with its keys in order: PostgreSQL sorts them, SQLite keeps them as written."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(one) for one in value] if isinstance(value, list) else value


def dump(engine: Engine, leave_out: Iterable[str] = ()) -> dict[str, list[str]]:
    """Table -> its rows as sorted text; references to counted ids become the natural key of their row."""
    left_out = LEFT_OUT | set(leave_out)
    with engine.connect() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in Base.metadata.sorted_tables
            if table.name not in TABLES and table.name not in left_out
        }
    named: dict[tuple[str, Any], str] = {}
    result: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        lines = []
        for row in rows.get(table.name, []):
            said = {}
            for column in table.columns:
                if column.name in left_out or (column.name == "id" and column.type.python_type is int):
                    continue
                target = next((f.column for f in column.foreign_keys if f.column.name == "id"), None)
                value = ordered(row[column.name])
                said[column.name] = named.get((target.table.name, value), value) if target is not None else value
            lines.append(repr(said))
            if "id" in row:
                named[table.name, row["id"]] = lines[-1]
        if table.name in rows:
            result[table.name] = sorted(lines)
    return result
