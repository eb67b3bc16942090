"""Shops, listings, their descriptions and versions, for one batch of pages.

A page shows some facts of a listing and not others. A version holds for each fact the last value shown up to its instant. While
pages come in the order of time a version is made from the one before; a page that comes late makes its listing's versions be
folded anew from all observations, so that the order of arrival does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from db.ingest import bulk
from db.rows import DescriptionRow, ListingKey, ListingRow

FACTS = (
    *("shop_id", "url", "title", "brand", "sku", "gtin", "category_path", "commodity_code", "origin_code", "origin_text"),
    *("ships_from_text", "net_weight_g", "net_weight_max_g", "net_weight_basis", "net_weight_text"),
)
# The seller and the address are the listing's own; the facts after them are versioned.
VERSIONED = FACTS[2:]
_EXACT = tuple(FACTS.index(name) for name in ("net_weight_g", "net_weight_max_g"))
_KEY = ("platform_code", "site", "native_id")
_SEEN = ("first_seen_on", "last_seen_on", "last_observed_at")

Facts = tuple[Any, ...]


@dataclass(slots=True)
class Placed:
    """A listing on a page, with the ids of both."""

    row: ListingRow
    capture_id: int
    observed_at: datetime
    listing_id: int = 0
    description_id: int | None = None
    facts: Facts = ()


@dataclass(slots=True)
class State:
    """What the store knows of a listing, and what this batch makes of it."""

    id: int
    is_new: bool
    facts: Facts
    first_seen_on: date | None = None
    last_seen_on: date | None = None
    last_observed_at: datetime | None = None
    told: bool = False
    """Whether this batch changed a fact."""
    late: bool = False
    versions: list[tuple[Any, ...]] = field(default_factory=list)


def place(connection: Connection, placed: Sequence[Placed]) -> set[int]:
    """Give every row its listing and description; the ids of listings whose versions have to be folded anew."""
    if not placed:
        return set()
    shops = _shops(connection, placed)
    states = _states(connection, {p.row.key for p in placed})
    for one in sorted(placed, key=lambda p: p.observed_at):
        state = states[one.row.key]
        one.listing_id = state.id
        one.facts = _facts(one.row, shops)
        _observe(state, one)
    _write(connection, states)
    _describe(connection, placed)
    return {state.id for state in states.values() if state.late}


def _shops(connection: Connection, placed: Iterable[Placed]) -> dict[ListingKey, int]:
    """Ids of the sellers, made where they are new; a name that changed is taken over."""
    named: dict[ListingKey, str | None] = {}
    for one in placed:
        shop = one.row.description.shop
        if shop is not None:
            key = (one.row.key[0], one.row.key[1], shop[0])
            named[key] = shop[1] or named.get(key)
    there = {(row[1], row[2], row[3]): row for row in bulk.find(connection, "shop", _KEY, named, ("id", *_KEY, "name"))}
    new = [key for key in named if key not in there]
    ids = {key: int(row[0]) for key, row in there.items()} | dict(
        zip(new, bulk.allot(connection, "shop", len(new)), strict=True)
    )
    bulk.insert(connection, "shop", ("id", *_KEY, "name"), [(ids[key], *key, named[key]) for key in new])
    renamed = [(named[key], row[0]) for key, row in there.items() if named[key] not in (None, row[4])]
    bulk.update(connection, "shop", ("name",), renamed)
    return ids


def _states(connection: Connection, keys: set[ListingKey]) -> dict[ListingKey, State]:
    states: dict[ListingKey, State] = {}
    for row in bulk.find(connection, "listing", _KEY, keys, ("id", *_KEY, *_SEEN, *FACTS)):
        states[row[1], row[2], row[3]] = State(
            row[0], False, exact_facts(row[7:]), bulk.as_day(row[4]), bulk.as_day(row[5]), bulk.as_instant(row[6])
        )
    new = sorted(keys - states.keys())
    nothing = (None,) * len(FACTS)
    for key, listing_id in zip(new, bulk.allot(connection, "listing", len(new)), strict=True):
        states[key] = State(listing_id, True, nothing)
    return states


def exact_facts(values: Sequence[Any]) -> Facts:
    """Facts as a driver gives them, weights exact."""
    facts = list(values)
    for n in _EXACT:
        facts[n] = bulk.as_exact(facts[n])
    return tuple(facts)


def _facts(row: ListingRow, shops: dict[ListingKey, int]) -> Facts:
    d: DescriptionRow = row.description
    return (
        shops[row.key[0], row.key[1], d.shop[0]] if d.shop else None,
        *(d.url, d.title, d.brand, d.sku, d.gtin, d.category_path, d.commodity_code, d.origin_code, d.origin_text),
        *(d.ships_from_text, d.net_weight_g, d.net_weight_max_g, d.net_weight_basis, d.net_weight_text),
    )


def merged(before: Facts, shown: Facts) -> Facts:
    """Facts after a page: what it shows, else what was known. The weight's four columns go together."""
    facts = tuple(new if new is not None else old for old, new in zip(before, shown, strict=True))
    weight = shown[11:15] if shown[11] is not None else before[11:15]
    return (*facts[:11], *weight)


