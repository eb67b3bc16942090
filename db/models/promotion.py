"""Promotions and livestreams, announced and observed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models import columns as col
from db.models.base import Base

KINDS = ("zone", "activity_series", "activity", "festival", "subsidy", "coupon", "livestream_series", "topic", "other")
STATUSES = ("announced", "live", "ended", "missed")
_PLATFORM = "Platform; null = announced, on none or several in particular"
ROLES = ("news_anchor", "influencer", "official", "celebrity", "farmer", "executive", "other")


class Promotion(Base):
    """Zones, activities, festivals, subsidies, topics."""

    __tablename__ = "promotion"
    id: Mapped[int] = col.key()
    platform_code: Mapped[str | None] = col.code("platform.code", _PLATFORM)
    native_id: Mapped[str] = col.text("Id that the site gives; announced ones a:<announcement>:<ordinal>")
    name: Mapped[str | None] = col.text("Name; null = it bears none")
    kind: Mapped[str] = col.text(", ".join(KINDS))
    organiser: Mapped[str | None] = col.text("Who holds it; null = not said")
    region_code: Mapped[str | None] = col.code("region.code", "Region promoted; null = not said")
    starts_on: Mapped[date | None] = col.day("First day; null = not said")
    ends_on: Mapped[date | None] = col.day("Last day; null = not said")
    announced_count: Mapped[int | None] = col.number("How many products or activities it is said to have; null = not said")
    planned: Mapped[bool | None] = mapped_column(Boolean, comment="Announced as still to come; null = seen, not announced")
    quote: Mapped[str | None] = col.text("Sentence that announces it; null = seen, not announced")
    announcement_id: Mapped[int | None] = col.link("announcement.id", "Announcement; null = seen, not announced")
    capture_id: Mapped[int | None] = col.link("capture.id", "Page that last showed it")
    __table_args__ = (
        UniqueConstraint("platform_code", "native_id"),
        CheckConstraint("platform_code IS NOT NULL OR announcement_id IS NOT NULL", name="platform"),
        col.one_of("kind", KINDS),
        col.ordered("starts_on", "ends_on"),
        *col.not_blank("native_id", "name", "organiser", "quote"),
        *col.not_negative("announced_count"),
        {"comment": "Promotions, announced and observed"},
    )


class PromotionObservation(Base):
    """What changes of a promotion from day to day."""

    __tablename__ = "promotion_observation"
    promotion_id: Mapped[int] = col.link("promotion.id", "Promotion", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page", primary_key=True)
    observed_on: Mapped[date] = col.day("Day")
    announced_count_min: Mapped[int | None] = col.number("Stated size, lower bound; null = not shown")
    announced_count_max: Mapped[int | None] = col.number("Stated size, upper bound; null = not shown or open")
    participants_min: Mapped[int | None] = col.number("Participants, lower bound; null = not shown")
    participants_max: Mapped[int | None] = col.number("Participants, upper bound; null = not shown or open")
    videos_min: Mapped[int | None] = col.number("Videos, lower bound; null = not shown")
    videos_max: Mapped[int | None] = col.number("Videos, upper bound; null = not shown or open")
    views_min: Mapped[int | None] = col.number("Views, lower bound; null = not shown")
    views_max: Mapped[int | None] = col.number("Views, upper bound; null = not shown or open")
    said: Mapped[Any] = col.json(
        "What the page said of the promotion, by column; what it did not say is left out", nullable=False
    )
    listings_shown: Mapped[int | None] = col.number("Listings that the page shows; null = it shows none by nature")
    __table_args__ = (
        *(col.ordered(f"{name}_min", f"{name}_max") for name in ("announced_count", "participants", "videos", "views")),
        {"comment": "Promotions from day to day"},
    )


class PromotionListing(Base):
    """Which listings belonged to a promotion on a day."""

    __tablename__ = "promotion_listing"
    promotion_id: Mapped[int] = col.link("promotion.id", "Promotion", primary_key=True)
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    observed_on: Mapped[date] = col.day("Day", primary_key=True)
    presence: Mapped[str] = col.text("seen or absent")
    capture_id: Mapped[int] = col.link("capture.id", "First page of the day that shows it; of an absence the walk's last page")
    __table_args__ = (col.one_of("presence", ("seen", "absent")), {"comment": "Members of promotions by day"})


class PromotionListingShown(Base):
    """Which pages show a membership: a row of `promotion_listing` is there as long as one does."""

    __tablename__ = "promotion_listing_shown"
    promotion_id: Mapped[int] = col.link("promotion.id", "Promotion", primary_key=True)
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    observed_on: Mapped[date] = col.day("Day", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page that shows it", primary_key=True, index=True)
    __table_args__ = ({"comment": "Pages that show members of promotions"},)


class Livestream(Base):
    """Livestreams, announced and observed."""

    __tablename__ = "livestream"
    id: Mapped[int] = col.key()
    platform_code: Mapped[str | None] = col.code("platform.code", _PLATFORM)
    native_id: Mapped[str] = col.text("Id that the site gives; announced ones a:<announcement>:<ordinal>")
    title: Mapped[str | None] = col.text("Title; null = it bears none")
    status: Mapped[str | None] = col.text("announced, live, ended or missed; null = not said")
    held_on: Mapped[date | None] = col.day("Day on which it is or was held; null = not said")
    starts_at: Mapped[datetime | None] = col.instant("Start; null = not said")
    ends_at: Mapped[datetime | None] = col.instant("End; null = not said")
    region_code: Mapped[str | None] = col.code("region.code", "Region promoted; null = not said")
    promotion_id: Mapped[int | None] = col.link("promotion.id", "Series it belongs to; null = none")
    quote: Mapped[str | None] = col.text("Sentence that announces it; null = seen, not announced")
    announcement_id: Mapped[int | None] = col.link("announcement.id", "Announcement; null = seen, not announced")
    capture_id: Mapped[int | None] = col.link("capture.id", "Page that last showed it")
    __table_args__ = (
        UniqueConstraint("platform_code", "native_id"),
        CheckConstraint("platform_code IS NOT NULL OR announcement_id IS NOT NULL", name="platform"),
        col.one_of("status", STATUSES),
        col.ordered("starts_at", "ends_at"),
        *col.not_blank("native_id", "title", "quote"),
        {"comment": "Livestreams, announced and observed"},
    )


class LivestreamObservation(Base):
    """Viewers and likes over time."""

    __tablename__ = "livestream_observation"
    livestream_id: Mapped[int] = col.link("livestream.id", "Livestream", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page", primary_key=True)
    observed_at: Mapped[datetime] = col.instant("Instant")
    status: Mapped[str | None] = col.text("Status then; null = not said")
    viewers_min: Mapped[int | None] = col.number("Viewers, lower bound; null = not shown")
    viewers_max: Mapped[int | None] = col.number("Viewers, upper bound; null = not shown or open")
    likes_min: Mapped[int | None] = col.number("Likes, lower bound; null = not shown")
    said: Mapped[Any] = col.json(
        "What the page said of the livestream, by column; what it did not say is left out", nullable=False
    )
    __table_args__ = (
        col.one_of("status", STATUSES),
        col.ordered("viewers_min", "viewers_max"),
        {"comment": "Livestreams over time"},
    )


class LivestreamHost(Base):
    """Who presents; named only when in public office or a public figure."""

    __tablename__ = "livestream_host"
    livestream_id: Mapped[int] = col.link("livestream.id", "Livestream", primary_key=True)
    ordinal: Mapped[int] = col.number("Order of naming, from 1", primary_key=True, autoincrement=False)
    role: Mapped[str] = col.text(", ".join(ROLES))
    name: Mapped[str | None] = col.text("Name of a person in public office or a public figure; null = anyone else")
    __table_args__ = (col.one_of("role", ROLES), *col.not_blank("name"), {"comment": "Hosts of livestreams"})


class LivestreamListing(Base):
    """Goods that a livestream sells."""

    __tablename__ = "livestream_listing"
    livestream_id: Mapped[int] = col.link("livestream.id", "Livestream", primary_key=True)
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "First page that shows it")
    __table_args__ = ({"comment": "Goods of livestreams"},)


class LivestreamListingShown(Base):
    """Which pages show goods of a livestream: a row of `livestream_listing` is there as long as one does."""

    __tablename__ = "livestream_listing_shown"
    livestream_id: Mapped[int] = col.link("livestream.id", "Livestream", primary_key=True)
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page that shows it", primary_key=True, index=True)
    __table_args__ = ({"comment": "Pages that show goods of livestreams"},)
