"""The whole content of a store as plain text, without the ids that depend on the order of arrival: for comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Engine, select

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
        if table.name not in rows:
            continue
        columns = [(column.name, _target(column)) for column in table.columns if not _left_out(column, left_out)]
        lines = []
        for row in rows[table.name]:
            values = ((name, ordered(row[name]), target) for name, target in columns)
            said = {name: named.get((target, value), value) if target else value for name, value, target in values}
            if row.get("announcement_id") and "native_id" in row:
                # a:<announcement>:<ordinal>
                said["native_id"] = row["native_id"].rpartition(":")[2]
            lines.append(repr(said))
            if "id" in row:
                named[table.name, row["id"]] = lines[-1]
        result[table.name] = sorted(lines)
    return result


def _left_out(column: Column[Any], names: set[str]) -> bool:
    return column.name in names or (column.name == "id" and column.type.python_type is int)


def _target(column: Column[Any]) -> str:
    """The table whose id the column holds, or ''."""
    return next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), "")
