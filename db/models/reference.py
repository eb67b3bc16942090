"""Reference tables: platforms, regions, commodities, sources, and what the store says of itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models import columns as col
from db.models.base import Base


class Platform(Base):
    """Marketplaces, media and groups that listings and announcements name."""

    __tablename__ = "platform"
    code: Mapped[str] = col.text("Code, lower case", primary_key=True)
    name_en: Mapped[str] = col.text("Name as the English press writes it")
    name_zh: Mapped[str | None] = col.text("Chinese name; null = none in use")
    kind: Mapped[str] = col.text("marketplace, shop, social, media or group")
    parent_code: Mapped[str | None] = col.code("platform.code", "Platform or group it belongs to; null = none")
    __table_args__ = (
        col.one_of("kind", ("marketplace", "shop", "social", "media", "group")),
        {"comment": "Marketplaces, media and groups"},
    )


class Region(Base):
    """Administrative regions, with the name in force."""

    __tablename__ = "region"
    code: Mapped[str] = col.text("GB/T 2260, six digits; ISO 3166-1 or 3166-2 elsewhere", primary_key=True)
    level: Mapped[str] = col.text("country, province, prefecture or county")
    name_en: Mapped[str | None] = col.text("English or romanised name; null = not known")
    name_zh: Mapped[str | None] = col.text("Chinese name; null = not known")
    parent_code: Mapped[str | None] = col.code("region.code", "Region it lies in; null for a country", index=True)
    __table_args__ = (
        col.one_of("level", ("country", "province", "prefecture", "county")),
        {"comment": "Administrative regions with the name in force"},
    )


class RegionName(Base):
    """All names of a region: official, former, aliases, romanised."""

    __tablename__ = "region_name"
    code: Mapped[str] = col.code("region.code", "Region", primary_key=True)
    name: Mapped[str] = col.text("Name as written", primary_key=True)
    language: Mapped[str] = col.text("BCP 47", primary_key=True)
    kind: Mapped[str] = col.text("official, former, alias or romanised", primary_key=True)
    valid_from: Mapped[Any | None] = col.day("First day; null = unknown or ever")
    valid_to: Mapped[Any | None] = col.day("Last day; null = still in force")
    __table_args__ = (
        col.one_of("kind", ("official", "former", "alias", "romanised")),
        {"comment": "Names of regions with their validity"},
    )


class Commodity(Base):
    """Regional specialties and the classes they belong to."""

    __tablename__ = "commodity"
    code: Mapped[str] = col.text("Code, lower case", primary_key=True)
    name_en: Mapped[str] = col.text("English name")
    name_zh: Mapped[str | None] = col.text("Chinese name; null = none in use")
    parent_code: Mapped[str | None] = col.code("commodity.code", "Class it belongs to; null = a class of its own")
    hs6: Mapped[str | None] = col.text("Harmonized System, six digits; null = not mapped")
    perishable: Mapped[bool | None] = mapped_column(Boolean, comment="Spoils within weeks; null = not known")
    __table_args__ = ({"comment": "Regional specialties and their classes"},)


class Source(Base):
    """The copy of sources.toml, refreshed by every command."""

    __tablename__ = "source"
    code: Mapped[str] = col.text("Code in sources.toml; adhoc for crawls without a source", primary_key=True)
    spider: Mapped[str | None] = col.text("Spider that crawls it; null for adhoc")
    platform_code: Mapped[str | None] = col.code("platform.code", "Platform it is about; null = several")
    arguments: Mapped[Any] = col.json("Spider arguments", nullable=False)
    time_zone: Mapped[str] = col.text("IANA zone in which its days are counted")
    schedule: Mapped[str | None] = col.text("Cron with weekday names; null = by hand")
    budget: Mapped[Any | None] = col.json("requests and minutes a run may spend; null = no limit of its own")
    expect: Mapped[Any | None] = col.json("What a run is expected to give; null = something")
    legal_basis: Mapped[str | None] = col.text("Ground on which it is crawled; null = not approved")
    terms_checked_on: Mapped[Any | None] = col.day("Day on which the terms were read; null = not approved")
    approved_by: Mapped[str | None] = col.text("Who approved it; null = not approved")
    approved_on: Mapped[Any | None] = col.day("Day of approval; null = not approved")
    approval_expires_on: Mapped[Any | None] = col.day("Last day of the approval; null = not approved")
    data_kinds: Mapped[Any | None] = col.json("Kinds of data that are gathered; null = not approved")
    enabled: Mapped[bool] = mapped_column(Boolean, comment="Whether the scheduler runs it")
    __table_args__ = (*col.not_blank("code", "spider"), {"comment": "Copy of sources.toml"})


class Meta(Base):
    """What the store says of itself."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(Text, primary_key=True, comment="Name of the value")
    value: Mapped[str] = col.text("Value as text")
    __table_args__ = ({"comment": "Digests of loaded reference data, marks of the derivation"},)
