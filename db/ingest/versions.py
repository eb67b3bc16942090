"""The versions of listings folded anew from all their observations, where a page came late or was read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db.ingest import bulk
from db.ingest.listings import FACTS, NOTHING, SEEN, VERSIONED, Facts, Seen, exact_facts, merged
from db.ingest.observations import GONE, MISSED
from db.ingest.revisions import Revisions
from db.ingest.values import as_day, as_instant, as_json, instant_text

_SHOWN = text(
    f"""SELECT o.listing_id, o.observed_at, o.capture_id, o.presence, o.observed_on,
               {", ".join(f"d.{name}" for name in FACTS)}, o.read_from
          FROM observation o JOIN capture c ON c.id = o.capture_id LEFT JOIN description d ON d.id = o.description_id
         WHERE o.listing_id IN :ids ORDER BY o.listing_id, o.observed_at, d.sha256, c.url_sha256, c.payload_sha256"""
).bindparams(bindparam("ids", expanding=True))
_LISTINGS = text(f"SELECT id, {', '.join((*SEEN, *FACTS))} FROM listing WHERE id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
_KEPT = text(
    f"SELECT listing_id, valid_from, capture_id, {', '.join(VERSIONED)} FROM listing_version WHERE listing_id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_COLUMNS = ("listing_id", "valid_from", "capture_id", *VERSIONED)
Versions = dict[tuple[int, Any], tuple[Any, ...]]


def fold(connection: Connection, listing_ids: Iterable[int], kept: Revisions) -> None:
    """Fold the versions of these listings, and write those that differ; the listing repeats the latest."""
    for ids in bulk.batches(sorted(listing_ids)):
        wanted: Versions = {}
        latest: dict[int, tuple[Seen, Facts]] = dict.fromkeys(ids, ((None, None, None), NOTHING))
        # An absence that no page states says nothing of the listing, and stands there or not by the order of arrival.
        rows = [row for row in connection.execute(_SHOWN, {"ids": ids}) if as_json(row[-1]) not in (MISSED, GONE)]
        for listing_id, observed in groupby(rows, key=itemgetter(0)):
            latest[listing_id] = _fold(listing_id, list(observed), wanted)
        _repeat(connection, ids, latest)
        _replace(connection, ids, wanted, kept)


def _fold(listing_id: int, rows: Sequence[Any], wanted: Versions) -> tuple[Seen, Facts]:
    """The versions of one listing into `wanted`; when it was seen, and its latest facts."""
    facts, at = NOTHING, None
    for instant, observed in groupby(rows, key=itemgetter(1)):
        before, at = facts, as_instant(instant)
        for row in observed:
            facts = merged(facts, exact_facts(row[5:-1]))
            shown_by = row[2]
        if facts[2:] != before[2:]:
            wanted[listing_id, at] = (shown_by, *facts[2:])
    days = [as_day(row[4]) for row in rows if row[3] == "seen"]
    return (min(days, default=None), max(days, default=None), at), facts  # type: ignore[type-var]  # no day is null


def _repeat(connection: Connection, ids: Sequence[int], latest: dict[int, tuple[Seen, Facts]]) -> None:
    different = []
    for row in connection.execute(_LISTINGS, {"ids": ids}):
        seen, facts = latest[row[0]]
        if (as_day(row[1]), as_day(row[2]), as_instant(row[3])) != seen or exact_facts(row[4:]) != facts:
            different.append((*facts, *seen, row[0]))
    bulk.update(connection, "listing", (*FACTS, *SEEN), different)


def _replace(connection: Connection, ids: Sequence[int], wanted: Versions, kept: Revisions) -> None:
    """Write the versions that are not there, remove those that are no more."""
    gone = []
    for row in connection.execute(_KEPT, {"ids": ids}).all():
        key = (row[0], as_instant(row[1]))
        values = (row[2], *exact_facts((None, None, *row[3:]))[2:])
        if wanted.get(key) == values:
            del wanted[key]
            continue
        kept.keep("listing_version", dict(zip(_COLUMNS, key, strict=False)), dict(zip(_COLUMNS, (*key, *values), strict=True)))
        gone.append(key)
    _remove(connection, gone)
    bulk.insert(connection, "listing_version", _COLUMNS, [(*key, *values) for key, values in wanted.items()])


def _remove(connection: Connection, keys: Sequence[tuple[int, Any]]) -> None:
    if keys:
        plain = connection.dialect.name == "sqlite"
        statement = text("DELETE FROM listing_version WHERE listing_id = :id AND valid_from = :at")
        connection.execute(statement, [{"id": key, "at": instant_text(at) if plain else at} for key, at in keys])
