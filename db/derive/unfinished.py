"""The first day of an update that did not come to its end.

What an update writes (verdicts, resets) tells the next one how far new rows reach back. One that was killed half-way has
written some of it: the days it meant to recompute are kept in the store before it writes anything, until they are done.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, Engine, delete, insert, select

from db.models import Base

_KEY = "deriving_from"
_META = Base.metadata.tables["meta"]


def since(engine: Engine) -> date | None:
    """The day from which figures may be half written; None = none are."""
    with engine.connect() as connection:
        return _read(connection)


def note(connection: Connection, first: date) -> None:
    """Days from this one on are about to be written."""
    former = _read(connection)
    if former is None or first < former:
        clear(connection)
        connection.execute(insert(_META).values(key=_KEY, value=first.isoformat()))


def clear(connection: Connection) -> None:
    """All is written."""
    connection.execute(delete(_META).where(_META.c.key == _KEY))


def _read(connection: Connection) -> date | None:
    said = connection.execute(select(_META.c.value).where(_META.c.key == _KEY)).scalar()
    return date.fromisoformat(said) if said else None
