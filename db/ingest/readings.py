"""What a page says of an announcement, and what its text tells, as one JSON value: kept for every page that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from db.ingest.series import plain
from db.ingest.values import json_text, read_row
from db.rows import ToldRows

Row = dict[str, Any]
_NAMED = ("url", "text", "text_sha256")
"""Columns that all pages of an announcement share."""


def of(row: Mapping[str, Any], told: ToldRows) -> tuple[str, Row]:
    """A reading and its digest."""
    parts = {"mentions": told.mentions, "claims": told.claims, "promotions": told.promotions}
    reading: Row = {
        "said": _plain({name: value for name, value in row.items() if name not in _NAMED}),
        "told": {name: [_plain(one) for one in rows] for name, rows in parts.items()},
    }
    reading["told"]["livestreams"] = [[_plain(one), [list(host) for host in hosts]] for one, hosts in told.livestreams]
    return sha256(json_text(reading).encode("utf-8", "backslashreplace")).hexdigest(), reading


def said(reading: Mapping[str, Any]) -> Row:
    """Columns of `announcement` as the page says them."""
    return _typed("announcement", reading["said"])


def told(reading: Mapping[str, Any]) -> ToldRows:
    """What hangs on the announcement."""
    parts = reading["told"]
    return ToldRows(
        mentions=[_typed("mention", row) for row in parts["mentions"]],
        claims=[_typed("claim", row) for row in parts["claims"]],
        promotions=[_typed("promotion", row) for row in parts["promotions"]],
        livestreams=[
            (_typed("livestream", row), [(role, name) for role, name in hosts]) for row, hosts in parts["livestreams"]
        ],
    )


def _plain(row: Mapping[str, Any]) -> Row:
    return {name: plain(value) for name, value in row.items()}


def _typed(table: str, row: Mapping[str, Any]) -> Row:
    columns = tuple(row)
    return dict(zip(columns, read_row(table, columns, tuple(row.values())), strict=True))
