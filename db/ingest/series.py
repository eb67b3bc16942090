"""What pages say of a thing over time, folded: each fact is the last one shown. For promotions and livestreams.

Each page's saying stands in the thing's observation, so that a page that comes late or is read again gives the same result as
one that came in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from db.ingest import bulk
from db.ingest.records import table
from db.ingest.values import instant_text

Said = dict[str, Any]


def saying(values: Mapping[str, Any]) -> Said:
    """Values as JSON holds them, unknown ones left out."""
    return {name: plain(value) for name, value in values.items() if value is not None and value != []}


def plain(value: Any) -> Any:
    """A value as JSON holds it and `db.ingest.values` reads it again, exact."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def folded(connection: Connection, name: str, thing_id: int) -> tuple[Said, int | None]:
    """All facts of a thing, each as last shown, and the capture that showed it last; `name` is promotion or livestream."""
    observations, captures = table(f"{name}_observation"), table("capture")
    query = (
        select(observations.c.said, observations.c.capture_id)
        .join(captures, captures.c.id == observations.c.capture_id)
        .where(observations.c[f"{name}_id"] == thing_id)
        .order_by(captures.c.observed_at, captures.c.url_sha256, captures.c.payload_sha256)
    )
    facts: Said = {}
    last = None
    for said, capture_id in connection.execute(query):
        facts |= said
        last = capture_id
    return facts, last


def observed_by(connection: Connection, name: str, captures: Iterable[int]) -> set[int]:
    """The things that captures showed so far."""
    column = f"{name}_id"
    found = bulk.find(connection, f"{name}_observation", ("capture_id",), [(key,) for key in captures], (column,))
    return {int(row[0]) for row in found}
