"""Listings, their descriptions and versions, for one batch of pages.

A page shows some facts of a listing and not others. A version holds for each fact the last value shown up to its instant. While
pages come in the order of time a version is made from the one before; a page that comes late makes its listing's versions be
folded anew from all observations (`db.ingest.versions`), so that the order of arrival does not matter.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from db.ingest import bulk, shops
from db.ingest.shops import Named
from db.ingest.values import as_day, as_exact, as_instant
from db.rows import ListingKey, ListingRow

FACTS = (
    *("shop_id", "url", "title", "brand", "sku", "gtin", "category_path", "commodity_code", "origin_code", "origin_text"),
    *("ships_from_text", "net_weight_g", "net_weight_max_g", "net_weight_basis", "net_weight_text"),
)
# The seller and the address are the listing's own; the facts after them are versioned.
VERSIONED = FACTS[2:]
SEEN = ("first_seen_on", "last_seen_on", "last_observed_at")
KEY = ("platform_code", "site", "native_id")
_WEIGHT, _BASIS = FACTS.index("net_weight_g"), FACTS.index("net_weight_basis")
# METHODS: net beats unspecified beats gross. A weight read from a title does not displace the one on the label.
_RANK = {"net": 2, "unspecified": 1, "gross": 0, None: 0}

Facts = tuple[Any, ...]
Seen = tuple[date | None, date | None, datetime | None]
NOTHING: Facts = (None,) * len(FACTS)
_shown = attrgetter(*FACTS[1:])
_BARE: Facts = NOTHING[1:]


@dataclass(slots=True)
class Placed:
    """A listing on a page, and what of it does not depend on the store; then the ids of both."""

    row: ListingRow
    observed_at: datetime
    seller: ListingKey | None
    shown: Facts
    """All facts but the seller's number."""
    digest: str | None
    """Of the description; None = the page says nothing beyond the observation."""
    capture_id: int = 0
    listing_id: int = 0
    description_id: int | None = None
    facts: Facts = NOTHING


@dataclass(slots=True)
class State:
    """What the store knows of a listing, and what this batch makes of it."""

    id: int
    is_new: bool
    known: Facts = NOTHING
    known_seen: Seen = (None, None, None)
    facts: Facts = NOTHING
    seen: Seen = (None, None, None)
    late: bool = False
    versions: list[tuple[Any, ...]] = field(default_factory=list)


def shown(row: ListingRow, at: datetime) -> Placed:
    """A listing on a page that shows this instant."""
    said, shop = _shown(row.description), row.description.shop
    if shop is None:
        return Placed(row, at, None, said, None if said == _BARE else _digest(None, said))
    # By the seller's own id: our numbers depend on the order of arrival.
    return Placed(row, at, (row.key[0], row.key[1], shop[0]), said, _digest(shop[0], said))


def _digest(seller: str | None, said: Facts) -> str:
    text = "\x1f".join(["\0" if fact is None else fact if type(fact) is str else str(fact) for fact in (seller, *said)])
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def place(
    connection: Connection, in_time: Sequence[Placed], named: Mapping[ListingKey, Named | None], again: Container[int]
) -> set[int]:
    """Give every row its listing and description; the ids of listings whose versions have to be folded anew.

    Args:
        connection: in a transaction.
        in_time: all rows in the order of time.
        named: the sellers on them, each with the latest name that a page gives it.
        again: captures that were read before. They are not followed in time: what changes of them is for the caller to fold.

    """
    if not in_time:
        return set()
    # Looked up before anything is written, so that the sellers are on their way while the listings are followed in time.
    states = _states(connection, {one.row.key for one in in_time})
    sellers = shops.place(connection, named, {one.seller for one in in_time if one.seller and one.capture_id in again})
    for one in in_time:
        state = states[one.row.key]
        one.listing_id = state.id
        one.facts = (sellers[one.seller] if one.seller else None, *one.shown)
        if one.capture_id not in again:
            _observe(state, one)
    _write(connection, states)
    _describe(connection, in_time, {state.id for state in states.values() if state.is_new})
    return {state.id for state in states.values() if state.late}


def named(connection: Connection, keys: Iterable[ListingKey]) -> dict[ListingKey, int]:
    """Ids of listings that pages name without showing them, made where they are new."""
    states = _states(connection, set(keys))
    _write(connection, states)
    return {key: state.id for key, state in states.items()}


