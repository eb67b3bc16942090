"""Ordinary sentences of announcements, many of each kind: all that is read of them, claims, promotions and livestreams."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.claims.reading import Claim, Livestream, Promotion, read_announcement

FILE = Path(__file__).with_name("claims") / "sentences.txt"


@dataclass
class Case:
    language: str
    on: date
    text: str = ""
    wanted: list[str] = field(default_factory=list)


def cases() -> list[Case]:
    """Each line of text is a case of the language and day told last; the lines behind it are what is read of it."""
    found: list[Case] = []
    language, on = "", date.min
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            language, on = line.split()[1], date.fromisoformat(line.split()[2])
        elif line.startswith("= "):
            found[-1].wanted.append(line[2:])
        elif line and not line.startswith("#"):
            found.append(Case(language, on, line))
    return found


def span(start: date | None, end: date | None) -> str:
    return "-" if start is None and end is None else f"{start or ''}..{end or ''}"


def claim(one: Claim) -> str:
    period = span(one.period_start, one.period_end) if one.as_of is None else f"<={one.as_of}"
    value = format(Decimal(one.value).normalize(), "f")
    scope = [one.platform_code or "-", one.region_code or "-", period, *(["plan"] if one.planned else [])]
    return " ".join(["claim", one.metric, value, one.unit, one.bound, *scope])


def promotion(one: Promotion) -> str:
    days = span(one.starts_on, one.ends_on)
    named = [f"[{one.name}]"] if one.name else []
    count = [str(one.announced_count)] if one.announced_count is not None else []
    return " ".join(["promotion", one.kind, one.platform_code or "-", days, *count, *(["plan"] if one.planned else []), *named])


def stream(one: Livestream) -> str:
    hosts = "+".join(host.role + (f":{host.name}" if host.name else "") for host in one.hosts)
    return " ".join(["stream", one.platform_code or "-", str(one.held_on or "-"), one.status, one.region_code or "-", hosts])


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.text[:40])
def test_a_sentence_gives_what_it_says(case: Case) -> None:
    read = read_announcement(case.text, language=case.language, published_on=case.on)
    got = [*map(claim, read.claims), *map(promotion, read.promotions), *map(stream, read.livestreams)]
    assert sorted(got) == sorted(case.wanted)
