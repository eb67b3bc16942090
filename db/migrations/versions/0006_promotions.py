"""Tables of promotions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "promotion",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("platform_code", sa.Text(), nullable=False, comment="Platform"),
        sa.Column(
            "native_id", sa.Text(), nullable=False, comment="Id that the site gives; announced ones a:<announcement>:<ordinal>"
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="Name; null = it bears none"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="zone, activity_series, activity, festival, subsidy, coupon, livestream_series, topic, other",
        ),
        sa.Column("organiser", sa.Text(), nullable=True, comment="Who holds it; null = not said"),
        sa.Column("region_code", sa.Text(), nullable=True, comment="Region promoted; null = not said"),
        sa.Column("starts_on", sa.Date(), nullable=True, comment="First day; null = not said"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="Last day; null = not said"),
        sa.Column(
            "announced_count",
            sa.BigInteger(),
            nullable=True,
            comment="How many products or activities it is said to have; null = not said",
        ),
        sa.Column("planned", sa.Boolean(), nullable=True, comment="Announced as still to come; null = seen, not announced"),
        sa.Column("quote", sa.Text(), nullable=True, comment="Sentence that announces it; null = seen, not announced"),
        sa.Column("announcement_id", kinds.KEY, nullable=True, comment="Announcement; null = seen, not announced"),
        sa.Column("capture_id", kinds.KEY, nullable=True, comment="Page that last showed it"),
        sa.CheckConstraint(
            "kind IN ('zone', 'activity_series', 'activity', 'festival', 'subsidy', 'coupon', 'livestream_series', 'topic', 'other')",
            name=op.f("ck_promotion_kind"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_promotion_name_not_blank")),
        sa.CheckConstraint("native_id <> ''", name=op.f("ck_promotion_native_id_not_blank")),
        sa.CheckConstraint("organiser <> ''", name=op.f("ck_promotion_organiser_not_blank")),
        sa.CheckConstraint("quote <> ''", name=op.f("ck_promotion_quote_not_blank")),
        sa.CheckConstraint("announced_count >= 0", name=op.f("ck_promotion_announced_count_from_0")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_promotion_starts_on_le_ends_on")),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_promotion_announcement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_promotion_capture_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["platform_code"], ["platform.code"], name=op.f("fk_promotion_platform_code")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_promotion_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sa.UniqueConstraint("platform_code", "native_id", name=op.f("uq_promotion_platform_code_native_id")),
        comment="Promotions, announced and observed",
    )
    op.create_index(op.f("ix_promotion_announcement_id"), "promotion", ["announcement_id"], unique=False)
    op.create_index(op.f("ix_promotion_capture_id"), "promotion", ["capture_id"], unique=False)
    op.create_table(
        "livestream",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("platform_code", sa.Text(), nullable=False, comment="Platform"),
        sa.Column(
            "native_id", sa.Text(), nullable=False, comment="Id that the site gives; announced ones a:<announcement>:<ordinal>"
        ),
        sa.Column("title", sa.Text(), nullable=True, comment="Title; null = it bears none"),
        sa.Column("status", sa.Text(), nullable=True, comment="announced, live, ended or missed; null = not said"),
        sa.Column("held_on", sa.Date(), nullable=True, comment="Day on which it is or was held; null = not said"),
        sa.Column("starts_at", kinds.INSTANT, nullable=True, comment="Start; null = not said"),
        sa.Column("ends_at", kinds.INSTANT, nullable=True, comment="End; null = not said"),
        sa.Column("region_code", sa.Text(), nullable=True, comment="Region promoted; null = not said"),
        sa.Column("promotion_id", kinds.KEY, nullable=True, comment="Series it belongs to; null = none"),
        sa.Column("quote", sa.Text(), nullable=True, comment="Sentence that announces it; null = seen, not announced"),
        sa.Column("announcement_id", kinds.KEY, nullable=True, comment="Announcement; null = seen, not announced"),
        sa.Column("capture_id", kinds.KEY, nullable=True, comment="Page that last showed it"),
        sa.CheckConstraint("native_id <> ''", name=op.f("ck_livestream_native_id_not_blank")),
        sa.CheckConstraint("quote <> ''", name=op.f("ck_livestream_quote_not_blank")),
        sa.CheckConstraint("status IN ('announced', 'live', 'ended', 'missed')", name=op.f("ck_livestream_status")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_livestream_title_not_blank")),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_livestream_starts_at_le_ends_at")),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_livestream_announcement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_livestream_capture_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["platform_code"], ["platform.code"], name=op.f("fk_livestream_platform_code")),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotion.id"], name=op.f("fk_livestream_promotion_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_livestream_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_livestream")),
        sa.UniqueConstraint("platform_code", "native_id", name=op.f("uq_livestream_platform_code_native_id")),
        comment="Livestreams, announced and observed",
    )
    op.create_index(op.f("ix_livestream_announcement_id"), "livestream", ["announcement_id"], unique=False)
    op.create_index(op.f("ix_livestream_capture_id"), "livestream", ["capture_id"], unique=False)
    op.create_index(op.f("ix_livestream_promotion_id"), "livestream", ["promotion_id"], unique=False)
    op.create_table(
        "promotion_listing",
        sa.Column("promotion_id", kinds.KEY, nullable=False, comment="Promotion"),
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column("observed_on", sa.Date(), nullable=False, comment="Day"),
        sa.Column("presence", sa.Text(), nullable=False, comment="seen or absent"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page"),
        sa.CheckConstraint("presence IN ('seen', 'absent')", name=op.f("ck_promotion_listing_presence")),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.id"], name=op.f("fk_promotion_listing_capture_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_promotion_listing_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotion.id"], name=op.f("fk_promotion_listing_promotion_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("promotion_id", "listing_id", "observed_on", name=op.f("pk_promotion_listing")),
        comment="Members of promotions by day",
    )
    op.create_index(op.f("ix_promotion_listing_capture_id"), "promotion_listing", ["capture_id"], unique=False)
    op.create_table(
        "promotion_observation",
        sa.Column("promotion_id", kinds.KEY, nullable=False, comment="Promotion"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page"),
        sa.Column("observed_on", sa.Date(), nullable=False, comment="Day"),
        sa.Column("announced_count_min", sa.BigInteger(), nullable=True, comment="Stated size, lower bound; null = not shown"),
        sa.Column(
            "announced_count_max", sa.BigInteger(), nullable=True, comment="Stated size, upper bound; null = not shown or open"
        ),
        sa.Column("participants_min", sa.BigInteger(), nullable=True, comment="Participants, lower bound; null = not shown"),
        sa.Column(
            "participants_max", sa.BigInteger(), nullable=True, comment="Participants, upper bound; null = not shown or open"
        ),
        sa.Column("videos_min", sa.BigInteger(), nullable=True, comment="Videos, lower bound; null = not shown"),
        sa.Column("videos_max", sa.BigInteger(), nullable=True, comment="Videos, upper bound; null = not shown or open"),
        sa.Column("views_min", sa.BigInteger(), nullable=True, comment="Views, lower bound; null = not shown"),
        sa.Column("views_max", sa.BigInteger(), nullable=True, comment="Views, upper bound; null = not shown or open"),
        sa.Column(
            "said",
            kinds.JSON,
            nullable=False,
            comment="What the page said of the promotion, by column; what it did not say is left out",
        ),
        sa.Column(
            "listings_shown",
            sa.BigInteger(),
            nullable=True,
            comment="Listings that the page shows; null = it shows none by nature",
        ),
        sa.CheckConstraint(
            "announced_count_min <= announced_count_max",
            name=op.f("ck_promotion_observation_announced_count_min_le_announced_count_max"),
        ),
        sa.CheckConstraint(
            "participants_min <= participants_max", name=op.f("ck_promotion_observation_participants_min_le_participants_max")
        ),
        sa.CheckConstraint("videos_min <= videos_max", name=op.f("ck_promotion_observation_videos_min_le_videos_max")),
        sa.CheckConstraint("views_min <= views_max", name=op.f("ck_promotion_observation_views_min_le_views_max")),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.id"], name=op.f("fk_promotion_observation_capture_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotion.id"], name=op.f("fk_promotion_observation_promotion_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("promotion_id", "capture_id", name=op.f("pk_promotion_observation")),
        comment="Promotions from day to day",
    )
    op.create_table(
        "livestream_host",
        sa.Column("livestream_id", kinds.KEY, nullable=False, comment="Livestream"),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False, comment="Order of naming, from 1"),
        sa.Column(
            "role", sa.Text(), nullable=False, comment="news_anchor, influencer, official, celebrity, farmer, executive, other"
        ),
        sa.Column(
            "name", sa.Text(), nullable=True, comment="Name of a person in public office or a public figure; null = anyone else"
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_livestream_host_name_not_blank")),
        sa.CheckConstraint(
            "role IN ('news_anchor', 'influencer', 'official', 'celebrity', 'farmer', 'executive', 'other')",
            name=op.f("ck_livestream_host_role"),
        ),
        sa.ForeignKeyConstraint(
            ["livestream_id"], ["livestream.id"], name=op.f("fk_livestream_host_livestream_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("livestream_id", "ordinal", name=op.f("pk_livestream_host")),
        comment="Hosts of livestreams",
    )
    op.create_table(
        "livestream_listing",
        sa.Column("livestream_id", kinds.KEY, nullable=False, comment="Livestream"),
        sa.Column("listing_id", kinds.KEY, nullable=False, comment="Listing"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.id"], name=op.f("fk_livestream_listing_capture_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_livestream_listing_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["livestream_id"], ["livestream.id"], name=op.f("fk_livestream_listing_livestream_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("livestream_id", "listing_id", name=op.f("pk_livestream_listing")),
        comment="Goods of livestreams",
    )
    op.create_index(op.f("ix_livestream_listing_capture_id"), "livestream_listing", ["capture_id"], unique=False)
    op.create_table(
        "livestream_observation",
        sa.Column("livestream_id", kinds.KEY, nullable=False, comment="Livestream"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page"),
        sa.Column("observed_at", kinds.INSTANT, nullable=False, comment="Instant"),
        sa.Column("status", sa.Text(), nullable=True, comment="Status then; null = not said"),
        sa.Column("viewers_min", sa.BigInteger(), nullable=True, comment="Viewers, lower bound; null = not shown"),
        sa.Column("viewers_max", sa.BigInteger(), nullable=True, comment="Viewers, upper bound; null = not shown or open"),
        sa.Column("likes_min", sa.BigInteger(), nullable=True, comment="Likes, lower bound; null = not shown"),
        sa.Column(
            "said",
            kinds.JSON,
            nullable=False,
            comment="What the page said of the livestream, by column; what it did not say is left out",
        ),
        sa.CheckConstraint("status IN ('announced', 'live', 'ended', 'missed')", name=op.f("ck_livestream_observation_status")),
        sa.CheckConstraint("viewers_min <= viewers_max", name=op.f("ck_livestream_observation_viewers_min_le_viewers_max")),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.id"], name=op.f("fk_livestream_observation_capture_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["livestream_id"], ["livestream.id"], name=op.f("fk_livestream_observation_livestream_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("livestream_id", "capture_id", name=op.f("pk_livestream_observation")),
        comment="Livestreams over time",
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("livestream_observation")
    op.drop_table("livestream_listing")
    op.drop_table("livestream_host")
    op.drop_table("promotion_observation")
    op.drop_table("promotion_listing")
    op.drop_table("livestream")
    op.drop_table("promotion")
