"""What all tables share: the naming of constraints, and column types that mean the same on both databases."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

MONEY_STEP = Decimal("0.0001")
# NUMERIC(18, 4): what both databases can hold exactly.
MONEY_LIMIT = Decimal(10) ** 14


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def exact(value: Decimal) -> Decimal:
    """Money, weights and shares as they are stored: four decimals, halves to even."""
    return value.quantize(MONEY_STEP, ROUND_HALF_EVEN)


class Exact(TypeDecorator[Decimal]):
    """An exact decimal with four places: NUMERIC(18, 4); on SQLite rounded on write and on read."""

    impl = Numeric(18, 4)
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        """Round to four places.

        Raises:
            ValueError: the value is no finite number that the column can hold.

        """
        if value is None:
            return None
        number = Decimal(value)
        if not number.is_finite() or abs(number) >= MONEY_LIMIT:
            raise ValueError(f"{value} does not fit NUMERIC(18, 4)")
        return exact(number)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Decimal with four places."""
        return None if value is None else exact(Decimal(str(value)))


class Instant(TypeDecorator[dt.datetime]):
    """An instant in UTC, to the microsecond. Refuses naive values; gives back aware ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Turn to UTC.

        Raises:
            ValueError: the value is naive.

        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone: instants are aware")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


Key = BigInteger().with_variant(Integer, "sqlite")
"""Integer keys that the database counts."""
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
