"""The first stage: what a page says becomes rows. Text is read by the readers only where the page gave no structured value."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from crawler.items import Announcement, Capture, Listing, Livestream, PageItem, Promotion
from crawler.urls import canonical_url
from db.rows import CaptureRow, PageRows, RejectionRow
from pipelines.announcements import announcement_row
from pipelines.listings import listing_row
from pipelines.promotions import livestream_row, promotion_row
from pipelines.texts import stored

RAW = 2_000


@dataclass(slots=True)
class Context:
    """What the readers need to know of the page beyond the text, and where troubles are noted."""

    page: PageItem
    rejections: list[RejectionRow] = field(default_factory=list)

    @property
    def observed_on(self) -> Any:
        """The day of the page in the source's zone."""
        return self.page.capture.observed_at.astimezone(ZoneInfo(self.page.time_zone)).date()

    def text(self, item_type: str, name: str, value: str | None) -> str | None:
        """A text as it is stored; what had to be changed is noted."""
        kept, trouble = stored(value)
        if trouble:
            self.reject(item_type, name, trouble, repr(value))
        return kept

    def reject(self, item_type: str, name: str, reason: str, raw: str) -> None:
        """Note what could not be read or stored."""
        kept, _ = stored(raw, RAW)
        self.rejections.append(RejectionRow(item_type=item_type, field=name, reason=reason, raw=kept or "''"))


def normalize(page: PageItem) -> PageRows:
    """The rows of one page."""
    context = Context(page)
    rows = PageRows(capture=capture_row(page.capture, page.reading.wall))
    for item in page.reading.items:
        if isinstance(item, Listing):
            rows.listings.append(listing_row(item, context))
        elif isinstance(item, Promotion):
            rows.promotions.append(promotion_row(item, context))
        elif isinstance(item, Livestream):
            rows.livestreams.append(livestream_row(item, context))
        elif isinstance(item, Announcement):
            rows.announcements.append(announcement_row(item, context))
    for unread in page.reading.unread:
        context.reject(unread.item_type, unread.field, unread.reason, unread.raw)
    rows.rejections = context.rejections
    return rows


def capture_row(capture: Capture, wall: str | None) -> CaptureRow:
    """The evidence as a row."""
    return CaptureRow(
        run_id=capture.run_id,
        source_code=capture.source_code,
        logical_date=capture.logical_date,
        url=capture.url,
        canonical_url=canonical_url(capture.url) or None,
        url_sha256=sha256(capture.url.encode("utf-8", "backslashreplace")).hexdigest(),
        method=capture.method,
        request_sha256=capture.request_sha256,
        fetched_at=capture.fetched_at,
        observed_at=capture.observed_at,
        status=capture.status,
        content_type=stored(capture.content_type)[0],
        payload_sha256=capture.payload_sha256,
        record_id=capture.record_id or None,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
        warc_length=capture.warc_length,
        page_number=capture.page_number,
        wall=wall,
        walk=(capture.walk.kind, capture.walk.key) if capture.walk else None,
    )
