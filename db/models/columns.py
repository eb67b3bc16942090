"""Short forms of columns and checks, so that a table reads as its description."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Double, ForeignKey, Text
from sqlalchemy.orm import MappedColumn, mapped_column

from db.models.base import Exact, Instant, Json, Key


def key() -> MappedColumn[int]:
    """The integer primary key of a table."""
    return mapped_column(Key, primary_key=True, autoincrement=True, comment="Key, counted by the database")


def text(comment: str, **options: Any) -> MappedColumn[Any]:
    """A text column."""
    return mapped_column(Text, comment=comment, **options)


def number(comment: str, **options: Any) -> MappedColumn[Any]:
    """A whole-number column."""
    return mapped_column(BigInteger, comment=comment, **options)


def money(comment: str, **options: Any) -> MappedColumn[Any]:
    """An exact decimal column with four places."""
    return mapped_column(Exact, comment=comment, **options)


def ratio(comment: str, **options: Any) -> MappedColumn[Any]:
    """A floating column for indices, which are written rounded to 10 significant digits."""
    return mapped_column(Double, comment=comment, **options)


def day(comment: str, **options: Any) -> MappedColumn[Any]:
    """A day column, in the source's time zone."""
    return mapped_column(Date, comment=comment, **options)


def instant(comment: str, **options: Any) -> MappedColumn[Any]:
    """An instant column, UTC."""
    return mapped_column(Instant, comment=comment, **options)


def json(comment: str, **options: Any) -> MappedColumn[Any]:
    """A JSON column; null is SQL NULL."""
    return mapped_column(Json, comment=comment, **options)


def link(target: str, comment: str, **options: Any) -> MappedColumn[Any]:
    """A reference to another table's integer key; deleted with it."""
    indexed = {} if options.get("primary_key") else {"index": True}
    return mapped_column(Key, ForeignKey(target, ondelete="CASCADE"), comment=comment, **{**indexed, **options})


def code(target: str, comment: str, **options: Any) -> MappedColumn[Any]:
    """A reference to a table whose key is text."""
    return mapped_column(Text, ForeignKey(target), comment=comment, **options)


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """CHECK that a text column holds one of these values (or null)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def ordered(low: str, high: str) -> CheckConstraint:
    """CHECK that a lower bound does not lie above its upper one."""
    return CheckConstraint(f"{low} <= {high}", name=f"{low}_le_{high}")


def not_negative(*columns: str) -> list[CheckConstraint]:
    """CHECKs that columns are not below 0."""
    return [CheckConstraint(f"{column} >= 0", name=f"{column}_from_0") for column in columns]


def not_blank(*columns: str) -> list[CheckConstraint]:
    """CHECKs that unknown text is null, never ''."""
    return [CheckConstraint(f"{column} <> ''", name=f"{column}_not_blank") for column in columns]


def currency_check(column: str = "currency") -> CheckConstraint:
    """CHECK that a column looks like an ISO 4217 code."""
    return CheckConstraint(f"length({column}) = 3 AND upper({column}) = {column}", name=column)
