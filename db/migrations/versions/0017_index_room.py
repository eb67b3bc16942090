"""Room in the pages of `price_index` on PostgreSQL, as all rows of a first window change each day."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE price_index SET (fillfactor = 45)")


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE price_index RESET (fillfactor)")