def _observe(state: State, one: Placed) -> None:
    """Take one observation into account; a page that is not later than the last makes the versions be folded anew."""
    if state.last_observed_at is not None and one.observed_at <= state.last_observed_at:
        state.late = True
    else:
        state.last_observed_at = one.observed_at
    if one.row.presence == "seen":
        day = one.row.observed_on
        state.first_seen_on = day if state.first_seen_on is None else min(state.first_seen_on, day)
        state.last_seen_on = day if state.last_seen_on is None else max(state.last_seen_on, day)
    if state.late or not any(value is not None for value in one.facts):
        return
    after = merged(state.facts, one.facts)
    if after[2:] != state.facts[2:]:
        state.versions.append((state.id, one.observed_at, one.capture_id, *after[2:]))
    state.told = state.told or after != state.facts
    state.facts = after


def _write(connection: Connection, states: dict[ListingKey, State]) -> None:
    new = [(key, s) for key, s in states.items() if s.is_new]
    rows = [(s.id, *key, s.first_seen_on, s.last_seen_on, s.last_observed_at, *s.facts) for key, s in new]
    bulk.insert(connection, "listing", ("id", *_KEY, *_SEEN, *FACTS), rows)
    seen = [
        (s.first_seen_on, s.last_seen_on, s.last_observed_at, s.id) for s in states.values() if not s.is_new and not s.versions
    ]
    bulk.update(connection, "listing", _SEEN, seen)
    told = [
        (s.first_seen_on, s.last_seen_on, s.last_observed_at, *s.facts, s.id)
        for s in states.values()
        if not s.is_new and s.told
    ]
    bulk.update(connection, "listing", (*_SEEN, *FACTS), told)
    versions = [version for s in states.values() for version in s.versions]
    bulk.insert(connection, "listing_version", ("listing_id", "valid_from", "capture_id", *VERSIONED), versions)


def _describe(connection: Connection, placed: Iterable[Placed]) -> None:
    """Give each row the id of its description, made where the listing was never described so."""
    wanted: dict[tuple[int, str], list[Placed]] = {}
    for one in placed:
        if any(value is not None for value in one.facts):
            digest = sha256(repr(one.facts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
            wanted.setdefault((one.listing_id, digest), []).append(one)
    found = bulk.find(connection, "description", ("listing_id", "sha256"), wanted, ("listing_id", "sha256", "id"))
    ids = {(int(row[0]), str(row[1])): int(row[2]) for row in found}
    new = [key for key in wanted if key not in ids]
    ids |= dict(zip(new, bulk.allot(connection, "description", len(new)), strict=True))
    rows = [(ids[key], *key, *wanted[key][0].facts) for key in new]
    bulk.insert(connection, "description", ("id", "listing_id", "sha256", *FACTS), rows)
    for key, ones in wanted.items():
        for one in ones:
            one.description_id = ids[key]
