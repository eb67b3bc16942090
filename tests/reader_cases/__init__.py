"""Cases of readers too many for a module: a file a reader, its first line the columns, a row a case."""

from __future__ import annotations

import csv
from pathlib import Path


def cases(name: str) -> list[tuple[str, ...]]:
    """Rows of a file without its head; lines that begin with # are notes."""
    lines = (Path(__file__).with_name(name)).read_text(encoding="utf-8").splitlines()
    return [tuple(row) for row in csv.reader(line for line in lines if not line.startswith("#"))][1:]
