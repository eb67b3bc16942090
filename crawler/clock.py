"""What time it is: the system's clock, or the instant that a simulation names. Nothing else in the crawler reads the clock."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class Clock:
    """Now, in UTC. With `fixed` time starts at that instant and goes on at the pace of the real clock."""

    def __init__(self, fixed: str = "") -> None:
        self._start = datetime.fromisoformat(fixed).astimezone(UTC) if fixed else None
        self._begun = time.monotonic()

    @property
    def simulated(self) -> bool:
        """Whether an instant stands for now."""
        return self._start is not None

    def now(self) -> datetime:
        """The instant, aware, in UTC, to the microsecond."""
        if self._start is None:
            return datetime.now(UTC)
        return datetime.fromtimestamp(self._start.timestamp() + time.monotonic() - self._begun, UTC)

    def today(self, zone: str) -> date:
        """The day in that zone."""
        return self.now().astimezone(ZoneInfo(zone)).date()
