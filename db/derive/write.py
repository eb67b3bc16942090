"""Figures into the store: only rows that changed are touched; former values go to `revision` in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from db.derive.difference import WHEN, Difference, Values
from db.ingest import bulk

_FORMER = ("row_key", "valid_from", "former", "table_name", "valid_to", "code_version", "id")


@dataclass(slots=True)
class Changes:
    """What an update did."""

    days: list[date] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the writer's lock."""
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        bulk.writer_lock(connection)
        yield connection


def write(connection: Connection, found: Difference, changes: Changes, now: datetime, code_version: str) -> None:
    """Write a difference inside the caller's transaction, which holds the writer's lock."""
    if found.former:
        ids = bulk.allot(connection, "revision", len(found.former))
        same = (found.table, now, code_version)
        bulk.insert(connection, "revision", _FORMER, [(*said, *same, n) for said, n in zip(found.former, ids, strict=True)])
    if found.removed:
        bulk.remove(connection, found.table, found.keys, _rows(found.removed, found.keys))
    if found.added:
        new = _stamped(found.added, now)
        bulk.insert(connection, found.table, [*new], _rows(new, [*new]))
    if found.changed:
        new = _stamped(found.changed, now)
        rest = [name for name in new if name not in found.keys]
        bulk.update(connection, found.table, rest, _rows(new, [*rest, *found.keys]), *found.keys)
    changes.added += _number(found.added)
    changes.changed += _number(found.changed)
    changes.removed += _number(found.removed)


def _number(values: Values) -> int:
    return len(next(iter(values.values()), ()))


def _stamped(values: Values, now: datetime) -> Values:
    return values | {WHEN: [now] * _number(values)}


def _rows(values: Values, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(values[name] for name in names), strict=True))
