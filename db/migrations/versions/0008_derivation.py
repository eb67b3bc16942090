"""Figures of the second method: marks and counts of cells, indices to ten digits, discounts, resets of counters.

Derived rows are left behind: `scrapy aggregate` computes them anew.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_DERIVED = ("daily_market", "daily_promotion", "daily_livestream", "daily_quality", "price_index")


def _forget() -> None:
    for table in _DERIVED:
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608
    op.execute(sa.text("DELETE FROM meta WHERE key LIKE 'derived%'"))


def _indices(kind: sa.types.TypeEngine[Any], former: sa.types.TypeEngine[Any], gap: str, former_gap: str) -> None:
    with op.batch_alter_table("price_index") as batch:
        batch.alter_column("value", type_=kind, existing_type=former, existing_nullable=True)
        batch.alter_column(
            "drift_gap", type_=kind, existing_type=former, comment=gap, existing_comment=former_gap, existing_nullable=True
        )


_GAP = "Chained daily Jevons less this index; null = one of them is null"
_FORMER_GAP = "Chained daily Jevons less GEKS; null = not computed"


def upgrade() -> None:
    """Forward."""
    _forget()
    with op.batch_alter_table("daily_market") as batch:
        batch.alter_column(
            "coverage",
            existing_type=kinds.EXACT,
            existing_nullable=False,
            comment="Observed / known, 0 to 1; 0 where none is known",
            existing_comment="Observed / known, 0 to 1",
        )
        batch.add_column(
            sa.Column("few_listings", sa.Boolean(), nullable=False, comment="Fewer than 5 listings known: read with care")
        )
        batch.add_column(
            sa.Column(
                "listings_reset",
                sa.BigInteger(),
                nullable=False,
                comment="Contributors whose counter fell: their units are 0 to open",
            )
        )
        batch.add_column(
            sa.Column(
                "listings_left_out",
                sa.BigInteger(),
                nullable=False,
                comment="Seen on the day by invalid sources only: in no other figure",
            )
        )
    with op.batch_alter_table("daily_promotion") as batch:
        batch.add_column(
            sa.Column(
                "overdue",
                sa.BigInteger(),
                nullable=False,
                comment="Announced for days that have passed, and never seen nor reported as held",
            )
        )
    _indices(sa.Double(), kinds.EXACT, _GAP, _FORMER_GAP)
    _discount()
    op.create_table(
        "counter_reset",
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column("began_at", kinds.INSTANT, nullable=False, comment="Instant of the first observation after the fall"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_counter_reset_listing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id", "began_at", name=op.f("pk_counter_reset")),
        comment="Resets of cumulative sold counters",
    )


def _discount() -> None:
    short = "history too short"
    op.create_table(
        "discount",
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column(
            "began_on",
            sa.Date(),
            nullable=False,
            comment="First day of the unbroken spell of prices below the list price",
        ),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="Its last day; null = not known to have ended"),
        sa.Column("currency", sa.Text(), nullable=False, comment="ISO 4217, '' = not known"),
        sa.Column("price", kinds.EXACT, nullable=False, comment="Price on the first day"),
        sa.Column("list_price", kinds.EXACT, nullable=False, comment="List price shown beside it"),
        sa.Column("claimed_depth", kinds.EXACT, nullable=False, comment="1 - price / list price"),
        sa.Column("lowest_30d", kinds.EXACT, nullable=True, comment=f"Lowest price of the 30 days before; null = {short}"),
        sa.Column("real_depth_30d", kinds.EXACT, nullable=True, comment=f"1 - price / that lowest price; null = {short}"),
        sa.Column("usual_90d", kinds.EXACT, nullable=True, comment=f"Most common price of the 90 days before; null = {short}"),
        sa.Column("real_depth_90d", kinds.EXACT, nullable=True, comment=f"1 - price / that most common price; null = {short}"),
        sa.Column(
            "creep_14d",
            kinds.EXACT,
            nullable=True,
            comment=f"Rise of the price in the 14 days before, as a share; null = {short}",
        ),
        sa.Column(
            "rebound_7d",
            kinds.EXACT,
            nullable=True,
            comment="Rise in the 7 days after its last day, as a share; null = not known",
        ),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.CheckConstraint("began_on <= ended_on", name=op.f("ck_discount_began_on_le_ended_on")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_discount_listing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id", "began_on", name=op.f("pk_discount")),
        comment="Discounts, claimed and real",
    )
    op.create_index(op.f("ix_discount_began_on"), "discount", ["began_on"])


def downgrade() -> None:
    """Back."""
    _forget()
    op.drop_table("counter_reset")
    op.drop_table("discount")
    _indices(kinds.EXACT, sa.Double(), _FORMER_GAP, _GAP)
    with op.batch_alter_table("daily_promotion") as batch:
        batch.drop_column("overdue")
    with op.batch_alter_table("daily_market") as batch:
        for name in ("listings_left_out", "listings_reset", "few_listings"):
            batch.drop_column(name)
