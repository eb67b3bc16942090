"""An announcement with what was read from it marked in its text, for people who want to see why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.claims.reading import Claim, Told


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with each span in brackets and numbered from 1, in the order given: [1: over 20,000 types]."""
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for number, (start, end) in enumerate(spans, 1):
        opens.setdefault(start, []).append(f"[{number}: ")
        closes.setdefault(end, []).append("]")
    places = sorted({*opens, *closes})
    pieces, last = [], 0
    for place in places:
        pieces += [text[last:place], *closes.get(place, []), *opens.get(place, [])]
        last = place
    return "".join([*pieces, text[last:]])


def spans_of(told: Told) -> list[tuple[int, int]]:
    """The quotes of the claims, the promotions and the livestreams, in this order: the numbers of `marked`."""
    claims = [(one.quote_start, one.quote_end) for one in told.claims]
    promotions = [(one.quote_start, one.quote_end) for one in told.promotions]
    return claims + promotions + [(one.quote_start, one.quote_end) for one in told.livestreams]


def as_json(told: Told) -> dict[str, list[dict[str, Any]]]:
    """All that was read, as JSON can hold it; decimals as text."""
    return {
        "mentions": [_plain(asdict(one)) for one in told.mentions],
        "claims": [_plain(asdict(one)) for one in told.claims],
        "promotions": [_plain(asdict(one)) for one in told.promotions],
        "livestreams": [_plain(asdict(one)) for one in told.livestreams],
    }


def when(claim: Claim) -> str:
    """The period or the closing day of a claim in words."""
    if claim.as_of is not None:
        return f"to {claim.as_of}"
    if claim.period_start is None and claim.period_end is None:
        return ""
    return f"{claim.period_start or ''}..{claim.period_end or ''}"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain(value)
    return [_value(one) for one in value] if isinstance(value, list | tuple) else value
