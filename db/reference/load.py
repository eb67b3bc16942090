"""Reference data from the shipped CSV files into the store, when they have changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from importlib import resources
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, insert, select, update

from db.engine import one_at_a_time
from db.models import Base

# File -> table, parents before children. A local file stands beside a shipped one and wins.
_FILES = (
    ("platforms.csv", "platform"),
    ("regions.csv", "region"),
    ("regions.local.csv", "region"),
    ("region_names.csv", "region_name"),
    ("commodities.csv", "commodity"),
)
_MARK = "reference_sha256"


def refresh(engine: Engine) -> bool:
    """Bring platform, region, region_name and commodity up to the files; False where nothing had changed."""
    contents = {name: _content(name) for name, _ in _FILES}
    digest = sha256("\0".join(contents.values()).encode()).hexdigest()
    meta = Base.metadata.tables["meta"]
    with engine.connect() as connection:
        if connection.execute(select(meta.c.value).where(meta.c.key == _MARK)).scalar() == digest:
            return False
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        for name, table in _FILES:
            put(connection, Base.metadata.tables[table], _rows(contents[name], Base.metadata.tables[table]))
        put(connection, meta, [{"key": _MARK, "value": digest}])
    return True


def platform_codes() -> set[str]:
    """Codes of the platforms."""
    return {row["code"] for row in _rows(_content("platforms.csv"), Base.metadata.tables["platform"])}


def put(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], *, keep: bool = False) -> None:
    """Insert rows by primary key, and unless `keep` update those that are there. For small tables: reads all their keys.

    Of two at once one waits for the other's transaction, so that both do not insert the same row.
    """
    one_at_a_time(connection, table.name)
    keys = [column.name for column in table.primary_key.columns]
    there = {tuple(row) for row in connection.execute(select(*table.primary_key.columns))}
    found = {tuple(row[k] for k in keys): row for row in rows}
    new = [dict(row) for key, row in found.items() if key not in there]
    old = [
        {f"k_{k}": row[k] for k in keys} | {c: v for c, v in row.items() if c not in keys}
        for key, row in found.items()
        if key in there
    ]
    if new:
        connection.execute(insert(table), _parents_first(new))
    if old and not keep and len(table.columns) > len(keys):
        same = [table.c[k] == bindparam(f"k_{k}") for k in keys]
        connection.execute(update(table).where(*same), old)


def _parents_first(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose parent is among them come after it."""
    if not rows or "parent_code" not in rows[0]:
        return list(rows)
    by_code = {row["code"]: row for row in rows}

    def depth(row: dict[str, Any], level: int = 0) -> int:
        parent = by_code.get(row["parent_code"])
        return level if parent is None or level > 9 else depth(parent, level + 1)

    return sorted(rows, key=depth)


def _content(name: str) -> str:
    file = resources.files("db.reference") / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _rows(content: str, table: Table) -> list[dict[str, Any]]:
    """The file's rows as values of the table's columns; other columns are notes for readers of the file."""
    lines = (line for line in io.StringIO(content) if not line.startswith("#"))
    return [
        {name: _value(table, name, text) for name, text in row.items() if name in table.c}
        | dict.fromkeys(table.c.keys() - row.keys())
        for row in csv.DictReader(lines)
    ]


def _value(table: Table, name: str, text: str | None) -> Any:
    if not text:
        return None
    kind = table.c[name].type.python_type
    if kind is bool:
        return text.lower() in ("1", "true", "yes")
    return date.fromisoformat(text) if kind is date else text
