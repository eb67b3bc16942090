"""Rows as the text form of PostgreSQL's COPY, written column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partial
from types import NoneType
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Text
from sqlalchemy.types import TypeEngine

from db.ingest.values import Values, aware, day_text, json_text
from db.models import Base
from db.models.base import Instant

_NULL = "\\N"
_PIECE = 1_000
_NOTHING = {NoneType}
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Write = Callable[[Sequence[Any]], Sequence[str]]


def copied(table: str, columns: Sequence[str], rows: Sequence[Values]) -> tuple[list[str], Iterator[str]]:
    """The columns that hold anything, and the rows' text in pieces, one line a row.

    Raises:
        TypeError: a text column holds something else.
        ValueError: an instant is naive.

    """
    kept: list[str] = []
    written: list[tuple[Write, Sequence[Any]]] = []
    for name, (write, needed), column in zip(columns, _writers(table, tuple(columns)), zip(*rows, strict=True), strict=True):
        # Not by comparison: a decimal takes its time to say that it is not None.
        kinds = set(map(type, column))
        if kinds == _NOTHING and not needed:
            # Null is what a column holds that is not told: half the columns of most batches.
            continue
        kept.append(name)
        written.append((partial(_with_nulls, write) if NoneType in kinds else write, column))
    return kept, _pieces(written, len(rows))


def _pieces(columns: Sequence[tuple[Write, Sequence[Any]]], number: int) -> Iterator[str]:
    """Text of a thousand rows at a time: the server takes one piece while the next is written."""
    for at in range(0, number, _PIECE):
        written = [write(column[at : at + _PIECE]) for write, column in columns]
        yield "\n".join(map("\t".join, zip(*written, strict=True))) + "\n"


def _with_nulls(write: Write, column: Sequence[Any]) -> Sequence[str]:
    told = iter(write([value for value in column if value is not None]))
    return [_NULL if value is None else next(told) for value in column]


@lru_cache(maxsize=128)
def _writers(table: str, columns: tuple[str, ...]) -> list[tuple[Write, bool]]:
    """For each column how it is written, and whether it has to be told even if it holds nothing."""
    held = [Base.metadata.tables[table].c[name] for name in columns]
    return [(_writer(column.type), column.primary_key or column.server_default is not None) for column in held]


def _writer(kind: TypeEngine[Any]) -> Write:
    if isinstance(kind, Text):
        return _escaped
    if isinstance(kind, JSON):
        return lambda column: _escaped(list(map(json_text, column)))
    if isinstance(kind, Instant):
        return lambda column: list(map(_instant, column))
    if isinstance(kind, Date):
        return lambda column: list(map(day_text, column))
    if isinstance(kind, Boolean):
        return lambda column: ["t" if value else "f" for value in column]
    return lambda column: list(map(str, column))


def _escaped(column: Sequence[str]) -> Sequence[str]:
    """Texts with what COPY reads as marks written as escapes; that any stands there is rare, and seen in one look at all."""
    together = "".join(column)
    if any(mark in together for mark in ("\\", "\t", "\n", "\r")):
        return [text.translate(_ESCAPES) for text in column]
    return list(column)


@lru_cache(maxsize=4096)
def _instant(value: datetime) -> str:
    return aware(value).isoformat()
