"""Listings that pages read again show no more, until absences are settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "reread",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Run of the page"),
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_reread_listing_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_reread_run_id")),
        sa.PrimaryKeyConstraint("run_id", "listing_id", name=op.f("pk_reread")),
        comment="Listings that pages read again show no more, until absences are settled",
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("reread")
