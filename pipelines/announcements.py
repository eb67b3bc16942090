"""Announcements as rows; what they mention and claim is read from the stored text by `pipelines.claims`."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.items import Announcement
from crawler.urls import canonical_url
from db.ingest.duplicates import sketch
from db.rows import PageRows, ToldRows
from pipelines.claims.lexicon import table
from pipelines.claims.reading import Claim, Livestream, Promotion, read_announcement
from pipelines.readers.languages import read_language

if TYPE_CHECKING:
    from pipelines.normalize import Context

LONGEST_BODY = 500_000
PLACES = 4
LARGEST = 10**14
_CLAIM = [field.name for field in fields(Claim)]
_PROMOTION = [field.name for field in fields(Promotion) if not field.name.startswith("quote_")]
_LIVESTREAM = [field.name for field in fields(Livestream) if field.name != "hosts" and not field.name.startswith("quote_")]


def announcement_row(item: Announcement, context: Context) -> dict[str, Any]:
    """Columns of `announcement` but for id, duplicate_of and capture_id."""
    body = context.text("announcement", "text", item.text, LONGEST_BODY) or ""
    return {
        "url": context.page.capture.url,
        "canonical_url": canonical_url(item.url) or None,
        "publisher": context.text("announcement", "publisher", item.publisher),
        "title": context.text("announcement", "title", item.title),
        "published_on": context.day("announcement", "published_on", item.published_on),
        "published_on_basis": item.published_on_basis,
        "language": context.text("announcement", "language", item.language) or read_language(body[:2000]) or None,
        "text": body,
        "text_sha256": sha256(body.encode()).hexdigest(),
        "text_sketch": sketch(body) or None,
        "machine_translated": _is_machine_translated(item, body) or None,
    }


def _is_machine_translated(item: Announcement, body: str) -> bool:
    """Whether the site prints machine translations, or the words say that this is one."""
    signs = table("machine_translations.toml")
    host = urlsplit(item.url).hostname or ""
    said = f"{item.publisher or ''} {body[:400]} {body[-400:]}".lower()
    return any(host == site or host.endswith(f".{site}") for site in signs["sites"]["hosts"].split("|")) or any(
        word in said for word in signs["words"]["all"].split("|")
    )


def tell(page: PageRows) -> PageRows:
    """The stage that reads what the announcements of a page claim. Pure, and slow: some 10 ms an article."""
    for row in page.announcements:
        page.told[row["text_sha256"]] = told_rows(row["text"], language=row["language"], published_on=row["published_on"])
    return page


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
