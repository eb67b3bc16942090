"""The same story on several sites: sketches of texts, kinds of duplicates, machine translations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FIRST = "The same story, published first; null = none"
_FORMER = "The same story, stored earlier; null = none"
_SKETCH = "Smallest hashes of the text's shingles, to find copies; null = not computed"
_NEW = ("text_sketch", "machine_translated", "duplicate_kind")


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("announcement") as batch:
        batch.add_column(sa.Column("text_sketch", sa.Text(), nullable=True, comment=_SKETCH))
        batch.add_column(
            sa.Column(
                "machine_translated", sa.Boolean(), nullable=True, comment="Translated by a machine; null = no sign of it"
            )
        )
        batch.add_column(
            sa.Column("duplicate_kind", sa.Text(), nullable=True, comment="copy or translation; null = no duplicate")
        )
        batch.alter_column(
            "duplicate_of", existing_type=sa.BigInteger(), existing_nullable=True, comment=_FIRST, existing_comment=_FORMER
        )
        batch.create_check_constraint(op.f("ck_announcement_duplicate_kind"), "duplicate_kind IN ('copy', 'translation')")


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("announcement") as batch:
        batch.drop_constraint(op.f("ck_announcement_duplicate_kind"), type_="check")
        batch.alter_column(
            "duplicate_of", existing_type=sa.BigInteger(), existing_nullable=True, comment=_FORMER, existing_comment=_FIRST
        )
        for column in _NEW:
            batch.drop_column(column)
