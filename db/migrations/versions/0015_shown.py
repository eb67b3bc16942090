"""Which pages show a membership or an announcement, so that it does not go with one of them.

Of rows that stand already the page that they bear is known; the others are, once they are read again.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BEARERS = {
    "promotion_listing": "First page of the day that shows it; of an absence the walk's last page",
    "livestream_listing": "First page that shows it",
    "announcement": "First page that shows it",
}


def upgrade() -> None:
    """Forward."""
    _create("promotion_listing_shown", "Pages that show members of promotions", ("promotion", "listing"), _day())
    _create("livestream_listing_shown", "Pages that show goods of livestreams", ("livestream", "listing"))
    _create("announcement_shown", "Pages that show announcements", ("announcement",), others=[_reading()])
    op.create_table(
        "announcement_reading",
        _key("announcement"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="Digest of the reading, hex"),
        sa.Column("reading", kinds.JSON, nullable=False, comment="said: columns of the announcement; told: what hangs on it"),
        _reference("announcement_reading", "announcement"),
        sa.PrimaryKeyConstraint("announcement_id", "sha256", name=op.f("pk_announcement_reading")),
        comment="Readings of announcements",
    )
    op.execute("""
        INSERT INTO promotion_listing_shown (promotion_id, listing_id, observed_on, capture_id)
        SELECT promotion_id, listing_id, observed_on, capture_id FROM promotion_listing WHERE presence = 'seen'""")
    op.execute("""
        INSERT INTO livestream_listing_shown (livestream_id, listing_id, capture_id)
        SELECT livestream_id, listing_id, capture_id FROM livestream_listing""")
    op.execute("INSERT INTO announcement_shown (announcement_id, capture_id) SELECT id, capture_id FROM announcement")
    _comment(_BEARERS, dict.fromkeys(_BEARERS, "Page"))


def downgrade() -> None:
    """Back."""
    _comment(dict.fromkeys(_BEARERS, "Page"), _BEARERS)
    for table in ("announcement_reading", "announcement_shown", "livestream_listing_shown", "promotion_listing_shown"):
        op.drop_table(table)


def _create(
    table: str, comment: str, of: tuple[str, ...], *day: sa.Column[Any], others: list[sa.Column[Any]] | None = None
) -> None:
    links = (*of, "capture")
    keys = [f"{one}_id" for one in of] + [column.name for column in day] + ["capture_id"]
    op.create_table(
        table,
        *(_key(one) for one in of),
        *day,
        _key("capture", "Page that shows it"),
        *(others or ()),
        *(_reference(table, one) for one in links),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
        comment=comment,
    )
    op.create_index(op.f(f"ix_{table}_capture_id"), table, ["capture_id"], unique=False)


def _key(of: str, comment: str | None = None) -> sa.Column[Any]:
    return sa.Column(f"{of}_id", kinds.KEY, nullable=False, comment=comment or of.capitalize())


def _day() -> sa.Column[Any]:
    return sa.Column("observed_on", sa.Date(), nullable=False, comment="Day")


def _reading() -> sa.Column[Any]:
    comment = "What was read there (announcement_reading); null = not kept, read before version 0015 of the tables"
    return sa.Column("reading_sha256", sa.Text(), nullable=True, comment=comment)


def _reference(table: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{to}_id"], [f"{to}.id"], name=op.f(f"fk_{table}_{to}_id"), ondelete="CASCADE")


def _comment(comments: dict[str, str], existing: dict[str, str]) -> None:
    # SQLite keeps none.
    if op.get_context().dialect.name == "postgresql":
        for table, comment in comments.items():
            op.alter_column(
                table,
                "capture_id",
                existing_type=kinds.KEY,
                existing_nullable=False,
                comment=comment,
                existing_comment=existing[table],
            )
