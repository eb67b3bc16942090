"""Former values: what a re-extraction changes is kept in `revision`, in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.ingest import bulk

_COLUMNS = ("table_name", "row_key", "valid_from", "valid_to", "code_version", "former")


@dataclass(slots=True)
class Revisions:
    """Collects former rows of one transaction and writes them at once."""

    now: datetime
    code_version: str
    _rows: list[tuple[Any, ...]] = field(default_factory=list)
    _made: set[tuple[str, str]] = field(default_factory=set)

    def made(self, table: str, key: Mapping[str, Any]) -> None:
        """Remember a row that this transaction makes: what it was on the way never stood in the store."""
        self._made.add((table, _row_key(key)))

    def keep(self, table: str, key: Mapping[str, Any], former: Mapping[str, Any]) -> None:
        """Remember a row that is about to be changed or removed."""
        row_key = _row_key(key)
        if (table, row_key) in self._made:
            return
        said = {name: plain(value) for name, value in former.items()}
        # A derived row says since when it stood.
        self._rows.append((table, row_key, former.get("computed_at"), self.now, self.code_version, said))

    def write(self, connection: Connection) -> int:
        """Write what was collected; how many rows."""
        if self._rows:
            ids = bulk.allot(connection, "revision", len(self._rows))
            rows = [(*row, key) for row, key in zip(self._rows, ids, strict=True)]
            bulk.insert(connection, "revision", (*_COLUMNS, "id"), rows)
        return len(self._rows)


def _row_key(key: Mapping[str, Any]) -> str:
    return json.dumps({name: plain(value) for name, value in key.items()}, ensure_ascii=False, sort_keys=True)


def plain(value: Any) -> Any:
    """A value as JSON can hold it, exact."""
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
