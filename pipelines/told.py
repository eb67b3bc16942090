"""What an announcement tells, read from its stored text by `pipelines.claims`, as rows."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from db.rows import ToldRows
from pipelines.claims.reading import Claim, Livestream, Promotion, read_announcement

PLACES = 4
LARGEST = 10**14
_CLAIM = [field.name for field in fields(Claim)]
_PROMOTION = [field.name for field in fields(Promotion) if not field.name.startswith("quote_")]
_LIVESTREAM = [field.name for field in fields(Livestream) if field.name != "hosts" and not field.name.startswith("quote_")]


def told_rows(text: str, *, language: str | None, published_on: date | None) -> ToldRows:
    """What an announcement tells, as rows."""
    told = read_announcement(text, language=language, published_on=published_on)
    return ToldRows(
        mentions=[
            {"kind": m.kind, "text": m.text, "code": m.code, "span_start": m.start, "span_end": m.end} for m in told.mentions
        ],
        claims=[_claim(claim) for claim in told.claims if claim.value < LARGEST and (claim.value_si or 0) < LARGEST],
        promotions=[_promotion(promotion) for promotion in told.promotions],
        livestreams=[(_livestream(stream), [(host.role, host.name) for host in stream.hosts]) for stream in told.livestreams],
    )


def _claim(claim: Claim) -> dict[str, Any]:
    row = {name: getattr(claim, name) for name in _CLAIM}
    exact = {name: round(row[name], PLACES) if row[name] is not None else None for name in ("value", "value_si")}
    return {**row, **exact, "rules": list(claim.rules)}


def _promotion(promotion: Promotion) -> dict[str, Any]:
    return {name: getattr(promotion, name) for name in _PROMOTION}


def _livestream(stream: Livestream) -> dict[str, Any]:
    return {name: getattr(stream, name) for name in _LIVESTREAM}
