"""Announcements, what they mention and what they claim."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models import columns as col
from db.models.base import Base

METRICS = (
    "product_types",
    "promotional_activities",
    "livestream_sessions",
    "participants",
    "videos",
    "viewers",
    "views",
    "likes",
    "weight_sold",
    "units_sold",
    "orders",
    "sales_value",
    "merchants",
    "farmers_helped",
    "followers",
    "other",
)


class Announcement(Base):
    """Press articles, notices, announcements of platforms."""

    __tablename__ = "announcement"
    id: Mapped[int] = col.key()
    url: Mapped[str] = col.text("Address of the capture")
    canonical_url: Mapped[str | None] = col.text("Canonical address; null = not a web address")
    publisher: Mapped[str | None] = col.text("Publisher as shown; null = not shown")
    title: Mapped[str | None] = col.text("Headline without the site's name; null = not found")
    published_on: Mapped[date | None] = col.day("Day of first publication; null = not shown")
    published_on_basis: Mapped[str | None] = col.text("Where the date stood; null = not shown")
    language: Mapped[str | None] = col.text("BCP 47; null = not decidable")
    text: Mapped[str] = col.text("Body, paragraphs separated by one newline")
    text_sha256: Mapped[str] = col.text("SHA-256 of text, hex")
    text_sketch: Mapped[str | None] = col.text("Smallest hashes of the text's shingles, to find copies; null = not computed")
    machine_translated: Mapped[bool | None] = mapped_column(Boolean, comment="Translated by a machine; null = no sign of it")
    duplicate_of: Mapped[int | None] = col.link("announcement.id", "The same story, published first; null = none")
    duplicate_kind: Mapped[str | None] = col.text("copy or translation; null = no duplicate")
    capture_id: Mapped[int] = col.link("capture.id", "First page that shows it")
    __table_args__ = (
        UniqueConstraint("url", "text_sha256"),
        *col.not_blank("canonical_url", "publisher", "title", "language"),
        col.one_of("duplicate_kind", ("copy", "translation")),
        {"comment": "Announcements"},
    )


class AnnouncementShown(Base):
    """Which pages show an announcement: its row is there as long as one does."""

    __tablename__ = "announcement_shown"
    announcement_id: Mapped[int] = col.link("announcement.id", "Announcement", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page that shows it", primary_key=True, index=True)
    reading_sha256: Mapped[str | None] = col.text(
        "What was read there (announcement_reading); null = not kept, read before version 0015 of the tables"
    )
    __table_args__ = ({"comment": "Pages that show announcements"},)


class AnnouncementReading(Base):
    """What pages say of an announcement and what its text tells, each reading once: that of the first page is in force."""

    __tablename__ = "announcement_reading"
    announcement_id: Mapped[int] = col.link("announcement.id", "Announcement", primary_key=True)
    sha256: Mapped[str] = col.text("Digest of the reading, hex", primary_key=True)
    reading: Mapped[Any] = col.json("said: columns of the announcement; told: what hangs on it", nullable=False)
    __table_args__ = ({"comment": "Readings of announcements"},)


class Mention(Base):
    """Platforms, regions and commodities that an announcement names."""

    __tablename__ = "mention"
    announcement_id: Mapped[int] = col.link("announcement.id", "Announcement", primary_key=True)
    ordinal: Mapped[int] = col.number("Order in the text, from 1", primary_key=True, autoincrement=False)
    kind: Mapped[str] = col.text("platform, region or commodity")
    text: Mapped[str] = col.text("As the text names it")
    code: Mapped[str | None] = col.text("Code of what is named; null = not in the reference data")
    span_start: Mapped[int] = col.number("First character in the text, from 0")
    span_end: Mapped[int] = col.number("Character after the last")
    __table_args__ = (
        col.one_of("kind", ("platform", "region", "commodity")),
        col.ordered("span_start", "span_end"),
        {"comment": "Mentions in announcements"},
    )


class Claim(Base):
    """Figures that an announcement states."""

    __tablename__ = "claim"
    id: Mapped[int] = col.key()
    announcement_id: Mapped[int] = col.link("announcement.id", "Announcement")
    ordinal: Mapped[int] = col.number("Order in the text, from 1")
    metric: Mapped[str] = col.text("What is counted: " + ", ".join(METRICS))
    value: Mapped[Decimal] = col.money("Value as stated, in unit")
    unit: Mapped[str] = col.text("count, t, kg, g, jin, %, percentage_points, times, hours, days or ISO 4217")
    bound: Mapped[str] = col.text("exact, at_least, at_most or about")
    value_si: Mapped[Decimal | None] = col.money("Value in unit_si; null = no conversion")
    unit_si: Mapped[str | None] = col.text("kg, s, count or ISO 4217; null = no conversion")
    platform_code: Mapped[str | None] = col.code("platform.code", "Platform it is about; null = none or several")
    region_code: Mapped[str | None] = col.code("region.code", "Region it is about; null = none")
    region_text: Mapped[str | None] = col.text("Region as the text names it; null = none")
    commodity_code: Mapped[str | None] = col.code("commodity.code", "Commodity it is about; null = none")
    product_text: Mapped[str | None] = col.text("Product as the text names it; null = none")
    period_start: Mapped[date | None] = col.day("First day of its period; null = not said")
    period_end: Mapped[date | None] = col.day("Last day of its period; null = not said")
    as_of: Mapped[date | None] = col.day("Day up to which it counts; null = not said")
    planned: Mapped[bool] = mapped_column(Boolean, comment="About the future at the time of writing")
    quote: Mapped[str] = col.text("Exact substring of the text")
    quote_start: Mapped[int] = col.number("First character of the quote, from 0")
    quote_end: Mapped[int] = col.number("Character after its last")
    rules: Mapped[Any] = col.json("Names of the rules that made it", nullable=False)
    __table_args__ = (
        UniqueConstraint("announcement_id", "ordinal"),
        col.one_of("metric", METRICS),
        col.one_of("bound", ("exact", "at_least", "at_most", "about")),
        col.ordered("period_start", "period_end"),
        CheckConstraint("quote_start < quote_end", name="quote_span"),
        {"comment": "Claims of announcements"},
    )
