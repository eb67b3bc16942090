"""What the pipeline hands to the store: one page with all that was read from it, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

ListingKey = tuple[str, str, str]
"""(platform_code, site, native_id)."""


@dataclass(slots=True, kw_only=True)
class CaptureRow:
    """The evidence: columns of `capture` but for id, walk_id and read_with."""

    run_id: str
    source_code: str
    logical_date: date
    url: str
    canonical_url: str | None
    url_sha256: str
    method: str
    request_sha256: str
    fetched_at: datetime
    observed_at: datetime
    status: int
    content_type: str | None
    payload_sha256: str
    record_id: str | None
    warc_file: str
    warc_offset: int
    warc_length: int
    page_number: int | None = None
    wall: str | None = None
    walk: tuple[str, str] | None = None
    """(scope_kind, scope_key)."""


@dataclass(slots=True, kw_only=True)
class DescriptionRow:
    """What a page says of a listing apart from prices and counts; None = not shown."""

    shop: tuple[str, str | None] | None = None
    """(native id, name) of the seller."""
    url: str | None = None
    title: str | None = None
    brand: str | None = None
    sku: str | None = None
    gtin: str | None = None
    category_path: str | None = None
    commodity_code: str | None = None
    origin_code: str | None = None
    origin_text: str | None = None
    ships_from_text: str | None = None
    net_weight_g: Decimal | None = None
    net_weight_max_g: Decimal | None = None
    net_weight_basis: str | None = None
    net_weight_text: str | None = None


@dataclass(slots=True, kw_only=True)
class VariantRow:
    """A choice of a listing, and what the page says of it."""

    native_id: str
    name: str | None = None
    net_weight_g: Decimal | None = None
    gtin: str | None = None
    price: Decimal | None = None
    list_price: Decimal | None = None
    availability: str | None = None


@dataclass(slots=True, kw_only=True)
class ListingRow:
    """A listing on a page: its key, its description and its observation."""

    key: ListingKey
    observed_on: date
    description: DescriptionRow
    presence: str = "seen"
    price: Decimal | None = None
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    price_text: str | None = None
    list_price_text: str | None = None
    price_kind: str | None = None
    conditions_text: str | None = None
    unit_price_per_kg: Decimal | None = None
    sold_min: int | None = None
    sold_max: int | None = None
    sold_period: str | None = None
    sold_text: str | None = None
    availability: str | None = None
    rating: Decimal | None = None
    review_count: int | None = None
    position: int | None = None
    sponsored: bool | None = None
    read_from: dict[str, str] | None = None
    variants: list[VariantRow] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class PromotionRow:
    """A promotion as a page shows it; `values` are columns of `promotion`, `observed` of `promotion_observation`."""

    key: tuple[str, str]
    observed_on: date
    values: dict[str, Any]
    observed: dict[str, Any] = field(default_factory=dict)
    members: list[ListingKey] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class LivestreamRow:
    """A livestream as a page shows it; `values` are columns of `livestream`, `observed` of `livestream_observation`."""

    key: tuple[str, str]
    values: dict[str, Any]
    observed: dict[str, Any] = field(default_factory=dict)
    promotion: tuple[str, str] | None = None
    hosts: list[tuple[str, str | None]] = field(default_factory=list)
    """(role, name)."""
    listings: list[ListingKey] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ToldRows:
    """What an announcement tells, in the order of its text: columns but for ids, ordinals and what hangs on its own row."""

    mentions: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    promotions: list[dict[str, Any]] = field(default_factory=list)
    livestreams: list[tuple[dict[str, Any], list[tuple[str, str | None]]]] = field(default_factory=list)
    """Columns of `livestream`, and (role, name) of each host."""


@dataclass(slots=True, kw_only=True)
class RejectionRow:
    """What could not be read or was impossible."""

    item_type: str
    field: str
    reason: str
    raw: str


@dataclass(slots=True, kw_only=True)
class PageRows:
    """One page: the unit of a transaction."""

    capture: CaptureRow
    listings: list[ListingRow] = field(default_factory=list)
    promotions: list[PromotionRow] = field(default_factory=list)
    livestreams: list[LivestreamRow] = field(default_factory=list)
    announcements: list[dict[str, Any]] = field(default_factory=list)
    """Columns of `announcement` but for id, duplicate_of and capture_id."""
    told: dict[str, ToldRows] = field(default_factory=dict)
    """By the text_sha256 of the announcement."""
    rejections: list[RejectionRow] = field(default_factory=list)
