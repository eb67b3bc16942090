"""Researchers' questions as views: one file a question, the same text for both databases, installed with the migrations."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

_MARK = "views"


@cache
def texts() -> dict[str, str]:
    """Name -> SELECT, in an order in which each stands after those that it reads."""
    files = {
        file.name.removesuffix(".sql"): file for file in resources.files("db.views").iterdir() if file.name.endswith(".sql")
    }
    found = {name: files[name].read_text(encoding="utf-8").strip().rstrip(";") for name in sorted(files)}
    ordered: dict[str, str] = {}

    def add(name: str) -> None:
        for other in sorted(set(re.findall(r"\bv_\w+", _statement(found[name]))) & found.keys() - {name}):
            add(other)
        ordered.setdefault(name, found[name])

    for name in found:
        add(name)
    return ordered


def meaning(name: str) -> str:
    """The comment that a view's file opens with, on one line."""
    lines = [line.removeprefix("--").strip() for line in texts()[name].splitlines() if line.startswith("--")]
    return " ".join(lines)


def digest() -> str:
    """Changes with the text of any view."""
    return hashlib.sha256(repr(texts()).encode()).hexdigest()


def is_current(connection: Connection) -> bool:
    """Whether the views of this code, and no others of that prefix, stand in the store."""
    there = {name for name in inspect(connection).get_view_names() if name.startswith("v_")}
    said = connection.execute(text("SELECT value FROM meta WHERE key = :key"), {"key": _MARK}).scalar()
    return there == set(texts()) and said == digest()


def remove(connection: Connection) -> None:
    """Drop the views: tables that they read can then be migrated."""
    there = {name for name in inspect(connection).get_view_names() if name.startswith("v_")}
    known = [name for name in reversed(texts()) if name in there]
    left = [*sorted(there - set(known)), *known]
    while left:
        # Those of an older release may read one another in another order.
        kept = [name for name in left if not _dropped(connection, name)]
        if kept == left:
            connection.exec_driver_sql(f"DROP VIEW {kept[0]}")
        left = kept


def _dropped(connection: Connection, name: str) -> bool:
    """Whether a view could be dropped: PostgreSQL keeps one that another view reads."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"DROP VIEW {name}")
    except DBAPIError:
        return False
    return True


def install(connection: Connection) -> None:
    """Create the views, former ones of that prefix dropped."""
    remove(connection)
    create(connection)
    connection.execute(text("DELETE FROM meta WHERE key = :key"), {"key": _MARK})
    connection.execute(text("INSERT INTO meta (key, value) VALUES (:key, :value)"), {"key": _MARK, "value": digest()})


def create(connection: Connection) -> None:
    """Create the views in a schema that has none of them."""
    for name, query in texts().items():
        connection.execute(text(f"CREATE VIEW {name} AS\n{query}"))


def _statement(query: str) -> str:
    return "\n".join(line.partition("--")[0] for line in query.splitlines())
