"""What an announcement tells: its mentions, claims, promotions and livestreams, brought as a set to what its text says now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.ingest import records
from db.ingest.revisions import Revisions
from db.rows import ToldRows

Row = dict[str, Any]


def store(connection: Connection, announcement_id: int, capture_id: int, told: ToldRows, kept: Revisions) -> None:
    """Make the rows of an announcement what is told; a row that says the same is left alone."""
    owner = {"announcement_id": announcement_id}
    for name, rows in (("mention", told.mentions), ("claim", told.claims)):
        numbered = [{**owner, "ordinal": number, **row} for number, row in enumerate(rows, 1)]
        _replace(connection, name, owner, "ordinal", numbered, kept)
    for name, rows in (("promotion", told.promotions), ("livestream", [row for row, _ in told.livestreams])):
        numbered = [
            {**owner, "native_id": f"a:{announcement_id}:{number}", "capture_id": capture_id, **row}
            for number, row in enumerate(rows, 1)
        ]
        _replace(connection, name, owner, "native_id", numbered, kept)
    _hosts(connection, owner, [hosts for _, hosts in told.livestreams], kept)


def _replace(connection: Connection, name: str, owner: Row, key: str, wanted: Sequence[Row], kept: Revisions) -> None:
    """Rows of an owner, one a key: the new ones in, the changed ones changed, the others out."""
    table = records.table(name)
    query = select(table).where(records.same(name, owner))
    former = {row[key]: dict(row) for row in connection.execute(query).mappings()}
    fresh = [row for row in wanted if row[key] not in former]
    for row in wanted:
        if row[key] in former:
            own = {**owner, key: row[key]}
            values = {column: value for column, value in row.items() if column not in own}
            records.change(connection, name, own, former.pop(row[key]), values, kept)
    for left, row in sorted(former.items()):
        kept.keep(name, {**owner, key: left}, row)
        connection.execute(delete(table).where(records.same(name, {**owner, key: left})))
    if fresh:
        connection.execute(insert(table), fresh)


def _hosts(connection: Connection, owner: Row, wanted: Sequence[Sequence[tuple[str, str | None]]], kept: Revisions) -> None:
    stream = records.table("livestream")
    query = select(stream.c.native_id, stream.c.id).where(records.same("livestream", owner))
    ids = {str(native_id): int(key) for native_id, key in connection.execute(query)}
    for number, hosts in enumerate(wanted, 1):
        of = {"livestream_id": ids[f"a:{owner['announcement_id']}:{number}"]}
        rows = [{**of, "ordinal": n, "role": role, "name": name} for n, (role, name) in enumerate(hosts, 1)]
        _replace(connection, "livestream_host", of, "ordinal", rows, kept)
