"""The first stage: what a page says becomes rows. Text is read by the readers only where the page gave no structured value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from crawler.items import Announcement, Capture, Listing, Livestream, PageItem, Promotion
from crawler.urls import canonical_url
from db.models.base import MONEY_LIMIT
from db.rows import CaptureRow, PageRows, RejectionRow
from pipelines.announcements import announcement_row
from pipelines.listings import listing_row
from pipelines.promotions import livestream_row, promotion_row
from pipelines.texts import LONGEST, LONGEST_KEY, rejection, stored

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_URL = 20_000
LONGEST_INDEXED = 2_000


@dataclass(slots=True)
class Context:
    """What the readers need to know of the page beyond the text, and where troubles are noted."""

    page: PageItem
    rejections: list[RejectionRow] = field(default_factory=list)

    @property
    def observed_on(self) -> date:
        """The day of the page in the source's zone."""
        return self.page.capture.observed_at.astimezone(ZoneInfo(self.page.time_zone)).date()

    def text(self, item_type: str, name: str, value: str | None, longest: int = LONGEST) -> str | None:
        """A text as it is stored; what had to be changed is noted."""
        kept, trouble = stored(value, longest)
        if trouble:
            self.reject(item_type, name, trouble, repr(value))
        return kept

    def key(self, item_type: str, name: str, value: str | None) -> str:
        """An id, '' where it cannot stand as one: a changed id would be another thing's."""
        kept, trouble = stored(value, LONGEST_KEY)
        if trouble:
            self.reject(item_type, name, f"no id: {trouble}", repr(value))
        return "" if trouble else kept or ""

    def number(self, item_type: str, name: str, value: Decimal | None) -> Decimal | None:
        """A number that can be reckoned with."""
        if value is not None and not (value.is_finite() and abs(value) < MONEY_LIMIT):
            self.reject(item_type, name, "not a number that can be stored", str(value))
            return None
        return value

    def day(self, item_type: str, name: str, value: datetime | date | None) -> date | None:
        """The day of an instant in the source's zone; a day that no page can mean is told."""
        if value is None or not self._possible(item_type, name, value):
            return None
        if not isinstance(value, datetime):
            return value
        zone = ZoneInfo(self.page.time_zone)
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(zone).date()

    def instant(self, item_type: str, name: str, value: datetime | None) -> datetime | None:
        """An instant in UTC; without a zone it is told in the source's."""
        if value is None or not self._possible(item_type, name, value):
            return None
        return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(self.page.time_zone))).astimezone(UTC)

    def _possible(self, item_type: str, name: str, value: date) -> bool:
        possible = FIRST_YEAR <= value.year <= LAST_YEAR
        if not possible:
            self.reject(item_type, name, f"not a day from {FIRST_YEAR} to {LAST_YEAR}", str(value))
        return possible

    def reject(self, item_type: str, name: str, reason: str, raw: str) -> None:
        """Note what could not be read or stored."""
        self.rejections.append(rejection(item_type, name, reason, raw))


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
    url = stored(capture.url, LONGEST_URL)[0] or "unknown"
    return CaptureRow(
        run_id=capture.run_id,
        source_code=capture.source_code,
        logical_date=capture.logical_date,
        url=url,
        canonical_url=_indexed(canonical_url(url)),
        url_sha256=sha256(capture.url.encode("utf-8", "backslashreplace")).hexdigest(),
        method=capture.method,
        request_sha256=capture.request_sha256,
        fetched_at=capture.fetched_at,
        observed_at=capture.observed_at,
        status=capture.status,
        content_type=stored(capture.content_type)[0],
        payload_sha256=capture.payload_sha256,
        record_id=capture.record_id or None,
        warc_file=stored(capture.warc_file)[0] or "",
        warc_offset=capture.warc_offset,
        warc_length=capture.warc_length,
        page_number=capture.page_number,
        wall=wall,
        walk=(capture.walk.kind, stored(capture.walk.key, LONGEST_KEY)[0] or "") if capture.walk else None,
    )


def _indexed(url: str) -> str | None:
    """A canonical address that an index can hold; beyond that an address is no name of a page."""
    return url if url and len(url) <= LONGEST_INDEXED else None
