"""A thing that a text names: a platform, a region or a commodity, with its offsets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing named; `code` is None where no table has it."""

    kind: str
    """platform, region or commodity."""
    text: str
    code: str | None
    start: int
    end: int
