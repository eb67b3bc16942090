"""Holds a store's livestreams, topics and zone against the fair's truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.fair import stream_truth, times
from tests.fair.compare import Check, Checks
from tests.fair.market import Market

_ROOMS = text("""
    SELECT s.id, s.native_id, s.title, s.starts_at, s.region_code FROM livestream s
     WHERE s.platform_code = 'taobao-live' AND s.announcement_id IS NULL""")
_HOSTS = text("SELECT livestream_id, role, name FROM livestream_host ORDER BY livestream_id, ordinal")
_SEEN = text("SELECT livestream_id, observed_at, status, viewers_min, viewers_max, likes_min FROM livestream_observation")
_GOODS = text("""
    SELECT g.livestream_id, l.platform_code, l.site, l.native_id
      FROM livestream_listing g JOIN listing l ON l.id = g.listing_id""")
_PROMOTIONS = text("""
    SELECT p.native_id, p.name, p.kind, p.announced_count, p.starts_on, p.ends_on, p.region_code,
           o.observed_on, o.listings_shown,
           o.participants_min, o.participants_max, o.videos_min, o.videos_max, o.views_min, o.views_max
      FROM promotion p JOIN promotion_observation o ON o.promotion_id = p.id WHERE p.announcement_id IS NULL""")
_MEMBERS = text("""
    SELECT m.observed_on, l.platform_code, l.site, l.native_id
      FROM promotion_listing m JOIN promotion p ON p.id = m.promotion_id JOIN listing l ON l.id = m.listing_id
     WHERE p.native_id = :zone AND m.presence = 'seen'""")


def livestreams(engine: Engine, market: Market, shops: Mapping[str, str], crawled: Sequence[date]) -> Checks:
    """Every room that the platform showed on a crawled day: its facts, its hosts, its goods, and its counts on each day."""
    checks: Checks = defaultdict(Check)
    with engine.connect() as connection:
        rows = _by(connection, _ROOMS, "native_id")
        hosts, seen, goods = (_grouped(connection, query) for query in (_HOSTS, _SEEN, _GOODS))
    true = {room["native_id"]: room for room in stream_truth.livestreams(market, shops, crawled) if room["days"]}
    checks["room"].note(rows.keys() == true.keys(), f"rooms {sorted(rows.keys() ^ true.keys())}")
    for native_id, room in true.items():
        row = rows.get(native_id)
        if row is None:
            continue
        said = (row["title"], _instant(row["starts_at"]), row["region_code"])
        want = (room["title"], datetime.fromisoformat(room["starts_at"]), room["region"])
        checks["facts"].note(said == want, f"{native_id}: {said}, in truth {want}")
        named = [(host["role"], host["name"]) for host in hosts[row["id"]]]
        checks["host"].note(named == [(room["role"], room["host"])], f"{native_id}: {named}, in truth {room['role']}")
        sold = {(one["platform_code"], one["site"], one["native_id"]) for one in goods[row["id"]]}
        wanted = {tuple(key) for day in room["days"].values() for key in day["goods"]}
        checks["goods"].note(sold == wanted, f"{native_id}: {sorted(sold ^ wanted)}")
        _days(checks, native_id, room["days"], seen[row["id"]])
    return dict(checks)


def _days(checks: Checks, native_id: str, days: Mapping[str, Any], seen: Sequence[Mapping[str, Any]]) -> None:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in seen:
        found[times.local_day(_instant(one["observed_at"])).isoformat()].append(one)
    checks["days"].note(found.keys() == days.keys(), f"{native_id}: seen on {sorted(found)}, shown on {sorted(days)}")
    for day, true in days.items():
        for one in found[day]:
            where = f"{native_id} on {day}"
            checks["status"].note(one["status"] == true["status"], f"{where}: {one['status']}, in truth {true['status']}")
            checks["viewers"].note(
                _inside(one["viewers_min"], one["viewers_max"], true["viewers"]),
                f"{where}: [{one['viewers_min']}, {one['viewers_max']}], in truth {true['viewers']}",
            )
            checks["likes"].note(
                _inside(one["likes_min"], None, true["likes"]), f"{where}: {one['likes_min']}, in truth {true['likes']}"
            )


def topics(engine: Engine, market: Market, crawled: Sequence[date]) -> Checks:
    """Every topic on every crawled day: participants, videos and views between the bounds."""
    checks: Checks = defaultdict(Check)
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(_PROMOTIONS).mappings()]
    found = {(row["native_id"], str(row["observed_on"])): row for row in rows if row["kind"] == "topic"}
    for topic in stream_truth.topics(market, crawled):
        for day, counts in topic["days"].items():
            row = found.get((f"topic:{topic['native_id']}", day))
            checks["topic"].note(row is not None and row["name"] == topic["name"], f"{topic['name']} on {day}")
            for name, count in counts.items():
                low, high = (row[f"{name}_min"], row[f"{name}_max"]) if row is not None else (None, None)
                checks[name].note(_inside(low, high, count), f"{topic['name']} on {day}: [{low}, {high}], in truth {count}")
    return dict(checks)


def zone(engine: Engine, market: Market, shops: Mapping[str, str], crawled: Sequence[date]) -> Checks:
    """The zone: its advertised size, how many goods its page shows, and which."""
    checks: Checks = defaultdict(Check)
    true = stream_truth.zone(market, shops, crawled)
    with engine.connect() as connection:
        rows = {
            str(row["observed_on"]): dict(row)
            for row in connection.execute(_PROMOTIONS).mappings()
            if row["native_id"] == true["native_id"]
        }
        members: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for day, *key in connection.execute(_MEMBERS, {"zone": true["native_id"]}):
            members[str(day)].add(tuple(key))
    for day, want in true["days"].items():
        row = rows.get(day)
        checks["zone"].note(row is not None and row["name"] == true["name"], f"the zone on {day}: {row}")
        if row is not None:
            facts = (str(row["starts_on"]), str(row["ends_on"]), row["region_code"])
            checks["facts"].note(facts == (true["starts_on"], true["ends_on"], "420000"), f"the zone: {facts}")
            checks["size"].note(row["announced_count"] == true["announced_count"], f"{day}: {row['announced_count']}")
            checks["shown"].note(row["listings_shown"] == len(want["shown"]), f"{day}: {row['listings_shown']} shown")
            wanted = {tuple(key) for key in want["shown"]}
            checks["members"].note(members[day] == wanted, f"{day}: {sorted(members[day] ^ wanted)[:3]}")
    return dict(checks)


def _inside(low: Any, high: Any, true: int | None) -> bool:
    """Whether the truth lies within the bounds; what is not counted has none."""
    if true is None or low is None:
        return true is None and low is None
    return int(low) <= true and (high is None or true <= int(high))


def _by(connection: Connection, query: Any, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: dict(row) for row in connection.execute(query).mappings()}


def _grouped(connection: Connection, query: Any) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["livestream_id"]].append(dict(row))
    return found


def _instant(value: Any) -> datetime:
    """SQLite's drivers give text, without the zone that the store means."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return read if read.tzinfo else read.replace(tzinfo=UTC)
