"""Announcements as rows; what they mention and claim is read from the stored text (`pipelines.told`)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.items import Announcement
from crawler.urls import canonical_url
from db.ingest.duplicates import sketch
from db.rows import PageRows
from pipelines.claims.lexicon import table
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
    if not page.announcements:
        return page
    # Imported here: most crawls meet no announcement, and its readers take half a second to import.
    from pipelines.told import told_rows

    for row in page.announcements:
        page.told[row["text_sha256"]] = told_rows(row["text"], language=row["language"], published_on=row["published_on"])
    return page
