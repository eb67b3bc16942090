"""What is true of the fair's live rooms, topics and zone on each day at the hour of observation, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tests.fair import times, truth
from tests.fair.market import Market
from tests.fair.rooms import ROOMS, Room
from tests.fair.topics import TOPICS
from tests.fair.view import Moment
from tests.fair.zone import CODE, ZONE_HOST, shown


def livestreams(market: Market, shops: Mapping[str, str], days: Iterable[date]) -> list[dict[str, Any]]:
    """One row a room: who, when, held or missed; and on each day on which the platform shows it, its status and counts."""
    wanted = list(days)
    return [_room(market, shops, room, wanted) for room in ROOMS]


def _room(market: Market, shops: Mapping[str, str], room: Room, days: list[date]) -> dict[str, Any]:
    start = market.start
    return {
        "native_id": room.native_id,
        "title": room.title,
        "role": room.role,
        "host": room.account if room.named else None,
        "region": room.region,
        "starts_at": room.starts_at(start).isoformat(),
        "ends_at": room.ends_at(start).isoformat(),
        "held": room.held,
        "days": {day.isoformat(): seen for day in days if (seen := _seen(market, shops, room, day)) is not None},
    }


def _seen(market: Market, shops: Mapping[str, str], room: Room, day: date) -> dict[str, Any] | None:
    now = times.observed(day)
    status = room.status(market.start, now)
    if status is None:
        return None
    counted = status != "announced"
    return {
        "status": status,
        "viewers": room.viewers(market.start, now) if counted else None,
        "likes": room.likes(market.start, now) if counted else None,
        "goods": [list(truth.key_of(listing, shops)) for listing in room.goods(market, now)],
    }


def topics(market: Market, days: Iterable[date]) -> list[dict[str, Any]]:
    """One row a topic, with its counts on each day."""
    wanted = list(days)
    return [
        {
            "native_id": topic.native_id,
            "name": topic.name,
            "days": {day.isoformat(): topic.counts(market.start, times.observed(day)) for day in wanted},
        }
        for topic in TOPICS
    ]


def zone(market: Market, shops: Mapping[str, str], days: Iterable[date]) -> dict[str, Any]:
    """The zone: what it says it has, whom its page shows on each day, and how many members it truly has."""
    promotion = next(promotion for promotion in market.promotions if promotion.code == CODE)
    rows = {}
    for day in days:
        moment = Moment(market, times.observed(day))
        members = [listing for listing in market.members(CODE, moment.day) if moment.states[listing].in_stock]
        rows[day.isoformat()] = {
            "shown": [list(truth.key_of(listing, shops)) for listing in shown(moment)],
            "members_in_stock": len(members),
        }
    first, last = promotion.dates(market.start)
    return {
        "native_id": ZONE_HOST,
        "name": promotion.name,
        "announced_count": promotion.announced_count,
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat(),
        "days": rows,
    }
