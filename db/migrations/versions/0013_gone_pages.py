"""An index of the pages that are gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

GONE = sa.text("status IN (404, 410)")


def upgrade() -> None:
    """Forward."""
    op.create_index("ix_capture_gone", "capture", ["canonical_url"], sqlite_where=GONE, postgresql_where=GONE)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_capture_gone", "capture")
