"""Single rows by natural key, for tables that few rows go into: promotions, livestreams, announcements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select, update

from db.ingest.revisions import Revisions
from db.models import Base

Row = Mapping[str, Any]
Members = dict[tuple[Any, ...], tuple[datetime, int]]
"""Key of a membership -> (instant, capture) of the page that shows it."""


def table(name: str) -> Table:
    """A table by name."""
    return Base.metadata.tables[name]


def same(name: str, key: Row) -> ColumnElement[bool]:
    """The condition that a row has this key."""
    return and_(*(table(name).c[column] == value for column, value in key.items()))


def get(connection: Connection, name: str, key: Row) -> dict[str, Any] | None:
    """The row with this key."""
    found = connection.execute(select(table(name)).where(same(name, key))).mappings().first()
    return None if found is None else dict(found)


def put(connection: Connection, name: str, key: Row, values: Row, kept: Revisions) -> bool:
    """Insert a row, or change it where a value differs; whether it is another row now."""
    former = get(connection, name, key)
    if former is None:
        connection.execute(insert(table(name)).values(**key, **values))
        kept.made(name, key)
        return True
    return change(connection, name, key, former, values, kept)


def change(connection: Connection, name: str, key: Row, former: Row, values: Row, kept: Revisions) -> bool:
    """Change a row where a value differs, and keep the former one; whether any did."""
    different = {column: value for column, value in values.items() if former[column] != value}
    if different:
        # Which page showed a thing last is no fact about the thing.
        if different.keys() != {"capture_id"}:
            kept.keep(name, key, former)
        connection.execute(update(table(name)).where(same(name, key)).values(**different))
    return bool(different)


def drop_others(
    connection: Connection, name: str, captures: Iterable[int], wanted: set[tuple[Any, ...]], kept: Revisions
) -> None:
    """Remove rows of captures that were read again and do not show them any more; `wanted` holds the primary keys to stay.

    That something is absent no page shows: those rows are settled when all pages are read (absences.mark_absent).
    """
    columns = [column.name for column in table(name).primary_key.columns]
    for capture_id in sorted(captures):
        for row in connection.execute(select(table(name)).where(table(name).c.capture_id == capture_id)).mappings().all():
            key = {column: row[column] for column in columns}
            if tuple(key.values()) not in wanted and row.get("presence") != "absent":
                kept.keep(name, key, dict(row))
                connection.execute(delete(table(name)).where(same(name, key)))


def put_members(connection: Connection, name: str, wanted: Members, again: Collection[int], kept: Revisions) -> None:
    """Write memberships; each bears the first page that showed it. Those that a page read again does not show any more go."""
    drop_others(connection, name, again, set(wanted), kept)
    columns = [column.name for column in table(name).primary_key.columns]
    for key, (at, capture_id) in sorted(wanted.items(), key=lambda item: item[1]):
        row = dict(zip(columns, key, strict=True))
        seen = {"presence": "seen"} if "presence" in table(name).c else {}
        former = get(connection, name, row)
        if former is None:
            connection.execute(insert(table(name)).values(**row, **seen, capture_id=capture_id))
        elif (
            (seen and former["presence"] != "seen")
            # Were it still shown there, that page would be the first of this batch.
            or former["capture_id"] in again
            or at < observed_at(connection, former["capture_id"])
        ):
            change(connection, name, row, former, {**seen, "capture_id": capture_id}, kept)


def observed_at(connection: Connection, capture_id: int) -> datetime:
    """The instant that a capture shows."""
    capture = table("capture")
    found: datetime = connection.execute(select(capture.c.observed_at).where(capture.c.id == capture_id)).scalar_one()
    return found


def ids_of(
    connection: Connection, name: str, rows: Sequence[tuple[str, str]], kept: Revisions, **values: Any
) -> dict[tuple[str, str], int]:
    """Ids of promotions or livestreams by (platform, native id), made where they are new."""
    ids = {}
    for platform, native_id in sorted(set(rows)):
        key = {"platform_code": platform, "native_id": native_id}
        former = get(connection, name, key)
        if former is None:
            made = connection.execute(insert(table(name)).values(**key, **values))
            kept.made(name, key)
            ids[platform, native_id] = int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0
        else:
            ids[platform, native_id] = int(former["id"])
    return ids
