"""Up to where an update of the derived tables has looked: kept in the store, told from what the store holds now."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from sqlalchemy import Connection, Engine, func, insert, select, update

from db.models import Base

MARK = "derived_until"


@dataclass(slots=True)
class Mark:
    """Up to where an update has looked."""

    observation: int = 0
    capture: int = 0
    revision: int = 0
    method: str = ""
    token: str = ""
    expected: dict[str, int] = field(default_factory=dict)
    """Pages that the register expects of a source, where it says so."""
    regions: str = ""
    """Digest of which region lies in which."""

    def text(self) -> str:
        """As it stands in the store."""
        return json.dumps(asdict(self))


def stored_mark(engine: Engine) -> Mark:
    """The mark of the last update of the store; an empty one where there was none."""
    meta = Base.metadata.tables["meta"]
    with engine.connect() as connection:
        said = connection.execute(select(meta.c.value).where(meta.c.key == MARK)).scalar()
    return Mark(**json.loads(said)) if said else Mark()


def keep(connection: Connection, reached: Mark) -> None:
    """Say in the store up to where an update has looked."""
    meta = Base.metadata.tables["meta"]
    if connection.execute(update(meta).where(meta.c.key == MARK).values(value=reached.text())).rowcount == 0:
        connection.execute(insert(meta).values(key=MARK, value=reached.text()))


def present_mark(engine: Engine, method: str) -> Mark:
    """Up to where the store reaches now."""
    tables = Base.metadata.tables
    with engine.connect() as connection:
        seen, captured, revised = [
            connection.execute(select(func.max(tables[name].c.id))).scalar() or 0
            for name in ("observation", "capture", "revision")
        ]
        expected = expectations(connection)
        region = tables["region"]
        parents = sorted(tuple(row) for row in connection.execute(select(region.c.code, region.c.parent_code)))
    return Mark(seen, captured, revised, method, secrets.token_hex(8), expected, sha256(repr(parents).encode()).hexdigest())


def expectations(connection: Connection) -> dict[str, int]:
    """Source -> the pages that the register expects of it. One page is what a source expects that states nothing: the days
    before say more."""
    source = Base.metadata.tables["source"]
    said = connection.execute(select(source.c.code, source.c.expect))
    return {code: expect["min_pages"] for code, expect in said if expect and expect.get("min_pages", 1) > 1}
