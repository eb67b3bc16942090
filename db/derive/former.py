"""Rows as `revision` keeps them: JSON in one form, put together by DuckDB, as there may be tens of thousands."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Date, Double, Table, Text
from sqlalchemy.types import TypeEngine

from db.models.base import Exact, Instant

_QUOTED = "'\"' || {} || '\"'"


def row_json(table: Table, names: Iterable[str], row: str) -> str:
    """DuckDB's expression for columns of a row as JSON, in the form of `json_text` of what `plain` makes of them.

    Args:
        table: tells their types; money is in whole ten-thousandths, instants in microseconds since 1970.
        names: of the columns.
        row: what the row is called in the query.

    """
    members = [f"'\"{name}\": ' || coalesce({_member(f'{row}.{name}', table.c[name].type)}, 'null')" for name in sorted(names)]
    return "concat('{', " + ", ', ', ".join(members) + ", '}')"


def _member(value: str, kind: TypeEngine[object]) -> str:
    if isinstance(kind, Text):
        return f"to_json({value})::VARCHAR"
    if isinstance(kind, Exact):
        sign, whole, part = f"CASE WHEN {value} < 0 THEN '-' ELSE '' END", f"abs({value}) // 10000", f"abs({value}) % 10000"
        return _QUOTED.format(f"{sign} || ({whole}) || '.' || lpad(({part})::VARCHAR, 4, '0')")
    if isinstance(kind, Instant):
        part = f"CASE WHEN {value} % 1000000 = 0 THEN '' ELSE strftime(make_timestamp({value}), '.%f') END"
        return _QUOTED.format(f"strftime(make_timestamp({value}), '%Y-%m-%dT%H:%M:%S') || {part} || '+00:00'")
    text = f"{value}::VARCHAR"
    return _QUOTED.format(text) if isinstance(kind, Date | Double) else text
