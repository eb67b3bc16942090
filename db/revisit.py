"""Which listings are due to be read again: those in running promotions every day, the restless often, the others once a week.

Due is what was last read on its own page longer ago than its interval; the longer against it, the earlier. Within a given
number of pages this reads what is promoted more often, and nothing is forgotten for good.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Engine, Select, case, distinct, func, or_, select

from db.models import Base

PROMOTED, RESTLESS, CALM = 1, 2, 7
"""Days between two readings of a listing: in a running promotion; with a price that changed in two weeks; any other."""
_LATELY = timedelta(days=14)
_SHOWN = timedelta(days=3)

_TABLES = Base.metadata.tables
_LISTING, _SEEN, _RUN = _TABLES["listing"], _TABLES["observation"].c, _TABLES["run"].c
_PROMOTION, _MEMBER = _TABLES["promotion"].c, _TABLES["promotion_listing"].c


def due(engine: Engine, *, spider: str, source_code: str, today: date, limit: int) -> list[str]:
    """Addresses of the listings that a source's spider has seen and that are due on a day, those most due first."""
    with engine.connect() as connection:
        promoted = set(connection.scalars(_promoted(today)))
        known = connection.execute(_known(spider, source_code, today)).all()
    ranked = []
    for listing_id, url, own, prices in known:
        interval = PROMOTED if listing_id in promoted else RESTLESS if prices > 1 else CALM
        # What was never read on its own page comes first, what is promoted before the rest.
        waited = (today - own).days / interval if own is not None else float("inf")
        if waited >= 1:
            ranked.append((-waited, interval, listing_id, url))
    return [url for *_, url in sorted(ranked)[:limit]]


def _known(spider: str, source_code: str, today: date) -> Select[int, str, date | None, int]:
    """(id, address, day it was last read on its own page, different prices lately) of the listings that are still sold."""
    own = func.max(case((_SEEN.position.is_(None), _SEEN.observed_on)))
    prices = func.count(distinct(case((_SEEN.observed_on > today - _LATELY, _SEEN.price))))
    listing = _LISTING.c
    return (
        select(listing.id, listing.url, own, prices)
        .join_from(_LISTING, _TABLES["observation"], _SEEN.listing_id == listing.id)
        .join(_TABLES["run"], _RUN.id == _SEEN.run_id)
        .where(_RUN.spider == spider, _RUN.source_code == source_code, listing.url.is_not(None), listing.delisted_on.is_(None))
        .group_by(listing.id, listing.url)
    )


def _promoted(today: date) -> Select[int]:
    """Listings that a promotion showed lately which runs on that day, or of which nobody says how long."""
    return (
        select(_MEMBER.listing_id)
        .distinct()
        .join_from(_TABLES["promotion_listing"], _TABLES["promotion"], _PROMOTION.id == _MEMBER.promotion_id)
        .where(
            _MEMBER.presence == "seen",
            _MEMBER.observed_on >= today - _SHOWN,
            or_(_PROMOTION.starts_on.is_(None), _PROMOTION.starts_on <= today),
            or_(_PROMOTION.ends_on.is_(None), _PROMOTION.ends_on >= today),
        )
    )