def _states(connection: Connection, keys: set[ListingKey]) -> dict[ListingKey, State]:
    states: dict[ListingKey, State] = {}
    for row in bulk.find(connection, "listing", KEY, keys, ("id", *KEY, *SEEN, *FACTS)):
        facts, seen = exact_facts(row[7:]), (as_day(row[4]), as_day(row[5]), as_instant(row[6]))
        states[row[1], row[2], row[3]] = State(row[0], False, facts, seen, facts, seen)
    new = sorted(keys - states.keys())
    for key, listing_id in zip(new, bulk.allot(connection, "listing", len(new)), strict=True):
        states[key] = State(listing_id, True)
    return states


def exact_facts(row: Sequence[Any]) -> Facts:
    """Facts as a driver gives them, weights exact."""
    low, high = row[_WEIGHT], row[_WEIGHT + 1]
    if type(low) is float or type(high) is float:
        return (*row[:_WEIGHT], as_exact(low), as_exact(high), *row[_WEIGHT + 2 :])
    # PostgreSQL's have their four places.
    return tuple(row)


def merged(before: Facts, shown: Facts) -> Facts:
    """Facts after a page: what it shows, else what was known. The weight's four columns go together, net before others."""
    if before is NOTHING:
        return shown
    facts = tuple([old if new is None else new for old, new in zip(before, shown, strict=True)])
    if before[_WEIGHT] is None or facts == before:
        return facts
    better = shown[_WEIGHT] is not None and _RANK[shown[_BASIS]] >= _RANK[before[_BASIS]]
    return (*facts[:_WEIGHT], *(shown if better else before)[_WEIGHT:])


def _observe(state: State, one: Placed) -> None:
    """Take one observation into account; a page that is not later than the last makes the versions be folded anew."""
    first, last, at = state.seen
    if at is not None and one.observed_at <= at:
        state.late = True
        return
    if one.row.presence == "seen":
        day = one.row.observed_on
        first = day if first is None or day < first else first
        last = day if last is None or day > last else last
    state.seen = (first, last, one.observed_at)
    if one.facts == state.facts or one.facts == NOTHING:
        return
    after = merged(state.facts, one.facts)
    if after[2:] != state.facts[2:]:
        state.versions.append((state.id, one.observed_at, one.capture_id, *after[2:]))
    state.facts = after


def _write(connection: Connection, states: dict[ListingKey, State]) -> None:
    """What the batch makes of the listings; those that came late are brought up by the fold."""
    timely = [s for s in states.values() if not s.late]
    rows = [(s.id, *key, *s.seen, *s.facts) for key, s in states.items() if s.is_new]
    bulk.insert(connection, "listing", ("id", *KEY, *SEEN, *FACTS), rows)
    told = [s for s in timely if not s.is_new and s.facts != s.known]
    bulk.update(connection, "listing", (*FACTS, *SEEN), [(*s.facts, *s.seen, s.id) for s in told])
    seen = [s for s in timely if not s.is_new and s.facts == s.known and s.seen != s.known_seen]
    bulk.update(connection, "listing", SEEN, [(*s.seen, s.id) for s in seen])
    versions = [version for s in timely for version in s.versions]
    bulk.insert(connection, "listing_version", ("listing_id", "valid_from", "capture_id", *VERSIONED), versions)


def _describe(connection: Connection, placed: Iterable[Placed], new_listings: Container[int]) -> None:
    """Give each row the id of its description, made where the listing was never described so."""
    described = [((one.listing_id, one.digest), one) for one in placed if one.digest is not None]
    wanted = dict(reversed(described))
    known = [key for key in wanted if key[0] not in new_listings]
    found = bulk.find(connection, "description", ("listing_id", "sha256"), known, ("listing_id", "sha256", "id"))
    ids = {(row[0], row[1]): int(row[2]) for row in found}
    new = [key for key in dict.fromkeys(key for key, _ in described) if key not in ids]
    ids |= dict(zip(new, bulk.allot(connection, "description", len(new)), strict=True))
    rows = [(ids[key], *key, *wanted[key].facts) for key in new]
    bulk.insert(connection, "description", ("id", "listing_id", "sha256", *FACTS), rows)
    for key, one in described:
        one.description_id = ids[key]
