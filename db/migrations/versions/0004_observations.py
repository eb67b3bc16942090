"""Tables of observations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "variant",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column("native_id", sa.Text(), nullable=False, comment="Id that the site gives"),
        sa.Column("name", sa.Text(), nullable=True, comment="Name as shown; null = not shown"),
        sa.Column("net_weight_g", kinds.EXACT, nullable=True, comment="Weight in grams; null = unknown"),
        sa.Column("gtin", sa.Text(), nullable=True, comment="GTIN; null = not shown"),
        sa.Column(
            "described_at",
            kinds.INSTANT,
            nullable=True,
            comment="Instant of the latest page that described it; null = not described",
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_variant_listing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant")),
        sa.UniqueConstraint("listing_id", "native_id", name=op.f("uq_variant_listing_id_native_id")),
        comment="Choices of listings",
    )
    op.create_index(op.f("ix_variant_listing_id"), "variant", ["listing_id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page; of an absence the walk's last page"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Run"),
        sa.Column("observed_at", kinds.INSTANT, nullable=False, comment="Instant that the page shows"),
        sa.Column("observed_on", sa.Date(), nullable=False, comment="Its day in the source's time zone"),
        sa.Column("description_id", kinds.KEY, nullable=True, comment="What the page said beyond this row; null = nothing"),
        sa.Column("presence", sa.Text(), nullable=False, comment="seen or absent"),
        sa.Column("price", kinds.EXACT, nullable=True, comment="Price to pay, lowest over the variants; null = not shown"),
        sa.Column("price_max", kinds.EXACT, nullable=True, comment="Highest over the variants; null = not shown or open"),
        sa.Column("list_price", kinds.EXACT, nullable=True, comment="List price as shown beside it; null = not shown"),
        sa.Column("currency", sa.Text(), nullable=True, comment="ISO 4217; null = no price or not known"),
        sa.Column("price_text", sa.Text(), nullable=True, comment="Price as shown; null = not shown as text"),
        sa.Column("list_price_text", sa.Text(), nullable=True, comment="List price as shown; null = not shown as text"),
        sa.Column(
            "price_kind",
            sa.Text(),
            nullable=True,
            comment="shelf, coupon, promotion, presale, member or deposit; null = no price",
        ),
        sa.Column("conditions_text", sa.Text(), nullable=True, comment="Coupon and threshold conditions as shown; null = none"),
        sa.Column(
            "unit_price_per_kg",
            kinds.EXACT,
            nullable=True,
            comment="Price per kg, from price and net weight or as shown; null = unknown",
        ),
        sa.Column(
            "sold_min",
            sa.BigInteger(),
            nullable=True,
            comment="Least count of sales that the page allows; null = no count of sales",
        ),
        sa.Column("sold_max", sa.BigInteger(), nullable=True, comment="Greatest count; null = open, or no count of sales"),
        sa.Column(
            "sold_period",
            sa.Text(),
            nullable=True,
            comment="What the count counts: total, 30d, month, 24h or unknown; null = no count",
        ),
        sa.Column("sold_text", sa.Text(), nullable=True, comment="Count as shown, of sales or not; null = not shown as text"),
        sa.Column(
            "availability",
            sa.Text(),
            nullable=True,
            comment="in_stock, limited, out_of_stock, preorder, presale or discontinued; null = not said",
        ),
        sa.Column("rating", kinds.EXACT, nullable=True, comment="0 to 5; null = not shown"),
        sa.Column("review_count", sa.BigInteger(), nullable=True, comment="Reviews; null = not shown"),
        sa.Column("position", sa.BigInteger(), nullable=True, comment="Rank on the page, from 1; null = not ranked"),
        sa.Column("sponsored", sa.Boolean(), nullable=True, comment="A paid place; null = the page does not tell"),
        sa.Column(
            "read_from", kinds.JSON, nullable=True, comment="Field -> where on the page it came from; null = one place only"
        ),
        sa.CheckConstraint(
            "availability IN ('in_stock', 'limited', 'out_of_stock', 'preorder', 'presale', 'discontinued')",
            name=op.f("ck_observation_availability"),
        ),
        sa.CheckConstraint("conditions_text <> ''", name=op.f("ck_observation_conditions_text_not_blank")),
        sa.CheckConstraint("list_price_text <> ''", name=op.f("ck_observation_list_price_text_not_blank")),
        sa.CheckConstraint("presence IN ('seen', 'absent')", name=op.f("ck_observation_presence")),
        sa.CheckConstraint(
            "price_kind IN ('shelf', 'coupon', 'promotion', 'presale', 'member', 'deposit')",
            name=op.f("ck_observation_price_kind"),
        ),
        sa.CheckConstraint("price_text <> ''", name=op.f("ck_observation_price_text_not_blank")),
        sa.CheckConstraint(
            "sold_period IN ('total', '30d', 'month', '24h', 'unknown')", name=op.f("ck_observation_sold_period")
        ),
        sa.CheckConstraint("sold_text <> ''", name=op.f("ck_observation_sold_text_not_blank")),
        sa.CheckConstraint("length(currency) = 3 AND upper(currency) = currency", name=op.f("ck_observation_currency")),
        sa.CheckConstraint("list_price >= 0", name=op.f("ck_observation_list_price_from_0")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_observation_position")),
        sa.CheckConstraint("price <= price_max", name=op.f("ck_observation_price_le_price_max")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_observation_price_from_0")),
        sa.CheckConstraint("rating BETWEEN 0 AND 5", name=op.f("ck_observation_rating")),
        sa.CheckConstraint("review_count >= 0", name=op.f("ck_observation_review_count_from_0")),
        sa.CheckConstraint("sold_min <= sold_max", name=op.f("ck_observation_sold_min_le_sold_max")),
        sa.CheckConstraint("sold_min >= 0", name=op.f("ck_observation_sold_min_from_0")),
        sa.CheckConstraint("unit_price_per_kg >= 0", name=op.f("ck_observation_unit_price_per_kg_from_0")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_observation_capture_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["description_id"], ["description.id"], name=op.f("fk_observation_description_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_observation_listing_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_observation_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("listing_id", "capture_id", name=op.f("uq_observation_listing_id_capture_id")),
        comment="What pages said of listings",
    )
    op.create_index(op.f("ix_observation_capture_id"), "observation", ["capture_id"], unique=False)
    op.create_index(op.f("ix_observation_observed_on"), "observation", ["observed_on"], unique=False)
    op.create_index("ix_observation_observed_on_brin", "observation", ["observed_on"], unique=False, postgresql_using="brin")
    op.create_table(
        "variant_observation",
        sa.Column("variant_id", kinds.KEY, nullable=False, comment="Variant"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page"),
        sa.Column("price", kinds.EXACT, nullable=True, comment="Price; null = not shown"),
        sa.Column("list_price", kinds.EXACT, nullable=True, comment="List price; null = not shown"),
        sa.Column("availability", sa.Text(), nullable=True, comment="As in observation; null = not shown"),
        sa.CheckConstraint(
            "availability IN ('in_stock', 'limited', 'out_of_stock', 'preorder', 'presale', 'discontinued')",
            name=op.f("ck_variant_observation_availability"),
        ),
        sa.CheckConstraint("list_price >= 0", name=op.f("ck_variant_observation_list_price_from_0")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_variant_observation_price_from_0")),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.id"], name=op.f("fk_variant_observation_capture_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_variant_observation_variant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("variant_id", "capture_id", name=op.f("pk_variant_observation")),
        comment="Observations of variants",
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("variant_observation")
    op.drop_table("observation")
    op.drop_table("variant")
