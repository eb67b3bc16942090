"""The live rooms of the fair: announced, held or missed, with viewers and likes that are a function of the instant."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.fair import times
from tests.fair.listing import Listing
from tests.fair.market import Market

GOODS = 5
SHOWN_AFTER = timedelta(days=3)
"""So long a room stands in the schedule after its end."""


@dataclass(frozen=True, slots=True)
class Room:
    """One livestream. Days are counted from the fair's first day."""

    native_id: str
    title: str
    account: str
    """What the host's account calls itself."""
    said: str
    """What the platform verified of the host; '' = nothing."""
    role: str
    """The true role, as in the `livestream_host` table."""
    named: bool
    """Whether the host is a public figure or holds public office, so that a store may name them."""
    announced: int
    day: int
    begins: time
    minutes: int
    commodity: str
    peak: int
    """Viewers when it ends."""
    place: str = ""
    region: str = ""
    """Code of that place."""
    held: bool = True
    rounded: bool = False
    """Its page shows its counts as text (123.4万)."""

    def starts_at(self, start: date) -> datetime:
        """When it was announced to begin, and began where it was held."""
        return datetime.combine(start + timedelta(self.day), self.begins, times.ZONE)

    def ends_at(self, start: date) -> datetime:
        """When it ended, had it been held."""
        return self.starts_at(start) + timedelta(minutes=self.minutes)

    def status(self, start: date, instant: datetime) -> str | None:
        """announced, live or ended at an instant; None where the platform does not show it."""
        first = datetime.combine(start + timedelta(self.announced), time(9), times.ZONE)
        if instant < first or instant > self.ends_at(start) + SHOWN_AFTER:
            return None
        if instant < self.starts_at(start):
            return "announced"
        if not self.held:
            return None
        return "live" if instant < self.ends_at(start) else "ended"

    def viewers(self, start: date, instant: datetime) -> int:
        """So many had come in by then."""
        share = (instant - self.starts_at(start)) / timedelta(minutes=self.minutes)
        return int(self.peak * min(max(share, 0.0), 1.0) ** 0.8)

    def likes(self, start: date, instant: datetime) -> int:
        """So many likes had been given by then."""
        return self.viewers(start, instant) * 23 // 5

    def goods(self, market: Market, instant: datetime) -> list[Listing]:
        """What it sells: the first listings of its commodity that are in stock."""
        found: list[Listing] = []
        for listing in market.of("taobao", "tmall"):
            if listing.commodity.code == self.commodity and len(found) < GOODS:
                state = listing.at(instant)
                if state.present and state.in_stock:
                    found.append(listing)
        return found


def _room(row: dict[str, str]) -> Room:
    values: dict[str, Any] = dict(row)
    values |= {name: int(row[name]) for name in ("announced", "day", "minutes", "peak")}
    values |= {name: bool(row[name]) for name in ("named", "held", "rounded")}
    return Room(**{**values, "begins": time.fromisoformat(row["begins"])})


with (Path(__file__).parent / "rooms.csv").open(encoding="utf-8", newline="") as _file:
    ROOMS = tuple(_room(row) for row in csv.DictReader(_file))
