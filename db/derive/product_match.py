"""Keeps `product_match` up to date: the pairs that the descriptions of all listings give; those taken back are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, insert, select, update

from db.derive.goods import Goods, Match, matches
from db.ingest.revisions import Revisions
from db.models import Base

METHOD = "1"
_LISTING = (
    "id", "platform_code", "site", "title", "brand", "gtin", "commodity_code", "origin_code", "net_weight_g",
    "net_weight_max_g", "net_weight_basis",
)  # fmt: skip
Pair = tuple[int, int]


@dataclass(slots=True)
class Matched:
    """What an update did."""

    added: int = 0
    changed: int = 0
    removed: int = 0


def update_matches(engine: Engine, *, now: datetime, code_version: str) -> Matched:
    """Match all listings anew; a pair that changes or goes leaves its former row in `revision`. Repeating it changes nothing.

    Args:
        engine: the store.
        now: what `computed_at` of new and changed pairs says.
        code_version: of the code that computes them.

    """
    table = Base.metadata.tables["product_match"]
    with engine.begin() as connection:
        wanted = matches(_goods(connection))
        known = {
            (row["listing_id"], row["other_listing_id"]): dict(row) for row in connection.execute(select(table)).mappings()
        }
        kept, done = Revisions(now, code_version), Matched()
        for pair, row in known.items():
            match = wanted.get(pair)
            if row["undone"] or (match is not None and _same(row, match)):
                continue
            kept.keep("product_match", _key(pair), row)
            same_pair = and_(*(table.c[name] == value for name, value in _key(pair).items()))
            if match is None:
                connection.execute(delete(table).where(same_pair))
                done.removed += 1
            else:
                connection.execute(update(table).where(same_pair).values(**_values(match, now)))
                done.changed += 1
        rows = [
            {**_key(pair), **_values(match, now), "undone": False}
            for pair, match in sorted(wanted.items())
            if pair not in known
        ]
        if rows:
            connection.execute(insert(table), rows)
        done.added = len(rows)
        kept.write(connection)
    return done


def undo(engine: Engine, one: int, other: int, *, now: datetime, code_version: str) -> bool:
    """Take a match back; whether there was one that stood."""
    table = Base.metadata.tables["product_match"]
    pair = (min(one, other), max(one, other))
    same_pair = and_(*(table.c[name] == value for name, value in _key(pair).items()))
    with engine.begin() as connection:
        row = connection.execute(select(table).where(same_pair)).mappings().first()
        if row is None or row["undone"]:
            return False
        kept = Revisions(now, code_version)
        kept.keep("product_match", _key(pair), dict(row))
        connection.execute(update(table).where(same_pair).values(undone=True))
        kept.write(connection)
    return True


def _goods(connection: Connection) -> list[Goods]:
    table = Base.metadata.tables["listing"]
    query = select(*(table.c[name] for name in _LISTING)).where(table.c.title.is_not(None)).order_by(table.c.id)
    return [_said(row) for row in connection.execute(query)]


def _said(row: Any) -> Goods:
    return Goods(
        listing_id=row.id,
        place=(row.platform_code, row.site),
        title=row.title,
        brand=row.brand,
        gtin=row.gtin,
        commodity=row.commodity_code,
        origin=row.origin_code,
        grams=_known(row.net_weight_g),
        grams_max=_known(row.net_weight_max_g),
        basis=row.net_weight_basis,
    )


def _known(grams: Decimal | None) -> Decimal | None:
    return grams if grams is not None and grams > 0 else None


def _key(pair: Pair) -> dict[str, int]:
    return {"listing_id": pair[0], "other_listing_id": pair[1]}


def _values(match: Match, now: datetime) -> dict[str, Any]:
    return {"method": match.method, "score": match.score, "method_version": METHOD, "computed_at": now}


def _same(row: dict[str, Any], match: Match) -> bool:
    return (row["method"], row["score"], row["method_version"]) == (match.method, match.score, METHOD)
