"""The same goods on several platforms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "product_match",
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing with the lower id"),
        sa.Column("other_listing_id", kinds.KEY, nullable=False, comment="Listing with the higher id"),
        sa.Column(
            "method",
            sa.Text(),
            nullable=False,
            comment="gtin (the same trade number) or title (brand, commodity, net weight, origin and title)",
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="How surely, 0 to 1"),
        sa.Column(
            "undone",
            sa.Boolean(),
            nullable=False,
            comment="Taken back by hand: stays, is never matched again, and is left out of views",
        ),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.CheckConstraint("listing_id < other_listing_id", name=op.f("ck_product_match_order")),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_product_match_score")),
        sa.CheckConstraint("method IN ('gtin', 'title')", name=op.f("ck_product_match_method")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_product_match_listing_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other_listing_id"], ["listing.id"], name=op.f("fk_product_match_other_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "other_listing_id", name=op.f("pk_product_match")),
        comment="The same goods on several platforms",
    )
    op.create_index(op.f("ix_product_match_other_listing_id"), "product_match", ["other_listing_id"])


def downgrade() -> None:
    """Back."""
    op.drop_table("product_match")
