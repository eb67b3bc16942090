"""What a page can say: the vocabulary between pages, pipelines and the archive.

Text fields hold what the page shows, letter for letter. Value fields are filled only where the page gives the value
structured (a JSON number, a schema.org property); what must be read out of text is read later, by `pipelines.readers`.
Unknown is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Presence = Literal["seen", "absent"]
PriceKind = Literal["shelf", "coupon", "promotion", "presale", "member", "deposit"]
SoldPeriod = Literal["total", "30d", "month", "24h", "unknown"]
Availability = Literal["in_stock", "limited", "out_of_stock", "preorder", "presale", "discontinued"]
ScopeKind = Literal["search", "zone", "shop", "category", "sitemap", "api", "index", "feed", "list"]
LinkKind = Literal["item", "next", "page", "category", "shop", "zone", "article", "sitemap", "api"]


@dataclass(slots=True, kw_only=True)
class Shop:
    """The seller of a listing."""

    native_id: str
    """The id that the site gives the shop; its name where it gives none."""
    name: str | None = None


@dataclass(slots=True, kw_only=True)
class Variant:
    """One choice (size, pack, colour) of a listing."""

    native_id: str
    name: str | None = None
    price: Decimal | None = None
    list_price: Decimal | None = None
    availability: Availability | None = None
    gtin: str | None = None
    net_weight_text: str | None = None


@dataclass(slots=True, kw_only=True)
class Listing:
    """One offer as one page shows it."""

    platform: str
    """Platform code of the listing's own address: a Tmall item on a Taobao page is `tmall`."""
    native_id: str
    """The id that the site gives; its SKU where it gives none, else the path of the canonical address."""
    url: str
    """Address of the listing's own page, absolute."""
    site: str = ""
    """Registrable host (with port for local hosts) on platform `shop`, '' on a marketplace."""
    presence: Presence = "seen"
    """`absent` where the listing's own page says that it is gone."""
    title: str | None = None
    brand: str | None = None
    sku: str | None = None
    gtin: str | None = None
    shop: Shop | None = None
    category_path: tuple[str, ...] = ()
    """Outermost first."""

    price: Decimal | None = None
    """Lowest price over the variants, where the page gives it as a number."""
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    """ISO 4217, as the page gives it or as its site always means it."""
    price_text: str | None = None
    """The shown price with its labels."""
    list_price_text: str | None = None
    price_kind: PriceKind | None = None
    conditions_text: str | None = None
    """Coupon and threshold conditions (满减), as shown."""

    sold: int | None = None
    """A count given as a bare number: exact."""
    sold_text: str | None = None
    sold_period: SoldPeriod | None = None
    """What the page class says its counter counts; None where only the text can tell."""

    origin_text: str | None = None
    ships_from_text: str | None = None
    net_weight_text: str | None = None
    net_weight_g: Decimal | None = None
    availability: Availability | None = None
    rating: Decimal | None = None
    """0 to 5."""
    review_count: int | None = None
    position: int | None = None
    """Rank on the page, from 1."""
    sponsored: bool | None = None
    variants: list[Variant] = field(default_factory=list)
    read_from: Mapping[str, str] = field(default_factory=dict)
    """Field -> where it stood (json-ld, microdata, rdfa, opengraph, api, hydration, markup), where a reader has a choice."""


@dataclass(slots=True, kw_only=True)
class Promotion:
    """A zone, an activity, a festival, a topic: what is promoted together."""

    platform: str
    native_id: str
    name: str | None = None
    kind: str = "other"
    organiser: str | None = None
    region_text: str | None = None
    starts_at: datetime | date | None = None
    ends_at: datetime | date | None = None
    dates_text: str | None = None
    announced_count: int | None = None
    announced_count_text: str | None = None
    participants_text: str | None = None
    videos_text: str | None = None
    views_text: str | None = None
    members: list[tuple[str, str, str]] = field(default_factory=list)
    """(platform, site, native_id) of the listings that the page shows as belonging to it."""


@dataclass(slots=True, kw_only=True)
class Host:
    """Who presents a livestream; named only when a public figure."""

    role: str
    name: str | None = None


@dataclass(slots=True, kw_only=True)
class Livestream:
    """A livestream, announced or held."""

    platform: str
    native_id: str
    title: str | None = None
    status: Literal["announced", "live", "ended", "missed"] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    dates_text: str | None = None
    region_text: str | None = None
    promotion: str | None = None
    """native_id of the promotion it belongs to, on the same platform."""
    viewers: int | None = None
    viewers_text: str | None = None
    likes: int | None = None
    likes_text: str | None = None
    hosts: list[Host] = field(default_factory=list)
    listings: list[tuple[str, str, str]] = field(default_factory=list)
    """(platform, site, native_id) of the goods it sells."""


@dataclass(slots=True, kw_only=True)
class Announcement:
    """A press article, a government notice, a platform's announcement."""

    url: str
    title: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    published_on_basis: str | None = None
    """Where the date stood: meta, json-ld, time, visible, address, text."""
    language: str | None = None
    """BCP 47 as the page declares it; read from the text where it does not."""
    text: str = ""
    """The body, paragraphs separated by one newline."""


Item = Listing | Promotion | Livestream | Announcement


@dataclass(slots=True, kw_only=True)
class Link:
    """An address on a page that a walk may follow."""

    url: str
    kind: LinkKind
    text: str | None = None
    published_on: date | None = None
    """Day of an article, where a feed or its address says it."""


@dataclass(slots=True, kw_only=True)
class Unread:
    """Something on the page that should have been readable and was not; becomes a row of `rejection`."""

    item_type: str
    field: str
    reason: str
    raw: str


@dataclass(slots=True, kw_only=True)
class Reading:
    """All that one response says. A wall (login, challenge, soft 404, maintenance) yields nothing else."""

    site: str
    """Stem of the page module that read it."""
    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    wall: str | None = None
    """login, challenge, rate_limit, gone, soft_404, maintenance, empty_shell; None on an ordinary page."""
    stated_total: int | None = None
    """How many results the site says the whole walk has."""


@dataclass(slots=True, kw_only=True)
class WalkScope:
    """Which walk a page belongs to."""

    kind: ScopeKind
    key: str


@dataclass(slots=True, kw_only=True)
class Walk:
    """The record of one walk of a run."""

    scope: WalkScope
    pages: int = 0
    stated_total: int | None = None
    enumerated: int = 0
    complete: bool = False


@dataclass(slots=True, kw_only=True)
class Capture:
    """The evidence for one response: which request, when, and where its WARC record stands."""

    run_id: str
    source_code: str
    spider: str
    logical_date: date
    url: str
    """As requested, letter for letter (WARC-Target-URI)."""
    method: str
    request_sha256: str
    """Of the request body; of nothing for a GET."""
    fetched_at: datetime
    observed_at: datetime
    """Memento-Datetime where the response has one, else fetched_at."""
    status: int
    content_type: str
    payload_sha256: str
    record_id: str
    warc_file: str
    """Path below the archive, POSIX; of a foreign file its name."""
    warc_offset: int
    warc_length: int
    walk: WalkScope | None = None
    page_number: int | None = None


@dataclass(slots=True, kw_only=True)
class PageItem:
    """One response's evidence and what it says, handed to the pipeline: the unit of a transaction."""

    capture: Capture
    reading: Reading
    currency: str | None = None
    """ISO 4217 hint of the source, for signs that several currencies share."""
    place_prior: str | None = None
    """Region code that the source is about, to settle ambiguous place names."""
    time_zone: str = "Asia/Shanghai"
    """Zone in which the source's days are counted."""
