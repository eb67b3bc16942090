"""Former values: what a re-extraction changes is kept in `revision`, in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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

    def keep(self, table: str, key: Mapping[str, Any], former: Mapping[str, Any]) -> None:
        """Remember a row that is about to be changed or removed."""
        said = {name: plain(value) for name, value in former.items()}
        row_key = json.dumps({name: plain(value) for name, value in key.items()}, ensure_ascii=False, sort_keys=True)
        self._rows.append((table, row_key, None, self.now, self.code_version, said))

    def write(self, connection: Connection) -> int:
        """Write what was collected; how many rows."""
        if self._rows:
            ids = bulk.allot(connection, "revision", len(self._rows))
            rows = [(*row, key) for row, key in zip(self._rows, ids, strict=True)]
            bulk.insert(connection, "revision", (*_COLUMNS, "id"), rows)
        return len(self._rows)


def plain(value: Any) -> Any:
    """A value as JSON can hold it, exact."""
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def changed(former: Sequence[Any], values: Sequence[Any]) -> bool:
    """Whether two rows differ."""
    return any(a != b for a, b in zip(former, values, strict=True))
