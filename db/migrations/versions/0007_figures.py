"""Tables of figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "daily_livestream",
        sa.Column("day", sa.Date(), nullable=False, comment="Day"),
        sa.Column("platform_code", sa.Text(), nullable=False, comment="Platform"),
        sa.Column("region_code", sa.Text(), nullable=False, comment="Region promoted, '' = unknown"),
        sa.Column("host_role", sa.Text(), nullable=False, comment="Foremost role among the hosts, '' = unknown"),
        sa.Column("announced", sa.BigInteger(), nullable=False, comment="Announced for the day"),
        sa.Column("held", sa.BigInteger(), nullable=False, comment="Held on the day"),
        sa.Column("missed", sa.BigInteger(), nullable=False, comment="Announced for the day and not held"),
        sa.Column("viewers_min", sa.BigInteger(), nullable=True, comment="Viewers, lower bound; null = not shown"),
        sa.Column("viewers_max", sa.BigInteger(), nullable=True, comment="Viewers, upper bound; null = not shown or open"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.Column("status", sa.Text(), nullable=False, comment="final, or provisional while a later observation is awaited"),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="Of the worst contributing source: ok, partial, stale, blocked or invalid",
        ),
        sa.CheckConstraint("status IN ('final', 'provisional')", name=op.f("ck_daily_livestream_status")),
        sa.CheckConstraint(
            "verdict IN ('ok', 'partial', 'stale', 'blocked', 'invalid')", name=op.f("ck_daily_livestream_verdict")
        ),
        sa.CheckConstraint("viewers_min <= viewers_max", name=op.f("ck_daily_livestream_viewers_min_le_viewers_max")),
        sa.PrimaryKeyConstraint("day", "platform_code", "region_code", "host_role", name=op.f("pk_daily_livestream")),
        comment="Livestreams by day",
    )
    op.create_table(
        "daily_market",
        sa.Column("day", sa.Date(), nullable=False, comment="Day"),
        sa.Column("platform_code", sa.Text(), nullable=False, comment="Platform"),
        sa.Column("region_code", sa.Text(), nullable=False, comment="Region of origin, '' = unknown"),
        sa.Column("commodity_code", sa.Text(), nullable=False, comment="Commodity, '' = unknown"),
        sa.Column("currency", sa.Text(), nullable=False, comment="ISO 4217, '' = no price seen"),
        sa.Column(
            "listings_known",
            sa.BigInteger(),
            nullable=False,
            comment="Listings first seen by the day and not delisted: observed + carried + lapsed",
        ),
        sa.Column("listings_observed", sa.BigInteger(), nullable=False, comment="Seen on the day"),
        sa.Column("listings_carried", sa.BigInteger(), nullable=False, comment="Last seen 1 to 7 days before"),
        sa.Column("listings_lapsed", sa.BigInteger(), nullable=False, comment="Last seen 8 to 89 days before"),
        sa.Column("listings_new", sa.BigInteger(), nullable=False, comment="First seen on the day"),
        sa.Column("listings_absent", sa.BigInteger(), nullable=False, comment="Found absent on the day"),
        sa.Column("shops", sa.BigInteger(), nullable=False, comment="Sellers of the known listings"),
        sa.Column("price_median", kinds.EXACT, nullable=True, comment="Median price; null = no price"),
        sa.Column(
            "price_per_kg_q10",
            kinds.EXACT,
            nullable=True,
            comment="10 % quantile of the price per kg; null = no weight or price",
        ),
        sa.Column("price_per_kg_median", kinds.EXACT, nullable=True, comment="Median price per kg; null = no weight or price"),
        sa.Column(
            "price_per_kg_q90",
            kinds.EXACT,
            nullable=True,
            comment="90 % quantile of the price per kg; null = no weight or price",
        ),
        sa.Column("on_promotion", sa.BigInteger(), nullable=False, comment="Listings with a price below their list price"),
        sa.Column("discount_median", kinds.EXACT, nullable=True, comment="Median claimed depth of these, 0 to 1; null = none"),
        sa.Column(
            "units_sold_min", kinds.EXACT, nullable=True, comment="Units sold, lower bound; null = no cumulative counter"
        ),
        sa.Column(
            "units_sold_max",
            kinds.EXACT,
            nullable=True,
            comment="Units sold, upper bound; null = none, or a contributor is open",
        ),
        sa.Column(
            "units_sold_max_closed",
            kinds.EXACT,
            nullable=True,
            comment="Upper bound of the contributors that have one; null = none",
        ),
        sa.Column("listings_open", sa.BigInteger(), nullable=False, comment="Contributors without an upper bound"),
        sa.Column(
            "units_shared",
            kinds.EXACT,
            nullable=True,
            comment="Share of the closed upper bound that was spread over several days; null = none",
        ),
        sa.Column(
            "rolling_units_min",
            kinds.EXACT,
            nullable=True,
            comment="Units a day by 30-day counters, lower bound; null = no such counter",
        ),
        sa.Column(
            "rolling_units_max",
            kinds.EXACT,
            nullable=True,
            comment="Units a day by 30-day counters, upper bound; null = none or open",
        ),
        sa.Column(
            "weight_sold_kg_min",
            kinds.EXACT,
            nullable=True,
            comment="Weight sold in kg, lower bound; null = no units with a weight",
        ),
        sa.Column(
            "weight_sold_kg_max", kinds.EXACT, nullable=True, comment="Weight sold in kg, upper bound; null = none or open"
        ),
        sa.Column(
            "value_sold_min",
            kinds.EXACT,
            nullable=True,
            comment="Value sold in currency, lower bound; null = no units with a price",
        ),
        sa.Column(
            "value_sold_max", kinds.EXACT, nullable=True, comment="Value sold in currency, upper bound; null = none or open"
        ),
        sa.Column(
            "share_without_weight",
            kinds.EXACT,
            nullable=True,
            comment="Share of units of listings without a weight; null = no units",
        ),
        sa.Column("coverage", kinds.EXACT, nullable=False, comment="Observed / known, 0 to 1"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.Column("status", sa.Text(), nullable=False, comment="final, or provisional while a later observation is awaited"),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="Of the worst contributing source: ok, partial, stale, blocked or invalid",
        ),
        sa.CheckConstraint("status IN ('final', 'provisional')", name=op.f("ck_daily_market_status")),
        sa.CheckConstraint("verdict IN ('ok', 'partial', 'stale', 'blocked', 'invalid')", name=op.f("ck_daily_market_verdict")),
        sa.CheckConstraint("units_sold_min <= units_sold_max", name=op.f("ck_daily_market_units_sold_min_le_units_sold_max")),
        sa.CheckConstraint("value_sold_min <= value_sold_max", name=op.f("ck_daily_market_value_sold_min_le_value_sold_max")),
        sa.CheckConstraint(
            "weight_sold_kg_min <= weight_sold_kg_max", name=op.f("ck_daily_market_weight_sold_kg_min_le_weight_sold_kg_max")
        ),
        sa.PrimaryKeyConstraint(
            "day", "platform_code", "region_code", "commodity_code", "currency", name=op.f("pk_daily_market")
        ),
        comment="Offer, prices and sales by day",
    )
    op.create_index("ix_daily_market_day_brin", "daily_market", ["day"], unique=False, postgresql_using="brin")
    op.create_table(
        "daily_promotion",
        sa.Column("day", sa.Date(), nullable=False, comment="Day"),
        sa.Column("platform_code", sa.Text(), nullable=False, comment="Platform"),
        sa.Column("region_code", sa.Text(), nullable=False, comment="Region promoted, '' = unknown"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of promotion"),
        sa.Column("announced", sa.BigInteger(), nullable=False, comment="Announced by the day"),
        sa.Column("planned", sa.BigInteger(), nullable=False, comment="Of these still to come"),
        sa.Column("running", sa.BigInteger(), nullable=False, comment="Running on the day"),
        sa.Column("held", sa.BigInteger(), nullable=False, comment="Ended by the day"),
        sa.Column("listings", sa.BigInteger(), nullable=False, comment="Listings seen in them on the day"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.Column("status", sa.Text(), nullable=False, comment="final, or provisional while a later observation is awaited"),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="Of the worst contributing source: ok, partial, stale, blocked or invalid",
        ),
        sa.CheckConstraint("status IN ('final', 'provisional')", name=op.f("ck_daily_promotion_status")),
        sa.CheckConstraint(
            "verdict IN ('ok', 'partial', 'stale', 'blocked', 'invalid')", name=op.f("ck_daily_promotion_verdict")
        ),
        sa.PrimaryKeyConstraint("day", "platform_code", "region_code", "kind", name=op.f("pk_daily_promotion")),
        comment="Promotions by day",
    )
    op.create_table(
        "daily_quality",
        sa.Column("day", sa.Date(), nullable=False, comment="Day"),
        sa.Column("source_code", sa.Text(), nullable=False, comment="Source"),
        sa.Column(
            "expected",
            sa.BigInteger(),
            nullable=False,
            comment="Pages expected: by the source's expectation, else the most of the last 7 days",
        ),
        sa.Column("reached", sa.BigInteger(), nullable=False, comment="Pages answered with 200 or 304"),
        sa.Column("observed", sa.BigInteger(), nullable=False, comment="Listings seen, a page each"),
        sa.Column("rejected", sa.BigInteger(), nullable=False, comment="Rejections"),
        sa.Column(
            "blocked_share",
            kinds.EXACT,
            nullable=True,
            comment="Refused or walled share of the answers, 0 to 1; null = no answer",
        ),
        sa.Column(
            "frozen_share",
            kinds.EXACT,
            nullable=True,
            comment="Share of listings that did not move in 3 days; null = none comparable",
        ),
        sa.Column(
            "outlier_share",
            kinds.EXACT,
            nullable=True,
            comment="Share of listings beyond the plausibility gates; null = none seen",
        ),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.Column("status", sa.Text(), nullable=False, comment="final, or provisional while a later observation is awaited"),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="Of the worst contributing source: ok, partial, stale, blocked or invalid",
        ),
        sa.CheckConstraint("status IN ('final', 'provisional')", name=op.f("ck_daily_quality_status")),
        sa.CheckConstraint(
            "verdict IN ('ok', 'partial', 'stale', 'blocked', 'invalid')", name=op.f("ck_daily_quality_verdict")
        ),
        sa.PrimaryKeyConstraint("day", "source_code", name=op.f("pk_daily_quality")),
        comment="Quality of sources by day",
    )
    op.create_table(
        "price_index",
        sa.Column("day", sa.Date(), nullable=False, comment="Day"),
        sa.Column("region_code", sa.Text(), nullable=False, comment="Region of origin, '' = all"),
        sa.Column("commodity_code", sa.Text(), nullable=False, comment="Commodity"),
        sa.Column("currency", sa.Text(), nullable=False, comment="ISO 4217"),
        sa.Column("price_basis", sa.Text(), nullable=False, comment="regular or effective"),
        sa.Column("method", sa.Text(), nullable=False, comment="jevons, geks_jevons or tpd"),
        sa.Column("base_day", sa.Date(), nullable=False, comment="Day on which the index is 1"),
        sa.Column("value", kinds.EXACT, nullable=True, comment="Index; null = too few matched listings"),
        sa.Column("matched_listings", sa.BigInteger(), nullable=False, comment="Listings matched with the base or window"),
        sa.Column("drift_gap", kinds.EXACT, nullable=True, comment="Chained daily Jevons less GEKS; null = not computed"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.Column("status", sa.Text(), nullable=False, comment="final, or provisional while a later observation is awaited"),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="Of the worst contributing source: ok, partial, stale, blocked or invalid",
        ),
        sa.CheckConstraint("method IN ('jevons', 'geks_jevons', 'tpd')", name=op.f("ck_price_index_method")),
        sa.CheckConstraint("price_basis IN ('regular', 'effective')", name=op.f("ck_price_index_price_basis")),
        sa.CheckConstraint("status IN ('final', 'provisional')", name=op.f("ck_price_index_status")),
        sa.CheckConstraint("verdict IN ('ok', 'partial', 'stale', 'blocked', 'invalid')", name=op.f("ck_price_index_verdict")),
        sa.PrimaryKeyConstraint(
            "day", "region_code", "commodity_code", "currency", "price_basis", "method", name=op.f("pk_price_index")
        ),
        comment="Price indices",
    )
    op.create_table(
        "claim_check",
        sa.Column("claim_id", kinds.KEY, nullable=False, comment="Claim"),
        sa.Column("kind", sa.Text(), nullable=False, comment="What it is compared with"),
        sa.Column(
            "observed_min", kinds.EXACT, nullable=True, comment="Observed over the same scope, lower bound; null = nothing"
        ),
        sa.Column("observed_max", kinds.EXACT, nullable=True, comment="Upper bound; null = nothing or open"),
        sa.Column("ratio", kinds.EXACT, nullable=True, comment="Claimed / observed; null = not comparable"),
        sa.Column("verdict", sa.Text(), nullable=False, comment="consistent, higher, lower, implausible or not_comparable"),
        sa.Column("explanation", sa.String(), nullable=False, comment="Why, in a sentence"),
        sa.Column("method_version", sa.Text(), nullable=False, comment="Version of the method"),
        sa.Column("computed_at", kinds.INSTANT, nullable=False, comment="When the present values were first computed"),
        sa.Column("status", sa.Text(), nullable=False, comment="final, or provisional while a later observation is awaited"),
        sa.CheckConstraint(
            "verdict IN ('consistent', 'higher', 'lower', 'implausible', 'not_comparable')", name=op.f("ck_claim_check_verdict")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_check_claim_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_id", "kind", name=op.f("pk_claim_check")),
        comment="Claims checked",
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("claim_check")
    op.drop_table("price_index")
    op.drop_table("daily_quality")
    op.drop_table("daily_promotion")
    op.drop_table("daily_market")
    op.drop_table("daily_livestream")
