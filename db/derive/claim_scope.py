"""Claims as their checks need them: what they are about, the interval that their bound leaves, their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from db.ingest import records

ABOUT = Decimal("0.1")
"""How far "about" and "nearly" reach, as a share."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim; `original` is False where its announcement repeats another's story."""

    id: int
    announcement_id: int
    metric: str
    value: Decimal
    unit: str
    bound: str
    value_si: Decimal | None
    platform: str | None
    region: str | None
    commodity: str | None
    period_start: date | None
    period_end: date | None
    as_of: date | None
    planned: bool
    quote: str
    original: bool
    told: str
    """Which announcement it is, in words."""
    place: int
    """Among all claims."""

    @property
    def period(self) -> tuple[date | None, date | None, date | None]:
        """Its time."""
        return self.period_start, self.period_end, self.as_of

    @property
    def last(self) -> date | None:
        """The last day that it covers."""
        return self.as_of or self.period_end

    @property
    def scope(self) -> tuple[Any, ...]:
        """What two claims must share to be compared."""
        return self.metric, self.unit, self.platform, self.region, self.commodity


def claims_of(connection: Connection) -> list[Claim]:
    """All claims, in the order of their announcements: by day, then address, whatever their ids are."""
    claim, announcement = records.table("claim"), records.table("announcement")
    names = ("id", "announcement_id", "metric", "value", "unit", "bound", "value_si", "platform_code", "region_code")
    more = ("commodity_code", "period_start", "period_end", "as_of", "planned", "quote")
    columns = [claim.c[name] for name in (*names, *more)]
    told = [announcement.c[name] for name in ("published_on", "url", "text_sha256")]
    query = select(*columns, announcement.c.duplicate_of.is_(None), *told, claim.c.ordinal).join(announcement)
    found = [tuple[Any, ...](row) for row in connection.execute(query)]
    found.sort(key=lambda row: (row[-4] or date.min, *row[-3:]))
    said = [f"that of {day} at {url}" if day else f"that at {url}" for *_, day, url, _, _ in found]
    return [Claim(*(*row[:-4], told, place)) for place, (row, told) in enumerate(zip(found, said, strict=True))]


def interval(claim: Claim) -> tuple[Decimal, Decimal | None]:
    """(at least, at most) by the bound of a claim, in its unit; None = open."""
    if claim.bound == "at_least":
        return claim.value, None
    if claim.bound == "at_most":
        return Decimal(0), claim.value
    if claim.bound == "about":
        return claim.value * (1 - ABOUT), claim.value * (1 + ABOUT)
    return claim.value, claim.value


def kilograms(claim: Claim) -> Decimal:
    """A weight in kg."""
    return claim.value if claim.value_si is None else claim.value_si


_WORDS = {"at_least": "over ", "at_most": "up to ", "about": "about "}
_UNITS = {"orders": "transactions", "units_sold": "pieces"}


def spoken(claim: Claim) -> str:
    """A claim in a few words: over 796,000 t."""
    value = format(claim.value.normalize(), ",f")
    unit = _UNITS.get(claim.metric, "") if claim.unit == "count" else claim.unit
    return f"{_WORDS.get(claim.bound, '')}{value} {unit}".strip()
