"""Texts that state no figure about selling give none: weather, sport, health, land, lives, fines."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from pipelines.claims.reading import read_announcement

TEXTS = (Path(__file__).resolve().parent / "claims" / "no_claims.txt").read_text(encoding="utf-8")


def texts() -> list[tuple[str, date, str]]:
    """(language, day of publication, text)."""
    found = []
    for block in re.split(r"^@ ", TEXTS, flags=re.MULTILINE)[1:]:
        head, body = block.split("\n", 1)
        language, day = head.split()
        found.append((language, date.fromisoformat(day), body.strip()))
    return found


@pytest.mark.parametrize(("language", "on", "body"), texts(), ids=lambda value: str(value)[:24])
def test_a_text_without_claims_gives_none(language: str, on: date, body: str) -> None:
    read = read_announcement(body, language=language, published_on=on)
    assert [(claim.metric, claim.quote, claim.rules) for claim in read.claims] == []
    assert read.promotions == []
    assert read.livestreams == []
