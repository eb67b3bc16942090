"""The topics of the fair: people who post videos under one name; their counts grow from instant to instant."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.fair import times


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic (challenge) of Douyin."""

    native_id: str
    name: str
    participants: int
    """On the fair's first day, at the hour of observation."""
    joining: int
    """People a day."""
    per_head: int
    """Videos of each."""
    plays: int
    """Plays of each video."""
    rounded: bool
    """Its counts are shown as text (32.5万)."""

    def counts(self, start: date, instant: datetime) -> dict[str, int]:
        """Participants, videos and views at an instant."""
        days = (instant - times.observed(start)) / timedelta(days=1)
        people = max(self.participants + int(self.joining * days), 1)
        return {"participants": people, "videos": people * self.per_head, "views": people * self.per_head * self.plays}


def _topic(row: dict[str, str]) -> Topic:
    numbers = {name: int(row[name]) for name in ("participants", "joining", "per_head", "plays")}
    return Topic(native_id=row["native_id"], name=row["name"], rounded=bool(row["rounded"]), **numbers)


with (Path(__file__).parent / "topics.csv").open(encoding="utf-8", newline="") as _file:
    TOPICS = tuple(_topic(row) for row in csv.DictReader(_file))
