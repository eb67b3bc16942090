"""Tables of announcements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "announcement",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of the capture"),
        sa.Column("canonical_url", sa.Text(), nullable=True, comment="Canonical address; null = not a web address"),
        sa.Column("publisher", sa.Text(), nullable=True, comment="Publisher as shown; null = not shown"),
        sa.Column("title", sa.Text(), nullable=True, comment="Headline without the site's name; null = not found"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="Day of first publication; null = not shown"),
        sa.Column("published_on_basis", sa.Text(), nullable=True, comment="Where the date stood; null = not shown"),
        sa.Column("language", sa.Text(), nullable=True, comment="BCP 47; null = not decidable"),
        sa.Column("text", sa.Text(), nullable=False, comment="Body, paragraphs separated by one newline"),
        sa.Column("text_sha256", sa.Text(), nullable=False, comment="SHA-256 of text, hex"),
        sa.Column("duplicate_of", kinds.KEY, nullable=True, comment="The same story, stored earlier; null = none"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page"),
        sa.CheckConstraint("canonical_url <> ''", name=op.f("ck_announcement_canonical_url_not_blank")),
        sa.CheckConstraint("language <> ''", name=op.f("ck_announcement_language_not_blank")),
        sa.CheckConstraint("publisher <> ''", name=op.f("ck_announcement_publisher_not_blank")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_announcement_title_not_blank")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_announcement_capture_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["announcement.id"], name=op.f("fk_announcement_duplicate_of"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("url", "text_sha256", name=op.f("uq_announcement_url_text_sha256")),
        comment="Announcements",
    )
    op.create_index(op.f("ix_announcement_capture_id"), "announcement", ["capture_id"], unique=False)
    op.create_index(op.f("ix_announcement_duplicate_of"), "announcement", ["duplicate_of"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("announcement_id", kinds.KEY, nullable=False, comment="Announcement"),
        sa.Column("ordinal", sa.BigInteger(), nullable=False, comment="Order in the text, from 1"),
        sa.Column(
            "metric",
            sa.Text(),
            nullable=False,
            comment="What is counted: product_types, promotional_activities, livestream_sessions, participants, videos, viewers, views, likes, weight_sold, units_sold, orders, sales_value, merchants, farmers_helped, followers, other",
        ),
        sa.Column("value", kinds.EXACT, nullable=False, comment="Value as stated, in unit"),
        sa.Column(
            "unit",
            sa.Text(),
            nullable=False,
            comment="count, t, kg, g, jin, %, percentage_points, times, hours, days or ISO 4217",
        ),
        sa.Column("bound", sa.Text(), nullable=False, comment="exact, at_least, at_most or about"),
        sa.Column("value_si", kinds.EXACT, nullable=True, comment="Value in unit_si; null = no conversion"),
        sa.Column("unit_si", sa.Text(), nullable=True, comment="kg, s, count or ISO 4217; null = no conversion"),
        sa.Column("platform_code", sa.Text(), nullable=True, comment="Platform it is about; null = none or several"),
        sa.Column("region_code", sa.Text(), nullable=True, comment="Region it is about; null = none"),
        sa.Column("region_text", sa.Text(), nullable=True, comment="Region as the text names it; null = none"),
        sa.Column("commodity_code", sa.Text(), nullable=True, comment="Commodity it is about; null = none"),
        sa.Column("product_text", sa.Text(), nullable=True, comment="Product as the text names it; null = none"),
        sa.Column("period_start", sa.Date(), nullable=True, comment="First day of its period; null = not said"),
        sa.Column("period_end", sa.Date(), nullable=True, comment="Last day of its period; null = not said"),
        sa.Column("as_of", sa.Date(), nullable=True, comment="Day up to which it counts; null = not said"),
        sa.Column("planned", sa.Boolean(), nullable=False, comment="About the future at the time of writing"),
        sa.Column("quote", sa.Text(), nullable=False, comment="Exact substring of the text"),
        sa.Column("quote_start", sa.BigInteger(), nullable=False, comment="First character of the quote, from 0"),
        sa.Column("quote_end", sa.BigInteger(), nullable=False, comment="Character after its last"),
        sa.Column("rules", kinds.JSON, nullable=False, comment="Names of the rules that made it"),
        sa.CheckConstraint("bound IN ('exact', 'at_least', 'at_most', 'about')", name=op.f("ck_claim_bound")),
        sa.CheckConstraint(
            "metric IN ('product_types', 'promotional_activities', 'livestream_sessions', 'participants', 'videos', 'viewers', 'views', 'likes', 'weight_sold', 'units_sold', 'orders', 'sales_value', 'merchants', 'farmers_helped', 'followers', 'other')",
            name=op.f("ck_claim_metric"),
        ),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_claim_period_start_le_period_end")),
        sa.CheckConstraint("quote_start < quote_end", name=op.f("ck_claim_quote_span")),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_claim_announcement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["commodity_code"], ["commodity.code"], name=op.f("fk_claim_commodity_code")),
        sa.ForeignKeyConstraint(["platform_code"], ["platform.code"], name=op.f("fk_claim_platform_code")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_claim_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("announcement_id", "ordinal", name=op.f("uq_claim_announcement_id_ordinal")),
        comment="Claims of announcements",
    )
    op.create_index(op.f("ix_claim_announcement_id"), "claim", ["announcement_id"], unique=False)
    op.create_table(
        "mention",
        sa.Column("announcement_id", kinds.KEY, nullable=False, comment="Announcement"),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False, comment="Order in the text, from 1"),
        sa.Column("kind", sa.Text(), nullable=False, comment="platform, region or commodity"),
        sa.Column("text", sa.Text(), nullable=False, comment="As the text names it"),
        sa.Column("code", sa.Text(), nullable=True, comment="Code of what is named; null = not in the reference data"),
        sa.Column("span_start", sa.BigInteger(), nullable=False, comment="First character in the text, from 0"),
        sa.Column("span_end", sa.BigInteger(), nullable=False, comment="Character after the last"),
        sa.CheckConstraint("kind IN ('platform', 'region', 'commodity')", name=op.f("ck_mention_kind")),
        sa.CheckConstraint("span_start <= span_end", name=op.f("ck_mention_span_start_le_span_end")),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_mention_announcement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("announcement_id", "ordinal", name=op.f("pk_mention")),
        comment="Mentions in announcements",
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("mention")
    op.drop_table("claim")
    op.drop_table("announcement")
