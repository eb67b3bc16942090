"""What an announcement tells: its mentions, claims, promotions and livestreams, brought as a set to what its text says now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from db.ingest import records
from db.ingest.revisions import Revisions
from db.rows import ToldRows

Row = dict[str, Any]


def store(connection: Connection, announcement_id: int, capture_id: int, told: ToldRows, kept: Revisions) -> None:
    """Make the rows of an announcement what is told; a row that says the same is left alone."""
    owner = {"announcement_id": announcement_id}
    for name, rows in (("mention", told.mentions), ("claim", told.claims)):
        numbered = [{**owner, "ordinal": number, **row} for number, row in enumerate(rows, 1)]
        records.replace(connection, name, owner, "ordinal", numbered, kept)
    for name, rows in (("promotion", told.promotions), ("livestream", [row for row, _ in told.livestreams])):
        numbered = [
            {**owner, "native_id": f"a:{announcement_id}:{number}", "capture_id": capture_id, **row}
            for number, row in enumerate(rows, 1)
        ]
        records.replace(connection, name, owner, "native_id", numbered, kept)
    _hosts(connection, owner, [hosts for _, hosts in told.livestreams], kept)


def _hosts(connection: Connection, owner: Row, wanted: Sequence[Sequence[tuple[str, str | None]]], kept: Revisions) -> None:
    stream = records.table("livestream")
    query = select(stream.c.native_id, stream.c.id).where(records.same("livestream", owner))
    ids = {str(native_id): int(key) for native_id, key in connection.execute(query)}
    for number, hosts in enumerate(wanted, 1):
        of = {"livestream_id": ids[f"a:{owner['announcement_id']}:{number}"]}
        rows = [{**of, "ordinal": n, "role": role, "name": name} for n, (role, name) in enumerate(hosts, 1)]
        records.replace(connection, "livestream_host", of, "ordinal", rows, kept)
