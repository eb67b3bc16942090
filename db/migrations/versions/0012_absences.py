"""Absences that a walk tells say so, to be told apart from those that a page states."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Until now a page's own absence always had a description."""
    op.execute(
        """UPDATE observation SET read_from = '{"presence": "walk"}'
            WHERE presence = 'absent' AND description_id IS NULL AND read_from IS NULL"""
    )


def downgrade() -> None:
    """Back."""
    op.execute(
        """UPDATE observation SET read_from = NULL
            WHERE presence = 'absent' AND CAST(read_from AS TEXT) LIKE '{"presence": "%'"""
    )
