"""The steps by which platforms round their counters: where a figure with a plus ends. Data in db/reference/ladders.csv."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

from pipelines.readers.counts import Count


def upper_bound(count: Count, platform: str) -> int | None:
    """The greatest count that a figure leaves open on a platform; None where no ladder is known."""
    if count.bound != "at_least" or count.max is not None or count.value is None:
        return count.max
    for low, high, step in _ladders().get(platform, ()):
        if low <= count.value <= high:
            return count.value + step - 1
    return None


@lru_cache(maxsize=1)
def _ladders() -> dict[str, list[tuple[int, int, int]]]:
    ladders: dict[str, list[tuple[int, int, int]]] = {}
    text = (resources.files("db.reference") / "ladders.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        steps = (int(row["from_value"]), int(row["to_value"]), int(row["step"]))
        ladders.setdefault(row["platform_code"], []).append(steps)
    return ladders
