"""Tables of listings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "shop",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("platform_code", sa.Text(), nullable=False, comment="Platform"),
        sa.Column("site", sa.Text(), nullable=False, comment="Registrable host on platform shop, '' on a marketplace"),
        sa.Column("native_id", sa.Text(), nullable=False, comment="Id that the site gives; its name where it gives none"),
        sa.Column("name", sa.Text(), nullable=True, comment="Name as last shown; null = not shown"),
        sa.Column(
            "named_at", kinds.INSTANT, nullable=True, comment="Instant of the latest page that names it; null = not named"
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_shop_name_not_blank")),
        sa.CheckConstraint("native_id <> ''", name=op.f("ck_shop_native_id_not_blank")),
        sa.ForeignKeyConstraint(["platform_code"], ["platform.code"], name=op.f("fk_shop_platform_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
        sa.UniqueConstraint("platform_code", "site", "native_id", name=op.f("uq_shop_platform_code_site_native_id")),
        comment="Sellers",
    )
    op.create_table(
        "listing",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("platform_code", sa.Text(), nullable=False, comment="Platform of the listing's own address"),
        sa.Column(
            "site",
            sa.Text(),
            nullable=False,
            comment="Registrable host (with port for local hosts) on platform shop, '' on a marketplace",
        ),
        sa.Column(
            "native_id",
            sa.Text(),
            nullable=False,
            comment="Id that the site gives; its SKU or the path of the canonical address where it gives none",
        ),
        sa.Column("shop_id", kinds.KEY, nullable=True, comment="Seller; null = not shown"),
        sa.Column("url", sa.Text(), nullable=True, comment="Canonical address of its page; null = not known"),
        sa.Column("title", sa.Text(), nullable=True, comment="Title as shown; null = not shown"),
        sa.Column("brand", sa.Text(), nullable=True, comment="Brand as shown; null = not shown"),
        sa.Column("sku", sa.Text(), nullable=True, comment="Stock-keeping unit; null = not shown"),
        sa.Column("gtin", sa.Text(), nullable=True, comment="GTIN; null = not shown"),
        sa.Column(
            "category_path", sa.Text(), nullable=True, comment="Categories, outermost first, joined by ' > '; null = not shown"
        ),
        sa.Column("commodity_code", sa.Text(), nullable=True, comment="Commodity read from the title; null = none"),
        sa.Column("origin_code", sa.Text(), nullable=True, comment="Region of origin; null = unknown"),
        sa.Column("origin_text", sa.Text(), nullable=True, comment="Origin as shown; null = not shown"),
        sa.Column("ships_from_text", sa.Text(), nullable=True, comment="Place of dispatch as shown; null = not shown"),
        sa.Column(
            "net_weight_g", kinds.EXACT, nullable=True, comment="Weight of the offer in grams, lower bound; null = unknown"
        ),
        sa.Column("net_weight_max_g", kinds.EXACT, nullable=True, comment="Its upper bound; null = unknown"),
        sa.Column("net_weight_basis", sa.Text(), nullable=True, comment="net, gross or unspecified; null = no weight"),
        sa.Column("net_weight_text", sa.Text(), nullable=True, comment="Text that the weight was read from; null = none"),
        sa.Column(
            "first_seen_on", sa.Date(), nullable=True, comment="First day on which it was seen; null = only found absent"
        ),
        sa.Column("last_seen_on", sa.Date(), nullable=True, comment="Last day on which it was seen; null = only found absent"),
        sa.Column(
            "last_observed_at",
            kinds.INSTANT,
            nullable=True,
            comment="Latest instant at which a page said anything of it; null = none yet",
        ),
        sa.Column(
            "delisted_on", sa.Date(), nullable=True, comment="Third observed day of absence in a row; null = not delisted"
        ),
        sa.CheckConstraint("brand <> ''", name=op.f("ck_listing_brand_not_blank")),
        sa.CheckConstraint("gtin <> ''", name=op.f("ck_listing_gtin_not_blank")),
        sa.CheckConstraint("native_id <> ''", name=op.f("ck_listing_native_id_not_blank")),
        sa.CheckConstraint("net_weight_basis IN ('net', 'gross', 'unspecified')", name=op.f("ck_listing_net_weight_basis")),
        sa.CheckConstraint("net_weight_text <> ''", name=op.f("ck_listing_net_weight_text_not_blank")),
        sa.CheckConstraint("origin_text <> ''", name=op.f("ck_listing_origin_text_not_blank")),
        sa.CheckConstraint("ships_from_text <> ''", name=op.f("ck_listing_ships_from_text_not_blank")),
        sa.CheckConstraint("sku <> ''", name=op.f("ck_listing_sku_not_blank")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_listing_title_not_blank")),
        sa.CheckConstraint("url <> ''", name=op.f("ck_listing_url_not_blank")),
        sa.CheckConstraint("net_weight_g <= net_weight_max_g", name=op.f("ck_listing_net_weight_g_le_net_weight_max_g")),
        sa.CheckConstraint("net_weight_g >= 0", name=op.f("ck_listing_net_weight_g_from_0")),
        sa.ForeignKeyConstraint(["commodity_code"], ["commodity.code"], name=op.f("fk_listing_commodity_code")),
        sa.ForeignKeyConstraint(["origin_code"], ["region.code"], name=op.f("fk_listing_origin_code")),
        sa.ForeignKeyConstraint(["platform_code"], ["platform.code"], name=op.f("fk_listing_platform_code")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_listing_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("platform_code", "site", "native_id", name=op.f("uq_listing_platform_code_site_native_id")),
        comment="Offer pages",
        postgresql_with={"fillfactor": "45"},
    )
    op.create_index(op.f("ix_listing_commodity_code"), "listing", ["commodity_code"], unique=False)
    op.create_index(op.f("ix_listing_origin_code"), "listing", ["origin_code"], unique=False)
    op.create_index(op.f("ix_listing_shop_id"), "listing", ["shop_id"], unique=False)
    op.create_table(
        "description",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="Digest of the facts, hex"),
        sa.Column("shop_id", kinds.KEY, nullable=True, comment="Seller; null = not shown"),
        sa.Column("url", sa.Text(), nullable=True, comment="Canonical address of its page; null = not shown"),
        sa.Column("title", sa.Text(), nullable=True, comment="Title as shown; null = not shown"),
        sa.Column("brand", sa.Text(), nullable=True, comment="Brand as shown; null = not shown"),
        sa.Column("sku", sa.Text(), nullable=True, comment="Stock-keeping unit; null = not shown"),
        sa.Column("gtin", sa.Text(), nullable=True, comment="GTIN; null = not shown"),
        sa.Column(
            "category_path", sa.Text(), nullable=True, comment="Categories, outermost first, joined by ' > '; null = not shown"
        ),
        sa.Column("commodity_code", sa.Text(), nullable=True, comment="Commodity; null = none"),
        sa.Column("origin_code", sa.Text(), nullable=True, comment="Region of origin; null = unknown"),
        sa.Column("origin_text", sa.Text(), nullable=True, comment="Origin as shown; null = not shown"),
        sa.Column("ships_from_text", sa.Text(), nullable=True, comment="Place of dispatch as shown; null = not shown"),
        sa.Column(
            "net_weight_g", kinds.EXACT, nullable=True, comment="Weight of the offer in grams, lower bound; null = unknown"
        ),
        sa.Column("net_weight_max_g", kinds.EXACT, nullable=True, comment="Its upper bound; null = unknown"),
        sa.Column("net_weight_basis", sa.Text(), nullable=True, comment="net, gross or unspecified; null = no weight"),
        sa.Column("net_weight_text", sa.Text(), nullable=True, comment="Text that the weight was read from; null = none"),
        sa.CheckConstraint("net_weight_basis IN ('net', 'gross', 'unspecified')", name=op.f("ck_description_net_weight_basis")),
        sa.CheckConstraint("net_weight_g <= net_weight_max_g", name=op.f("ck_description_net_weight_g_le_net_weight_max_g")),
        sa.ForeignKeyConstraint(["commodity_code"], ["commodity.code"], name=op.f("fk_description_commodity_code")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_description_listing_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["origin_code"], ["region.code"], name=op.f("fk_description_origin_code")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_description_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_description")),
        sa.UniqueConstraint("listing_id", "sha256", name=op.f("uq_description_listing_id_sha256")),
        comment="What pages said of listings apart from prices and counts",
    )
    op.create_table(
        "listing_version",
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column("valid_from", kinds.INSTANT, nullable=False, comment="Observed instant from which it holds"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page that showed it"),
        sa.Column("title", sa.Text(), nullable=True, comment="Title as shown; null = not shown"),
        sa.Column("brand", sa.Text(), nullable=True, comment="Brand as shown; null = not shown"),
        sa.Column("sku", sa.Text(), nullable=True, comment="Stock-keeping unit; null = not shown"),
        sa.Column("gtin", sa.Text(), nullable=True, comment="GTIN; null = not shown"),
        sa.Column(
            "category_path", sa.Text(), nullable=True, comment="Categories, outermost first, joined by ' > '; null = not shown"
        ),
        sa.Column("commodity_code", sa.Text(), nullable=True, comment="Commodity; null = none"),
        sa.Column("origin_code", sa.Text(), nullable=True, comment="Region of origin; null = unknown"),
        sa.Column("origin_text", sa.Text(), nullable=True, comment="Origin as shown; null = not shown"),
        sa.Column("ships_from_text", sa.Text(), nullable=True, comment="Place of dispatch as shown; null = not shown"),
        sa.Column(
            "net_weight_g", kinds.EXACT, nullable=True, comment="Weight of the offer in grams, lower bound; null = unknown"
        ),
        sa.Column("net_weight_max_g", kinds.EXACT, nullable=True, comment="Its upper bound; null = unknown"),
        sa.Column("net_weight_basis", sa.Text(), nullable=True, comment="net, gross or unspecified; null = no weight"),
        sa.Column("net_weight_text", sa.Text(), nullable=True, comment="Text that the weight was read from; null = none"),
        sa.CheckConstraint(
            "net_weight_basis IN ('net', 'gross', 'unspecified')", name=op.f("ck_listing_version_net_weight_basis")
        ),
        sa.CheckConstraint(
            "net_weight_g <= net_weight_max_g", name=op.f("ck_listing_version_net_weight_g_le_net_weight_max_g")
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_listing_version_capture_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["commodity_code"], ["commodity.code"], name=op.f("fk_listing_version_commodity_code")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_version_listing_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["origin_code"], ["region.code"], name=op.f("fk_listing_version_origin_code")),
        sa.PrimaryKeyConstraint("listing_id", "valid_from", name=op.f("pk_listing_version")),
        comment="Versions of the descriptive columns of listings",
    )
    op.create_index(op.f("ix_listing_version_capture_id"), "listing_version", ["capture_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table("listing_version")
    op.drop_table("description")
    op.drop_table("listing")
    op.drop_table("shop")
