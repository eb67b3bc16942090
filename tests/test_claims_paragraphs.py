"""Paragraphs of our own with the claims in them: the grammar as a whole, over many kinds of trade and of other matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.claims.reading import Claim, read_announcement

FILE = Path(__file__).with_name("claims") / "paragraphs.txt"


@dataclass
class Case:
    language: str
    on: date
    text: str = ""
    wanted: list[str] = field(default_factory=list)


def cases() -> list[Case]:
    found: list[Case] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            _, language, on = line.split()
            found.append(Case(language, date.fromisoformat(on)))
        elif line.startswith("= "):
            found[-1].wanted += [] if line == "= none" else [line[2:]]
        elif line and not line.startswith("#"):
            found[-1].text += f"\n{line}" if found[-1].text else line
    return found


def told(claim: Claim) -> str:
    period = "-"
    if claim.as_of is not None:
        period = f"<={claim.as_of}"
    elif claim.period_start is not None or claim.period_end is not None:
        period = f"{claim.period_start}..{claim.period_end}"
    value = format(Decimal(claim.value).normalize(), "f")
    words = [claim.metric, value, claim.unit, claim.bound, claim.platform_code or "-", period]
    return " ".join([*words, *(["plan"] if claim.planned else [])])


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.text[:24])
def test_a_paragraph_gives_its_claims(case: Case) -> None:
    read = read_announcement(case.text, language=case.language, published_on=case.on)
    assert sorted(map(told, read.claims)) == sorted(case.wanted)
    assert all(case.text[c.quote_start : c.quote_end] == c.quote and c.quote and c.rules for c in read.claims)


def test_there_are_many_kinds() -> None:
    assert len(cases()) >= 50
    assert len({line.split()[0] for case in cases() for line in case.wanted}) >= 12
