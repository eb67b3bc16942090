"""Single rows by natural key, for tables that few rows go into: promotions, livestreams, announcements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select, update

from db.ingest import bulk
from db.ingest.revisions import Revisions
from db.ingest.values import read_row
from db.models import Base

Row = Mapping[str, Any]


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


def replace(connection: Connection, name: str, owner: Row, key: str, wanted: Sequence[Row], kept: Revisions) -> None:
    """Rows of an owner, one a key: the new ones in, the changed ones changed, the others out."""
    query = select(table(name)).where(same(name, owner))
    former = {row[key]: dict(row) for row in connection.execute(query).mappings()}
    fresh = [row for row in wanted if row[key] not in former]
    for row in wanted:
        if row[key] in former:
            own = {**owner, key: row[key]}
            values = {column: value for column, value in row.items() if column not in own}
            change(connection, name, own, former.pop(row[key]), values, kept)
    for left, row in sorted(former.items()):
        kept.keep(name, {**owner, key: left}, row)
        connection.execute(delete(table(name)).where(same(name, {**owner, key: left})))
    if fresh:
        connection.execute(insert(table(name)), [dict(row) for row in fresh])


def drop_others(
    connection: Connection, name: str, captures: Iterable[int], wanted: set[tuple[Any, ...]], kept: Revisions
) -> None:
    """Remove rows of captures that were read again and do not show them any more; `wanted` holds the primary keys to stay."""
    columns = tuple(column.name for column in table(name).columns)
    keys = [column.name for column in table(name).primary_key.columns]
    gone = []
    for found in bulk.find(connection, name, ("capture_id",), [(key,) for key in captures], columns):
        row = dict(zip(columns, read_row(name, columns, found), strict=True))
        key = {column: row[column] for column in keys}
        if tuple(key.values()) not in wanted:
            kept.keep(name, key, row)
            gone.append(tuple(key.values()))
    bulk.remove(connection, name, keys, sorted(gone))


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
