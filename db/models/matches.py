"""Which listings of several platforms are the same goods. Used by views only: no figure depends on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models import columns as col
from db.models.base import Base, Key

METHODS = ("gtin", "title")


class ProductMatch(Base):
    """Pairs of listings that are the same goods on two platforms, each pair once."""

    __tablename__ = "product_match"
    listing_id: Mapped[int] = col.link("listing.id", "Listing with the lower id", primary_key=True)
    other_listing_id: Mapped[int] = mapped_column(
        Key,
        ForeignKey("listing.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        comment="Listing with the higher id",
    )
    method: Mapped[str] = col.text("gtin (the same trade number) or title (brand, commodity, net weight, origin and title)")
    score: Mapped[float] = col.ratio("How surely, 0 to 1")
    undone: Mapped[bool] = mapped_column(
        Boolean, comment="Taken back by hand: stays, is never matched again, and is left out of views"
    )
    method_version: Mapped[str] = col.text("Version of the method")
    computed_at: Mapped[datetime] = col.instant("When the present values were first computed")
    __table_args__ = (
        CheckConstraint("listing_id < other_listing_id", name="order"),
        CheckConstraint("score >= 0 AND score <= 1", name="score"),
        col.one_of("method", METHODS),
        {"comment": "The same goods on several platforms"},
    )
