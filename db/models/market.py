"""Shops, listings, their versions and observations."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models import columns as col
from db.models.base import Base

AVAILABILITY = ("in_stock", "limited", "out_of_stock", "preorder", "presale", "discontinued")
PRICE_KINDS = ("shelf", "coupon", "promotion", "presale", "member", "deposit")
SOLD_PERIODS = ("total", "30d", "month", "24h", "unknown")
BASES = ("net", "gross", "unspecified")


class Shop(Base):
    """Sellers."""

    __tablename__ = "shop"
    id: Mapped[int] = col.key()
    platform_code: Mapped[str] = col.code("platform.code", "Platform")
    site: Mapped[str] = col.text("Registrable host on platform shop, '' on a marketplace")
    native_id: Mapped[str] = col.text("Id that the site gives; its name where it gives none")
    name: Mapped[str | None] = col.text("Name as last shown; null = not shown")
    named_at: Mapped[datetime | None] = col.instant("Instant of the latest page that names it; null = not named")
    __table_args__ = (
        UniqueConstraint("platform_code", "site", "native_id"),
        *col.not_blank("native_id", "name"),
        {"comment": "Sellers"},
    )


class Listing(Base):
    """One offer page of a product; its descriptive columns repeat the latest version by observed time."""

    __tablename__ = "listing"
    id: Mapped[int] = col.key()
    platform_code: Mapped[str] = col.code("platform.code", "Platform of the listing's own address")
    site: Mapped[str] = col.text("Registrable host (with port for local hosts) on platform shop, '' on a marketplace")
    native_id: Mapped[str] = col.text(
        "Id that the site gives; its SKU or the path of the canonical address where it gives none"
    )
    shop_id: Mapped[int | None] = col.link("shop.id", "Seller; null = not shown")
    url: Mapped[str | None] = col.text("Canonical address of its page; null = not known")
    title: Mapped[str | None] = col.text("Title as shown; null = not shown")
    brand: Mapped[str | None] = col.text("Brand as shown; null = not shown")
    sku: Mapped[str | None] = col.text("Stock-keeping unit; null = not shown")
    gtin: Mapped[str | None] = col.text("GTIN; null = not shown")
    category_path: Mapped[str | None] = col.text("Categories, outermost first, joined by ' > '; null = not shown")
    commodity_code: Mapped[str | None] = col.code("commodity.code", "Commodity read from the title; null = none", index=True)
    origin_code: Mapped[str | None] = col.code("region.code", "Region of origin; null = unknown", index=True)
    origin_text: Mapped[str | None] = col.text("Origin as shown; null = not shown")
    ships_from_text: Mapped[str | None] = col.text("Place of dispatch as shown; null = not shown")
    net_weight_g: Mapped[Decimal | None] = col.money("Weight of the offer in grams, lower bound; null = unknown")
    net_weight_max_g: Mapped[Decimal | None] = col.money("Its upper bound; null = unknown")
    net_weight_basis: Mapped[str | None] = col.text("net, gross or unspecified; null = no weight")
    net_weight_text: Mapped[str | None] = col.text("Text that the weight was read from; null = none")
    first_seen_on: Mapped[date | None] = col.day("First day on which it was seen; null = only found absent")
    last_seen_on: Mapped[date | None] = col.day("Last day on which it was seen; null = only found absent")
    last_observed_at: Mapped[datetime | None] = col.instant(
        "Latest instant at which a page said anything of it; null = none yet"
    )
    delisted_on: Mapped[date | None] = col.day("Third observed day of absence in a row; null = not delisted")
    __table_args__ = (
        UniqueConstraint("platform_code", "site", "native_id"),
        col.one_of("net_weight_basis", BASES),
        col.ordered("net_weight_g", "net_weight_max_g"),
        *col.not_negative("net_weight_g"),
        *col.not_blank(
            "native_id", "url", "title", "brand", "sku", "gtin", "origin_text", "ships_from_text", "net_weight_text"
        ),
        # Every listing is updated on each day that it is seen: with room in its page no index has to change.
        {"comment": "Offer pages", "postgresql_with": {"fillfactor": "45"}},
    )


class Description(Base):
    """What one or more pages said of a listing, apart from prices and counts: the facts that versions are folded from."""

    __tablename__ = "description"
    id: Mapped[int] = col.key()
    listing_id: Mapped[int] = col.link("listing.id", "Listing", index=False)
    sha256: Mapped[str] = col.text("Digest of the facts, hex")
    shop_id: Mapped[int | None] = col.link("shop.id", "Seller; null = not shown", index=False)
    url: Mapped[str | None] = col.text("Canonical address of its page; null = not shown")
    title: Mapped[str | None] = col.text("Title as shown; null = not shown")
    brand: Mapped[str | None] = col.text("Brand as shown; null = not shown")
    sku: Mapped[str | None] = col.text("Stock-keeping unit; null = not shown")
    gtin: Mapped[str | None] = col.text("GTIN; null = not shown")
    category_path: Mapped[str | None] = col.text("Categories, outermost first, joined by ' > '; null = not shown")
    commodity_code: Mapped[str | None] = col.code("commodity.code", "Commodity; null = none")
    origin_code: Mapped[str | None] = col.code("region.code", "Region of origin; null = unknown")
    origin_text: Mapped[str | None] = col.text("Origin as shown; null = not shown")
    ships_from_text: Mapped[str | None] = col.text("Place of dispatch as shown; null = not shown")
    net_weight_g: Mapped[Decimal | None] = col.money("Weight of the offer in grams, lower bound; null = unknown")
    net_weight_max_g: Mapped[Decimal | None] = col.money("Its upper bound; null = unknown")
    net_weight_basis: Mapped[str | None] = col.text("net, gross or unspecified; null = no weight")
    net_weight_text: Mapped[str | None] = col.text("Text that the weight was read from; null = none")
    __table_args__ = (
        UniqueConstraint("listing_id", "sha256"),
        col.one_of("net_weight_basis", BASES),
        col.ordered("net_weight_g", "net_weight_max_g"),
        {"comment": "What pages said of listings apart from prices and counts"},
    )


class ListingVersion(Base):
    """The descriptive columns of a listing from an instant on."""

    __tablename__ = "listing_version"
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    valid_from: Mapped[datetime] = col.instant("Observed instant from which it holds", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page that showed it")
    title: Mapped[str | None] = col.text("Title as shown; null = not shown")
    brand: Mapped[str | None] = col.text("Brand as shown; null = not shown")
    sku: Mapped[str | None] = col.text("Stock-keeping unit; null = not shown")
    gtin: Mapped[str | None] = col.text("GTIN; null = not shown")
    category_path: Mapped[str | None] = col.text("Categories, outermost first, joined by ' > '; null = not shown")
    commodity_code: Mapped[str | None] = col.code("commodity.code", "Commodity; null = none")
    origin_code: Mapped[str | None] = col.code("region.code", "Region of origin; null = unknown")
    origin_text: Mapped[str | None] = col.text("Origin as shown; null = not shown")
    ships_from_text: Mapped[str | None] = col.text("Place of dispatch as shown; null = not shown")
    net_weight_g: Mapped[Decimal | None] = col.money("Weight of the offer in grams, lower bound; null = unknown")
    net_weight_max_g: Mapped[Decimal | None] = col.money("Its upper bound; null = unknown")
    net_weight_basis: Mapped[str | None] = col.text("net, gross or unspecified; null = no weight")
    net_weight_text: Mapped[str | None] = col.text("Text that the weight was read from; null = none")
    __table_args__ = (
        col.one_of("net_weight_basis", BASES),
        col.ordered("net_weight_g", "net_weight_max_g"),
        {"comment": "Versions of the descriptive columns of listings"},
    )


class Variant(Base):
    """Choices of a listing: sizes, packs, colours."""

    __tablename__ = "variant"
    id: Mapped[int] = col.key()
    listing_id: Mapped[int] = col.link("listing.id", "Listing")
    native_id: Mapped[str] = col.text("Id that the site gives")
    name: Mapped[str | None] = col.text("Name as shown; null = not shown")
    net_weight_g: Mapped[Decimal | None] = col.money("Weight in grams; null = unknown")
    gtin: Mapped[str | None] = col.text("GTIN; null = not shown")
    described_at: Mapped[datetime | None] = col.instant("Instant of the latest page that described it; null = not described")
    __table_args__ = (UniqueConstraint("listing_id", "native_id"), {"comment": "Choices of listings"})


class VariantObservation(Base):
    """What a page said of a variant."""

    __tablename__ = "variant_observation"
    variant_id: Mapped[int] = col.link("variant.id", "Variant", primary_key=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page", primary_key=True)
    price: Mapped[Decimal | None] = col.money("Price; null = not shown")
    list_price: Mapped[Decimal | None] = col.money("List price; null = not shown")
    availability: Mapped[str | None] = col.text("As in observation; null = not shown")
    __table_args__ = (
        col.one_of("availability", AVAILABILITY),
        *col.not_negative("price", "list_price"),
        {"comment": "Observations of variants"},
    )


class Observation(Base):
    """What one page said of one listing."""

    __tablename__ = "observation"
    id: Mapped[int] = col.key()
    listing_id: Mapped[int] = col.link("listing.id", "Listing", index=False)
    capture_id: Mapped[int] = col.link("capture.id", "Page; of an absence the walk's last page")
    run_id: Mapped[str] = col.code("run.id", "Run")
    observed_at: Mapped[datetime] = col.instant("Instant that the page shows")
    observed_on: Mapped[date] = col.day("Its day in the source's time zone", index=True)
    description_id: Mapped[int | None] = col.link(
        "description.id", "What the page said beyond this row; null = nothing", index=False
    )
    presence: Mapped[str] = col.text("seen or absent")
    price: Mapped[Decimal | None] = col.money("Price to pay, lowest over the variants; null = not shown")
    price_max: Mapped[Decimal | None] = col.money("Highest over the variants; null = not shown or open")
    list_price: Mapped[Decimal | None] = col.money("List price as shown beside it; null = not shown")
    currency: Mapped[str | None] = col.text("ISO 4217; null = no price or not known")
    price_text: Mapped[str | None] = col.text("Price as shown; null = not shown as text")
    list_price_text: Mapped[str | None] = col.text("List price as shown; null = not shown as text")
    price_kind: Mapped[str | None] = col.text("shelf, coupon, promotion, presale, member or deposit; null = no price")
    conditions_text: Mapped[str | None] = col.text("Coupon and threshold conditions as shown; null = none")
    unit_price_per_kg: Mapped[Decimal | None] = col.money("Price per kg, from price and net weight or as shown; null = unknown")
    sold_min: Mapped[int | None] = col.number("Least count of sales that the page allows; null = no count of sales")
    sold_max: Mapped[int | None] = col.number("Greatest count; null = open, or no count of sales")
    sold_period: Mapped[str | None] = col.text("What the count counts: total, 30d, month, 24h or unknown; null = no count")
    sold_text: Mapped[str | None] = col.text("Count as shown, of sales or not; null = not shown as text")
    availability: Mapped[str | None] = col.text(
        "in_stock, limited, out_of_stock, preorder, presale or discontinued; null = not said"
    )
    rating: Mapped[Decimal | None] = col.money("0 to 5; null = not shown")
    review_count: Mapped[int | None] = col.number("Reviews; null = not shown")
    position: Mapped[int | None] = col.number("Rank on the page, from 1; null = not ranked")
    sponsored: Mapped[bool | None] = mapped_column(Boolean, comment="A paid place; null = the page does not tell")
    read_from: Mapped[Any | None] = col.json("Field -> where on the page it came from; null = one place only")
    __table_args__ = (
        UniqueConstraint("listing_id", "capture_id"),
        col.one_of("presence", ("seen", "absent")),
        col.one_of("price_kind", PRICE_KINDS),
        col.one_of("sold_period", SOLD_PERIODS),
        col.one_of("availability", AVAILABILITY),
        col.ordered("price", "price_max"),
        col.ordered("sold_min", "sold_max"),
        col.currency_check(),
        *col.not_negative("price", "list_price", "unit_price_per_kg", "sold_min", "review_count"),
        CheckConstraint("rating BETWEEN 0 AND 5", name="rating"),
        CheckConstraint("position >= 1", name="position"),
        *col.not_blank("price_text", "list_price_text", "conditions_text", "sold_text"),
        Index("ix_observation_observed_on_brin", "observed_on", postgresql_using="brin"),
        {"comment": "What pages said of listings"},
    )


class Reread(Base):
    """Listings that a page read again does not show any more, until absences are settled."""

    __tablename__ = "reread"
    run_id: Mapped[str] = col.code("run.id", "Run of the page", primary_key=True)
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    __table_args__ = ({"comment": "Listings that pages read again show no more, until absences are settled"},)
