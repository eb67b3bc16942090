"""Daily figures. Rows stand at the listings' own origin, platform and commodity; roll-ups are views."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models import columns as col
from db.models.base import Base

VERDICTS = ("ok", "partial", "stale", "blocked", "invalid")


class Derived:
    """Columns of every derived table."""

    method_version: Mapped[str] = col.text("Version of the method", sort_order=100)
    computed_at: Mapped[datetime] = col.instant("When the present values were first computed", sort_order=101)
    status: Mapped[str] = col.text("final, or provisional while a later observation is awaited", sort_order=102)
    verdict: Mapped[str] = col.text("Of the worst contributing source: ok, partial, stale, blocked or invalid", sort_order=103)


def _checks(*more: object) -> tuple[object, ...]:
    return (col.one_of("status", ("final", "provisional")), col.one_of("verdict", VERDICTS), *more)


class DailyMarket(Derived, Base):
    """What was on offer, at which prices, and what was sold."""

    __tablename__ = "daily_market"
    day: Mapped[date] = col.day("Day", primary_key=True)
    platform_code: Mapped[str] = col.text("Platform", primary_key=True)
    region_code: Mapped[str] = col.text("Region of origin, '' = unknown", primary_key=True)
    commodity_code: Mapped[str] = col.text("Commodity, '' = unknown", primary_key=True)
    currency: Mapped[str] = col.text("ISO 4217, '' = no price seen", primary_key=True)
    listings_known: Mapped[int] = col.number("Listings first seen by the day and not delisted: observed + carried + lapsed")
    listings_observed: Mapped[int] = col.number("Seen on the day")
    listings_carried: Mapped[int] = col.number("Last seen 1 to 7 days before")
    listings_lapsed: Mapped[int] = col.number("Last seen 8 to 89 days before")
    listings_new: Mapped[int] = col.number("First seen on the day")
    listings_absent: Mapped[int] = col.number("Found absent on the day")
    shops: Mapped[int] = col.number("Sellers of the known listings")
    price_median: Mapped[Decimal | None] = col.money("Median price; null = no price")
    price_per_kg_q10: Mapped[Decimal | None] = col.money("10 % quantile of the price per kg; null = no weight or price")
    price_per_kg_median: Mapped[Decimal | None] = col.money("Median price per kg; null = no weight or price")
    price_per_kg_q90: Mapped[Decimal | None] = col.money("90 % quantile of the price per kg; null = no weight or price")
    on_promotion: Mapped[int] = col.number("Listings with a price below their list price")
    discount_median: Mapped[Decimal | None] = col.money("Median claimed depth of these, 0 to 1; null = none")
    units_sold_min: Mapped[Decimal | None] = col.money("Units sold, lower bound; null = no cumulative counter")
    units_sold_max: Mapped[Decimal | None] = col.money("Units sold, upper bound; null = none, or a contributor is open")
    units_sold_max_closed: Mapped[Decimal | None] = col.money("Upper bound of the contributors that have one; null = none")
    listings_open: Mapped[int] = col.number("Contributors without an upper bound")
    units_shared: Mapped[Decimal | None] = col.money(
        "Share of the closed upper bound that was spread over several days; null = none"
    )
    rolling_units_min: Mapped[Decimal | None] = col.money("Units a day by 30-day counters, lower bound; null = no such counter")
    rolling_units_max: Mapped[Decimal | None] = col.money("Units a day by 30-day counters, upper bound; null = none or open")
    weight_sold_kg_min: Mapped[Decimal | None] = col.money("Weight sold in kg, lower bound; null = no units with a weight")
    weight_sold_kg_max: Mapped[Decimal | None] = col.money("Weight sold in kg, upper bound; null = none or open")
    value_sold_min: Mapped[Decimal | None] = col.money("Value sold in currency, lower bound; null = no units with a price")
    value_sold_max: Mapped[Decimal | None] = col.money("Value sold in currency, upper bound; null = none or open")
    share_without_weight: Mapped[Decimal | None] = col.money("Share of units of listings without a weight; null = no units")
    coverage: Mapped[Decimal] = col.money("Observed / known, 0 to 1; 0 where none is known")
    few_listings: Mapped[bool] = mapped_column(Boolean, comment="Fewer than 5 listings known: read with care")
    listings_reset: Mapped[int] = col.number("Contributors whose counter fell: their units are 0 to open")
    listings_left_out: Mapped[int] = col.number("Seen on the day by invalid sources only: in no other figure")
    __table_args__ = _checks(
        col.ordered("units_sold_min", "units_sold_max"),
        col.ordered("weight_sold_kg_min", "weight_sold_kg_max"),
        col.ordered("value_sold_min", "value_sold_max"),
        Index("ix_daily_market_day_brin", "day", postgresql_using="brin"),
        {"comment": "Offer, prices and sales by day"},
    )


class DailyPromotion(Derived, Base):
    """Promotions announced, planned, running and held."""

    __tablename__ = "daily_promotion"
    day: Mapped[date] = col.day("Day", primary_key=True)
    platform_code: Mapped[str] = col.text("Platform", primary_key=True)
    region_code: Mapped[str] = col.text("Region promoted, '' = unknown", primary_key=True)
    kind: Mapped[str] = col.text("Kind of promotion", primary_key=True)
    announced: Mapped[int] = col.number("Announced by the day")
    planned: Mapped[int] = col.number("Of these still to come")
    running: Mapped[int] = col.number("Running on the day")
    held: Mapped[int] = col.number("Ended by the day")
    overdue: Mapped[int] = col.number("Announced for days that have passed, and never seen nor reported as held")
    listings: Mapped[int] = col.number("Listings seen in them on the day")
    __table_args__ = _checks({"comment": "Promotions by day"})


class DailyLivestream(Derived, Base):
    """Livestreams announced, held and missed."""

    __tablename__ = "daily_livestream"
    day: Mapped[date] = col.day("Day", primary_key=True)
    platform_code: Mapped[str] = col.text("Platform", primary_key=True)
    region_code: Mapped[str] = col.text("Region promoted, '' = unknown", primary_key=True)
    host_role: Mapped[str] = col.text("Foremost role among the hosts, '' = unknown", primary_key=True)
    announced: Mapped[int] = col.number("Announced for the day")
    held: Mapped[int] = col.number("Held on the day")
    missed: Mapped[int] = col.number("Announced for the day and not held")
    viewers_min: Mapped[int | None] = col.number("Viewers, lower bound; null = not shown")
    viewers_max: Mapped[int | None] = col.number("Viewers, upper bound; null = not shown or open")
    __table_args__ = _checks(col.ordered("viewers_min", "viewers_max"), {"comment": "Livestreams by day"})


class DailyQuality(Derived, Base):
    """May the figures of a source and day be believed?"""

    __tablename__ = "daily_quality"
    day: Mapped[date] = col.day("Day", primary_key=True)
    source_code: Mapped[str] = col.text("Source", primary_key=True)
    expected: Mapped[int] = col.number("Pages expected: by the register, else the most of the last 7 days (of none: as before)")
    reached: Mapped[int] = col.number("Different pages answered with 200 or 304 that were no walls")
    observed: Mapped[int] = col.number("Listings seen, a page each")
    rejected: Mapped[int] = col.number("Rejections")
    blocked_share: Mapped[Decimal | None] = col.money("Refused or walled share of the answers, 0 to 1; null = no answer")
    frozen_share: Mapped[Decimal | None] = col.money("Share of listings that did not move in 3 days; null = none comparable")
    outlier_share: Mapped[Decimal | None] = col.money("Share of listings beyond the plausibility gates; null = none seen")
    __table_args__ = _checks({"comment": "Quality of sources by day"})


class PriceIndex(Derived, Base):
    """Price indices of matched listings."""

    __tablename__ = "price_index"
    day: Mapped[date] = col.day("Day", primary_key=True)
    region_code: Mapped[str] = col.text("Region of origin, '' = all", primary_key=True)
    commodity_code: Mapped[str] = col.text("Commodity", primary_key=True)
    currency: Mapped[str] = col.text("ISO 4217", primary_key=True)
    price_basis: Mapped[str] = col.text("regular or effective", primary_key=True)
    method: Mapped[str] = col.text("jevons, geks_jevons or tpd", primary_key=True)
    base_day: Mapped[date] = col.day("Day on which the index is 1")
    value: Mapped[float | None] = col.ratio("Index; null = too few matched listings")
    matched_listings: Mapped[int] = col.number("Listings matched with the base or window")
    drift_gap: Mapped[float | None] = col.ratio("Chained daily Jevons less this index; null = one of them is null")
    __table_args__ = _checks(
        col.one_of("price_basis", ("regular", "effective")),
        col.one_of("method", ("jevons", "geks_jevons", "tpd")),
        # All rows of a first window change each day: with room in its page no index has to.
        {"comment": "Price indices", "postgresql_with": {"fillfactor": "45"}},
    )


class Discount(Base):
    """Spells of prices below the list price, held against what was asked before and after."""

    __tablename__ = "discount"
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    began_on: Mapped[date] = col.day("First day of the unbroken spell of prices below the list price", primary_key=True)
    ended_on: Mapped[date | None] = col.day("Its last day; null = not known to have ended")
    currency: Mapped[str] = col.text("ISO 4217, '' = not known")
    price: Mapped[Decimal] = col.money("Price on the first day")
    list_price: Mapped[Decimal] = col.money("List price shown beside it")
    claimed_depth: Mapped[Decimal] = col.money("1 - price / list price")
    lowest_30d: Mapped[Decimal | None] = col.money("Lowest price of the 30 days before; null = history too short")
    real_depth_30d: Mapped[Decimal | None] = col.money("1 - price / that lowest price; null = history too short")
    usual_90d: Mapped[Decimal | None] = col.money("Most common price of the 90 days before; null = history too short")
    real_depth_90d: Mapped[Decimal | None] = col.money("1 - price / that most common price; null = history too short")
    creep_14d: Mapped[Decimal | None] = col.money(
        "Rise of the price in the 14 days before, as a share; null = history too short"
    )
    rebound_7d: Mapped[Decimal | None] = col.money("Rise in the 7 days after its last day, as a share; null = not known")
    method_version: Mapped[str] = col.text("Version of the method")
    computed_at: Mapped[datetime] = col.instant("When the present values were first computed")
    __table_args__ = (
        Index(None, "began_on"),
        col.ordered("began_on", "ended_on"),
        {"comment": "Discounts, claimed and real"},
    )


class CounterReset(Base):
    """Where cumulative sold counters began anew; between two of them a counter only grows."""

    __tablename__ = "counter_reset"
    listing_id: Mapped[int] = col.link("listing.id", "Listing", primary_key=True)
    began_at: Mapped[datetime] = col.instant("Instant of the first observation after the fall", primary_key=True)
    method_version: Mapped[str] = col.text("Version of the method")
    computed_at: Mapped[datetime] = col.instant("When the present values were first computed")
    __table_args__ = ({"comment": "Resets of cumulative sold counters"},)


class ClaimCheck(Derived, Base):
    """What was announced beside what was observed."""

    __tablename__ = "claim_check"
    claim_id: Mapped[int] = col.link("claim.id", "Claim", primary_key=True)
    kind: Mapped[str] = col.text("What it is compared with", primary_key=True)
    observed_min: Mapped[Decimal | None] = col.money("Observed over the same scope, lower bound; null = nothing")
    observed_max: Mapped[Decimal | None] = col.money("Upper bound; null = nothing or open")
    ratio: Mapped[Decimal | None] = col.money("Claimed / observed; null = not comparable")
    verdict: Mapped[str] = col.text("consistent, higher, lower, implausible or not_comparable")
    explanation: Mapped[str] = mapped_column(comment="Why, in a sentence")
    __table_args__ = (
        col.one_of("verdict", ("consistent", "higher", "lower", "implausible", "not_comparable")),
        {"comment": "Claims checked"},
    )
