"""One derivation of a store, as `scrapy aggregate` does it: a process that loads no more than that. Of benchmarks/derive.py.

`python -m benchmarks.derive_once ADDRESS COLUMNS DAY`: the store, the file of its columns, the last day that has figures.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from db.derive import update
from db.engine import engine_of


def derive(address: str, path: str, day: str) -> str:
    """What has changed, for people."""
    engine = engine_of(address)
    with update.derivation(engine, Path(path)) as held:
        today = date.fromisoformat(day)
        changes = held.update(held.dirty, now=datetime(2020, 6, 1, tzinfo=UTC), code_version="-", today=today)
    engine.dispose()
    return f"{len(changes.days)} days, {changes.added} rows new, {changes.changed} changed"


if __name__ == "__main__":
    print(derive(*sys.argv[1:]))
