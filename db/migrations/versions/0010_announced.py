"""Announced promotions and livestreams that no single platform runs: a platform may be unknown where an announcement tells of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES = ("promotion", "livestream")
_COMMENT = "Platform; null = announced, on none or several in particular"


def upgrade() -> None:
    """Forward."""
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "platform_code",
                nullable=True,
                existing_type=sa.Text(),
                existing_nullable=False,
                comment=_COMMENT,
                existing_comment="Platform",
            )
            batch.create_check_constraint(
                op.f(f"ck_{table}_platform"), "platform_code IS NOT NULL OR announcement_id IS NOT NULL"
            )


def downgrade() -> None:
    """Back; what no platform runs is left behind."""
    for table in _TABLES:
        op.execute(sa.text(f"DELETE FROM {table} WHERE platform_code IS NULL"))  # noqa: S608
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_platform"), type_="check")
            batch.alter_column(
                "platform_code",
                nullable=False,
                existing_type=sa.Text(),
                existing_nullable=True,
                comment="Platform",
                existing_comment=_COMMENT,
            )
