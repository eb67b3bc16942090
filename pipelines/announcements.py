"""Announcements as rows; what they mention and claim is read from the stored text by `pipelines.claims`."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from crawler.items import Announcement
from crawler.urls import canonical_url
from pipelines.readers.languages import read_language

if TYPE_CHECKING:
    from pipelines.normalize import Context

LONGEST_BODY = 500_000


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
    }
