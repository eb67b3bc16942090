"""What the pages of a source-day are: walls are none of those reached; those expected stay after a source died."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NOW = {
    "expected": "Pages expected: by the register, else the most of the last 7 days (of none: as before)",
    "reached": "Different pages answered with 200 or 304 that were no walls",
}
_BEFORE = {
    "expected": "Pages expected: by the source's expectation, else the most of the last 7 days",
    "reached": "Pages answered with 200 or 304",
}


def upgrade() -> None:
    """Forward."""
    _comment(_NOW, _BEFORE)


def downgrade() -> None:
    """Back."""
    _comment(_BEFORE, _NOW)


def _comment(comments: dict[str, str], existing: dict[str, str]) -> None:
    # SQLite keeps none.
    if op.get_context().dialect.name == "postgresql":
        for name, comment in comments.items():
            op.alter_column(
                "daily_quality",
                name,
                existing_type=sa.BigInteger(),
                existing_nullable=False,
                comment=comment,
                existing_comment=existing[name],
            )
