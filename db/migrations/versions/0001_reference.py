"""Tables of reference."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "commodity",
        sa.Column("code", sa.Text(), nullable=False, comment="Code, lower case"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="English name"),
        sa.Column("name_zh", sa.Text(), nullable=True, comment="Chinese name; null = none in use"),
        sa.Column("parent_code", sa.Text(), nullable=True, comment="Class it belongs to; null = a class of its own"),
        sa.Column("hs6", sa.Text(), nullable=True, comment="Harmonized System, six digits; null = not mapped"),
        sa.Column("perishable", sa.Boolean(), nullable=True, comment="Spoils within weeks; null = not known"),
        sa.ForeignKeyConstraint(["parent_code"], ["commodity.code"], name=op.f("fk_commodity_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commodity")),
        comment="Regional specialties and their classes",
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False, comment="Name of the value"),
        sa.Column("value", sa.Text(), nullable=False, comment="Value as text"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        comment="Digests of loaded reference data, marks of the derivation",
    )
    op.create_table(
        "platform",
        sa.Column("code", sa.Text(), nullable=False, comment="Code, lower case"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="Name as the English press writes it"),
        sa.Column("name_zh", sa.Text(), nullable=True, comment="Chinese name; null = none in use"),
        sa.Column("kind", sa.Text(), nullable=False, comment="marketplace, shop, social, media or group"),
        sa.Column("parent_code", sa.Text(), nullable=True, comment="Platform or group it belongs to; null = none"),
        sa.CheckConstraint("kind IN ('marketplace', 'shop', 'social', 'media', 'group')", name=op.f("ck_platform_kind")),
        sa.ForeignKeyConstraint(["parent_code"], ["platform.code"], name=op.f("fk_platform_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_platform")),
        comment="Marketplaces, media and groups",
    )
    op.create_table(
        "region",
        sa.Column("code", sa.Text(), nullable=False, comment="GB/T 2260, six digits; ISO 3166-1 or 3166-2 elsewhere"),
        sa.Column("level", sa.Text(), nullable=False, comment="country, province, prefecture or county"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="English or romanised name; null = not known"),
        sa.Column("name_zh", sa.Text(), nullable=True, comment="Chinese name; null = not known"),
        sa.Column("parent_code", sa.Text(), nullable=True, comment="Region it lies in; null for a country"),
        sa.CheckConstraint("level IN ('country', 'province', 'prefecture', 'county')", name=op.f("ck_region_level")),
        sa.ForeignKeyConstraint(["parent_code"], ["region.code"], name=op.f("fk_region_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
        comment="Administrative regions with the name in force",
    )
    op.create_index(op.f("ix_region_parent_code"), "region", ["parent_code"], unique=False)
    op.create_table(
        "region_name",
        sa.Column("code", sa.Text(), nullable=False, comment="Region"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as written"),
        sa.Column("language", sa.Text(), nullable=False, comment="BCP 47"),
        sa.Column("kind", sa.Text(), nullable=False, comment="official, former, alias or romanised"),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="First day; null = unknown or ever"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="Last day; null = still in force"),
        sa.CheckConstraint("kind IN ('official', 'former', 'alias', 'romanised')", name=op.f("ck_region_name_kind")),
        sa.ForeignKeyConstraint(["code"], ["region.code"], name=op.f("fk_region_name_code")),
        sa.PrimaryKeyConstraint("code", "name", "language", "kind", name=op.f("pk_region_name")),
        comment="Names of regions with their validity",
    )
    op.create_table(
        "source",
        sa.Column("code", sa.Text(), nullable=False, comment="Code in sources.toml; adhoc for crawls without a source"),
        sa.Column("spider", sa.Text(), nullable=True, comment="Spider that crawls it; null for adhoc"),
        sa.Column("platform_code", sa.Text(), nullable=True, comment="Platform it is about; null = several"),
        sa.Column("arguments", kinds.JSON, nullable=False, comment="Spider arguments"),
        sa.Column("time_zone", sa.Text(), nullable=False, comment="IANA zone in which its days are counted"),
        sa.Column("schedule", sa.Text(), nullable=True, comment="Cron with weekday names; null = by hand"),
        sa.Column(
            "budget", kinds.JSON, nullable=True, comment="requests and minutes a run may spend; null = no limit of its own"
        ),
        sa.Column("expect", kinds.JSON, nullable=True, comment="What a run is expected to give; null = something"),
        sa.Column("legal_basis", sa.Text(), nullable=True, comment="Ground on which it is crawled; null = not approved"),
        sa.Column(
            "terms_checked_on", sa.Date(), nullable=True, comment="Day on which the terms were read; null = not approved"
        ),
        sa.Column("approved_by", sa.Text(), nullable=True, comment="Who approved it; null = not approved"),
        sa.Column("approved_on", sa.Date(), nullable=True, comment="Day of approval; null = not approved"),
        sa.Column("approval_expires_on", sa.Date(), nullable=True, comment="Last day of the approval; null = not approved"),
        sa.Column("data_kinds", kinds.JSON, nullable=True, comment="Kinds of data that are gathered; null = not approved"),
        sa.Column("enabled", sa.Boolean(), nullable=False, comment="Whether the scheduler runs it"),
        sa.CheckConstraint("code <> ''", name=op.f("ck_source_code_not_blank")),
        sa.CheckConstraint("spider <> ''", name=op.f("ck_source_spider_not_blank")),
        sa.ForeignKeyConstraint(["platform_code"], ["platform.code"], name=op.f("fk_source_platform_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_source")),
        comment="Copy of sources.toml",
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("source")
    op.drop_table("region_name")
    op.drop_table("region")
    op.drop_table("platform")
    op.drop_table("meta")
    op.drop_table("commodity")
