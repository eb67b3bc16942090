"""Versions of listings as if the pages of invalid source-days had not been.

A version holds what all pages up to it showed, and may hold what a page showed that is not to be believed. Of the few listings
that such a page gave a version, the versions are folded anew from what their other pages showed.
"""

from __future__ import annotations

import duckdb
from sqlalchemy import Engine

from db.derive import sql
from db.derive.cache import listed
from db.derive.columns import batches
from db.ingest.listings import VERSIONED

# Listings that one query asks for.
_AT_ONCE = 20_000

_TOLD = f"""
    SELECT o.listing_id, c.source_code, o.observed_on, o.observed_at, d.sha256, d.commodity_code, d.origin_code,
           CAST(ROUND(d.net_weight_g * 10000) AS BIGINT) AS weight4,
           CAST(ROUND(d.net_weight_max_g * 10000) AS BIGINT) AS weight_max4,
           CASE d.net_weight_basis WHEN 'net' THEN 2 WHEN 'unspecified' THEN 1 ELSE 0 END AS standing
      FROM observation o
      JOIN description d ON d.id = o.description_id
      JOIN capture c ON c.id = o.capture_id
     WHERE ({" OR ".join(f"d.{name} IS NOT NULL" for name in VERSIONED)})"""
_TOLD_LIKE = """
    SELECT 0 AS listing_id, '' AS source_code, '2000-01-01' AS observed_on, '2000-01-01' AS observed_at, '' AS sha256,
           '' AS commodity_code, '' AS origin_code, 0 AS weight4, 0 AS weight_max4, 0 AS standing"""
_TABLE = """
    CREATE OR REPLACE TEMP TABLE told (
        listing_id BIGINT, source VARCHAR, day DATE, moment BIGINT, sha256 VARCHAR, commodity_code VARCHAR, region_code VARCHAR,
        weight4 BIGINT, weight_max4 BIGINT, rank BIGINT)"""
_DISTRUSTED = """
    CREATE OR REPLACE TEMP TABLE distrusted AS
    SELECT DISTINCT v.listing_id FROM shown_version v JOIN left_out x ON x.day = v.day AND x.source = v.source"""


def versions(db: duckdb.DuckDBPyConnection, engine: Engine, until: int) -> None:
    """Make `version_spell` of the versions that count.

    Args:
        db: with the columns, `shown_version`, `shown_spell` and `left_out`.
        engine: the store, asked for the listings in question only.
        until: the last observation that is looked at.

    """
    db.execute(_DISTRUSTED)
    found = [key for (key,) in db.execute("SELECT listing_id FROM distrusted ORDER BY listing_id").fetchall()]
    if not found:
        return
    db.execute(_TABLE)
    for at in range(0, len(found), _AT_ONCE):
        some = listed(found[at : at + _AT_ONCE])
        with batches(engine, f"{_TOLD} AND o.id <= {until} AND o.listing_id IN ({some})", like=_TOLD_LIKE) as reader:
            # SQLite keeps instants as text without a zone, in UTC.
            zone = "TIMESTAMP" if getattr(reader.schema.field("observed_at").type, "tz", None) is None else "TIMESTAMPTZ"
            db.register("incoming", reader)
            db.execute(f"""
                INSERT INTO told
                SELECT * REPLACE (observed_on::DATE AS observed_on, epoch_us(observed_at::{zone}) AS observed_at)
                  FROM incoming WHERE listing_id > 0""")
            db.unregister("incoming")
    sql.run(db, "believed")
