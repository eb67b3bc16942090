"""What time it is: the system's clock, or the instant that a simulation names. Nothing else in the crawler reads the clock."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from crawler.errors import ConfigurationError

# Before the first there was no web; beyond the last a clock or a record is wrong, and days would be counted to there.
_FIRST, _LAST = 1990, 2199


def believable(instant: datetime) -> datetime:
    """The instant in UTC; a naive one is UTC.

    Raises:
        ValueError: no page can have been observed then.

    """
    # Compared before it is moved: the ends of the calendar cannot be.
    if not _FIRST <= instant.year <= _LAST:
        raise ValueError(f"{instant.isoformat()} lies outside the years {_FIRST} to {_LAST}")
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


class Clock:
    """Now, in UTC. With `fixed` time starts at that instant and goes on at the pace of the real clock.

    Raises:
        ConfigurationError: the system's clock is wrong.

    """

    def __init__(self, fixed: str = "") -> None:
        self._start = datetime.fromisoformat(fixed).astimezone(UTC) if fixed else None
        self._begun = time.monotonic()
        try:
            believable(self.now())
        except ValueError as error:
            raise ConfigurationError(f"the system's clock must be set: {error}") from error

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
